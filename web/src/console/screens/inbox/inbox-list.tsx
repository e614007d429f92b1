import { bulkLimit } from '@parley/shared/bulk.js';
import type { View } from '@parley/shared/conversations.js';
import { lazy, type RefObject, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { filterToSave } from '../../data/saved-views.js';
import { BulkBar } from '../../features/bulk/bulk-bar.js';
import type { useQueue } from '../../features/queue/queue-api.js';
import type { useSearch } from '../../features/search/search-pane.js';
import { useCommands } from '../../keys/commands.js';
import { gatherIds } from '../lists/gather-ids.js';
import type { WorkedList } from '../lists/use-worked-list.js';
import { QueuePane, SearchPane } from './list-panes.js';
import type { useLeaving } from './use-leaving.js';
import type { ListPlace } from './use-list-place.js';
import type { useQueueFilter } from './use-queue-filter.js';

const SaveViewDialog = lazy(async () => ({
  default: (await import('../../features/queue/save-view.js')).SaveViewDialog,
}));

type Props = {
  /** `null` is the search. */
  view: View | null;
  openId: string | null;
  narrowed: ReturnType<typeof useQueueFilter>;
  queue: ReturnType<typeof useQueue>;
  found: ReturnType<typeof useSearch>;
  list: WorkedList;
  place: ListPlace;
  leaving: ReturnType<typeof useLeaving>;
  /** How far which list was scrolled: outlives it on a screen that shows one page at a time. */
  scrolled: RefObject<{ of: string; top: number }>;
};

/** A view of the queue or what was found, and what can be done with the chosen rows. */
export function InboxList({ view, openId, narrowed, queue, found, list, place, leaving, scrolled }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [saving, setSaving] = useState(false);
  const { rows, cursor, selection } = list;
  const ids = () => rows.map(({ id }) => id);
  useCommands([
    {
      id: 'select-all',
      label: t('desk.selectLoaded'),
      group: 'queue',
      run: () => selection.all(ids().slice(0, bulkLimit)),
    },
    ...(view !== null || narrowed.q
      ? [
          {
            id: 'save-view',
            label: t('desk.viewSave'),
            group: 'queue' as const,
            run: () => setSaving(true),
          },
        ]
      : []),
  ]);
  const shown = {
    openId,
    cursorId: cursor,
    linkTo: place.linkTo,
    ownLeaving: leaving.own,
    place: scrolled,
    selected: selection.ids,
    onSelect: list.select,
  };
  return (
    <>
      {view === null ? (
        <SearchPane
          q={narrowed.q}
          found={found}
          list={shown}
          onMove={list.step}
          onOpen={() => {
            const first = cursor ?? openId ?? rows[0]?.id;
            if (first) list.open(first);
          }}
          onSearch={narrowed.searchFor}
        />
      ) : (
        <QueuePane
          view={view}
          filter={narrowed.filter}
          queue={queue}
          list={shown}
          // Leaving a saved view leaves what it narrowed to.
          onView={(next) => navigate(`/inbox/${next}${narrowed.saved ? '' : place.search}`)}
          onFilter={narrowed.narrowTo}
        />
      )}
      {saving && (
        <Suspense>
          <SaveViewDialog
            filter={filterToSave(view === null ? { view: 'ours', q: narrowed.q } : narrowed.filter)}
            onClose={() => setSaving(false)}
          />
        </Suspense>
      )}
      <BulkBar
        targets={list.targets}
        chosen={selection.rows.length > 0}
        loaded={rows.length}
        hasMore={view !== null && queue.hasNextPage}
        onAll={async () =>
          selection.all(
            view === null ? ids().slice(0, bulkLimit) : await gatherIds(ids(), queue, ({ id }) => id),
          )
        }
        onClear={selection.clear}
        onLeaving={leaving.many}
      />
    </>
  );
}
