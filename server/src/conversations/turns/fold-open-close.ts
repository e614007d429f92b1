import type { InboundEntry, MarkedAsOursEntry } from './entry.js';
import type { FoldChanges } from './fold-changes.js';
import { countInEpisode, episodeFor, resumeEpisode } from './fold-episodes.js';
import { leftOutBecause } from './fold-figures.js';
import type { KeptTurn, Part, TurnDraft } from './fold-state.js';
import type { TurnOutcome } from './turn.js';
import { promiseAt, type TurnPolicy } from './turn-policy.js';

/** Opens a turn with a person's message. */
export function openTurn(message: InboundEntry, part: Part, policy: TurnPolicy, changes: FoldChanges): void {
  const episode = episodeFor(message, part, changes);
  const because = leftOutBecause(message);
  const turn: TurnDraft = {
    ...blankTurn(message, message.personId, policy),
    firstInboundEntryId: message.id,
    inboundCount: 1,
    imported: message.origin === 'imported',
    inFigures: because === null,
    leftOutBecause: because,
    episodeKey: episode.key,
    firstOfEpisode: part.episodeTurns === 0,
  };
  keepOpen({ turn, messageIds: [message.id], knownFrom: message.arrival }, part, changes);
  countInEpisode(turn, { turns: 1 }, part, changes);
}

/** Opens a turn for `personId` because a member said that it is ours. */
export function openMemberMadeTurn(
  act: MarkedAsOursEntry,
  personId: string,
  part: Part,
  policy: TurnPolicy,
  changes: FoldChanges,
): void {
  const turn: TurnDraft = {
    ...blankTurn(act, personId, policy),
    madeByMember: true,
    inFigures: false,
    leftOutBecause: 'made_by_member',
  };
  keepOpen({ turn, messageIds: [], knownFrom: act.arrival }, part, changes);
}

/** A further message of the person; the clock is not restarted. */
export function joinTurn(
  kept: KeptTurn,
  message: InboundEntry,
  policy: TurnPolicy,
  changes: FoldChanges,
): void {
  const { turn } = kept;
  turn.inboundCount += 1;
  turn.lastInboundAt = message.at;
  turn.settlesAt = Math.max(turn.settlesAt, message.at + policy.settleMs[message.medium]);
  turn.firstInboundEntryId ??= message.id;
  kept.messageIds.push(message.id);
  kept.knownFrom = Math.max(kept.knownFrom, message.arrival);
  changes.turn(turn);
}

/** Closes open turns of the part with one outcome. */
export function closeTurns(
  closing: readonly KeptTurn[],
  as: { outcome: TurnOutcome; at: number; entryId: string },
  part: Part,
  changes: FoldChanges,
): void {
  if (closing.length === 0) return;
  part.open = part.open.filter((kept) => !closing.includes(kept));
  part.lastClosed = { personIds: closing.map(({ turn }) => turn.personId), at: as.at };
  for (const kept of closing) {
    const { turn } = kept;
    turn.outcome = as.outcome;
    turn.closedAt = as.at;
    turn.closedEntryId = as.entryId;
    changes.turn(turn);
    if (as.outcome === 'no_answer_needed' || as.outcome === 'closed_unanswered') part.resumable.push(kept);
    else turn.unconfirmedReplyIds = [];
    if (as.outcome === 'no_answer_needed') countInEpisode(turn, { noAnswerNeeded: 1 }, part, changes);
  }
}

/** Brings a turn back that ended without an answer, with its old `openedAt`. */
export function resumeTurn(kept: KeptTurn, part: Part, changes: FoldChanges): void {
  const { turn } = kept;
  const hadNeededNone = turn.outcome === 'no_answer_needed';
  turn.outcome = null;
  turn.closedAt = null;
  turn.closedEntryId = null;
  turn.reopened = true;
  keepOpen(kept, part, changes);
  if (hadNeededNone) countInEpisode(turn, { noAnswerNeeded: -1 }, part, changes);
  resumeEpisode(turn, part, changes);
}

function keepOpen(kept: KeptTurn, part: Part, changes: FoldChanges): void {
  part.resumable = part.resumable.filter(({ turn }) => turn.personId !== kept.turn.personId);
  part.open.push(kept);
  changes.turn(kept.turn);
}

function blankTurn(
  opening: InboundEntry | MarkedAsOursEntry,
  personId: string,
  policy: TurnPolicy,
): TurnDraft {
  return {
    key: `${opening.id}:${personId}`,
    personId,
    medium: opening.medium,
    firstInboundEntryId: null,
    openedAt: opening.at,
    lastInboundAt: opening.at,
    settlesAt: opening.at + (opening.kind === 'inbound' ? policy.settleMs[opening.medium] : 0),
    inboundCount: 0,
    outcome: null,
    closedAt: null,
    closedEntryId: null,
    answeredAt: null,
    answeredBy: null,
    waitMs: null,
    waitBusinessMs: null,
    outsideHours: false,
    ...promiseAt(opening.at, opening.medium, policy),
    unconfirmedReplyIds: [],
    reopened: false,
    madeByMember: false,
    imported: false,
    inFigures: true,
    leftOutBecause: null,
    episodeKey: null,
    firstOfEpisode: false,
  };
}
