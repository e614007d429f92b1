import type { Capability } from './channel-manifest.js';

/**
 * How a message stands on its platform. `pending`: waits for approval; `hidden`: only its author sees it; `spam` and
 * `trashed`: put away, and can come back; `removed`: deleted by the brand or the platform's moderators, for good.
 */
export const moderationStates = ['visible', 'pending', 'hidden', 'spam', 'trashed', 'removed'] as const;
export type ModerationState = (typeof moderationStates)[number];

export const moderationActions = [
  'like',
  'unlike',
  'hide',
  'unhide',
  'approve',
  'unapprove',
  'spam',
  'unspam',
  'trash',
  'untrash',
  'delete',
] as const;
export type ModerationAction = (typeof moderationActions)[number];

/** Put away: nothing is owed for it, and alone it does not keep a conversation in the queue. */
export const isPutAway = (state: ModerationState): boolean =>
  state === 'spam' || state === 'trashed' || state === 'removed';

/** The action that takes this one back; null where nothing does. */
export const undoOf: Record<ModerationAction, ModerationAction | null> = {
  like: 'unlike',
  unlike: 'like',
  hide: 'unhide',
  unhide: 'hide',
  approve: 'unapprove',
  unapprove: 'approve',
  spam: 'unspam',
  unspam: 'spam',
  trash: 'untrash',
  untrash: 'trash',
  delete: null,
};

/** What a channel must be able to do for it; `delete` is also possible on our own replies alone (`deletes_own`). */
const NEEDS: Record<ModerationAction, Capability> = {
  like: 'likes',
  unlike: 'likes',
  hide: 'hides',
  unhide: 'hides',
  approve: 'approves',
  unapprove: 'approves',
  spam: 'marks_spam',
  unspam: 'marks_spam',
  trash: 'trashes',
  untrash: 'trashes',
  delete: 'deletes',
};

/** From which states an action leads on, and where to; likes leave the state as it is. */
const STEPS: Partial<Record<ModerationAction, { from: readonly ModerationState[]; to: ModerationState }>> = {
  hide: { from: ['visible'], to: 'hidden' },
  unhide: { from: ['hidden'], to: 'visible' },
  approve: { from: ['pending'], to: 'visible' },
  unapprove: { from: ['visible'], to: 'pending' },
  spam: { from: ['visible', 'pending', 'hidden'], to: 'spam' },
  unspam: { from: ['spam'], to: 'visible' },
  trash: { from: ['visible', 'pending', 'hidden', 'spam'], to: 'trashed' },
  untrash: { from: ['trashed'], to: 'visible' },
  delete: { from: ['visible', 'pending', 'hidden', 'spam', 'trashed'], to: 'removed' },
};

/** What decides which actions a message offers. */
export interface Moderatable {
  direction: 'in' | 'out' | 'note';
  visibility: 'public' | 'private';
  /** The platform knows it: it came from there, or was accepted by it. */
  onPlatform: boolean;
  /** Its author took it back. */
  deleted: boolean;
  state: ModerationState;
  /** We like it. */
  liked: boolean;
}

/**
 * The actions that a channel with these capabilities offers on this message as it stands, in the order of a menu. Private
 * messages can be liked, and ours be deleted; the rest is for what the public sees. Pure; server and console ask the same.
 */
export function moderationActionsOf(
  capabilities: readonly Capability[],
  message: Moderatable,
): ModerationAction[] {
  if (message.direction === 'note' || !message.onPlatform || message.deleted || message.state === 'removed')
    return [];
  return moderationActions.filter((action) => offers(capabilities, message, action));
}

function offers(
  capabilities: readonly Capability[],
  message: Moderatable,
  action: ModerationAction,
): boolean {
  const ours = message.direction === 'out';
  if (action === 'like' || action === 'unlike') {
    return !ours && capabilities.includes('likes') && message.liked === (action === 'unlike');
  }
  if (STEPS[action]?.from.includes(message.state) !== true) return false;
  if (action === 'delete' && ours && capabilities.includes('deletes_own')) return true;
  // Our own replies can go, where comments can; hiding or approving them makes no sense.
  if (ours && action !== 'delete' && action !== 'trash' && action !== 'untrash') return false;
  return message.visibility === 'public' && capabilities.includes(NEEDS[action]);
}

/** How a message stands once the action has gone through; what the platform then says wins. */
export function afterModeration(
  { state, liked }: Pick<Moderatable, 'state' | 'liked'>,
  action: ModerationAction,
): { state: ModerationState; liked: boolean } {
  if (action === 'like' || action === 'unlike') return { state, liked: action === 'like' };
  return { state: STEPS[action]?.to ?? state, liked };
}

/** What a message shows that its platform has said nothing about (a reply that is on its way, a note). */
export const PLAIN: {
  moderation: { state: ModerationState; asked: null; liked: boolean; onPlatform: boolean };
  likes: null;
  reactions: never[];
  warning: null;
  url: null;
  replyCosts: number;
} = {
  moderation: { state: 'visible', asked: null, liked: false, onPlatform: false },
  likes: null,
  reactions: [],
  warning: null,
  url: null,
  replyCosts: 0,
};
