import type { VisitorMessage } from '@parley/shared/livechat.js';
import type { IdentityRef } from './inbound-event.js';

/** A thread as its platform names it, on a channel of a kind with the capability `embeds`. */
export interface ThreadRef {
  brandId: string;
  channelId: string;
  externalId: string;
}

/** One utterance as the person on the other side may see it; files without their links. */
export type SharedMessage = Omit<VisitorMessage, 'attachments' | 'clientId'> & {
  /** The platform's id of it; null where it has none. */
  externalId: string | null;
  attachments: { id: string; filename: string; contentType: string; size: number }[];
};

/** A page of a thread as the person on the other side may see it. */
export interface SharedThread {
  /** Ascending by seq. */
  messages: SharedMessage[];
  /** What is shown now, in one opaque word. */
  cursor: string;
  hasOlder: boolean;
  /** Up to this seq the person has read. */
  readSeq: number;
  closed: boolean;
}

/** What a thread's readers are to be told. */
export type SharedNews =
  | { kind: 'message'; message: SharedMessage; cursor: string }
  | { kind: 'removed'; id: string; seq: number }
  | { kind: 'typing'; name: string; typing: boolean }
  | { kind: 'seen'; seq: number }
  | { kind: 'read'; seq: number }
  | { kind: 'closed'; closed: boolean }
  | { kind: 'blocked'; blocked: boolean };

/** Who somebody is, as far as they have said. */
export interface KnownVisitor {
  name: string | null;
  handle: string | null;
  blocked: boolean;
  /** It turned out who that is (`ThreadClaims`): the name is worth nothing any more. */
  claimed: boolean;
}

/**
 * Port for kinds whose people read their thread with us: what of a conversation they may see. Notes, replies that have
 * not left, and whatever others wrote are never in it. The conversations domain implements it.
 */
export abstract class SharedThreads {
  /**
   * The newest page; with `after` nothing where nothing changed since that cursor, else all that is newer and the newest
   * page besides.
   * @param page.before a seq: the page of older messages below it
   */
  abstract read(thread: ThreadRef, page: { after?: string; before?: number }): Promise<SharedThread>;

  /** Replies up to this seq of which it is not known yet that they were `delivered`, or `read`. */
  abstract unheard(
    thread: ThreadRef,
    outcome: 'delivered' | 'read',
    seq: number,
  ): Promise<{ id: string; externalId: string }[]>;

  /** Undefined where nobody of this name has said anything yet. */
  abstract visitor(
    channel: { id: string; brandId: string },
    namespace: string,
    externalId: string,
  ): Promise<KnownVisitor | undefined>;

  /** Notes that somebody blocked tried to write. */
  abstract refused(brandId: string, namespace: string, externalId: string): Promise<void>;

  /** Whether a message of this id was taken in. */
  abstract has(channel: { id: string; brandId: string }, externalId: string): Promise<boolean>;
}

/** Port for people of whom it turns out who they are after they have begun to write. The conversations domain implements it. */
export abstract class ThreadClaims {
  /**
   * What was said under one name was said by who now has the other: one person, one running thread. Whoever still holds the
   * first name finds nothing under it any more; what is still on its way under it comes to the thread. A repeat changes
   * nothing, nor does a name under which nothing was said.
   */
  abstract claim(channel: { id: string; brandId: string }, from: IdentityRef, to: IdentityRef): Promise<void>;
}

/** Port for figures about a channel that people outside may see. The conversations domain implements it. */
export abstract class AnswerTimes {
  /** As of at most a minute ago. @returns what the widget's settings say about answers */
  abstract of(channel: { id: string; brandId: string }): Promise<{
    /** Three of four turns of the last four weeks were answered within this, in ms; null where too few can tell. */
    usualMs: number | null;
    /** Somebody can answer soon. */
    soon: boolean;
    /** When the brand opens next; null while it is open. */
    opensAt: Date | null;
  }>;
}

/** Port: whether somebody sits at the desk. Known for this moment only, and never kept. The realtime domain implements it. */
export abstract class Attendance {
  /** A member who may see the channel has a console open. */
  abstract isAnyoneAt(channel: { id: string; brandId: string }): Promise<boolean>;
}
