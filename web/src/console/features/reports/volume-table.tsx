import type { PlainDimension, ReportVolumeBreakdown } from '@parley/shared/reports.js';
import { useState } from 'react';
import { formatNumber } from '../../../lib/time.js';
import { InlineBar } from '../../../ui/charts/inline-bar.js';
import { CellButton, type OpenCell } from './breakdown-cell.js';
import { RowName, SortHead } from './breakdown-table.js';
import { ChangeLine } from './figure-button.js';
import { countChange } from './figure-text.js';
import { allSaid, said } from './said.js';
import { useWords } from './use-words.js';
import { sortVolume, type VolumeSort } from './volume-rows.js';

type Props = {
  by: PlainDimension;
  rows: ReportVolumeBreakdown['rows'];
  onChoose: (key: string) => void;
  onOpen: OpenCell;
};

/** Who said how much in each channel, medium, tag …; each row leads to the report of its own. */
export function VolumeTable({ by, rows, onChoose, onOpen }: Props) {
  const words = useWords();
  const { t, language } = words;
  const [sort, setSort] = useState<VolumeSort>({ column: 'all', down: true });
  const most = Math.max(1, ...rows.map(allSaid));
  const head = (column: VolumeSort['column'], label: string) => (
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
        <caption className="visually-hidden">{t('reports.brokenDownVolume')}</caption>
        <thead>
          <tr>
            <th scope="col">{t(`reports.by.${by}`)}</th>
            {head('all', t('reports.messages'))}
            {said.map(({ name }) => head(name, t(`reports.said.${name}`)))}
          </tr>
        </thead>
        <tbody>
          {sortVolume(rows, sort).map((row) => (
            <tr key={row.key ?? ''}>
              <th scope="row">
                <RowName by={by} row={row} onChoose={onChoose} />
              </th>
              <td className="breakdown-turns">
                <span className="breakdown-cell">
                  <InlineBar share={allSaid(row) / most} />
                  <CellButton
                    of={{ by, row }}
                    label={t('reports.messages')}
                    part={{ kind: 'said', behind: 'said', days: null }}
                    onOpen={onOpen}
                  >
                    {formatNumber(language, allSaid(row))}
                  </CellButton>
                </span>
              </td>
              {said.map(({ name, behind }) => {
                const change = countChange(row[name], row.compared?.[name] ?? null, words);
                return (
                  <td key={name}>
                    <CellButton
                      of={{ by, row }}
                      label={t(`reports.said.${name}`)}
                      part={{ kind: 'said', behind, days: null }}
                      onOpen={onOpen}
                    >
                      {formatNumber(language, row[name])}
                    </CellButton>
                    {change && change.way !== null && <ChangeLine change={change} />}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
