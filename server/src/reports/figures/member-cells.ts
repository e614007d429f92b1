import type { ReportValue } from '@parley/shared/reports.js';

/** A figure that rests on too few turns of one member says nothing at all. */
export function hideSmall(value: ReportValue, fewest: number): ReportValue {
  return value.n >= fewest ? value : { value: null, atLeast: false, never: false, n: 0 };
}
