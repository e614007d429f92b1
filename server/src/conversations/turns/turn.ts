import type { Medium } from '@parley/shared/brands.js';

export type TurnOutcome = 'answered' | 'no_answer_needed' | 'closed_unanswered' | 'withdrawn';

/** Who gave the answer: the member who sent it, or someone outside Parley. */
export type AnsweredBy =
  | { readonly kind: 'member'; readonly memberId: string }
  | { readonly kind: 'outside' };

/** Why a turn or episode is left out of the figures; another string is an utterance's own `outOfFigures`. */
export type LeftOutBecause = 'made_by_member' | 'imported' | (string & {});

/** The unit of response time. All times are ms since the epoch, all durations ms. */
export interface Turn {
  /** Opening entry and person: the same turn has the same key at every refold. */
  readonly key: string;
  readonly personId: string;
  readonly medium: Medium;
  /** The person's first message in it; null when a member made the turn. */
  readonly firstInboundEntryId: string | null;
  readonly openedAt: number;
  /** The last message of the person in it; for one made by a member, `openedAt`, until they write. */
  readonly lastInboundAt: number;
  /** When it settles or has settled, typing aside. */
  readonly settlesAt: number;
  readonly inboundCount: number;
  readonly outcome: TurnOutcome | null;
  readonly closedAt: number | null;
  /** The reply, act or deletion that closed it. */
  readonly closedEntryId: string | null;
  readonly answeredAt: number | null;
  readonly answeredBy: AnsweredBy | null;
  /** The wait until the answer, by the wall clock and inside business hours; null unless `answered`. */
  readonly waitMs: number | null;
  readonly waitBusinessMs: number | null;
  /** Asked and answered entirely outside business hours. */
  readonly outsideHours: boolean;
  readonly targetMs: number;
  readonly answerBy: number;
  /** Replies to it whose outcome nobody knows: it stays open and says so. Empty once answered or withdrawn. */
  readonly unconfirmedReplyIds: readonly string[];
  /** An answer failed later, or a member brought it back: it is open, or was, with its old `openedAt`. */
  readonly reopened: boolean;
  readonly madeByMember: boolean;
  readonly imported: boolean;
  readonly inFigures: boolean;
  readonly leftOutBecause: LeftOutBecause | null;
  /** The episode it belongs to; null for one made by a member. */
  readonly episodeKey: string | null;
  readonly firstOfEpisode: boolean;
}

/** From a conversation's (re)opening by a person to its closing. */
export interface Episode {
  /** The message that (re)opened the conversation: the same at every refold. */
  readonly key: string;
  readonly openedAt: number;
  readonly closedAt: number | null;
  readonly closedEntryId: string | null;
  /** closedAt − openedAt; null while open. */
  readonly resolutionMs: number | null;
  /** When a person came back within 7 days of the closing. */
  readonly reopenedAt: number | null;
  /**
   * Null while open; false when reopened within 7 days, unless that ended in "no answer needed": every turn of
   * the next episode did, as long as no third one has begun.
   */
  readonly solved: boolean | null;
  readonly inFigures: boolean;
  readonly leftOutBecause: LeftOutBecause | null;
  /** It went on in this episode when its conversation was merged; its turns count there. */
  readonly mergedIntoKey: string | null;
}

/** What the queue needs to know about the conversation. */
export interface ConversationStanding {
  /** As of the last entry: a snooze that has run out since still stands here. */
  readonly status: 'open' | 'snoozed' | 'closed';
  readonly snoozedUntil: number | null;
  readonly side: 'ours' | 'theirs';
  /** The earliest of the open turns', null when theirs. */
  readonly answerBy: number | null;
  /** Target of the turn with that `answerBy`. */
  readonly targetMs: number | null;
  /** When the longest waiting open turn opened. */
  readonly waitingSince: number | null;
  /** When the last of the open turns settles. */
  readonly settlesAt: number | null;
  readonly openTurns: number;
  /** A reply to an open turn waits for its outcome. */
  readonly unconfirmed: boolean;
}
