import type { DigestedDay } from './digest-store.js';
import { type DayRange, startOfDay } from './local-days.js';

/** A stretch of a period that is read one by one. */
export interface Stretch {
  /** ms, the end excluded. */
  from: number;
  to: number;
  /** Only what is still open: the rest is in digests. */
  openOnly: boolean;
}

/** How a period is read: which days by their digests, some at a time, and what is read one by one. */
export interface ReadingPlan {
  digests: readonly (readonly DigestedDay[])[];
  stretches: readonly Stretch[];
}

/** So few that some are looked at while the next are read. */
const DAYS_AT_ONCE = 30;

/**
 * @param holding days whose digests hold
 * @param exactUpTo a period with no more than this in its digests is read one by one
 */
export function planOf(range: DayRange, holding: readonly DigestedDay[], exactUpTo: number): ReadingPlan {
  const all = holding.reduce((total, { count }) => total + count, 0);
  const days = all > exactUpTo ? holding : [];
  return { digests: inBatches(days), stretches: [...stretches(range, new Set(days.map(({ day }) => day)))] };
}

/** Days as they are read. */
export function inBatches(days: readonly DigestedDay[]): readonly (readonly DigestedDay[])[] {
  const batches: DigestedDay[][] = [];
  for (let at = 0; at < days.length; at += DAYS_AT_ONCE) batches.push(days.slice(at, at + DAYS_AT_ONCE));
  return batches;
}

/** Those without digests are read whole, of the others what is still open. */
function* stretches(range: DayRange, digested: ReadonlySet<number>): Generator<Stretch> {
  for (let first = range.first; first <= range.last; ) {
    let next = first + 1;
    while (next <= range.last && digested.has(next) === digested.has(first)) next += 1;
    yield {
      from: startOfDay(first, range.timeZone),
      to: startOfDay(next, range.timeZone),
      openOnly: digested.has(first),
    };
    first = next;
  }
}
