import { defineEvent } from '../platform/events/events.js';

/** A row of the queue changed (also: appeared). Published once per change, in its transaction. */
export const CONVERSATION_CHANGED = defineEvent<{ brandId: string; conversationId: string }>(
  'conversation.changed',
);

/** A message appeared or changed: text, state, attachments. */
export const MESSAGE_CHANGED = defineEvent<{ brandId: string; conversationId: string; messageId: string }>(
  'message.changed',
);

/** The person (or a machine on their side) wrote; history is not announced. */
export const MESSAGE_RECEIVED = defineEvent<{
  brandId: string;
  channelId: string;
  conversationId: string;
  messageId: string;
  automatic: boolean;
}>('message.received');

/** What a message says is not what it said when it came: edited, or a further piece of it brought words. */
export const MESSAGE_REWORDED = defineEvent<{ brandId: string; messageId: string }>('message.reworded');

/** The platform showed us a reply of ours: it did leave. */
export const ECHO_RECEIVED = defineEvent<{
  brandId: string;
  channelId: string;
  conversationId: string;
  messageId: string;
  externalId: string;
  at: Date;
  references: string[];
}>('echo.received');

/** The platform, or a bounce, says what became of a reply of ours. */
export const DELIVERY_REPORTED = defineEvent<{
  brandId: string;
  conversationId: string;
  messageId: string;
  outcome: 'failed' | 'delayed' | 'delivered' | 'read';
  code: string;
  reason: string;
  /** With `failed`: those it did not reach, where the platform says who that is. */
  recipients?: { address: string; reason: string }[];
  at: Date;
}>('delivery.reported');

/** A file is somewhere on the web and waits to be fetched into storage. */
export const ATTACHMENT_PENDING = defineEvent<{ brandId: string; attachmentId: string }>(
  'attachment.pending',
);

/** Nothing more is taken from the person of this conversation, or is again. */
export const PERSON_BLOCKED = defineEvent<{ brandId: string; conversationId: string; blocked: boolean }>(
  'person.blocked',
);

/** Somebody said more about who they are, an address perhaps. */
export const PROFILE_RECEIVED = defineEvent<{ brandId: string; channelId: string; identityId: string }>(
  'profile.received',
);

/** What is in a post is not known yet, and its platform can be asked. */
export const POST_PENDING = defineEvent<{ brandId: string; postId: string }>('post.pending');
