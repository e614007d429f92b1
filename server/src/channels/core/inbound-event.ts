import type { Medium } from '@parley/shared/brands.js';
import type { ModerationState } from '@parley/shared/moderation.js';

/** How a platform names a human. Unique per brand by namespace and externalId. */
export interface IdentityRef {
  /** What the id is unique in: `email`, or a platform and account. */
  namespace: string;
  /** Mail addresses lower-cased. */
  externalId: string;
  name?: string | null;
  /** Address, handle or number fit to be shown. */
  handle?: string | null;
  /** What to call a person whom nobody has named yet. */
  placeholder?: string;
  avatarUrl?: string | null;
  /**
   * A mail address the platform tells of; lower case. `verified` only where it is certainly theirs: they wrote from it, or the
   * brand's own system vouches for it. What somebody merely typed is not: people are suggested to be one by this.
   */
  email?: { address: string; verified: boolean } | null;
}

export interface ConversationRef {
  /** The platform's thread within the channel; null where threads are found by references. */
  externalId: string | null;
  medium: Medium;
  subject?: string | null;
  /**
   * Ids of messages it stands under, nearest first. Where no conversation bears the thread's id (its first message was deleted,
   * so the thread now seems to begin elsewhere), it is the one of the same medium in which the nearest of them stands.
   */
  under?: string[];
  /** Platform's id of the conversation it came out of: what is said aside about something public. The two are linked. */
  cameOutOf?: string | null;
}

/** Exactly one of storageKey, uploadId, sourceUrl, sourceRef says where its bytes are. */
export interface InboundAttachment {
  filename: string;
  contentType: string;
  /** Bytes; 0 while unknown. */
  size: number;
  storageKey?: string;
  /** An `attachment` row uploaded before through the endpoint. */
  uploadId?: string;
  /** Fetched by a later job. */
  sourceUrl?: string;
  /** The platform's name for it, for kinds that have `FetchesFiles`: fetched by a later job. */
  sourceRef?: string;
  /** Its place among the files of the message; the order of the list where left out. */
  position?: number;
  contentId?: string | null;
  inline?: boolean;
  /** What is to be seen or heard in it, in its author's words; plain text. */
  description?: string | null;
}

/** What is left out is fetched later and once, by kinds that have `FetchesPost`; until then only the thread shows. */
export interface InboundPost {
  externalId: string;
  title?: string | null;
  excerpt?: string;
  url?: string | null;
  imageUrl?: string | null;
  authorName?: string | null;
  publishedAt?: string | null;
  /** There is more to it than is told here (a picture): the rest is fetched all the same. */
  partial?: boolean;
}

/** Shape of `mailFieldsSchema` (shared/messages.ts), and where answers go. Addresses as `Name <address>`. */
export interface InboundMail {
  from: string[];
  to: string[];
  cc: string[];
  bcc: string[];
  replyTo?: string[];
  subject: string;
  messageId: string | null;
  date: string | null;
  invitations: {
    method: string;
    summary: string;
    start: string | null;
    end: string | null;
    allDay: boolean;
    location: string | null;
    organizer: string | null;
  }[];
}

interface EventBase {
  /** The happening's identity within its channel: the same key is the same happening. */
  key: string;
  /** The platform's id of our account the event is for; names the channel. */
  account: string;
  /** Platform time, ISO 8601; null where the platform gives none (arrival counts). */
  at: string | null;
}

