import type { ReportVolumeBreakdown } from '@parley/shared/reports.js';
import { allSaid, type Said } from './said.js';

type VolumeRow = ReportVolumeBreakdown['rows'][number];
export type VolumeSort = { column: 'all' | Said; down: boolean };

/** The rows in the order of a column; equals stay as they came (most messages first). */
export function sortVolume(rows: readonly VolumeRow[], { column, down }: VolumeSort): VolumeRow[] {
  const rank = (row: VolumeRow) => (column === 'all' ? allSaid(row) : row[column]);
  return [...rows].sort((one, other) => (rank(one) - rank(other)) * (down ? -1 : 1));
}
