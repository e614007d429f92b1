import type { ReportValue } from '@parley/shared/reports.js';

/** A row of any breakdown: how many it counts, and its figures by their names. */
export type BreakdownRow<Figure extends string = string> = {
  key: string | null;
  name: string | null;
  withheld?: boolean;
  counts: { opened: number };
  compared: Partial<Record<Figure, ReportValue>> | null;
} & Record<Figure, ReportValue>;
export type Sort<Figure extends string> = { column: 'opened' | Figure; down: boolean };

/** Waits without an end are longer than any; what has no value comes last, whichever way. */
const rank = ({ value, never }: ReportValue): number | null => (never ? Number.POSITIVE_INFINITY : value);
function rankOf<Figure extends string>(row: BreakdownRow<Figure>, column: 'opened' | Figure) {
  if (row.withheld) return null;
  return column === 'opened' ? row.counts.opened : rank(row[column]);
}

/** The rows in the order of a column; equals stay as they came (those that count most first). */
export function sortRows<Figure extends string>(
  rows: readonly BreakdownRow<Figure>[],
  { column, down }: Sort<Figure>,
): BreakdownRow<Figure>[] {
  return [...rows].sort((one, other) => {
    const [a, b] = [rankOf(one, column), rankOf(other, column)];
    if (a === b) return 0;
    if (a === null) return 1;
    if (b === null) return -1;
    return (a < b ? -1 : 1) * (down ? -1 : 1);
  });
}
