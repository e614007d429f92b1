import type { Tag } from '@parley/shared/brands.js';
import type { BulkAct } from '@parley/shared/bulk.js';
import type { ConversationRow, Priority } from '@parley/shared/conversations.js';

export type Act =
  | { kind: 'close'; seenSeq?: number }
  | { kind: 'reopen' | 'unsnooze' | 'no-answer-needed' | 'mark-ours' }
  | { kind: 'needs-answer' }
  | { kind: 'snooze'; until: string | null }
  | { kind: 'assign'; member: { memberId: string; name: string } | null }
  | { kind: 'tags'; tags: Tag[] }
  | { kind: 'priority'; priority: Priority }
  | { kind: 'merge'; intoId: string }
  | { kind: 'unmerge' };

type Call = { method: 'post' | 'put'; path: string; body?: unknown };

/** The call that does it. */
export function callOf(act: Act): Call {
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

/** What takes an act back, given what the conversation was before; null where nothing can, or nothing happened. */
export function inverse(before: ConversationRow, act: Act): Act | null {
  const backToSleep: Act = { kind: 'snooze', until: before.snoozedUntil };
  switch (act.kind) {
    case 'close':
      if (before.status === 'closed') return null;
      return before.status === 'snoozed' ? backToSleep : { kind: 'reopen' };
    case 'reopen':
      if (before.status === 'snoozed') return backToSleep;
      return before.status === 'closed' ? { kind: 'close' } : null;
    case 'snooze':
      return before.status === 'snoozed' ? backToSleep : { kind: 'unsnooze' };
    case 'unsnooze':
      return before.status === 'snoozed' ? backToSleep : null;
    case 'assign':
      return before.assignee?.memberId === act.member?.memberId
        ? null
        : { kind: 'assign', member: before.assignee };
    case 'tags':
      return { kind: 'tags', tags: before.tags };
    case 'priority':
      return before.priority === act.priority ? null : { kind: 'priority', priority: before.priority };
    case 'no-answer-needed':
      return before.side === 'ours' ? { kind: 'mark-ours' } : null;
    case 'mark-ours':
      return before.side === 'theirs' ? { kind: 'no-answer-needed' } : null;
    case 'merge':
      return { kind: 'unmerge' };
    default:
      return null;
  }
}

/** The same act for many conversations in one call; tags are told as what is added and taken away. */
export function bulkOf(
  act: Exclude<Act, { kind: 'tags' | 'needs-answer' }> | { kind: 'tag'; add: Tag[]; remove: Tag[] },
): BulkAct {
  switch (act.kind) {
    case 'close':
      return { kind: 'close' };
    case 'assign':
      return { kind: 'assign', memberId: act.member?.memberId ?? null };
    case 'tag':
      return { kind: 'tag', add: act.add.map(({ id }) => id), remove: act.remove.map(({ id }) => id) };
    case 'no-answer-needed':
      return { kind: 'no_answer_needed' };
    case 'mark-ours':
      return { kind: 'mark_as_ours' };
    default:
      return act as BulkAct;
  }
}
