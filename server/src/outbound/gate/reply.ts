import type { InboundMail } from '../../channels/core/inbound-event.js';
import type { MailEnvelope } from '../../channels/core/outbound-message.js';
import type { ReplyRef } from '../outbound.events.js';

/** Where a reply stands at the gate; `delivered` and `read` follow `sent`. */
export type ReplyState =
  | 'held'
  | 'queued'
  | 'sending'
  | 'sent'
  | 'delivered'
  | 'read'
  | 'failed'
  | 'cancelled'
  | 'unconfirmed';

/** Why a reply failed or waits: a stable code, plain words, and what to do about it. */
export interface ReplyReason {
  code: string;
  message: string;
  remedy: string | null;
}

/** What sending needs beside the text; column `message.outgoing`. */
export interface Outgoing {
  envelope: MailEnvelope | null;
  forward: boolean;
  /** What the connector fixed before the first try; the same on every later one. */
  prepared: Record<string, unknown> | null;
  /** What the platform told when it accepted. */
  details?: SendDetails;
}

/** A recipient the platform did not take it for, while it took it for others. */
export interface RefusedRecipient {
  address: string;
  /** In the platform's words. */
  reason: string;
  /** Who that is, if the reply was to answer them; `Reply.answers` leaves them out. */
  identityId?: string | null;
}

export type SendDetails = Record<string, unknown> & { refused?: RefusedRecipient[] };

/** A row of `message` that is a reply, as the gate sees it. */
export interface Reply {
  id: string;
  brandId: string;
  channelId: string;
  conversationId: string;
  /** It was written in a conversation that has been merged into this one since. */
  moved: boolean;
  seq: number;
  /** The newest utterance known to who sent it, or to who asked since then that it closes the conversation. */
  seenSeq: number | null;
  version: number;
  /** Null: written outside Parley. */
  memberId: string | null;
  visibility: 'public' | 'private';
  text: string;
  /** Formatted by its writer, and clean; null where plain text says it all. */
  html: string | null;
  clientId: string | null;
  state: ReplyState;
  /** When it was, or will be, let out; null outside Parley. */
  heldUntil: Date | null;
  /** The time its writer chose; null: it leaves as soon as it may. */
  sendAt: Date | null;
  cancelIfTheyWrite: boolean;
  closeAfter: boolean;
  attempts: number;
  nextAttemptAt: Date | null;
  attemptToken: string | null;
  inReplyToId: string | null;
  externalId: string | null;
  /** Identities it answers; null: everyone in the conversation. */
  answers: string[] | null;
  mail: InboundMail | null;
  outgoing: Outgoing | null;
  occurredAt: Date;
  receivedAt: Date;
  sentAt: Date | null;
  deliveredAt: Date | null;
  readAt: Date | null;
  reason: ReplyReason | null;
}

/** Nobody disputes that it left. */
export const LEFT: ReadonlySet<ReplyState> = new Set(['sent', 'delivered', 'read']);

/** A reply written here: what goes through the gate. */
export interface OwnReply extends Reply {
  memberId: string;
  clientId: string;
  heldUntil: Date;
  outgoing: Outgoing;
}

export const isOwn = (reply: Reply | undefined): reply is OwnReply =>
  reply !== undefined && reply.memberId !== null && reply.clientId !== null && reply.outgoing !== null;

type Heard = Pick<Reply, 'deliveredAt' | 'readAt'>;

/** What was heard of the reply and of its echo, together. */
export const laterOf = (reply: Heard, echo: Heard): Heard => ({
  deliveredAt: reply.deliveredAt ?? echo.deliveredAt,
  readAt: reply.readAt ?? echo.readAt,
});

export const stateOf = ({ deliveredAt, readAt }: Heard): ReplyState =>
  readAt !== null ? 'read' : deliveredAt !== null ? 'delivered' : 'sent';

/** Whether the fold has an entry for it: accepted, bounced after that, or unconfirmed. */
export const isCounted = ({ state, sentAt }: Pick<Reply, 'state' | 'sentAt'>): boolean =>
  LEFT.has(state) || state === 'unconfirmed' || (state === 'failed' && sentAt !== null);

/** It waits for a time its writer chose. */
export const isScheduled = ({ state, sendAt }: Pick<Reply, 'state' | 'sendAt'>): boolean =>
  state === 'held' && sendAt !== null;

export const refOf = (reply: Reply): ReplyRef => ({
  brandId: reply.brandId,
  channelId: reply.channelId,
  conversationId: reply.conversationId,
  messageId: reply.id,
  memberId: reply.memberId,
});
