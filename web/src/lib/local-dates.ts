import { regional } from './region.js';
import { wallTime } from './zoned-time.js';

/** A day on the calendar, `YYYY-MM-DD`; no zone, no instant. */
export type LocalDate = string;

const dayMs = 86_400_000;
const utc = (date: LocalDate) => Date.parse(`${date}T00:00:00Z`);
const fromUtc = (ms: number): LocalDate => new Date(ms).toISOString().slice(0, 10);

/** Which day it is in a zone at an instant (ms). */
export function dateIn(at: number, zone: string): LocalDate {
  const { year, month, day } = wallTime(new Date(at), zone);
  return fromUtc(Date.UTC(year, month - 1, day));
}

export const plusDays = (date: LocalDate, days: number): LocalDate => fromUtc(utc(date) + days * dayMs);

/** How many days from the first to the last, both counted. */
export const daysFrom = (from: LocalDate, to: LocalDate): number =>
  Math.round((utc(to) - utc(from)) / dayMs) + 1;

/** 1 is Monday, 7 Sunday. */
export const weekdayOf = (date: LocalDate): number => new Date(utc(date)).getUTCDay() || 7;

export const firstOfMonth = (date: LocalDate): LocalDate => `${date.slice(0, 7)}-01`;

/** The same day so many months later; the last of a shorter month. */
export function plusMonths(date: LocalDate, months: number): LocalDate {
  const at = new Date(utc(date));
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth() + months, at.getUTCDate()];
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return fromUtc(Date.UTC(year, month, Math.min(day, last)));
}

const formats = new Map<string, Intl.DateTimeFormat>();
function format(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language + JSON.stringify(options);
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(regional(language, navigator.languages ?? []), {
    ...options,
    timeZone: 'UTC',
  });
  formats.set(key, made);
  return made;
}

/** "Mon, 3 Nov 2025" as it is written where the reader is; without the year where there is no doubt. */
export const formatLocalDate = (language: string, date: LocalDate, year = false): string =>
  format(language, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    ...(year ? { year: 'numeric' } : {}),
  }).format(utc(date));

/** Below a chart: "3 Nov". */
export const formatShortDate = (language: string, date: LocalDate): string =>
  format(language, { day: 'numeric', month: 'short' }).format(utc(date));

/** "3 – 9 Nov 2025": what both days share is said once. */
export const formatDates = (language: string, from: LocalDate, to: LocalDate): string => {
  const written = format(language, { day: 'numeric', month: 'short', year: 'numeric' });
  return from === to ? written.format(utc(from)) : written.formatRange(utc(from), utc(to));
};

/** 1 is Monday. */
export const weekdayName = (language: string, weekday: number, width: 'short' | 'long' = 'short'): string =>
  // 2024-01-01 was a Monday.
  format(language, { weekday: width }).format(Date.UTC(2024, 0, weekday));

/** "9 AM", "9 Uhr", or only the number where there is little room. */
export const hourName = (language: string, hour: number): string =>
  format(language, { hour: 'numeric' }).format(Date.UTC(2024, 0, 1, hour));
