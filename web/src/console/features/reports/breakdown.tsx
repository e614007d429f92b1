import type { Medium } from '@parley/shared/brands.js';
import type { Priority } from '@parley/shared/conversations.js';
import {
  FEWEST_TURNS_OF_MEMBER,
  type ReportBreakdown,
  type ReportDimension,
  type ReportValue,
} from '@parley/shared/reports.js';
import type { UseQueryResult } from '@tanstack/react-query';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { formatNumber } from '../../../lib/time.js';
import { Button } from '../../../ui/button.js';
import { InlineBar } from '../../../ui/charts/inline-bar.js';
import { Segmented } from '../../../ui/segmented.js';
import { Skeleton } from '../../../ui/skeleton.js';
import { StateMessage } from '../../../ui/state-message.js';
import { problemText } from '../../data/problem-text.js';
import { type BreakdownRow, type Sort, type SortColumn, sortColumns, sortRows } from './breakdown-rows.js';
import { ChangeLine } from './figure-button.js';
import { changeText, figureText } from './figure-text.js';
import { figureKinds } from './figures.js';
import { useWords } from './use-words.js';
import './breakdown.css';

type Props = {
  by: ReportDimension;
  perMember: boolean;
  query: UseQueryResult<ReportBreakdown>;
  onBy: (by: ReportDimension) => void;
  /** Narrows the report to one row. */
  onChoose: (by: ReportDimension, key: string) => void;
};

/** The same figures per channel, medium, tag …: each row leads to the report of its own. */
export function Breakdown({ by, perMember, query, onBy, onChoose }: Props) {
  const { t } = useWords();
  const id = useId();
  const dimensions: ReportDimension[] = ['channel', 'medium', 'tag', 'priority', 'post'];
  if (perMember) dimensions.push('member');
  const shown = query.data?.by === by ? query.data : undefined;
  return (
    <section className="breakdown" aria-labelledby={id}>
      <header className="breakdown-head">
        <h2 id={id} className="chart-title">
          {t('reports.breakdown')}
        </h2>
        <Segmented
          label={t('reports.breakdown')}
          size="sm"
          className="breakdown-by"
          value={by}
          onChange={onBy}
          options={dimensions.map((value) => ({ value, label: t(`reports.by.${value}`) }))}
        />
      </header>
      {query.isError && !shown ? (
        <StateMessage
          tone="error"
          compact
          title={t('reports.loadError')}
          action={<Button onClick={() => query.refetch()}>{t('ui.retry')}</Button>}
        >
          {problemText(query.error)}
        </StateMessage>
      ) : !shown ? (
        <div className="breakdown-loading">
          {['80%', '60%', '40%'].map((width) => (
            <Skeleton key={width} width={width} />
          ))}
        </div>
      ) : shown.rows.length === 0 ? (
        <p className="chart-empty breakdown-none">{t('reports.nothingToDraw')}</p>
      ) : (
        <Table key={by} data={shown} onChoose={(key) => onChoose(by, key)} />
      )}
    </section>
  );
}

function Table({ data, onChoose }: { data: ReportBreakdown; onChoose: (key: string) => void }) {
  const words = useWords();
  const { t, language } = words;
  const [sort, setSort] = useState<Sort>({ column: 'turns', down: true });
  const most = Math.max(1, ...data.rows.map(({ counts }) => counts.opened));
  const withheld = data.rows.some((row) => row.withheld);
  return (
    <>
      <div className="breakdown-scroll">
        <table className="breakdown-table">
          <caption className="visually-hidden">{t('reports.breakdown')}</caption>
          <thead>
            <tr>
              <th scope="col">{t(`reports.by.${data.by}`)}</th>
              {sortColumns.map((column) => (
                <SortHead key={column} column={column} sort={sort} onSort={setSort} />
              ))}
            </tr>
          </thead>
          <tbody>
            {sortRows(data.rows, sort).map((row) => (
              <tr key={row.key ?? ''}>
                <th scope="row">
                  <RowName data={data} row={row} onChoose={onChoose} />
                </th>
                {row.withheld ? (
                  <td colSpan={5} className="breakdown-withheld">
                    {t('reports.withheld')}
                  </td>
                ) : (
                  <>
                    <td className="breakdown-turns">
                      <span className="breakdown-cell">
                        <InlineBar share={row.counts.opened / most} />
                        <span className="tabular">{formatNumber(language, row.counts.opened)}</span>
                      </span>
                    </td>
                    <ValueCell name="median" value={row.median} before={row.compared?.median ?? null} />
                    <ValueCell name="p90" value={row.p90} before={row.compared?.p90 ?? null} />
                    <ValueCell
                      name="withinTarget"
                      value={row.withinTarget}
                      before={row.compared?.withinTarget ?? null}
                    />
                    <ValueCell name="coverage" value={row.coverage} before={row.compared?.coverage ?? null} />
                  </>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {data.by === 'tag' && <p className="breakdown-note">{t('reports.tagsOverlap')}</p>}
      {withheld && (
        <p className="breakdown-note">{t('reports.withheldWhy', { count: FEWEST_TURNS_OF_MEMBER })}</p>
      )}
      {data.otherRows > 0 && (
        <p className="breakdown-note">{t('reports.otherRows', { count: data.otherRows })}</p>
      )}
    </>
  );
}

function SortHead({
  column,
  sort,
  onSort,
}: {
  column: SortColumn;
  sort: Sort;
  onSort: (sort: Sort) => void;
}) {
  const { t } = useWords();
  const on = sort.column === column;
  return (
    <th scope="col" aria-sort={on ? (sort.down ? 'descending' : 'ascending') : undefined}>
      <button
        type="button"
        className="breakdown-sort"
        onClick={() => onSort({ column, down: on ? !sort.down : true })}
      >
        {t(column === 'turns' ? 'reports.turns' : `reports.figures.${column}`)}
        {on && (sort.down ? <ArrowDown aria-hidden="true" /> : <ArrowUp aria-hidden="true" />)}
      </button>
    </th>
  );
}

function RowName({
  data: { by },
  row: { key, name },
  onChoose,
}: {
  data: ReportBreakdown;
  row: BreakdownRow;
  onChoose: (key: string) => void;
}): ReactNode {
  const { t } = useWords();
  if (key === null) return <span className="breakdown-nobody">{t(`reports.none.${by}`)}</span>;
  const text =
    by === 'medium'
      ? t(`inbox.media.${key as Medium}`)
      : by === 'priority'
        ? t(`inbox.priorities.${key as Priority}`)
        : (name ?? key);
  return (
    <button type="button" className="breakdown-name" dir="auto" onClick={() => onChoose(key)}>
      {text}
    </button>
  );
}

function ValueCell({
  name,
  value,
  before,
}: {
  name: 'median' | 'p90' | 'withinTarget' | 'coverage';
  value: ReportValue;
  before: ReportValue | null;
}) {
  const words = useWords();
  const { unit, better } = figureKinds[name];
  const change = changeText(unit, better, [value, before], words);
  return (
    <td>
      <span className="tabular breakdown-value">{figureText(unit, value, words)}</span>
      {change && change.way !== null && <ChangeLine change={change} />}
    </td>
  );
}