export interface MessageEvent extends EventBase {
  type: 'message';
  conversation: ConversationRef;
  /** The platform's id of the message within the channel. */
  externalId: string;
  /** `out`: an echo of ours, or written by the brand natively on the platform. */
  direction: 'in' | 'out';
  visibility: 'public' | 'private';
  /** Who wrote it (`in`). Null on `out`. */
  author: IdentityRef | null;
  /** Everyone else in it: recipients of a mail, members of a group, the one an `out` is addressed to. */
  others: IdentityRef[];
  /** External ids (of identities) an `out` answers; null: by the rules of its medium. */
  answers?: string[] | null;
  /** What was written, without the quoted rest; plain text. */
  text: string;
  /** The whole; null when it is the same. */
  fullText?: string | null;
  html?: string | null;
  replyHtml?: string | null;
  attachments: InboundAttachment[];
  /** The platform's id of the message it replies to. */
  inReplyTo?: string | null;
  /**
   * One message that its platform delivers in pieces: the first piece to come opens it, those under the same name join
   * it with their words and files. Edits and deletions name the piece.
   */
  album?: string;
  /** Ids it refers to, best first; where threads are found by references. */
  references?: string[];
  /** Ids under which others may refer to it; an `out` with an id of ours confirms that reply. */
  ownReferences?: string[];
  /** A machine wrote it (kind: `auto_reply`, `bounce`, …): opens and closes no turn. */
  automatic?: string | null;
  /** Kept apart unless it belongs to a conversation: the reason (`list`, `bounce`, `spam`, …). */
  setAside?: string | null;
  /** A bounce or receipt: what it says about earlier replies of ours, named by reference. */
  reports?: {
    references: string[];
    outcome: 'failed' | 'delayed' | 'delivered' | 'read';
    /** Plain words for the agent. */
    reason: string;
    code: string;
    /** With `failed`: those it did not reach, each with why; left out where the report does not say who that is. */
    recipients?: { address: string; reason: string }[];
  } | null;
  mail?: InboundMail | null;
  /** Storage key of the raw bytes. */
  rawKey?: string | null;
  post?: InboundPost | null;
  /** The page of the brand's website it was written on, and the language (BCP 47) it was read in. */
  page?: { url: string; title: string; language: string } | null;
  /**
   * Said before the channel was connected, or brought by a backfill; false: said since, whatever its time is. Left
   * out, its time decides.
   */
  history?: boolean;
  /** How it stands on its platform now; visible where left out. Spam and trash open no turn until they come back. */
  moderation?: ModerationState;
  /** How many like it, as far as the platform tells. */
  likes?: number;
  /** Its author's warning of what is in it: shown instead of it until somebody wants to read on. */
  warning?: string | null;
  /** Where it can be seen on its platform; http or https. */
  url?: string | null;
  /** Of what is left of the limit (in its unit) an answer to it needs so much for what the connector adds (mentions, warning). */
  replyCosts?: number;
  /** What its connector needs to know when it is answered or moderated; given back as it is, and never shown. */
  details?: Record<string, unknown> | null;
  /** With `history`: queue it when unanswered ("queue what is unanswered from the last N days"). */
  queueIfUnanswered?: boolean;
  /** How far back the platform redelivers, in ms: an older timestamp is kept out of the figures. */
  redeliveryMs?: number | null;
}

export interface EditEvent extends EventBase {
  type: 'edit';
  externalId: string;
  text: string;
  html?: string | null;
  /** Left out: as it was. */
  warning?: string | null;
}

/** `brand`: whoever looks after the comments deleted it, not its author; its words stay with us. */
export interface DeleteEvent extends EventBase {
  type: 'delete';
  externalId: string;
  by?: 'person' | 'brand';
}

/** Somebody answered with a sign, or took it back. The newest of one author and sign wins, whatever order they come in. */
export interface ReactionEvent extends EventBase {
  type: 'reaction';
  /** The message's. */
  externalId: string;
  /** An emoji, `like`, or `boost` (passed on to others). */
  emoji: string;
  /** Null: of somebody the platform does not name, or our own (`ours`). */
  author: IdentityRef | null;
  removed: boolean;
  /** By our own account: the brand likes it. */
  ours?: boolean;
  /** How many there are now of this sign, where the platform counts them. */
  total?: number;
}

/** What the platform's own moderators (or its filters) did with a message. The newest wins. */
export interface ModerationEvent extends EventBase {
  type: 'moderation';
  externalId: string;
  state: ModerationState;
  /** Who did it, as far as the platform tells. */
  by: string | null;
}

/** `delivered`, `read` or `failed` for one of our replies, named by the platform's id or one of its references. */
export interface ReceiptEvent extends EventBase {
  type: 'receipt';
  externalId: string;
  outcome: 'delivered' | 'read' | 'failed';
  reason?: string;
}

export interface ProfileEvent extends EventBase {
  type: 'profile';
  identity: IdentityRef;
}

/** The platform's thread goes on under another id, with all that was said in it. */
export interface MovedEvent extends EventBase {
  type: 'moved';
  from: string;
  to: string;
}

/** Something happened to a conversation that nobody said: shown in its history, if there is one. */
export interface NoticeEvent extends EventBase {
  type: 'notice';
  /** The platform's thread. */
  conversationExternalId: string;
  notice: ConversationNotice;
  /** Who did it. */
  name: string | null;
}

/**
 * - `blocked`, `unblocked`: the person no longer wants to hear from us, or does again
 * - `removed`, `added`: our account was taken out of the group, or into it
 */
export type ConversationNotice = 'blocked' | 'unblocked' | 'removed' | 'added';

/** Known to happen, and nothing follows from it: kept in the ledger under the platform's own word for it. */
export interface IgnoredEvent extends EventBase {
  type: 'ignored';
  /** The platform's word (`message_reaction`, `message.new_chat_title`). */
  what: string;
}

/** An entry that could not be read: kept in the ledger as failed, with the reason. */
export interface UnreadableEvent extends EventBase {
  type: 'unreadable';
  reason: string;
  /** The entry as it came. */
  entry: unknown;
}

export type InboundEvent =
  | MessageEvent
  | EditEvent
  | DeleteEvent
  | ReactionEvent
  | ModerationEvent
  | ReceiptEvent
  | ProfileEvent
  | MovedEvent
  | NoticeEvent
  | IgnoredEvent
  | UnreadableEvent;

/** Verified and passed on, never stored. */
export interface TypingSignal {
  account: string;
  conversationExternalId: string;
  identity: { namespace: string; externalId: string };
  typing: boolean;
}
