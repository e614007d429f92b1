import { bulkLimit } from '@parley/shared/bulk.js';
import type { View } from '@parley/shared/conversations.js';
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useLocation, useNavigate, useParams, useSearchParams } from 'react-router';
import { useNarrow } from '../../lib/media.js';
import { useSteady } from '../../lib/steady.js';
import { useStored } from '../../lib/stored.js';
import { usePageTitle } from '../app/title.js';
import type { QueueFilter } from '../data/keys.js';
import { laterTexts } from '../data/later-texts.js';
import { filterToSave } from '../data/saved-views.js';
import { views } from '../data/views.js';
import { BulkBar } from '../features/bulk/bulk-bar.js';
import { useSelection } from '../features/bulk/use-selection.js';
import { useQueue } from '../features/queue/queue-api.js';
import { filterNames } from '../features/queue/queue-filter.js';
import { SaveViewDialog } from '../features/queue/save-view.js';
import { useSearch } from '../features/search/search-pane.js';
import { useCommands } from '../keys/commands.js';
import { useLive } from '../realtime/live.js';
import './inbox-screen.css';
import { QueuePane, SearchPane } from './list-panes.js';
import { NothingOpen } from './nothing-open.js';
import { PaneResizer } from './pane-resizer.js';

/** Reading and writing: not needed before the queue shows, and there before the first row is opened. */
const loadPane = async () => (await Promise.all([import('./conversation-pane.js'), laterTexts()]))[0];
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
  const [params, setParams] = useSearchParams();
  const location = useLocation();
  const navigate = useNavigate();
  const narrow = useNarrow();
  const live = useLive();
  const [width, setWidth] = useStored('list-width', 376);
  const [cursor, setCursor] = useState<string | null>(null);
  const place = useRef({ of: '', top: 0 });
  const leftBehind = useRef<string | null>(null);
  /** The page before this one is the list, on a screen that shows one of them at a time. */
  const listSeen = useRef(false);
  const ownLeaving = useRef(new Set<string>());

  const filter = useMemo<QueueFilter>(() => {
    const chosen = Object.fromEntries(
      filterNames.flatMap((name) => (params.get(name) ? [[name, params.get(name)]] : [])),
    );
    return { ...(chosen as Partial<QueueFilter>), view: view ?? 'ours' };
  }, [params, view]);
  const q = params.get('q') ?? '';
  const queue = useQueue(filter, view !== null);
  const found = useSearch(view === null ? q : '');
  const rows = useMemo(
    () => (view === null ? found.hits.map((hit) => hit.conversation) : queue.rows),
    [view, found.hits, queue.rows],
  );

  usePageTitle(view === null ? t('inbox.searchTitle') : t(`inbox.views.${view}`));
  useEffect(() => {
    if (view) live.joinView(view);
  }, [live, view]);

  const base = view === null ? '/search' : `/inbox/${view}`;
  const linkTo = useCallback((id: string) => `${base}/${id}${location.search}`, [base, location.search]);
  const open = (id: string | null, replace = false) =>
    navigate(id ? linkTo(id) : base + location.search, { replace });

  const current = cursor ?? conversationId;
  const move = (by: 1 | -1) => {
    if (rows.length === 0) return;
    const at = rows.findIndex((row) => row.id === current);
    const next =
      rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.max(0, Math.min(rows.length - 1, at + by))];
    if (!next) return;
    // With a conversation beside the list, moving shows the next one at once.
    if (conversationId) {
      setCursor(null);
      open(next.id, true);
    } else setCursor(next.id);
  };
  const [saving, setSaving] = useState(false);
  const selection = useSelection(rows, `${view}${location.search}`);
  /** With the selection growing: what the hand comes from and what it comes to. */
  const extend = (by: 1 | -1) => {
    const at = rows.findIndex((row) => row.id === current);
    const next = rows[at < 0 ? 0 : at + by];
    if (!next) return;
    selection.extendTo(next.id, at < 0 ? next.id : (rows[at]?.id ?? null));
    if (conversationId) {
      setCursor(null);
      open(next.id, true);
    } else setCursor(next.id);
  };
  const select = useCallback(
    (id: string, range: boolean) => (range ? selection.extendTo(id) : selection.toggle(id)),
    [selection.extendTo, selection.toggle],
  );
  /** Loads on until so many are here as one call can change. */
  const selectAll = async () => {
    let ids = rows.map((row) => row.id);
    if (view !== null) {
      let more = queue.hasNextPage;
      while (more && ids.length < bulkLimit) {
        const page = await queue.fetchNextPage();
        if (page.isError) throw page.error;
        ids = [...new Set(page.data?.pages.flatMap(({ items }) => items.map(({ id }) => id)) ?? [])];
        more = page.hasNextPage;
      }
    }
    selection.all(ids.slice(0, bulkLimit));
  };
  const cursorRow = conversationId ? undefined : rows.find((row) => row.id === cursor);
  const targets = selection.rows.length > 0 ? selection.rows : cursorRow ? [cursorRow] : [];
  const onBulkLeaving = (ids: string[]) => {
    for (const id of ids) ownLeaving.current.add(id);
    if (view === null) return;
    const gone = new Set(ids);
    const from = rows.findIndex((row) => row.id === (cursor ?? conversationId ?? ids[0]));
    const next = [...rows.slice(from + 1), ...rows.slice(0, Math.max(0, from)).reverse()].find(
      (row) => !gone.has(row.id),
    );
    if (conversationId && gone.has(conversationId)) open(narrow ? null : (next?.id ?? null), true);
    else if (cursor && gone.has(cursor)) setCursor(next?.id ?? null);
  };
  /** Before a conversation leaves the list by an act of this member: go on to the one after it. */
  const onLeave = useSteady((id: string) => {
    ownLeaving.current.add(id);
    if (view === null || id !== conversationId) return;
    const at = rows.findIndex((row) => row.id === id);
    if (at < 0) return;
    const next = rows[at + 1] ?? rows[at - 1];
    if (narrow) close();
    else open(next?.id ?? null, true);
  });
  /** As the gesture does it: back to the list that it was opened from, which is not left behind twice. */
  const close = useSteady(() => {
    if (listSeen.current) navigate(-1);
    else open(null, true);
  });
  const leaveUnread = useSteady(() => (narrow ? close() : open(null, true)));
  useEffect(() => {
    // What is open is where the hand is; back at the list, it is what was open.
    setCursor(conversationId || !narrow ? null : leftBehind.current);
    if (conversationId) leftBehind.current = conversationId;
    if (!narrow || !conversationId) listSeen.current = narrow;
  }, [conversationId, narrow]);
  useEffect(() => {
    if (conversationId) ownLeaving.current.delete(conversationId);
  }, [conversationId]);

  useCommands([
    {
      id: 'next',
      label: t('inbox.next'),
      group: 'queue',
      keys: 'j | down',
      hidden: true,
      run: () => move(1),
    },
    {
      id: 'previous',
      label: t('inbox.previous'),
      group: 'queue',
      keys: 'k | up',
      hidden: true,
      run: () => move(-1),
    },
    {
      id: 'open',
      label: t('inbox.open'),
      group: 'queue',
      keys: 'enter | o',
      hidden: true,
      run: () => {
        const focused = document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset.row;
        const wanted = cursor ?? focused;
        if (!wanted) return;
        setCursor(null);
        open(wanted);
      },
    },
    {
      id: 'select',
      label: t('desk.keys.select'),
      group: 'queue',
      keys: 'x',
      run: () => {
        const wanted = current ?? rows[0]?.id;
        if (!wanted) return;
        if (!current) setCursor(wanted);
        selection.toggle(wanted);
      },
    },
    {
      id: 'extend-down',
      label: t('desk.keys.extendDown'),
      group: 'queue',
      keys: 'shift+j | shift+down',
      hidden: true,
      run: () => extend(1),
    },
    {
      id: 'extend-up',
      label: t('desk.keys.extendUp'),
      group: 'queue',
      keys: 'shift+k | shift+up',
      hidden: true,
      run: () => extend(-1),
    },
    {
      id: 'select-all',
      label: t('desk.selectLoaded'),
      group: 'queue',
      run: () => selection.all(rows.slice(0, bulkLimit).map((row) => row.id)),
    },
    ...(view !== null || q
      ? [
          {
            id: 'save-view',
            label: t('desk.viewSave'),
            group: 'queue' as const,
            run: () => setSaving(true),
          },
        ]
      : []),
    ...(narrow && conversationId
      ? [
          {
            id: 'back',
            label: t('ui.back'),
            group: 'conversation' as const,
            keys: 'escape',
            hidden: true,
            run: close,
          },
        ]
      : []),
  ]);

  const shown = view === null || queue.isSuccess;
  useEffect(() => {
    if (!shown) return;
    const timer = window.setTimeout(() => void loadPane().catch(() => undefined), 500);
    return () => window.clearTimeout(timer);
  }, [shown]);

  const showList = !narrow || !conversationId;
  const showConversation = !narrow || conversationId;
  const list = {
    openId: conversationId,
    cursorId: cursor,
    linkTo,
    ownLeaving,
    place,
    selected: selection.ids,
    onSelect: select,
  };
  return (
    <div className="inbox">
      {showList && (
        <section
          className="inbox-list"
          style={narrow ? undefined : { inlineSize: width }}
          aria-label={t('inbox.list')}
        >
          {view === null ? (
            <SearchPane
              q={q}
              found={found}
              list={list}
              onMove={move}
              onOpen={() => {
                const first = cursor ?? conversationId ?? rows[0]?.id;
                if (!first) return;
                setCursor(null);
                open(first);
              }}
              onSearch={(next) =>
                setParams((before) => (next ? { ...Object.fromEntries(before), q: next } : {}), {
                  replace: true,
                })
              }
            />
          ) : (
            <QueuePane
              view={view}
              filter={filter}
              queue={queue}
              list={list}
              // Leaving a saved view leaves what it narrowed to.
              onView={(next) => navigate(`/inbox/${next}${params.has('saved') ? '' : location.search}`)}
              onFilter={(next) =>
                setParams(
                  Object.fromEntries(
                    [...filterNames, 'saved' as const].flatMap((name) => {
                      const value = name === 'saved' ? params.get('saved') : next[name];
                      return value ? [[name, value]] : [];
                    }),
                  ),
                )
              }
            />
          )}
          {saving && (
            <SaveViewDialog
              filter={filterToSave(view === null ? { view: 'ours', q } : filter)}
              onClose={() => setSaving(false)}
            />
          )}
          <BulkBar
            targets={targets}
            chosen={selection.rows.length > 0}
            loaded={rows.length}
            hasMore={view !== null && queue.hasNextPage}
            onAll={selectAll}
            onClear={selection.clear}
            onLeaving={onBulkLeaving}
          />
        </section>
      )}
      {!narrow && (
        <PaneResizer label={t('inbox.resize')} width={width} min={280} max={560} onResize={setWidth} />
      )}
      {showConversation &&
        (conversationId ? (
          <Suspense fallback={<section className="cpane is-conversation-page" aria-busy="true" />}>
            <ConversationPane
              key={conversationId}
              id={conversationId}
              onLeave={onLeave}
              onUnread={leaveUnread}
              onBack={narrow ? close : undefined}
            />
          </Suspense>
        ) : (
          <NothingOpen />
        ))}
    </div>
  );
}
