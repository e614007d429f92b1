import { formatNumber } from './time.js';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

type Names = { s: string; min: string; h: string; day: string; days: string };

/** As people write them; what `Intl` has for short German and English is of two kinds ("2 hr, 10 min"). */
const names: Record<string, Names> = {
  en: { s: 's', min: 'min', h: 'h', day: 'day', days: 'days' },
  de: { s: 'Sek.', min: 'Min.', h: 'Std.', day: 'Tag', days: 'Tage' },
};
const namesIn = (locale: string): Names => names[locale] ?? (names.en as Names);

const join = (value: number, name: string, locale: string) => `${formatNumber(locale, value)}\u00a0${name}`;

/** Lengths are cut to what is shown by rounding, so that 59.6 s is a minute and never "60 s". */
const rounded = (ms: number): number => {
  const grain = ms < 10 * minute ? second : ms < 3 * day ? minute : hour;
  return Math.round(ms / grain) * grain;
};

/**
 * A wait as people say it, in its one or two largest units: "45 s", "4 min 20 s", "2 h 10 min", "3 days 4 h"; in German "2 Std. 10 Min.".
 * @param ms milliseconds, not negative; what is above nothing and below half a second is "< 1 s"
 */
export function formatWait(locale: string, ms: number): string {
  const { s, min, h, day: one, days } = namesIn(locale);
  if (ms > 0 && ms < 500) return `<\u00a0${join(1, s, locale)}`;
  const length = rounded(ms);
  if (length < minute) return join(length / second, s, locale);
  const [big, small, bigName, smallName] =
    length < hour
      ? ([minute, second, min, s] as const)
      : length < day
        ? ([hour, minute, h, min] as const)
        : ([day, hour, length < 2 * day ? one : days, h] as const);
  const whole = Math.floor(length / big);
  const rest = Math.floor((length % big) / small);
  const head = join(whole, bigName, locale);
  // Beyond a few days the hours no longer tell anything.
  return rest === 0 || (big === day && whole >= 7) ? head : `${head} ${join(rest, smallName, locale)}`;
}

/** One unit as a sign, for axes: "30 s", "10 min", "8 h", "2 d"; with a half where one is needed. */
export function formatWaitTick(locale: string, ms: number): string {
  if (ms === 0) return '0';
  const [unit, name] =
    ms < minute
      ? ([second, 's'] as const)
      : ms < hour
        ? ([minute, 'min'] as const)
        : ms < day
          ? ([hour, 'h'] as const)
          : ([day, locale === 'de' ? 'T' : 'd'] as const);
  return join(Math.round((ms / unit) * 10) / 10, name, locale);
}
