import type { View } from '@parley/shared/conversations.js';
import { lazy, Suspense, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useParams } from 'react-router';
import { useNarrow } from '../../lib/media.js';
import { useStored } from '../../lib/stored.js';
import { usePageTitle } from '../app/title.js';
import { withTexts } from '../data/later-texts.js';
import { views } from '../data/views.js';
import { useQueue } from '../features/queue/queue-api.js';
import { useSearch } from '../features/search/search-pane.js';
import { useCommands } from '../keys/commands.js';
import { useLive } from '../realtime/live.js';
import { InboxList } from './inbox/inbox-list.js';
import { NothingOpen } from './inbox/nothing-open.js';
import { useLeaving } from './inbox/use-leaving.js';
import { useListPlace } from './inbox/use-list-place.js';
import { useQueueFilter } from './inbox/use-queue-filter.js';
import { useWorkedList } from './lists/use-worked-list.js';
import './inbox-screen.css';
import { PaneResizer } from './pane-resizer.js';

/** Reading and writing: not needed before the queue shows, and there before the first row is opened. */
const loadPane = () => withTexts(import('./conversation-pane.js'));
const ConversationPane = lazy(async () => ({ default: (await loadPane()).ConversationPane }));

export function InboxScreen({ search = false }: { search?: boolean }) {
  const { view } = useParams();
  if (!search && !views.includes(view as View)) return <Navigate to="/inbox/ours" replace />;
  return <Inbox view={search ? null : (view as View)} />;
}

/** List, conversation, person. `view: null` is the search. */
function Inbox({ view }: { view: View | null }) {
  const { t } = useTranslation();
  const { conversationId = null } = useParams();
  const narrow = useNarrow();
  const live = useLive();
  const [width, setWidth] = useStored('list-width', 376);
  const scrolled = useRef({ of: '', top: 0 });
  const narrowed = useQueueFilter(view);
  const queue = useQueue(narrowed.filter, view !== null);
  const found = useSearch(view === null ? narrowed.q : '');
  const rows = useMemo(
    () => (view === null ? found.hits.map((hit) => hit.conversation) : queue.rows),
    [view, found.hits, queue.rows],
  );
  const place = useListPlace(view, conversationId, narrow);
  const list = useWorkedList({
    rows,
    place: `${view}${place.search}`,
    openId: conversationId,
    onOpen: place.open,
  });
  const leaving = useLeaving({ rows, list, place, openId: conversationId, narrow, stays: view === null });
  useMarkComingBack(conversationId, narrow, list.mark);

  usePageTitle(view === null ? t('inbox.searchTitle') : t(`inbox.views.${view}`));
  useEffect(() => {
    if (view) live.joinView(view);
  }, [live, view]);
  useCommands(
    narrow && conversationId
      ? [
          {
            id: 'back',
            label: t('ui.back'),
            group: 'conversation',
            keys: 'escape',
            hidden: true,
            run: place.close,
          },
        ]
      : [],
  );

  const shown = view === null || queue.isSuccess;
  useEffect(() => {
    if (!shown) return;
    const timer = window.setTimeout(() => void loadPane().catch(() => undefined), 500);
    return () => window.clearTimeout(timer);
  }, [shown]);

  return (
    <div className="inbox">
      {(!narrow || !conversationId) && (
        <section
          className="inbox-list"
          style={narrow ? undefined : { inlineSize: width }}
          aria-label={t('inbox.list')}
        >
          <InboxList
            view={view}
            openId={conversationId}
            scrolled={scrolled}
            {...{ narrowed, queue, found, list, place, leaving }}
          />
        </section>
      )}
      {!narrow && (
        <PaneResizer label={t('inbox.resize')} width={width} min={280} max={560} onResize={setWidth} />
      )}
      {conversationId ? (
        <Suspense fallback={<section className="cpane is-conversation-page" aria-busy="true" />}>
          <ConversationPane
            key={conversationId}
            id={conversationId}
            onLeave={leaving.one}
            onUnread={leaving.unread}
            onBack={narrow ? place.close : undefined}
          />
        </Suspense>
      ) : (
        !narrow && <NothingOpen />
      )}
    </div>
  );
}

/** What is open is where the hand is; back at the list, it is what was open. */
function useMarkComingBack(openId: string | null, narrow: boolean, mark: (id: string | null) => void) {
  const leftBehind = useRef<string | null>(null);
  useEffect(() => {
    mark(openId || !narrow ? null : leftBehind.current);
    if (openId) leftBehind.current = openId;
  }, [openId, narrow, mark]);
}
