import type { ReportDimension } from '@parley/shared/reports.js';
import { ChartColumn, CloudOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { formatDates } from '../../../lib/local-dates.js';
import { useOnline } from '../../../lib/online.js';
import { Banner } from '../../../ui/badge.js';
import { Button } from '../../../ui/button.js';
import { StateMessage } from '../../../ui/state-message.js';
import { ConnectFirst } from '../../acts/connect-first.js';
import { useChannels } from '../../data/lookups.js';
import { problemText } from '../../data/problem-text.js';
import { allFigures } from './all-figures.js';
import { Breakdown, plainBy } from './breakdown.js';
import { Episodes, Volume, WentQuiet } from './episodes.js';
import { FigurePanel } from './figure-panel.js';
import type { FigureName } from './figures.js';
import { Headline } from './headline.js';
import { OutcomeBar } from './outcome-bar.js';
import { OverviewCharts } from './overview-charts.js';
import { isOfRow, isOfTurns, type Part, placeOf, readPart, writePart } from './panel-part.js';
import { useFilterWords } from './report-filter.js';
import {
  type ChosenRow,
  countingQuery,
  earlierQuery,
  isNarrower,
  plainQuery,
  type ReportView,
  rowsQuery,
  withChosen,
} from './report-view.js';
import {
  useBreakdown,
  useOverview,
  useQuiet,
  useResolution,
  useResolutionBreakdown,
  useVolume,
  useVolumeBreakdown,
} from './reports-api.js';
import { RowPanel } from './row-panel.js';
import { Summary } from './summary.js';
import { useLeftOut } from './use-behind.js';
import type { ChangeView } from './use-report-view.js';

type Props = { view: ReportView; change: ChangeView; perMember: boolean };

/** The brand's figures: response, what became of turns, episodes, volume, and all of it broken down. */
export function BrandReport({ view, change, perMember }: Props) {
  const { t, i18n } = useTranslation();
  const overview = useOverview('brand', countingQuery(view));
  const before = useOverview('brand', earlierQuery(view));
  // Episodes belong to nobody: with one member chosen there is nothing to say about them.
  const plain = view.filters.memberId ? null : plainQuery(view);
  const resolution = useResolution(plain);
  const volume = useVolume(plain);
  const quiet = useQuiet(plain);
  const { about } = view;
  const by = about === 'response' ? view.by : plainBy(view.by);
  const responseBy = useBreakdown(about === 'response' ? { ...countingQuery(view), by } : null);
  const resolutionBy = useResolutionBreakdown(about === 'resolution' && plain ? { ...plain, by } : null);
  const volumeBy = useVolumeBreakdown(about === 'volume' && plain ? { ...plain, by } : null);
  const leftOut = useLeftOut(plain);
  const channels = useChannels();
  const open = (part: Part, row: ChosenRow | null = null) =>
    change({ open: writePart(part), row, list: null });
  // The one that is shown already, or asked for beside it; figures of one member do not say where they come from.
  const byChannel = useBreakdown(plain && { ...countingQuery(view), by: 'channel' });
  const openFigure = (name: FigureName) => open({ kind: 'figure', name });
  const opened = readPart(view.open);
  const { row } = view;
  const isThere = opened && (plain || isOfTurns(opened)) && (row === null || isOfRow(opened, row));
  const part = isThere ? opened : null;
  const figures = allFigures(overview.data, resolution.data, quiet.data);
  const rowWords = useFilterWords(row ? withChosen({}, row.by, row.key) : {});
  const period = formatDates(i18n.language, view.dates.from, view.dates.to);
  const panel = {
    onList: (list: string) => change({ list }),
    onClose: () => change({ open: null, row: null, list: null }),
  };
  const choose = (by: ReportDimension, key: string) => change({ filters: withChosen(view.filters, by, key) });

  if (overview.isError && !overview.data)
    return (
      <StateMessage
        tone="error"
        icon={<CloudOff />}
        title={t('reports.loadError')}
        action={<Button onClick={() => overview.refetch()}>{t('ui.retry')}</Button>}
      >
        {problemText(overview.error)}
      </StateMessage>
    );
  const counts = overview.data?.counts;
  const isNew = counts?.opened === 0 && (overview.data?.comparedCounts?.opened ?? 0) === 0 && part === null;
  if (isNew && channels.data?.length === 0) return <ConnectFirst>{t('reports.noChannelsText')}</ConnectFirst>;
  return (
    <div
      className="reports-body"
      data-stale={overview.isPlaceholderData || undefined}
      aria-busy={overview.isFetching}
    >
      <Stale failed={overview.isRefetchError} />
      {counts && counts.opened === 0 && (
        <StateMessage compact icon={<ChartColumn />} title={t('reports.empty')}>
          {t(Object.keys(view.filters).length > 0 ? 'reports.emptyFiltered' : 'reports.emptyText')}
        </StateMessage>
      )}
      {view.compare !== 'none' && <Summary overview={overview.data} channels={byChannel.data} />}
      <Headline overview={overview.data} onOpen={open} />
      <OutcomeBar counts={counts} leftOut={leftOut.data} onOpen={open} />
      <OverviewCharts overview={overview.data} before={before.data} view={view} onOpen={open} />
      {plain ? (
        <div className="reports-groups">
          <Episodes query={resolution} onOpen={openFigure} />
          <WentQuiet query={quiet} onOpen={openFigure} onDifference={() => open({ kind: 'difference' })} />
          <Volume query={volume} onOpen={open} />
        </div>
      ) : (
        <p className="reports-note">{t('reports.notByMember')}</p>
      )}
      <Breakdown
        about={about}
        by={by}
        perMember={perMember}
        response={responseBy}
        resolution={resolutionBy}
        volume={volumeBy}
        ofMember={plain === null}
        onAbout={(about) => change({ about })}
        onBy={(by) => change({ by })}
        onChoose={choose}
        onOpen={(by, key) =>
          key === null || !isNarrower(view.filters, by, key) ? null : (part) => open(part, { by, key })
        }
      />
      {part && row && (
        <RowPanel
          key={placeOf(part, row)}
          part={part}
          row={row}
          subject={[...rowWords, period].join(' · ')}
          view={view}
          {...panel}
          onOpen={(part) => open(part, row)}
        />
      )}
      {part && !row && (
        <FigurePanel
          key={view.open}
          part={part}
          proven={{ figures, counts, quiet: quiet.data, volume: volume.data, leftOut: leftOut.data }}
          subject={period}
          asked={rowsQuery(view)}
          view={view}
          whose="brand"
          {...panel}
          onOpen={open}
        />
      )}
    </div>
  );
}

/** What is shown is not the newest, and why. */
function Stale({ failed }: { failed: boolean }) {
  const { t } = useTranslation();
  const online = useOnline();
  if (online && !failed) return null;
  return (
    <Banner tone="warn" icon={<CloudOff aria-hidden="true" />}>
      {t(online ? 'reports.staleError' : 'reports.staleOffline')}
    </Banner>
  );
}
