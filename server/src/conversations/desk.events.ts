import { defineEvent } from '../platform/events/events.js';

/** A member got a conversation from someone else (or a rule); not published when they take it themselves. */
export const CONVERSATION_ASSIGNED = defineEvent<{
  brandId: string;
  conversationId: string;
  memberId: string;
  /** Who did it; null when nobody in particular. */
  byMemberId: string | null;
}>('conversation.assigned');

/** The snooze of a conversation ran out by itself; its assignee. */
export const SNOOZE_ENDED = defineEvent<{ brandId: string; conversationId: string; memberId: string }>(
  'snooze.ended',
);

/** How far a member has read. */
export const CONVERSATION_READ = defineEvent<{
  brandId: string;
  conversationId: string;
  memberId: string;
  seq: number;
}>('conversation.read');

export const DRAFT_CHANGED = defineEvent<{ brandId: string; conversationId: string; memberId: string }>(
  'draft.changed',
);

/** Somebody's saved views, or the brand's. */
export const VIEWS_CHANGED = defineEvent<{ brandId: string }>('views.changed');
