import type { ReportBreakdown, ReportValue } from '@parley/shared/reports.js';

export type BreakdownRow = ReportBreakdown['rows'][number];
export const sortColumns = ['turns', 'median', 'p90', 'withinTarget', 'coverage'] as const;
export type SortColumn = (typeof sortColumns)[number];
export type Sort = { column: SortColumn; down: boolean };

/** Waits without an end are longer than any; what has no value comes last, whichever way. */
const rank = ({ value, never }: ReportValue): number | null => (never ? Number.POSITIVE_INFINITY : value);
const rankOf = (row: BreakdownRow, column: SortColumn) =>
  row.withheld ? null : column === 'turns' ? row.counts.opened : rank(row[column]);

/** The rows in the order of a column; equals stay as they came (most turns first). */
export function sortRows(rows: readonly BreakdownRow[], { column, down }: Sort): BreakdownRow[] {
  return [...rows].sort((one, other) => {
    const [a, b] = [rankOf(one, column), rankOf(other, column)];
    if (a === b) return 0;
    if (a === null) return 1;
    if (b === null) return -1;
    return (a < b ? -1 : 1) * (down ? -1 : 1);
  });
}
