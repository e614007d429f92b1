import type { ReportPeriod } from '@parley/shared/reports.js';
import { IANAZone } from 'luxon';

const DAY = 86_400_000;
const MINUTE = 60_000;

/** Days since 1970-01-01 of a date `YYYY-MM-DD`. */
export const dayNumber = (date: string): number => Date.parse(`${date}T00:00:00Z`) / DAY;
/** The date of a day number. */
export const dateOf = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);
/** 1 Monday to 7 Sunday; day 0 was a Thursday. */
export const weekdayOf = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;

/** The local day an instant is on, as the wall clock of the zone shows. */
export function localDay(instant: number, timeZone: string): number {
  return Math.floor((instant + IANAZone.create(timeZone).offset(instant) * MINUTE) / DAY);
}

/**
 * The first instant of a local day: not always midnight (clocks that go forward at midnight), and the first of two where midnight
 * comes twice.
 */
export function startOfDay(day: number, timeZone: string): number {
  // No zone is further from UTC than 15 hours, and local dates never go back.
  let [before, within] = [day * DAY - 15 * 60 * MINUTE, day * DAY + 15 * 60 * MINUTE];
  while (within - before > 1) {
    const middle = Math.floor((before + within) / 2);
    if (localDay(middle, timeZone) >= day) within = middle;
    else before = middle;
  }
  return within;
}

/** Local days, the last one included. */
export interface DayRange {
  readonly first: number;
  readonly last: number;
  readonly timeZone: string;
  /** ms, and the end excluded. */
  readonly startsAt: number;
  readonly endsAt: number;
}

export function dayRange(first: number, last: number, timeZone: string): DayRange {
  return {
    first,
    last,
    timeZone,
    startsAt: startOfDay(first, timeZone),
    endsAt: startOfDay(last + 1, timeZone),
  };
}

/** Offsets change months apart; only in a few countries, for a month of fasting, weeks. */
const LOOK_EVERY = 3 * DAY;

/** The offsets from UTC in a period, in ms, each until the next one begins. */
function offsetsOf({ timeZone, startsAt, endsAt }: DayRange): { from: number; offset: number }[] {
  const zone = IANAZone.create(timeZone);
  const offsetAt = (at: number) => zone.offset(at) * MINUTE;
  const found = [{ from: startsAt, offset: offsetAt(startsAt) }];
  for (let seen = startsAt; seen < endsAt; seen += LOOK_EVERY) {
    let [before, after] = [seen, Math.min(seen + LOOK_EVERY, endsAt)];
    const offset = offsetAt(after);
    if (offset === found.at(-1)?.offset) continue;
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (offsetAt(middle) === offset) after = middle;
      else before = middle;
    }
    found.push({ from: after, offset });
  }
  return found;
}

/**
 * What the wall clock shows at an instant of the period, as a timestamp (SQL). Not left to the database's `AT TIME ZONE`: its time zone
 * data may be of another year than those the period's days come from, and an hour would be on no day of it.
 * @param instant a timestamptz (SQL)
 */
export function wallClockSql(instant: string, range: DayRange): string {
  const [first, ...later] = offsetsOf(range);
  const whens = later.map(
    ({ from, offset }) =>
      `WHEN ${instant} >= '${new Date(from).toISOString()}'::timestamptz THEN interval '${offset} ms'`,
  );
  const usual = `interval '${first?.offset ?? 0} ms'`;
  const offset = whens.length === 0 ? usual : `CASE ${whens.reverse().join(' ')} ELSE ${usual} END`;
  return `(${instant} AT TIME ZONE 'UTC' + ${offset})`;
}

/** The columns `day`, days since the period began, and `hour` of an instant of it (SQL). */
export function dayAndHourSql(instant: string, range: DayRange): string {
  const clock = wallClockSql(instant, range);
  return `${clock}::date - DATE '${dateOf(range.first)}' AS day, extract(hour FROM ${clock})::int AS hour`;
}

/** @param query the dates as asked, `compare` resolved */
export function comparedRange(
  range: DayRange,
  query: { compare: string; compareFrom?: string | undefined; compareTo?: string | undefined },
): DayRange | null {
  if (query.compare === 'period' && query.compareFrom !== undefined && query.compareTo !== undefined) {
    return dayRange(dayNumber(query.compareFrom), dayNumber(query.compareTo), range.timeZone);
  }
  if (query.compare !== 'previous') return null;
  return dayRange(range.first - (range.last - range.first + 1), range.first - 1, range.timeZone);
}

export const periodOf = (range: DayRange): ReportPeriod => ({
  from: dateOf(range.first),
  to: dateOf(range.last),
  timezone: range.timeZone,
  startsAt: new Date(range.startsAt).toISOString(),
  endsAt: new Date(range.endsAt).toISOString(),
});

/** Pieces a period is drawn in: its days, or its weeks from Monday on, cut where the period begins and ends. */
export class Granules {
  readonly granularity: 'day' | 'week';
  private readonly offset: number;
  readonly count: number;

  constructor(
    private readonly range: DayRange,
    asked: 'auto' | 'day' | 'week',
  ) {
    const days = range.last - range.first + 1;
    this.granularity = asked === 'auto' ? (days <= 92 ? 'day' : 'week') : asked;
    this.offset = this.granularity === 'week' ? weekdayOf(range.first) - 1 : 0;
    this.count = this.granularity === 'day' ? days : Math.floor((days - 1 + this.offset) / 7) + 1;
  }

  /** @param day days since the period began */
  indexOf(day: number): number {
    return this.granularity === 'day' ? day : Math.floor((day + this.offset) / 7);
  }

  at(index: number): { from: string; to: string } {
    const { first, last } = this.range;
    if (this.granularity === 'day') return { from: dateOf(first + index), to: dateOf(first + index) };
    const monday = first - this.offset + index * 7;
    return { from: dateOf(Math.max(first, monday)), to: dateOf(Math.min(last, monday + 6)) };
  }
}
