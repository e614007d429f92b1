import type { Medium } from '@parley/shared/brands.js';

/** What every entry of a conversation carries. Times are ms since the epoch. */
interface EntryBase {
  /** Unique over everything that is folded together, and the same at every refold. */
  readonly id: string;
  /** The conversation it stands in, or stood in before that one was merged into another; a split rewrites it. */
  readonly threadId: string;
  /** The time that counts (see `countingTime`): the platform's; for acts, our clock. */
  readonly at: number;
  /** Place in the order of arrival: one counter over utterances and acts of all conversations. */
  readonly arrival: number;
}

interface Utterance extends EntryBase {
  /** The platform's id of it, for the order at equal times. */
  readonly platformId: string | null;
  /** Entry id of the utterance it replies to. */
  readonly replyTo: string | null;
  /** Why figures must not rest on its time (`too_old`: delivered later than the platform redelivers), else null. */
  readonly outOfFigures: string | null;
}

/** A message of a person. */
export interface InboundEntry extends Utterance {
  readonly kind: 'inbound';
  readonly personId: string;
  readonly medium: Medium;
  /** Written by a machine: it opens nothing and reopens nothing. */
  readonly automatic: boolean;
  /** `history`: shown only. `imported`: history the owner chose to queue. */
  readonly origin: 'live' | 'history' | 'imported';
}

/** Whom a reply answers: everyone with an open turn in its thread, or these persons. See `answeredPersons`. */
export type Answers = 'everyone' | readonly string[];

/** A reply that left, or may have left; also one written natively on the platform. */
export interface ReplyEntry extends Utterance {
  readonly kind: 'reply';
  readonly answers: Answers;
  /** Who sent it: null for one written outside Parley. */
  readonly memberId: string | null;
  /** Rules, away messages and bots never close a turn. */
  readonly automatic: boolean;
  /**
   * `unconfirmed`: bytes may have left, nobody knows. `failed`: never accepted.
   * `failed_later`: was accepted, then bounced; `failureArrival` says when we learned it.
   */
  readonly state: 'accepted' | 'unconfirmed' | 'failed' | 'failed_later';
  readonly failureArrival: number | null;
}

/** The person deleted a message of theirs. What the brand removes or hides is no entry. */
export interface DeletionEntry extends EntryBase {
  readonly kind: 'deletion';
  readonly messageId: string;
  /** The deleted message's own `at`; null while that message has not arrived. */
  readonly messageAt: number | null;
}

/** Shown in the history of the conversation; changes no turn. */
export interface EditEntry extends EntryBase {
  readonly kind: 'edit';
  readonly messageId: string;
}

/** A member (or a rule) closed the conversation, also by "send and close", once the reply was accepted. */
export interface ClosedEntry extends EntryBase {
  readonly kind: 'closed';
}

/** A member took the closing back, or opened the conversation by hand. */
export interface ReopenedEntry extends EntryBase {
  readonly kind: 'reopened';
}

export interface NoAnswerNeededEntry extends EntryBase {
  readonly kind: 'no_answer_needed';
  /** Whose open turns; null: everyone's. */
  readonly personIds: readonly string[] | null;
}

export interface MarkedAsOursEntry extends EntryBase {
  readonly kind: 'marked_as_ours';
  /** Whose turns; null: of those whose turns closed last, or who spoke last. */
  readonly personIds: readonly string[] | null;
  /** What the turn counts as, should it be one made by a member. */
  readonly medium: Medium;
}

/** A member says that this message, taken for a machine's, needs an answer. */
export interface NeedsAnswerEntry extends EntryBase {
  readonly kind: 'needs_answer';
  readonly messageId: string;
}

export interface SnoozedEntry extends EntryBase {
  readonly kind: 'snoozed';
  /** When it comes back by itself; null: when a person writes. */
  readonly until: number | null;
}

export interface UnsnoozedEntry extends EntryBase {
  readonly kind: 'unsnoozed';
}

/** `fromThreadId` was merged into `threadId`. */
export interface MergedEntry extends EntryBase {
  readonly kind: 'merged';
  readonly fromThreadId: string;
}

/** A part was split off. Its entries have left, so each part is simply folded anew. */
export interface SplitEntry extends EntryBase {
  readonly kind: 'split';
}

export type Entry =
  | InboundEntry
  | ReplyEntry
  | DeletionEntry
  | EditEntry
  | ClosedEntry
  | ReopenedEntry
  | NoAnswerNeededEntry
  | MarkedAsOursEntry
  | NeedsAnswerEntry
  | SnoozedEntry
  | UnsnoozedEntry
  | MergedEntry
  | SplitEntry;
