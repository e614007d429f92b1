import type { ReportDimension } from '@parley/shared/reports.js';
import type { BreakdownRow } from './breakdown-rows.js';
import { type Part, placeOf } from './panel-part.js';
import { useRowName } from './row-name.js';

/** What shows the proof of a figure of one row; null where it cannot be asked for: of no tag, no post … */
export type OpenCell = (key: string | null) => ((part: Part) => void) | null;

type Props = {
  of: { by: ReportDimension; row: Pick<BreakdownRow, 'key' | 'name'> };
  /** What the column is called. */
  label: string;
  part: Part;
  onOpen: OpenCell;
  children: string;
};

/** A number of a row: it opens its proof. */
export function CellButton({ of: { by, row }, label, part, onOpen, children }: Props) {
  const name = useRowName()(by, row);
  const { key } = row;
  const open = onOpen(key);
  if (key === null || open === null) return <span className="tabular">{children}</span>;
  return (
    <button
      type="button"
      className="tabular breakdown-open"
      aria-haspopup="dialog"
      aria-label={`${name}, ${label}: ${children}`}
      data-part={placeOf(part, { by, key })}
      onClick={() => open(part)}
    >
      {children}
    </button>
  );
}
