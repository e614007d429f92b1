import type { ConversationRow, View, Waits } from '@parley/shared/conversations.js';
import type { QueueFilter } from './keys.js';
import { pauseOf } from './pause.js';

/** Every view, and the keys that lead there from anywhere. */
export const viewKeys: Record<View, string> = {
  ours: 'g o',
  mine: 'g m',
  unassigned: 'g u',
  theirs: 'g t',
  snoozed: 'g s',
  closed: 'g c',
  set_aside: 'g a',
};
export const views = Object.keys(viewKeys) as View[];

/** Views whose rows come by `answerBy`; all others come newest first. */
export const byAnswer: ReadonlySet<View> = new Set(['ours', 'mine', 'unassigned']);

/** Whether a conversation belongs into a view, as the server decides it. */
export function inView(row: ConversationRow, view: View, ownMemberId: string): boolean {
  if (view === 'set_aside') return row.setAside !== null;
  if (row.setAside !== null) return false;
  if (view === 'snoozed' || view === 'closed') return row.status === view;
  if (row.status !== 'open') return false;
  if (view === 'theirs') return row.side === 'theirs';
  if (row.side !== 'ours') return false;
  if (view === 'mine') return row.assignee?.memberId === ownMemberId;
  return view === 'ours' || row.assignee === null;
}

function waitsSo(row: ConversationRow, waits: Waits): boolean {
  if (waits === 'any' || row.side !== 'ours') return row.side === 'ours';
  const { fraction } = pauseOf(row, Date.now()) ?? { fraction: 0 };
  return waits === 'overdue' ? fraction >= 1 : fraction >= 0.75 && fraction < 1;
}

export function passesFilter(row: ConversationRow, filter: QueueFilter): boolean {
  return (
    (!filter.waits || waitsSo(row, filter.waits)) &&
    (!filter.channelId || row.channel.id === filter.channelId) &&
    (!filter.medium || row.medium === filter.medium) &&
    (!filter.tagId || row.tags.some((tag) => tag.id === filter.tagId)) &&
    (!filter.memberId || row.assignee?.memberId === filter.memberId) &&
    (!filter.postId || row.postId === filter.postId) &&
    (!filter.priority || row.priority === filter.priority)
  );
}

/** The order of a view's rows; ids decide between equals, so that it is total. */
export function compareRows(view: View) {
  return (a: ConversationRow, b: ConversationRow): number => {
    const order = byAnswer.has(view)
      ? (a.answerBy ?? '9').localeCompare(b.answerBy ?? '9')
      : b.lastAt.localeCompare(a.lastAt);
    return order || (byAnswer.has(view) ? a.id.localeCompare(b.id) : b.id.localeCompare(a.id));
  };
}
