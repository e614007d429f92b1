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

/** It did not leave, came back, or was refused when its hold ended (`stale`, `window_closed`). */
export const REPLY_FAILED = defineEvent<ReplyRef & { code: string; message: string }>('reply.failed');

/** It may have left; nobody knows until the platform, a look-up or a member says. */
export const REPLY_UNCONFIRMED = defineEvent<ReplyRef>('reply.unconfirmed');

/** Its writer took it back. */
export const REPLY_CANCELLED = defineEvent<ReplyRef>('reply.cancelled');

/** The platform brought it to the person, or says they read it. */
export const REPLY_DELIVERED = defineEvent<ReplyRef & { outcome: 'delivered' | 'read'; at: Date }>(
  'reply.delivered',
);
