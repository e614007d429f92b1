import type { Tag } from '@parley/shared/brands.js';
import type { ConversationDetail, ConversationRow, Priority } from '@parley/shared/conversations.js';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ApiError, api } from '../../../lib/api-client.js';
import { applyRow, findRow, setUnread } from '../../data/conversation-cache.js';
import { keys } from '../../data/keys.js';
import { useSeat } from '../../data/session.js';
import { useTakeDetail } from './conversation-api.js';

export type Act =
  | { kind: 'close'; seenSeq?: number }
  | { kind: 'reopen' | 'unsnooze' | 'no-answer-needed' | 'mark-ours' | 'needs-answer' }
  | { kind: 'snooze'; until: string | null }
  | { kind: 'assign'; member: { memberId: string; name: string } | null }
  | { kind: 'tags'; tags: Tag[] }
  | { kind: 'priority'; priority: Priority }
  | { kind: 'merge'; intoId: string };

type Call = { method: 'post' | 'put'; path: string; body?: unknown };

function callOf(act: Act): Call {
  switch (act.kind) {
    case 'assign':
      return { method: 'post', path: 'assign', body: { memberId: act.member?.memberId ?? null } };
    case 'tags':
      return { method: 'put', path: 'tags', body: { tagIds: act.tags.map((tag) => tag.id) } };
    case 'priority':
      return { method: 'post', path: 'priority', body: { priority: act.priority } };
    case 'snooze':
      return { method: 'post', path: 'snooze', body: { until: act.until } };
    case 'merge':
      return { method: 'post', path: 'merge', body: { intoId: act.intoId } };
    case 'close':
      return { method: 'post', path: 'close', body: { seenSeq: act.seenSeq } };
    case 'mark-ours':
      return { method: 'post', path: 'ours', body: {} };
    default:
      return { method: 'post', path: act.kind, body: {} };
  }
}

/** What the act will have changed, as far as it can be known before the server says. */
export function expected(row: ConversationRow, act: Act): ConversationRow {
  const settled = {
    side: 'theirs' as const,
    waitingSince: null,
    answerBy: null,
    targetMs: null,
    settlesAt: null,
  };
  switch (act.kind) {
    case 'close':
      return { ...row, ...settled, status: 'closed', snoozedUntil: null };
    case 'reopen':
    case 'unsnooze':
      return { ...row, status: 'open', snoozedUntil: null };
    case 'snooze':
      return { ...row, status: 'snoozed', snoozedUntil: act.until };
    case 'no-answer-needed':
      return { ...row, ...settled };
    case 'assign':
      return { ...row, assignee: act.member };
    case 'tags':
      return { ...row, tags: act.tags };
    case 'priority':
      return { ...row, priority: act.priority };
    default:
      // Whether it becomes ours, and since when, is the fold's to say.
      return row;
  }
}

/** Shows it as unread again, for this member only. */
export function useMarkUnread() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.post(`/conversations/${id}/unread`, {}),
    onMutate: (id) => setUnread(client, id, true),
    onSuccess: (_done, id) => client.invalidateQueries({ queryKey: keys.conversation(id) }),
    onError: (_error, id) => setUnread(client, id, false),
  });
}

/** Does something with a conversation: shown at once, taken back with the reason if it is refused. */
export function useAct() {
  const client = useQueryClient();
  const seat = useSeat();
  const take = useTakeDetail();
  return useMutation({
    mutationFn: ({ id, act }: { id: string; act: Act }) => {
      const { method, path, body } = callOf(act);
      return api[method]<ConversationDetail>(`/conversations/${id}/${path}`, body);
    },
    onMutate: ({ id, act }) => {
      const before = findRow(client, id);
      if (before) applyRow(client, expected(before, act), seat.memberId);
      return { before };
    },
    onSuccess: take,
    onError: (error, { id }, result) => {
      if (result?.before) applyRow(client, result.before, seat.memberId);
      // Whatever made it impossible is news to this page.
      if (error instanceof ApiError && error.status === 409)
        void client.invalidateQueries({ queryKey: keys.conversation(id) });
    },
    onSettled: () => void client.invalidateQueries({ queryKey: keys.counts }),
  });
}
