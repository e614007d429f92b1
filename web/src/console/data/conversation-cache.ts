import type { ConversationDetail, ConversationRow } from '@parley/shared/conversations.js';
import type { Message } from '@parley/shared/messages.js';
import type { PostComment } from '@parley/shared/posts.js';
import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import type { Page } from '../../lib/api-client.js';
import { keys, type QueueFilter } from './keys.js';
import { compareRows, inView, passesFilter } from './views.js';

export type Queue = InfiniteData<Page<ConversationRow>, string | null>;
type Found = InfiniteData<Page<{ conversation: ConversationRow }>, string | null>;
type Comments = InfiniteData<Page<PostComment>, string | null>;
export type MessagePages = InfiniteData<{ items: Message[]; hasMore: boolean }, number | null>;

/** Where a row stands in one list now: replaced, moved, added or taken out. Pages keep their boundaries. */
export function placeRow(
  queue: Queue,
  filter: QueueFilter,
  row: ConversationRow,
  ownMemberId: string,
): Queue {
  const known = queue.pages.some((page) => page.items.some((item) => item.id === row.id));
  const wanted = inView(row, filter.view, ownMemberId) && passesFilter(row, filter);
  if (!known && !wanted) return queue;

  const compare = compareRows(filter.view);
  const pages = known
    ? queue.pages.map((page) =>
        page.items.some((item) => item.id === row.id)
          ? { ...page, items: page.items.filter((item) => item.id !== row.id) }
          : page,
      )
    : [...queue.pages];
  if (wanted) {
    const last = pages.length - 1;
    // The pages are in order, and so are their rows: a page it belongs into ends behind it.
    let at = pages.findIndex((page) => {
      const end = page.items.at(-1);
      return end !== undefined && compare(row, end) < 0;
    });
    // Behind the last loaded row it only belongs here when nothing more is to come.
    if (at < 0 && pages[last]?.nextCursor === null) at = last;
    const page = pages[at];
    if (page) pages[at] = { ...page, items: [...page.items, row].sort(compare) };
    else if (!known) return queue;
  }
  return { ...queue, pages };
}

/** Takes a newer state of a conversation into every list and the open detail; older ones are ignored. */
export function applyRow(client: QueryClient, row: ConversationRow, ownMemberId: string): void {
  const known = findRow(client, row.id);
  if (known && known.version > row.version) return;
  for (const [key, queue] of client.getQueriesData<Queue>({ queryKey: keys.queues })) {
    if (queue) client.setQueryData<Queue>(key, placeRow(queue, key[1] as QueueFilter, row, ownMemberId));
  }
  applyToComments(client, row);
  client.setQueryData<ConversationDetail>(keys.conversation(row.id), (detail) =>
    detail && detail.version <= row.version ? { ...detail, ...row } : detail,
  );
}

/** Under its post a thread keeps its place, whatever becomes of it. */
function applyToComments(client: QueryClient, row: ConversationRow): void {
  if (row.postId === null) return;
  for (const [key, comments] of client.getQueriesData<Comments>({ queryKey: keys.allComments })) {
    if (!comments?.pages.some(({ items }) => items.some((item) => item.conversation.id === row.id))) continue;
    client.setQueryData<Comments>(key, {
      ...comments,
      pages: comments.pages.map((page) => ({
        ...page,
        items: page.items.map((item) =>
          item.conversation.id === row.id ? { ...item, conversation: row } : item,
        ),
      })),
    });
  }
}

export function removeRow(client: QueryClient, id: string): void {
  for (const [key, queue] of client.getQueriesData<Queue>({ queryKey: keys.queues })) {
    if (!queue?.pages.some((page) => page.items.some((item) => item.id === id))) continue;
    client.setQueryData<Queue>(key, {
      ...queue,
      pages: queue.pages.map((page) => ({ ...page, items: page.items.filter((item) => item.id !== id) })),
    });
  }
}

export function findRow(client: QueryClient, id: string): ConversationRow | undefined {
  const detail = client.getQueryData<ConversationDetail>(keys.conversation(id));
  let best: ConversationRow | undefined = detail;
  for (const [, queue] of client.getQueriesData<Queue>({ queryKey: keys.queues }))
    for (const page of queue?.pages ?? [])
      for (const item of page.items)
        if (item.id === id && (!best || item.version > best.version)) best = item;
  for (const [, comments] of client.getQueriesData<Comments>({ queryKey: keys.allComments }))
    for (const { items } of comments?.pages ?? [])
      for (const { conversation } of items)
        if (conversation.id === id && (!best || conversation.version > best.version)) best = conversation;
  return best;
}

/** Marks a conversation as read or unread everywhere, for this member. */
export function setUnread(client: QueryClient, id: string, unread: boolean): void {
  for (const [key, queue] of client.getQueriesData<Queue>({ queryKey: keys.queues })) {
    if (!queue?.pages.some((page) => page.items.some((item) => item.id === id && item.unread !== unread)))
      continue;
    client.setQueryData<Queue>(key, {
      ...queue,
      pages: queue.pages.map((page) => ({
        ...page,
        items: page.items.map((item) => (item.id === id ? { ...item, unread } : item)),
      })),
    });
  }
  for (const [key, found] of client.getQueriesData<Found>({ queryKey: keys.search('').slice(0, 1) })) {
    if (!found?.pages.some((page) => page.items.some((hit) => hit.conversation.id === id))) continue;
    client.setQueryData<Found>(key, {
      ...found,
      pages: found.pages.map((page) => ({
        ...page,
        items: page.items.map((hit) =>
          hit.conversation.id === id ? { ...hit, conversation: { ...hit.conversation, unread } } : hit,
        ),
      })),
    });
  }
  client.setQueryData<ConversationDetail>(keys.conversation(id), (detail) => detail && { ...detail, unread });
}

/** Puts a message where it belongs. An optimistic one (same `clientId`) is replaced; older versions are ignored. */
export function applyMessage(client: QueryClient, message: Message): void {
  client.setQueryData<MessagePages>(keys.messages(message.conversationId), (data) =>
    data ? placeMessage(data, message) : data,
  );
}

export function placeMessage(data: MessagePages, message: Message): MessagePages {
  const same = (other: Message) =>
    other.id === message.id || (message.clientId !== null && other.clientId === message.clientId);
  let found = false;
  const pages = data.pages.map((page) => {
    if (!page.items.some(same)) return page;
    found = true;
    return {
      ...page,
      items: page.items.map((other) => (same(other) && other.version <= message.version ? message : other)),
    };
  });
  if (found) return { ...data, pages };
  // The first page is the newest one; what is older than everything loaded comes with its own page.
  const [newest, ...older] = pages;
  const oldestLoaded = (older[older.length - 1] ?? newest)?.items[0];
  if (!newest || (oldestLoaded && message.seq < oldestLoaded.seq && (older.at(-1) ?? newest).hasMore))
    return data;
  const items = [...newest.items, message].sort((a, b) => a.seq - b.seq);
  return { ...data, pages: [{ ...newest, items }, ...older] };
}

export function dropMessage(client: QueryClient, conversationId: string, id: string): void {
  client.setQueryData<MessagePages>(keys.messages(conversationId), (data) =>
    data
      ? {
          ...data,
          pages: data.pages.map((page) => ({
            ...page,
            items: page.items.filter((message) => message.id !== id && message.clientId !== id),
          })),
        }
      : data,
  );
}
