import type { View } from '@parley/shared/conversations.js';
import {
  AlarmClock,
  Archive,
  ArchiveX,
  CheckCheck,
  CloudOff,
  FilterX,
  Hourglass,
  Inbox,
  PartyPopper,
} from 'lucide-react';
import { type ReactNode, type RefObject, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../ui/button.js';
import { StateMessage } from '../../../ui/state-message.js';
import { ConnectFirst } from '../../acts/connect-first.js';
import type { QueueFilter } from '../../data/keys.js';
import { useChannels } from '../../data/lookups.js';
import { problemText } from '../../data/problem-text.js';
import type { useQueue } from '../../features/queue/queue-api.js';
import { QueueHead } from '../../features/queue/queue-head.js';
import { QueueList, QueueSkeleton } from '../../features/queue/queue-list.js';
import { SearchOperators } from '../../features/search/search-operators.js';
import {
  markFound,
  SearchField,
  type SearchFieldHandle,
  searchIcons,
  type useSearch,
} from '../../features/search/search-pane.js';

type ListProps = {
  openId: string | null;
  cursorId: string | null;
  linkTo: (id: string) => string;
  ownLeaving: RefObject<Set<string>>;
  place: RefObject<{ of: string; top: number }>;
  selected?: ReadonlySet<string>;
  onSelect?: (id: string, range: boolean) => void;
};

const icons: Record<View, ReactNode> = {
  ours: <PartyPopper />,
  mine: <CheckCheck />,
  unassigned: <Inbox />,
  theirs: <Hourglass />,
  snoozed: <AlarmClock />,
  closed: <Archive />,
  set_aside: <ArchiveX />,
};

export function QueuePane({
  view,
  filter,
  queue,
  list,
  onView,
  onFilter,
}: {
  view: View;
  filter: QueueFilter;
  queue: ReturnType<typeof useQueue>;
  list: ListProps;
  onView: (view: View) => void;
  onFilter: (filter: QueueFilter) => void;
}) {
  const { t } = useTranslation();
  const filtered = Object.entries(filter).some(([name, value]) => name !== 'view' && value);
  return (
    <>
      <QueueHead filter={filter} onView={onView} onFilter={onFilter} />
      {queue.isPending ? (
        <QueueSkeleton />
      ) : queue.isError && queue.rows.length === 0 ? (
        <StateMessage
          icon={<CloudOff />}
          tone="error"
          title={t('inbox.loadError')}
          action={<Button onClick={() => queue.refetch()}>{t('ui.retry')}</Button>}
        >
          {problemText(queue.error)}
        </StateMessage>
      ) : queue.rows.length === 0 && filtered ? (
        <StateMessage
          icon={<FilterX />}
          title={t('inbox.emptyFiltered')}
          action={<Button onClick={() => onFilter({ view })}>{t('inbox.clearFilters')}</Button>}
        />
      ) : queue.rows.length === 0 ? (
        <EmptyView view={view} />
      ) : (
        <QueueList
          {...list}
          label={t(`inbox.views.${view}`)}
          key={JSON.stringify(filter)}
          of={JSON.stringify(filter)}
          rows={queue.rows}
          view={view}
          loading={queue.isFetchingNextPage}
          hasMore={queue.hasNextPage}
          loadMore={queue.fetchNextPage}
        />
      )}
    </>
  );
}

function EmptyView({ view }: { view: View }) {
  const { t } = useTranslation();
  const channels = useChannels();
  if (view === 'ours' && channels.data?.length === 0)
    return <ConnectFirst>{t('inbox.connectFirstText')}</ConnectFirst>;
  return (
    <StateMessage icon={icons[view]} title={t(`inbox.empty.${view}.title`)}>
      {t(`inbox.empty.${view}.text`)}
    </StateMessage>
  );
}

export function SearchPane({
  q,
  found,
  list,
  onSearch,
  onMove,
  onOpen,
}: {
  q: string;
  found: ReturnType<typeof useSearch>;
  list: ListProps;
  onSearch: (q: string) => void;
  onMove: (by: 1 | -1) => void;
  onOpen: () => void;
}) {
  const { t } = useTranslation();
  const field = useRef<SearchFieldHandle>(null);
  const excerpts = new Map(found.hits.map((hit) => [hit.conversation.id, hit.excerpt]));
  return (
    <>
      <header className="qhead">
        <h1 className="visually-hidden">{t('inbox.searchTitle')}</h1>
        <SearchField ref={field} value={q} onChange={onSearch} onMove={onMove} onOpen={onOpen} />
      </header>
      {!q ? (
        <StateMessage icon={searchIcons.start} title={t('inbox.searchHint')}>
          {t('inbox.searchHintText')}
          <SearchOperators onAdd={(text) => field.current?.add(text)} />
        </StateMessage>
      ) : found.isPending ? (
        <QueueSkeleton />
      ) : found.isError && found.hits.length === 0 ? (
        <StateMessage
          icon={<CloudOff />}
          tone="error"
          title={t('inbox.loadError')}
          action={<Button onClick={() => found.refetch()}>{t('ui.retry')}</Button>}
        >
          {problemText(found.error)}
        </StateMessage>
      ) : found.hits.length === 0 ? (
        <StateMessage icon={searchIcons.nothing} title={t('inbox.searchEmpty', { q })}>
          {t('inbox.searchEmptyText')}
        </StateMessage>
      ) : (
        <QueueList
          {...list}
          label={t('inbox.searchResults')}
          of={q}
          rows={found.hits.map((hit) => hit.conversation)}
          view="search"
          loading={found.isFetchingNextPage}
          hasMore={found.hasNextPage}
          loadMore={found.fetchNextPage}
          excerptOf={(row) => {
            const excerpt = excerpts.get(row.id);
            return excerpt ? markFound(excerpt) : undefined;
          }}
        />
      )}
    </>
  );
}
