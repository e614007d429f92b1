import { ApiError } from '../../../lib/api-client.js';
import { Button } from '../../../ui/button.js';
import { StateMessage } from '../../../ui/state-message.js';
import { problemText } from '../../data/problem-text.js';
import { allFigures } from './all-figures.js';
import { FigurePanel } from './figure-panel.js';
import { isOfTurns, type Part } from './panel-part.js';
import {
  type ChosenRow,
  countingQuery,
  plainQuery,
  type ReportView,
  rowsQuery,
  withChosen,
} from './report-view.js';
import { useOverview, useResolution, useVolume } from './reports-api.js';
import { useLeftOut } from './use-behind.js';
import { useWords } from './use-words.js';

type Props = {
  row: ChosenRow;
  part: Part;
  subject: string;
  view: ReportView;
  onOpen: (part: Part) => void;
  onList: (id: string) => void;
  onClose: () => void;
};

/** The proof of a figure of one row of a breakdown: of the report that is narrowed to that row. */
export function RowPanel({ row, part, view: whole, ...panel }: Props) {
  const view = { ...whole, filters: withChosen(whole.filters, row.by, row.key) };
  const plain = view.filters.memberId ? null : plainQuery(view);
  const ofTurns = isOfTurns(part);
  const overview = useOverview('brand', ofTurns ? countingQuery(view) : null);
  const resolution = useResolution(part.kind === 'figure' && !ofTurns ? plain : null);
  const volume = useVolume(part.kind === 'said' ? plain : null);
  const leftOut = useLeftOut(ofTurns || part.kind === 'said' ? plain : null);
  const failed = [overview, resolution, volume].find(({ isError, data }) => isError && !data);
  return (
    <FigurePanel
      {...panel}
      part={part}
      failure={failed && <Failure error={failed.error} onRetry={() => failed.refetch()} />}
      proven={{
        figures: allFigures(overview.data, resolution.data, undefined),
        counts: overview.data?.counts,
        volume: volume.data,
        leftOut: leftOut.data,
      }}
      asked={rowsQuery(view)}
      view={view}
      whose="brand"
    />
  );
}

/** Too few turns of a member stay so, however often they are asked for. */
function Failure({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useWords();
  const few = error instanceof ApiError && error.code === 'too_few_turns';
  return (
    <StateMessage
      tone={few ? 'quiet' : 'error'}
      compact
      title={t(few ? 'reports.withheld' : 'reports.loadError')}
      action={few ? undefined : <Button onClick={onRetry}>{t('ui.retry')}</Button>}
    >
      {problemText(error)}
    </StateMessage>
  );
}
