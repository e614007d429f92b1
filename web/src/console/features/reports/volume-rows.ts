import type { ReportVolumeBreakdown } from '@parley/shared/reports.js';
import { type Said, said } from './said.js';

type VolumeRow = ReportVolumeBreakdown['rows'][number];
export type VolumeSort = { column: 'all' | Said; down: boolean };

/** All messages of a row. */
export const allOf = (row: Pick<VolumeRow, Said>): number =>
  said.reduce((sum, { name }) => sum + row[name], 0);

/** The rows in the order of a column; equals stay as they came (most messages first). */
export function sortVolume(rows: readonly VolumeRow[], { column, down }: VolumeSort): VolumeRow[] {
  const rank = (row: VolumeRow) => (column === 'all' ? allOf(row) : row[column]);
  return [...rows].sort((one, other) => (rank(one) - rank(other)) * (down ? -1 : 1));
}
