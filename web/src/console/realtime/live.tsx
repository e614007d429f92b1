import type { ConversationDetail, View } from '@parley/shared/conversations.js';
import type { NowBoard } from '@parley/shared/now.js';
import type { ClientEvent, ServerEvent, ServerEventOf } from '@parley/shared/realtime.js';
import { notifyManager, type QueryClient, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, use, useEffect, useMemo, useRef, useState } from 'react';
import {
  applyMessage,
  applyRow,
  dropMessage,
  findRow,
  removeRow,
  setUnread,
} from '../data/conversation-cache.js';
import type { Counts } from '../data/counts.js';
import { keys } from '../data/keys.js';
import { useSeat } from '../data/session.js';
import type { Connect, Connection, ConnectionState } from './connection.js';
import { batchByFrame } from './event-batch.js';
import { notify } from './notify.js';
import { postNews } from './post-news.js';
import { presence } from './presence.js';

type Live = {
  state: ConnectionState;
  joinView: (view: View) => void;
  openConversation: (id: string | null) => void;
  /** Whether the board of who waits now is looked at. */
  watchNow: (watching: boolean) => void;
  openPost: (id: string | null) => void;
  /** Of a reply the person may be told, of a note only colleagues are. */
  writing: (conversationId: string, writing: boolean, what: 'reply' | 'note') => void;
};

const LiveContext = createContext<Live | null>(null);

export function useLive(): Live {
  const live = use(LiveContext);
  if (!live) throw new Error('useLive outside of LiveProvider');
  return live;
}

/** Keeps one connection per brand, tells it what is looked at, and takes its events into the query cache. */
export function LiveProvider({ connect, children }: { connect: Connect; children: ReactNode }) {
  const client = useQueryClient();
  const seat = useSeat();
  const [state, setState] = useState<ConnectionState>('connecting');
  const connection = useRef<Connection | null>(null);
  const looking = useRef<{
    view: View | null;
    conversationId: string | null;
    postId: string | null;
    now: boolean;
  }>({
    view: null,
    conversationId: null,
    postId: null,
    now: false,
  });

  useEffect(() => {
    let wasOnline = false;
    const announce = (event: ClientEvent) => connection.current?.send(event);
    const batch = batchByFrame<ServerEvent>((events) =>
      notifyManager.batch(() => {
        for (const event of events) apply(client, event, { ...seat, openId: looking.current.conversationId });
      }),
    );
    const opened = connect(seat.brandId, {
      onState: (next) => {
        setState(next);
        if (next !== 'online') {
          if (next === 'offline') presence.clear();
          return;
        }
        // Rooms are forgotten with the connection, and so is whatever was pushed in between.
        queueMicrotask(() => {
          const { view, conversationId, postId, now } = looking.current;
          if (view) announce({ type: 'view.join', view });
          if (conversationId) announce({ type: 'conversation.open', conversationId });
          if (postId) announce({ type: 'post.open', postId });
          if (now) announce({ type: 'now.join' });
        });
        if (wasOnline) {
          void catchUp(client);
          postNews.returned();
        }
        wasOnline = true;
      },
      onEvent: batch.add,
      onRefused: () => void client.invalidateQueries({ queryKey: keys.session }),
    });
    connection.current = opened;
    return () => {
      connection.current = null;
      batch.end();
      presence.clear();
      opened.close();
    };
  }, [connect, client, seat]);

  const live = useMemo<Live>(
    () => ({
      state,
      joinView: (view) => {
        if (looking.current.view === view) return;
        looking.current.view = view;
        connection.current?.send({ type: 'view.join', view });
      },
      openConversation: (id) => {
        const before = looking.current.conversationId;
        if (before === id) return;
        looking.current.conversationId = id;
        if (before) connection.current?.send({ type: 'conversation.close', conversationId: before });
        if (id) connection.current?.send({ type: 'conversation.open', conversationId: id });
      },
      watchNow: (watching) => {
        if (looking.current.now === watching) return;
        looking.current.now = watching;
        connection.current?.send({ type: watching ? 'now.join' : 'now.leave' });
      },
      openPost: (id) => {
        const before = looking.current.postId;
        if (before === id) return;
        looking.current.postId = id;
        if (before) connection.current?.send({ type: 'post.close', postId: before });
        if (id) connection.current?.send({ type: 'post.open', postId: id });
      },
      writing: (conversationId, writing, what) =>
        connection.current?.send({ type: 'presence.writing', conversationId, writing, what }),
    }),
    [state],
  );
  return <LiveContext value={live}>{children}</LiveContext>;
}

