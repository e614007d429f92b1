import { CloudOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../../lib/api-client.js';
import { formatDates } from '../../../lib/local-dates.js';
import { Button } from '../../../ui/button.js';
import { StateMessage } from '../../../ui/state-message.js';
import { problemText } from '../../data/problem-text.js';
import { FigurePanel } from './figure-panel.js';
import { Headline } from './headline.js';
import { OutcomeBar } from './outcome-bar.js';
import { OverviewCharts } from './overview-charts.js';
import { isOfTurns, type Part, readPart, writePart } from './panel-part.js';
import { countingQuery, earlierQuery, type ReportView, rowsQuery } from './report-view.js';
import { useOverview } from './reports-api.js';
import type { ChangeView } from './use-report-view.js';

type Props = {
  view: ReportView;
  change: ChangeView;
  /** It is not known yet whether there are figures per member: nothing is asked for so long. */
  waits: boolean;
};

/** A member's own figures: of the turns they have answered, seen by nobody else on this page. */
export function OwnReport({ view: asked, change, waits }: Props) {
  const { t, i18n } = useTranslation();
  const view = { ...asked, filters: {}, row: null };
  const overview = useOverview('mine', waits ? null : countingQuery(view));
  const before = useOverview('mine', waits ? null : earlierQuery(view));
  const open = (part: Part) => change({ open: writePart(part), list: null });
  const opened = readPart(view.open);
  const part = opened && isOfTurns(opened) ? opened : null;
  if (overview.isError && !overview.data) {
    const few = overview.error instanceof ApiError && overview.error.code === 'too_few_turns';
    return (
      <StateMessage
        tone={few ? 'quiet' : 'error'}
        icon={few ? undefined : <CloudOff />}
        title={few ? t('reports.ownFew') : t('reports.loadError')}
        action={few ? undefined : <Button onClick={() => overview.refetch()}>{t('ui.retry')}</Button>}
      >
        {problemText(overview.error)}
      </StateMessage>
    );
  }
  return (
    <div className="reports-body" data-stale={overview.isPlaceholderData || undefined}>
      <p className="reports-note">{t('reports.ownText')}</p>
      <Headline overview={overview.data} onOpen={open} />
      <OutcomeBar counts={overview.data?.counts} leftOut={undefined} onOpen={open} />
      <OverviewCharts overview={overview.data} before={before.data} view={view} onOpen={open} />
      {part && (
        <FigurePanel
          key={view.open}
          part={part}
          proven={{ figures: overview.data?.figures ?? {}, counts: overview.data?.counts }}
          subject={formatDates(i18n.language, view.dates.from, view.dates.to)}
          asked={rowsQuery(view)}
          view={view}
          whose="mine"
          onOpen={open}
          onList={(list) => change({ list })}
          onClose={() => change({ open: null, list: null })}
        />
      )}
    </div>
  );
}
