import type { ReportVolumeBreakdown } from '@parley/shared/reports.js';

/** Who said it, in the order the report tells them. */
export const saidKinds = ['in', 'outByMembers', 'outOutside', 'outByRules'] as const;
type VolumeRow = ReportVolumeBreakdown['rows'][number];
export type VolumeSort = { column: 'all' | (typeof saidKinds)[number]; down: boolean };

/** All messages of a row. */
export const allOf = (row: Pick<VolumeRow, (typeof saidKinds)[number]>): number =>
  saidKinds.reduce((sum, kind) => sum + row[kind], 0);

/** The rows in the order of a column; equals stay as they came (most messages first). */
export function sortVolume(rows: readonly VolumeRow[], { column, down }: VolumeSort): VolumeRow[] {
  const rank = (row: VolumeRow) => (column === 'all' ? allOf(row) : row[column]);
  return [...rows].sort((one, other) => (rank(one) - rank(other)) * (down ? -1 : 1));
}
