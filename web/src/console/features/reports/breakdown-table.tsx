import type { ReportDimension, ReportValue } from '@parley/shared/reports.js';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { formatNumber } from '../../../lib/time.js';
import { InlineBar } from '../../../ui/charts/inline-bar.js';
import { CellButton, type OpenCell } from './breakdown-cell.js';
import { type BreakdownRow, type Sort, sortRows } from './breakdown-rows.js';
import { ChangeLine } from './figure-button.js';
import { changeText, figureText } from './figure-text.js';
import { type FigureName, figureKinds } from './figures.js';
import type { Part } from './panel-part.js';
import { useRowName } from './row-name.js';
import { useWords } from './use-words.js';

type Props<Figure extends string> = {
  by: ReportDimension;
  caption: string;
  rows: readonly BreakdownRow<Figure>[];
  /** What the first column counts. */
  counted: string;
  /** The proof of that. */
  countedPart: Part;
  /** The other columns: the figure of a row, and what it is called and told as everywhere else. */
  columns: readonly (readonly [Figure, FigureName])[];
  onChoose: (key: string) => void;
  onOpen: OpenCell;
};

/** A table that can be sorted by any of its columns; each row leads to the report of its own. */
export function BreakdownTable<Figure extends string>(props: Props<Figure>) {
  const { by, caption, rows, counted, countedPart, columns, onChoose, onOpen } = props;
  const { t, language } = useWords();
  const [sort, setSort] = useState<Sort<Figure>>({ column: 'opened', down: true });
  const most = Math.max(1, ...rows.map(({ counts }) => counts.opened));
  const head = (column: Sort<Figure>['column'], label: string) => (
    <SortHead
      key={column}
      label={label}
      down={sort.column === column ? sort.down : null}
      onSort={(down) => setSort({ column, down })}
    />
  );
  return (
    <div className="breakdown-scroll">
      <table className="breakdown-table">
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{t(`reports.by.${by}`)}</th>
            {head('opened', counted)}
            {columns.map(([column, name]) => head(column, t(`reports.figures.${name}`)))}
          </tr>
        </thead>
        <tbody>
          {sortRows(rows, sort).map((row) => (
            <tr key={row.key ?? ''}>
              <th scope="row">
                <RowName by={by} row={row} onChoose={onChoose} />
              </th>
              {row.withheld ? (
                <td colSpan={columns.length + 1} className="breakdown-withheld">
                  {t('reports.withheld')}
                </td>
              ) : (
                <>
                  <td className="breakdown-turns">
                    <span className="breakdown-cell">
                      <InlineBar share={row.counts.opened / most} />
                      <CellButton of={{ by, row }} label={counted} part={countedPart} onOpen={onOpen}>
                        {formatNumber(language, row.counts.opened)}
                      </CellButton>
                    </span>
                  </td>
                  {columns.map(([column, name]) => (
                    <ValueCell
                      key={column}
                      of={{ by, row }}
                      onOpen={onOpen}
                      name={name}
                      value={row[column]}
                      before={row.compared?.[column] ?? null}
                    />
                  ))}
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type HeadProps = {
  label: string;
  /** Which way the rows go by it; null: they do not. */
  down: boolean | null;
  onSort: (down: boolean) => void;
};

/** The head of a column that rows can go by. */
export function SortHead({ label, down, onSort }: HeadProps) {
  return (
    <th scope="col" aria-sort={down === null ? undefined : down ? 'descending' : 'ascending'}>
      <button type="button" className="breakdown-sort" onClick={() => onSort(!down)}>
        {label}
        {down !== null && (down ? <ArrowDown aria-hidden="true" /> : <ArrowUp aria-hidden="true" />)}
      </button>
    </th>
  );
}

/** What a row is called; it leads to the report of its own. */
export function RowName({
  by,
  row: { key, name },
  onChoose,
}: {
  by: ReportDimension;
  row: Pick<BreakdownRow, 'key' | 'name'>;
  onChoose: (key: string) => void;
}): ReactNode {
  const text = useRowName()(by, { key, name });
  if (key === null) return <span className="breakdown-nobody">{text}</span>;
  return (
    <button type="button" className="breakdown-name" dir="auto" onClick={() => onChoose(key)}>
      {text}
    </button>
  );
}

function ValueCell({
  of,
  name,
  value,
  before,
  onOpen,
}: {
  of: { by: ReportDimension; row: Pick<BreakdownRow, 'key' | 'name'> };
  onOpen: OpenCell;
  name: FigureName;
  value: ReportValue;
  before: ReportValue | null;
}) {
  const words = useWords();
  const { unit, better } = figureKinds[name];
  const change = changeText(unit, better, [value, before], words);
  return (
    <td>
      <CellButton
        of={of}
        label={words.t(`reports.figures.${name}`)}
        part={{ kind: 'figure', name }}
        onOpen={onOpen}
      >
        {figureText(unit, value, words)}
      </CellButton>
      {change && change.way !== null && <ChangeLine change={change} />}
    </td>
  );
}
