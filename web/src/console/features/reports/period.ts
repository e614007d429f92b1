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

type Named = { preset: Preset | null; dates: Dates };
type Kind = 'days' | 'week' | 'month' | 'year';
const ofKind: Record<Kind, readonly Preset[]> = {
  days: ['today', 'yesterday', 'days7', 'days28', 'days90'],
  week: ['week', 'lastWeek'],
  month: ['month', 'lastMonth'],
  year: ['year'],
};

const yearOf = (date: LocalDate): Dates => ({
  from: `${date.slice(0, 4)}-01-01`,
  to: `${date.slice(0, 4)}-12-31`,
});
const monthOf = (date: LocalDate): Dates => {
  const from = firstOfMonth(date);
  return { from, to: plusDays(plusMonths(from, 1), -1) };
};
const weekOf = (date: LocalDate): Dates => {
  const from = plusDays(date, 1 - weekdayOf(date));
  return { from, to: plusDays(from, 6) };
};
const whole = { week: weekOf, month: monthOf, year: yearOf };
const same = (one: Dates, other: Dates) => one.from === other.from && one.to === other.to;

function kindOf({ preset, dates }: Named): Kind {
  const named = (['week', 'month', 'year'] as const).find((kind) => preset && ofKind[kind].includes(preset));
  if (named || preset) return named ?? 'days';
  return (['week', 'month', 'year'] as const).find((kind) => same(whole[kind](dates.from), dates)) ?? 'days';
}

/**
 * The period before (-1) or after (1), of the same kind: from a month to a month, else as many days. It does not reach beyond today.
 * @returns null where that is still to come
 */
export function stepped(view: Named, by: -1 | 1, today: LocalDate): Named | null {
  const { from, to } = view.dates;
  const kind = kindOf(view);
  if (by === 1 && to >= today) return null;
  let dates: Dates;
  if (kind === 'days') {
    const days = daysFrom(from, to);
    const last = plusDays(to, by * days);
    const end = last > today ? today : last;
    dates = { from: plusDays(end, 1 - days), to: end };
  } else {
    const next = whole[kind](plusDays(by === 1 ? whole[kind](from).to : from, by));
    dates = { from: next.from, to: next.to > today ? today : next.to };
  }
  return { preset: ofKind[kind].find((preset) => same(datesOf(preset, today), dates)) ?? null, dates };
}

/** The same weekdays a year before: 52 weeks. */
export const yearBefore = ({ from, to }: Dates): Dates => ({
  from: plusDays(from, -364),
  to: plusDays(to, -364),
});

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
