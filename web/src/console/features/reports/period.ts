import {
  daysFrom,
  firstOfMonth,
  type LocalDate,
  plusDays,
  plusMonths,
  weekdayOf,
} from '../../../lib/local-dates.js';

/** Periods that have a name; they move along with the calendar. */
export const presets = [
  'today',
  'yesterday',
  'week',
  'lastWeek',
  'days7',
  'days28',
  'month',
  'lastMonth',
  'days90',
  'year',
] as const;
export type Preset = (typeof presets)[number];
export type Dates = { from: LocalDate; to: LocalDate };

/** The days of a named period, seen from `today` in the brand's zone. */
export function datesOf(preset: Preset, today: LocalDate): Dates {
  const monday = plusDays(today, 1 - weekdayOf(today));
  const first = firstOfMonth(today);
  const named: Record<Preset, Dates> = {
    today: { from: today, to: today },
    yesterday: { from: plusDays(today, -1), to: plusDays(today, -1) },
    week: { from: monday, to: today },
    lastWeek: { from: plusDays(monday, -7), to: plusDays(monday, -1) },
    days7: { from: plusDays(today, -6), to: today },
    days28: { from: plusDays(today, -27), to: today },
    month: { from: first, to: today },
    lastMonth: { from: plusMonths(first, -1), to: plusDays(first, -1) },
    days90: { from: plusDays(today, -89), to: today },
    year: { from: `${today.slice(0, 4)}-01-01`, to: today },
  };
  return named[preset];
}

/** As many days, right before. */
export const daysBefore = ({ from, to }: Dates): Dates => ({
  from: plusDays(from, -daysFrom(from, to)),
  to: plusDays(from, -1),
});

/** Whether it is a period: real days, the first not after the last, and not more than `most` of them. */
export const isPeriod = ({ from, to }: Partial<Dates>, most: number): boolean =>
  isDate(from) && isDate(to) && from <= to && daysFrom(from, to) <= most;

export const isDate = (text: string | null | undefined): text is LocalDate =>
  typeof text === 'string' &&
  /^\d{4}-\d{2}-\d{2}$/.test(text) &&
  !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) &&
  plusDays(text, 0) === text;
