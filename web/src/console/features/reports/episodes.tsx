import type { Figure, ReportQuiet, ReportResolution, ReportVolume } from '@parley/shared/reports.js';
import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useId } from 'react';
import { formatNumber } from '../../../lib/time.js';
import { Button } from '../../../ui/button.js';
import { Sparkline } from '../../../ui/charts/sparkline.js';
import { Skeleton } from '../../../ui/skeleton.js';
import { problemText } from '../../data/problem-text.js';
import { ChangeLine, FigureButton } from './figure-button.js';
import { countChange, pointsText } from './figure-text.js';
import { FigureValue } from './figure-value.js';
import type { FigureName } from './figures.js';
import type { Part } from './panel-part.js';
import { said } from './said.js';
import { useWords } from './use-words.js';

type Open = (name: FigureName) => void;

/** A group of figures under one heading; says what did not come. */
function Group<T>({
  title,
  text,
  query,
  children,
}: {
  title: string;
  text: string;
  query: UseQueryResult<T>;
  children: ReactNode;
}) {
  const { t } = useWords();
  const id = useId();
  return (
    <section className="report-group" aria-labelledby={id}>
      <div>
        <h2 id={id} className="chart-title">
          {title}
        </h2>
        <p className="chart-text">{text}</p>
      </div>
      {query.isError && !query.data ? (
        <p className="report-group-error" role="alert">
          {problemText(query.error)}{' '}
          <Button size="sm" onClick={() => query.refetch()}>
            {t('ui.retry')}
          </Button>
        </p>
      ) : (
        <div className="report-group-figures">{children}</div>
      )}
    </section>
  );
}

/** Resolution, and what it cost people. */
export function Episodes({ query, onOpen }: { query: UseQueryResult<ReportResolution>; onOpen: Open }) {
  const { t } = useWords();
  const figures = query.data?.figures;
  const figure = (name: FigureName, given: Figure | undefined) => (
    <FigureButton
      key={name}
      name={name}
      figure={given}
      rests={given && t('reports.restsOnEpisodes', { count: given.n })}
      onOpen={onOpen}
    />
  );
  return (
    <>
      <Group title={t('reports.solving')} text={t('reports.solvingText')} query={query}>
        {figure('resolution', figures?.median)}
        {figure('resolutionP90', figures?.p90)}
        {figure('solvedAtFirstAnswer', figures?.solvedAtFirstAnswer)}
        {figure('reopened', figures?.reopened)}
      </Group>
      <Group title={t('reports.cost')} text={t('reports.costText')} query={query}>
        {figure('messagesWritten', figures?.messagesWritten)}
        {figure('waitedMs', figures?.waitedMs)}
        {figure('handOvers', figures?.handOvers)}
      </Group>
    </>
  );
}

/** Who fell silent after a late answer, beside who did after one in time. */
export function WentQuiet({
  query,
  onOpen,
  onDifference,
}: {
  query: UseQueryResult<ReportQuiet>;
  onOpen: Open;
  onDifference: () => void;
}) {
  const words = useWords();
  const { t } = words;
  const { data } = query;
  const people = (given: Figure | undefined) => given && t('reports.restsOnPeople', { count: given.n });
  return (
    <Group title={t('reports.quiet')} text={t('reports.quietText')} query={query}>
      <FigureButton name="quietLate" figure={data?.late} rests={people(data?.late)} onOpen={onOpen} />
      <FigureButton name="quietInTime" figure={data?.inTime} rests={people(data?.inTime)} onOpen={onOpen} />
      <button
        type="button"
        className="report-figure report-figure-md"
        aria-haspopup="dialog"
        data-figure="quietDifference"
        data-part="quietDifference"
        onClick={onDifference}
      >
        <span className="report-figure-label">{t('reports.quietDifference')}</span>
        <span className="report-figure-value tabular">
          {data ? (
            <FigureValue text={pointsText(data.difference, words)} />
          ) : (
            <Skeleton width="4rem" height="0.72em" />
          )}
        </span>
        <span className="report-figure-line">{t('reports.noCause')}</span>
      </button>
    </Group>
  );
}

/** How much was said, and by whom; each opens what it was. */
export function Volume({
  query,
  onOpen,
}: {
  query: UseQueryResult<ReportVolume>;
  onOpen: (part: Part) => void;
}) {
  const words = useWords();
  const { t, language } = words;
  const { data } = query;
  return (
    <Group title={t('reports.volume')} text={t('reports.volumeText')} query={query}>
      {said.map(({ name, behind }) => (
        <button
          key={name}
          type="button"
          className="report-figure report-figure-md"
          aria-haspopup="dialog"
          data-figure={name}
          data-part={`said:${behind}`}
          onClick={() => onOpen({ kind: 'said', behind, days: null })}
        >
          <span className="report-figure-label">{t(`reports.said.${name}`)}</span>
          <span className="report-figure-value tabular">
            {data ? formatNumber(language, data.totals[name]) : <Skeleton width="4rem" height="0.72em" />}
          </span>
          <span className="report-figure-line">
            {data && (
              <ChangeLine
                change={countChange(data.totals[name], data.comparedTotals?.[name] ?? null, words)}
              />
            )}
          </span>
          {data && data.points.length > 1 && <Sparkline values={data.points.map((point) => point[name])} />}
        </button>
      ))}
    </Group>
  );
}
