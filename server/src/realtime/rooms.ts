import type { View } from '@parley/shared/conversations.js';

/**
 * Who may get what stands in a channel: `open` where everybody in the brand may, else the restricted channel's id.
 * It is part of a room's name, so that an event can only reach sockets that were let into that scope.
 */
export type Scope = string;

export const OPEN: Scope = 'open';

export const scopeOf = (channel: { id: string; restricted: boolean }): Scope =>
  channel.restricted ? channel.id : OPEN;

export const rooms = {
  session: (id: string) => `session:${id}`,
  token: (id: string) => `token:${id}`,
  member: (id: string) => `member:${id}`,
  brand: (brandId: string) => `brand:${brandId}`,
  scope: (brandId: string, scope: Scope) => `scope:${brandId}:${scope}`,
  /** @param memberId whose, for `mine` */
  view: (brandId: string, scope: Scope, view: View, memberId: string | null) =>
    view === 'mine' && memberId !== null
      ? `view:${brandId}:${scope}:mine:${memberId}`
      : `view:${brandId}:${scope}:${view}`,
  /** Whoever looks at any view. */
  anyView: (brandId: string, scope: Scope) => `view:${brandId}:${scope}`,
  /** Whoever looks at the board of who waits now. */
  now: (brandId: string) => `now:${brandId}`,
  conversation: (id: string, scope: Scope) => `conversation:${id}:${scope}`,
  post: (id: string, scope: Scope) => `post:${id}:${scope}`,
  /** Whoever has any post open. */
  anyPost: (brandId: string) => `posts:${brandId}`,
};

interface Placed {
  status: string;
  side: string;
  set_aside: string | null;
  assignee_id: string | null;
  merged_into_id: string | null;
}

/** The views a conversation stands in; `mine:<member>` for the assignee's. */
export function viewsOf(row: Placed): { view: View; memberId: string | null }[] {
  if (row.merged_into_id !== null) return [];
  const one = (view: View) => [{ view, memberId: null }];
  if (row.set_aside !== null) return one('set_aside');
  if (row.status === 'closed') return one('closed');
  if (row.status === 'snoozed') return one('snoozed');
  if (row.side === 'theirs') return one('theirs');
  if (row.assignee_id === null) return [...one('ours'), ...one('unassigned')];
  return [...one('ours'), { view: 'mine', memberId: row.assignee_id }];
}
