import type { ConversationDetail } from '@parley/shared/conversations.js';
import type { Message, messagePageSchema } from '@parley/shared/messages.js';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import type { z } from 'zod';
import { api } from '../../../lib/api-client.js';
import { applyMessage, applyRow, setUnread } from '../../data/conversation-cache.js';
import { keys } from '../../data/keys.js';
import { useSeat } from '../../data/session.js';

type MessagePage = z.infer<typeof messagePageSchema>;

export const useConversation = (id: string) =>
  useQuery({
    queryKey: keys.conversation(id),
    queryFn: ({ signal }) => api.get<ConversationDetail>(`/conversations/${id}`, { signal }),
  });

/** All loaded messages, oldest first; older pages on demand. @param until one that an older page is to reach back to */
export function useMessages(id: string, until?: string) {
  const query = useInfiniteQuery({
    queryKey: keys.messages(id),
    queryFn: ({ pageParam, signal }) =>
      api.get<MessagePage>(`/conversations/${id}/messages`, {
        query: { before: pageParam ?? undefined, limit: 60, until },
        signal,
      }),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => (page.hasMore ? (page.items[0]?.seq ?? null) : null),
  });
  const messages = useMemo(() => inOrder(query.data?.pages ?? []), [query.data]);
  return { ...query, messages };
}

/** What its writer took back stands in the reply box again; only what was stopped for a reason stays
 * here. What waits for its time stands below all that was said. */
const isShown = (message: Message) =>
  message.state === 'held'
    ? message.sendAt === null
    : message.state !== 'cancelled' || message.reason !== null;

/** By the time the platform gives; at equal times in the order they came here. */
function inOrder(pages: MessagePage[]): Message[] {
  const byId = new Map<string, Message>();
  for (const page of pages)
    for (const message of page.items) if (isShown(message)) byId.set(message.id, message);
  return [...byId.values()].sort((a, b) => a.at.localeCompare(b.at) || a.seq - b.seq);
}

/** Tells the server how far this member has read, while the page is really looked at. */
export function useMarkRead(conversation: ConversationDetail | undefined): void {
  const client = useQueryClient();
  const told = useRef('');
  const id = conversation?.id;
  const seq = conversation?.utteranceSeq ?? 0;
  const known = conversation?.readSeq ?? 0;
  const unread = conversation?.unread ?? false;
  useEffect(() => {
    if (!id) return;
    if (seq <= known && !unread) {
      // Known to be read: marked as unread from here on, it stays so.
      told.current = `${id} ${seq}`;
      return;
    }
    const tell = () => {
      if (document.hidden || told.current === `${id} ${seq}`) return;
      told.current = `${id} ${seq}`;
      setUnread(client, id, false);
      api.post(`/conversations/${id}/read`, { seq }).catch(() => {
        // Not worth a word to the member: it is told again with the next message or visit.
        told.current = '';
      });
    };
    tell();
    document.addEventListener('visibilitychange', tell);
    return () => document.removeEventListener('visibilitychange', tell);
  }, [client, id, seq, known, unread]);
}

export type MessageAct = {
  message: Pick<Message, 'id' | 'conversationId'>;
  act: 'send-again' | 'resolve';
  outcome?: 'sent' | 'not_sent' | 'send_again';
};

/** Acts on one reply: trying again, saying what became of it. */
export function useMessageAct() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ message, act, outcome }: MessageAct) => {
      // What this page shows is what its member has seen of the conversation.
      const detail = client.getQueryData<ConversationDetail>(keys.conversation(message.conversationId));
      const body = act === 'send-again' ? { seenSeq: detail?.utteranceSeq } : outcome ? { outcome } : {};
      return api.post<Message>(`/messages/${message.id}/${act}`, body);
    },
    onSuccess: (message) => applyMessage(client, message),
  });
}

/** Puts a fresh detail into the cache and its row into every list. */
export function useTakeDetail() {
  const client = useQueryClient();
  const seat = useSeat();
  return (detail: ConversationDetail) => {
    client.setQueryData<ConversationDetail>(keys.conversation(detail.id), (before) =>
      before && before.version > detail.version ? before : detail,
    );
    const { turns: _turns, acts: _acts, channelDetail: _channel, participants: _people, ...row } = detail;
    applyRow(client, row, seat.memberId);
  };
}
