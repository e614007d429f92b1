import {
  FEWEST_TURNS_OF_MEMBER,
  type PlainDimension,
  plainDimensionSchema,
  type ReportBreakdown,
  type ReportDimension,
  type ReportResolutionBreakdown,
  type ReportVolumeBreakdown,
} from '@parley/shared/reports.js';
import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useId } from 'react';
import { Button } from '../../../ui/button.js';
import { Segmented } from '../../../ui/segmented.js';
import { Skeleton } from '../../../ui/skeleton.js';
import { StateMessage } from '../../../ui/state-message.js';
import { problemText } from '../../data/problem-text.js';
import type { OpenCell } from './breakdown-cell.js';
import { BreakdownTable } from './breakdown-table.js';
import { type BrokenDown, brokenDown } from './report-view.js';
import { useWords } from './use-words.js';
import { VolumeTable } from './volume-table.js';
import './breakdown.css';

type Props = {
  about: BrokenDown;
  by: ReportDimension;
  perMember: boolean;
  response: UseQueryResult<ReportBreakdown>;
  resolution: UseQueryResult<ReportResolutionBreakdown>;
  volume: UseQueryResult<ReportVolumeBreakdown>;
  /** With one member chosen there is only what belongs to members. */
  ofMember: boolean;
  onAbout: (about: BrokenDown) => void;
  onBy: (by: ReportDimension) => void;
  /** Narrows the report to one row. */
  onChoose: (by: ReportDimension, key: string) => void;
  /** Shows the proof of a figure of one row; null where it cannot be asked for. */
  onOpen: (by: ReportDimension, key: string | null) => ReturnType<OpenCell>;
};

/** The same figures per channel, medium, tag …: each row leads to the report of its own. */
export function Breakdown(props: Props) {
  const { about, by, perMember, response, resolution, volume, ofMember, onAbout, onBy } = props;
  const { t } = useWords();
  const id = useId();
  const leads = {
    onChoose: (key: string) => props.onChoose(by, key),
    onOpen: (key: string | null) => props.onOpen(by, key),
  };
  const dimensions: ReportDimension[] = ['channel', 'medium', 'tag', 'priority', 'post'];
  if (perMember && about === 'response') dimensions.push('member');
  return (
    <section className="breakdown" aria-labelledby={id}>
      <header className="breakdown-head">
        <h2 id={id} className="chart-title">
          {t('reports.breakdown')}
        </h2>
        <div className="breakdown-choices">
          <Segmented
            label={t('reports.brokenDownLabel')}
            size="sm"
            className="breakdown-by"
            value={about}
            onChange={onAbout}
            options={brokenDown.map((value) => ({ value, label: t(`reports.brokenDown.${value}`) }))}
          />
          <Segmented
            label={t('reports.breakdown')}
            size="sm"
            className="breakdown-by"
            value={by}
            onChange={onBy}
            options={dimensions.map((value) => ({ value, label: t(`reports.by.${value}`) }))}
          />
        </div>
      </header>
      {about === 'response' ? (
        <Rows query={response} by={by}>
          {(data) => <Responses key={by} data={data} {...leads} />}
        </Rows>
      ) : ofMember ? (
        <p className="chart-empty breakdown-none">{t('reports.notByMember')}</p>
      ) : about === 'volume' ? (
        <Rows query={volume} by={by}>
          {(data) => <Volumes key={by} data={data} {...leads} />}
        </Rows>
      ) : (
        <Rows query={resolution} by={by}>
          {(data) => <Resolutions key={by} data={data} {...leads} />}
        </Rows>
      )}
    </section>
  );
}

/** What a breakdown of episodes or messages is by: they belong to no member. */
export const plainBy = (by: ReportDimension): PlainDimension =>
  plainDimensionSchema.catch('channel').parse(by);

type Data = { by: ReportDimension; rows: readonly unknown[] };

/** The rows once they are there; says what did not come. */
function Rows<T extends Data>({
  query,
  by,
  children,
}: {
  query: UseQueryResult<T>;
  by: ReportDimension;
  children: (data: T) => ReactNode;
}) {
  const { t } = useWords();
  const shown = query.data?.by === by ? query.data : undefined;
  if (query.isError && !shown)
    return (
      <StateMessage
        tone="error"
        compact
        title={t('reports.loadError')}
        action={<Button onClick={() => query.refetch()}>{t('ui.retry')}</Button>}
      >
        {problemText(query.error)}
      </StateMessage>
    );
  if (!shown)
    return (
      <div className="breakdown-loading">
        {['80%', '60%', '40%'].map((width) => (
          <Skeleton key={width} width={width} />
        ))}
      </div>
    );
  if (shown.rows.length === 0)
    return <p className="chart-empty breakdown-none">{t('reports.nothingToDraw')}</p>;
  return children(shown);
}

type TableProps<T> = { data: T; onChoose: (key: string) => void; onOpen: OpenCell };

function Responses({ data, ...leads }: TableProps<ReportBreakdown>) {
  const { t } = useWords();
  return (
    <>
      <BreakdownTable
        by={data.by}
        caption={t('reports.breakdown')}
        rows={data.rows}
        counted={t('reports.turns')}
        countedPart={{ kind: 'outcome', behind: 'opened' }}
        columns={[
          ['median', 'median'],
          ['p90', 'p90'],
          ['withinTarget', 'withinTarget'],
          ['coverage', 'coverage'],
        ]}
        {...leads}
      />
      {data.by === 'tag' && <p className="breakdown-note">{t('reports.tagsOverlap')}</p>}
      {data.rows.some((row) => row.withheld) && (
        <p className="breakdown-note">{t('reports.withheldWhy', { count: FEWEST_TURNS_OF_MEMBER })}</p>
      )}
      {data.otherRows > 0 && (
        <p className="breakdown-note">{t('reports.otherRows', { count: data.otherRows })}</p>
      )}
    </>
  );
}

function Resolutions({ data, ...leads }: TableProps<ReportResolutionBreakdown>) {
  const { t } = useWords();
  return (
    <>
      <BreakdownTable
        by={data.by}
        caption={t('reports.brokenDownEpisodes')}
        rows={data.rows}
        counted={t('reports.episodes')}
        countedPart={{ kind: 'episodes' }}
        columns={[
          ['median', 'resolution'],
          ['p90', 'resolutionP90'],
          ['solvedAtFirstAnswer', 'solvedAtFirstAnswer'],
          ['reopened', 'reopened'],
          ['waitedMs', 'waitedMs'],
        ]}
        {...leads}
      />
      {data.by === 'tag' && <p className="breakdown-note">{t('reports.tagsOverlapEpisodes')}</p>}
      {data.otherRows > 0 && (
        <p className="breakdown-note">{t('reports.furtherRows', { count: data.otherRows })}</p>
      )}
    </>
  );
}

function Volumes({ data, ...leads }: TableProps<ReportVolumeBreakdown>) {
  const { t } = useWords();
  return (
    <>
      <VolumeTable by={data.by} rows={data.rows} {...leads} />
      {data.by === 'tag' && <p className="breakdown-note">{t('reports.tagsOverlapMessages')}</p>}
      {data.otherRows > 0 && (
        <p className="breakdown-note">{t('reports.furtherRows', { count: data.otherRows })}</p>
      )}
    </>
  );
}
