import { Button } from '../../../ui/button.js';
import { Dialog } from '../../../ui/dialog.js';
import { StateMessage } from '../../../ui/state-message.js';
import { problemText } from '../../data/problem-text.js';
import { allFigures } from './all-figures.js';
import { FigurePanel } from './figure-panel.js';
import { isOfTurns, type Part } from './panel-part.js';
import { titleOf } from './panel-title.js';
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
  about: string;
  view: ReportView;
  onOpen: (part: Part) => void;
  onList: (id: string) => void;
  onClose: () => void;
};

/** The proof of a figure of one row of a breakdown: of the report that is narrowed to that row. */
export function RowPanel({ row, part, view: whole, ...panel }: Props) {
  const words = useWords();
  const view = { ...whole, filters: withChosen(whole.filters, row.by, row.key) };
  const plain = view.filters.memberId ? null : plainQuery(view);
  const ofTurns = isOfTurns(part);
  const overview = useOverview('brand', ofTurns ? countingQuery(view) : null);
  const resolution = useResolution(part.kind === 'figure' && !ofTurns ? plain : null);
  const volume = useVolume(part.kind === 'said' ? plain : null);
  const leftOut = useLeftOut(plain);
  const failed = [overview, resolution, volume].find(({ isError, data }) => isError && !data);
  if (failed)
    return (
      <Dialog title={titleOf(part, words)} description={panel.about} size="side" onClose={panel.onClose}>
        <StateMessage
          tone="error"
          compact
          title={words.t('reports.loadError')}
          action={<Button onClick={() => failed.refetch()}>{words.t('ui.retry')}</Button>}
        >
          {problemText(failed.error)}
        </StateMessage>
      </Dialog>
    );
  return (
    <FigurePanel
      {...panel}
      part={part}
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
