import type { ReportDimension } from '@parley/shared/reports.js';
import type { ReactNode } from 'react';
import type { BreakdownRow } from './breakdown-rows.js';
import { type Part, placeOf } from './panel-part.js';
import { useRowName } from './row-name.js';

/** Shows the proof of a figure of one row. */
export type OpenCell = (key: string, part: Part) => void;

type Props = {
  of: { by: ReportDimension; row: Pick<BreakdownRow, 'key' | 'name'> };
  /** What the column is called. */
  label: string;
  part: Part;
  onOpen: OpenCell;
  children: ReactNode;
};

/** A number of a row: it opens its proof. What has no tag, no post … cannot be asked for, and only stands there. */
export function CellButton({ of: { by, row }, label, part, onOpen, children }: Props) {
  const name = useRowName()(by, row);
  const { key } = row;
  if (key === null) return <span className="tabular breakdown-value">{children}</span>;
  return (
    <button
      type="button"
      className="tabular breakdown-value breakdown-open"
      aria-haspopup="dialog"
      aria-description={`${name}: ${label}`}
      data-part={placeOf(part, { by, key })}
      onClick={() => onOpen(key, part)}
    >
      {children}
    </button>
  );
}