/** What is on the screen is fetched again; the rest when it is next looked at. */
const catchUp = (client: QueryClient) =>
  client.invalidateQueries({
    // Comments under a post catch up without moving what is shown (use-storm).
    predicate: (query) =>
      query.queryKey[0] !== keys.draft('')[0] && query.queryKey[0] !== keys.allComments[0],
    refetchType: 'active',
  });

// Several events of one burst ask for one refetch.
const pending = new Map<string, number>();
function refetchSoon(client: QueryClient, queryKey: readonly unknown[], delayMs = 150) {
  const id = JSON.stringify(queryKey);
  if (pending.has(id)) return;
  pending.set(
    id,
    window.setTimeout(() => {
      pending.delete(id);
      void client.invalidateQueries({ queryKey });
    }, delayMs),
  );
}

/** How far this member has read, here or in another window; less far when they marked it as unread. */
function applyRead(client: QueryClient, { conversationId, seq }: ServerEventOf<'read.changed'>): void {
  const detail = client.getQueryData<ConversationDetail>(keys.conversation(conversationId));
  const row = findRow(client, conversationId);
  if (detail) setUnread(client, conversationId, seq < detail.utteranceSeq);
  else if (row?.unread) setUnread(client, conversationId, false);
  // A row does not know its last utterance: marked as unread elsewhere, or only told again.
  else if (row) refetchSoon(client, keys.queues, 600);
}

type Here = { memberId: string; brandId: string; openId: string | null };

function apply(client: QueryClient, event: ServerEvent, here: Here): void {
  if (event.brandId !== null && event.brandId !== here.brandId) return;
  switch (event.type) {
    case 'conversation.changed': {
      const before = findRow(client, event.conversationId);
      // `unread` in a pushed row is nobody's in particular.
      const news = event.row.lastWordsBy === 'person' && (!before || event.row.lastAt > before.lastAt);
      const unread = event.conversationId !== here.openId && (news || (before?.unread ?? false));
      applyRow(client, { ...event.row, unread }, here.memberId);
      refetchSoon(client, keys.conversation(event.conversationId));
      if (event.row.assignee?.memberId === here.memberId || before?.assignee?.memberId === here.memberId)
        refetchSoon(client, keys.counts, 600);
      return;
    }
    case 'conversation.removed':
      removeRow(client, event.conversationId);
      refetchSoon(client, keys.conversation(event.conversationId));
      return;
    case 'message.changed':
      applyMessage(client, event.message);
      return;
    case 'message.removed':
      dropMessage(client, event.conversationId, event.messageId);
      return;
    case 'counts.changed':
      client.setQueryData<Counts>(keys.counts, (counts) =>
        counts ? { ...counts, ...event.counts } : counts,
      );
      return;
    case 'presence.changed':
      presence.set(event.conversationId, event.members);
      return;
    case 'post.changed':
      postNews.tell(event);
      return;
    case 'typing.changed':
      presence.typing(event.conversationId, event.personId, event.typing);
      return;
    case 'read.changed':
      if (event.memberId === here.memberId) applyRead(client, event);
      return;
    case 'draft.changed':
      if (event.memberId === here.memberId && event.conversationId !== here.openId)
        refetchSoon(client, keys.draft(event.conversationId));
      return;
    case 'channel.changed':
      refetchSoon(client, keys.channels);
      // What stands open says whether its channel works, too.
      refetchSoon(client, keys.conversations);
      return;
    case 'brand.changed':
      for (const key of [
        ...[keys.brand, keys.views, keys.tags, keys.members, keys.snippets, keys.session],
        keys.personFields,
        keys.reportSettings,
      ])
        refetchSoon(client, key);
      return;
    case 'person.changed':
      for (const id of event.personIds) refetchSoon(client, keys.person(id));
      refetchSoon(client, keys.peopleLists, 600);
      // Who said what in an open conversation may be said by somebody else now.
      if (event.personIds.length > 1 && here.openId) refetchSoon(client, keys.messages(here.openId));
      return;
    case 'notification':
      notify(event);
      refetchSoon(client, keys.unread);
      refetchSoon(client, keys.notifications);
      return;
    case 'notifications.read':
      refetchSoon(client, keys.unread);
      refetchSoon(client, keys.notifications);
      return;
    case 'now.changed':
      client.setQueryData<NowBoard>(keys.now, event.board);
      return;
    case 'schedule.changed':
      refetchSoon(client, keys.scheduled);
      return;
    case 'session.ended':
      void client.invalidateQueries({ queryKey: keys.session });
      return;
  }
}
