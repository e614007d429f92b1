import type { ModerationAction } from '@parley/shared/moderation.js';
import { defineEvent } from '../platform/events/events.js';

/** A reply at the gate, named in every event about it. */
export interface ReplyRef {
  brandId: string;
  channelId: string;
  conversationId: string;
  messageId: string;
  /** Who wrote it; null: outside Parley. */
  memberId: string | null;
}

/** A note calls colleagues in: those of them who may see it. */
export const MEMBERS_MENTIONED = defineEvent<{
  brandId: string;
  conversationId: string;
  messageId: string;
  memberIds: string[];
  byMemberId: string;
}>('members.mentioned');

/** It can no longer be taken back. */
export const REPLY_QUEUED = defineEvent<ReplyRef>('reply.queued');

/** The platform accepted it; `at` is the platform's time, else ours. */
export const REPLY_SENT = defineEvent<ReplyRef & { at: Date }>('reply.sent');

/** The platform's id of it is known now. */
export const REPLY_NAMED = defineEvent<{
  brandId: string;
  channelId: string;
  messageId: string;
  externalId: string;
}>('reply.named');

/** It did not leave, came back, or was refused when its hold ended (`stale`, `window_closed`). */
export const REPLY_FAILED = defineEvent<ReplyRef & { code: string; message: string }>('reply.failed');

/** It may have left; nobody knows until the platform, a look-up or a member says. */
export const REPLY_UNCONFIRMED = defineEvent<ReplyRef>('reply.unconfirmed');

/** It will not leave: a member took it back, or what a reply for later waited for did not come true. */
export const REPLY_CANCELLED = defineEvent<
  ReplyRef & { because: CancelReason /** Who took it back; null: nobody did. */; byMemberId: string | null }
>('reply.cancelled');

/**
 * `they_wrote`, `colleague_answered`: before its time had come; `writer_left`: their seat is gone; `writer_lost_sight`:
 * the channel is for others now.
 */
export type CancelReason =
  | 'taken_back'
  | 'they_wrote'
  | 'colleague_answered'
  | 'writer_left'
  | 'writer_lost_sight';

/** What waits for its time is other than before: a reply was put on, changed, or has left the list. */
export const SCHEDULE_CHANGED = defineEvent<ReplyRef>('schedule.changed');

/** The platform brought it to the person, or says they read it. */
export const REPLY_DELIVERED = defineEvent<ReplyRef & { outcome: 'delivered' | 'read'; at: Date }>(
  'reply.delivered',
);

/** A member wants something done with a message on its platform; the row of it is written. */
export const MODERATION_ASKED = defineEvent<{ brandId: string; messageId: string }>('moderation.asked');

/** It did not come to be on the platform, for good; how the message stands is put back in the same transaction. */
export const MODERATION_FAILED = defineEvent<{
  brandId: string;
  messageId: string;
  action: ModerationAction;
  reason: { code: string; message: string };
}>('moderation.failed');
