import { formatNumber } from './time.js';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** As on any timetable: the same signs in both languages; days are a word. */
const dayWord: Record<string, [one: string, many: string, sign: string]> = {
  en: ['day', 'days', 'd'],
  de: ['Tag', 'Tage', 'T'],
};

const join = (value: number, name: string, locale: string) => `${formatNumber(locale, value)}\u00a0${name}`;
const days = (value: number, locale: string) => {
  const [one, many] = dayWord[locale] ?? dayWord.en ?? ['', ''];
  return join(value, value === 1 ? one : many, locale);
};

/** Lengths are cut to what is shown by rounding, so that 59.6 s is a minute and never "60 s". */
const rounded = (ms: number): number => {
  const grain = ms < 10 * minute ? second : ms < 3 * day ? minute : hour;
  return Math.round(ms / grain) * grain;
};

/**
 * A wait as people say it, in its one or two largest units: "45 s", "4 min 20 s", "2 h 10 min", "3 days 4 h".
 * @param ms milliseconds, not negative; what is above nothing and below half a second is "< 1 s"
 */
export function formatWait(locale: string, ms: number): string {
  if (ms > 0 && ms < 500) return `<\u00a0${join(1, 's', locale)}`;
  const length = rounded(ms);
  if (length < minute) return join(length / second, 's', locale);
  const [big, small, bigName, smallName] =
    length < hour
      ? ([minute, second, 'min', 's'] as const)
      : length < day
        ? ([hour, minute, 'h', 'min'] as const)
        : ([day, hour, null, 'h'] as const);
  const whole = Math.floor(length / big);
  const rest = Math.floor((length % big) / small);
  const head = bigName === null ? days(whole, locale) : join(whole, bigName, locale);
  // Beyond a few days the hours no longer tell anything.
  return rest === 0 || (bigName === null && whole >= 7) ? head : `${head} ${join(rest, smallName, locale)}`;
}

/** One unit, as short as it goes, for axes: "30 s", "10 min", "8 h", "2 d"; with a half where one is needed. */
export function formatWaitTick(locale: string, ms: number): string {
  if (ms === 0) return '0';
  const [unit, name] =
    ms < minute
      ? ([second, 's'] as const)
      : ms < hour
        ? ([minute, 'min'] as const)
        : ms < day
          ? ([hour, 'h'] as const)
          : ([day, (dayWord[locale] ?? dayWord.en)?.[2] ?? 'd'] as const);
  return join(Math.round((ms / unit) * 10) / 10, name, locale);
}
