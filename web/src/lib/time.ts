import { regional } from './region.js';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const cache = new Map<string, unknown>();
function cached<T>(key: string, make: () => T): T {
  if (!cache.has(key)) cache.set(key, make());
  return cache.get(key) as T;
}

const local = (language: string) =>
  cached(`l${language}`, () => regional(language, navigator.languages ?? []));
const dateFormat = (locale: string, options: Intl.DateTimeFormatOptions) =>
  cached(`d${locale}${JSON.stringify(options)}`, () => new Intl.DateTimeFormat(local(locale), options));
const numberFormat = (locale: string, options: Intl.NumberFormatOptions) =>
  cached(`n${locale}${JSON.stringify(options)}`, () => new Intl.NumberFormat(local(locale), options));
const relativeFormat = (locale: string) =>
  cached(`r${locale}`, () => new Intl.RelativeTimeFormat(local(locale), { numeric: 'auto' }));

const sameDay = (a: Date, b: Date) => a.toDateString() === b.toDateString();

export const formatClock = (locale: string, at: string | number | Date) =>
  dateFormat(locale, { timeStyle: 'short' }).format(new Date(at));

/** Day and time, by the clocks of a time zone; without one, by those of this device. */
export const formatDateTime = (locale: string, at: string | number | Date, timeZone?: string) =>
  dateFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(new Date(at));

/** A moment to come, by the clocks of a time zone: weekday, day and time; the year only where it is another one. */
export function formatDateTimeIn(locale: string, at: string | number | Date, timeZone: string): string {
  const date = new Date(at);
  const year = date.getUTCFullYear() === new Date().getUTCFullYear() ? undefined : 'numeric';
  return dateFormat(locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year,
    hour: 'numeric',
    minute: '2-digit',
    timeZone,
  }).format(date);
}

export const formatFullDateTime = (locale: string, at: string | number | Date) =>
  dateFormat(locale, { dateStyle: 'full', timeStyle: 'long' }).format(new Date(at));

export const formatDate = (locale: string, at: string | number | Date) =>
  dateFormat(locale, { dateStyle: 'medium' }).format(new Date(at));

/** The shortest form that still says when: a time today, a weekday this week, else a date. */
export function formatWhen(locale: string, at: string | number | Date, now: number): string {
  const date = new Date(at);
  const today = new Date(now);
  if (sameDay(date, today)) return formatClock(locale, date);
  if (now - date.getTime() < 6 * day && date.getTime() <= now)
    return dateFormat(locale, { weekday: 'short' }).format(date);
  if (date.getFullYear() === today.getFullYear())
    return dateFormat(locale, { day: 'numeric', month: 'short' }).format(date);
  return dateFormat(locale, { day: 'numeric', month: 'numeric', year: '2-digit' }).format(date);
}

/** "today", "yesterday", or a long date, as a line between days. */
export function formatDay(locale: string, at: string | number | Date, now: number): string {
  const date = new Date(at);
  const days = Math.round((startOfDay(date) - startOfDay(new Date(now))) / day);
  if (days === 0 || days === -1) {
    const word = relativeFormat(locale).format(days, 'day');
    return word.charAt(0).toLocaleUpperCase(locale) + word.slice(1);
  }
  const year = date.getFullYear() === new Date(now).getFullYear() ? undefined : 'numeric';
  return dateFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', year }).format(date);
}

const startOfDay = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();

// What Intl has for narrow German is of two kinds ("14h 20 Min."): signs instead, as on any timetable.
const signs: Record<string, Record<string, string>> = {
  de: { second: 's', minute: 'min', hour: 'h', day: 'T' },
};

const unit = (locale: string, value: number, name: string, display: 'narrow' | 'short' | 'long') =>
  display === 'narrow' && signs[locale]
    ? `${formatNumber(locale, value)}\u00a0${signs[locale][name]}`
    : plainUnit(locale, value, name, display);

const plainUnit = (locale: string, value: number, name: string, display: 'narrow' | 'short' | 'long') =>
  numberFormat(locale, { style: 'unit', unit: name, unitDisplay: display, maximumFractionDigits: 0 }).format(
    value,
  );

/** A length of time in its one or two largest units: "45 sec", "12 min", "3 hr 20 min", "2 days". */
export function formatDuration(
  locale: string,
  ms: number,
  display: 'narrow' | 'short' | 'long' = 'short',
): string {
  const length = Math.max(0, ms);
  if (length < minute) return unit(locale, Math.floor(length / 1_000), 'second', display);
  if (length < hour) return unit(locale, Math.floor(length / minute), 'minute', display);
  const [big, small, bigMs, smallMs] =
    length < day ? (['hour', 'minute', hour, minute] as const) : (['day', 'hour', day, hour] as const);
  const whole = Math.floor(length / bigMs);
  const rest = Math.floor((length % bigMs) / smallMs);
  const head = unit(locale, whole, big, display);
  // Beyond a few days the hours no longer tell anything.
  return rest === 0 || (big === 'day' && whole >= 3) ? head : `${head} ${unit(locale, rest, small, display)}`;
}

/** "3 minutes ago", "in 2 hours". */
export function formatRelative(locale: string, at: string | number | Date, now: number): string {
  const delta = new Date(at).getTime() - now;
  const size = Math.abs(delta);
  const [value, name] =
    size < hour
      ? ([delta / minute, 'minute'] as const)
      : size < day
        ? ([delta / hour, 'hour'] as const)
        : size < 45 * day
          ? ([delta / day, 'day'] as const)
          : ([delta / (30.44 * day), 'month'] as const);
  return relativeFormat(locale).format(Math.trunc(value), name);
}

export function formatBytes(locale: string, bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  const power = bytes < 1 ? 0 : Math.min(3, Math.floor(Math.log10(bytes) / 3));
  return numberFormat(locale, {
    style: 'unit',
    unit: units[power],
    unitDisplay: 'short',
    maximumFractionDigits: power < 2 ? 0 : 1,
  }).format(bytes / 1_000 ** power);
}

export const formatNumber = (locale: string, value: number) => numberFormat(locale, {}).format(value);
