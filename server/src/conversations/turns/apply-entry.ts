import type {
  ClosedEntry,
  DeletionEntry,
  Entry,
  InboundEntry,
  MarkedAsOursEntry,
  MergedEntry,
  NoAnswerNeededEntry,
  ReplyEntry,
  SnoozedEntry,
} from './entry.js';
import type { FoldChanges } from './fold-changes.js';
import { closeEpisode } from './fold-episodes.js';
import { creditAnswer } from './fold-figures.js';
import { mergeThreads } from './fold-merge.js';
import { closeTurns, joinTurn, openMemberMadeTurn, openTurn, resumeTurn } from './fold-open-close.js';
import { awaitMessage, type FoldState, moveOn, type Part, partOf } from './fold-state.js';
import { timeInOrder } from './order-entries.js';
import type { TurnPolicy } from './turn-policy.js';

/** What the handlers of one entry work on. */
interface Fold {
  readonly part: Part;
  readonly policy: TurnPolicy;
  readonly changes: FoldChanges;
}

/** Takes the next entry, in order, into the state (which it changes) and notes what it touched. */
export function applyEntry(state: FoldState, entry: Entry, policy: TurnPolicy, changes: FoldChanges): void {
  const at = timeInOrder(entry);
  moveOn(state, entry);
  for (const part of state.parts) endSnoozeThatRanOut(part, at);
  if (entry.kind === 'merged') {
    mergeThreads(state, entry, changes);
    return;
  }
  if (entry.kind === 'deletion' && entry.messageAt === null) {
    awaitMessage(state, entry.messageId);
    return;
  }
  const fold: Fold = { part: partOf(state, entry.threadId), policy, changes };
  if (entry.kind === 'inbound') applyInbound(entry, fold);
  else if (entry.kind === 'reply') applyReply(entry, fold);
  else if (entry.kind === 'deletion') applyDeletion(entry, at, fold);
  else applyAct(entry, fold);
}

function applyAct(
  act: Exclude<Entry, InboundEntry | ReplyEntry | DeletionEntry | MergedEntry>,
  fold: Fold,
): void {
  switch (act.kind) {
    case 'closed':
      applyClosed(act, fold);
      break;
    case 'reopened':
      applyReopened(fold);
      break;
    case 'no_answer_needed':
      applyNoAnswerNeeded(act, fold);
      break;
    case 'marked_as_ours':
      applyMarkedAsOurs(act, fold);
      break;
    case 'snoozed':
      applySnoozed(act, fold);
      break;
    case 'unsnoozed':
      if (fold.part.status === 'snoozed') show(fold.part);
      break;
    // What "needs an answer" does, it does to its message: see `withNeedsAnswer`.
    case 'needs_answer':
    case 'edit':
    case 'split':
      break;
  }
}

function applyInbound(message: InboundEntry, { part, policy, changes }: Fold): void {
  part.lastSpeaker = { personId: message.personId, at: message.at };
  if (message.automatic || message.origin === 'history') return;
  show(part);
  part.newsArrival = Math.max(part.newsArrival, message.arrival);
  const open = part.open.find(({ turn }) => turn.personId === message.personId);
  if (open) joinTurn(open, message, policy, changes);
  else openTurn(message, part, policy, changes);
}

function applyReply(reply: ReplyEntry, { part, policy, changes }: Fold): void {
  if (reply.automatic || reply.state === 'failed') return;
  const answered = part.open.filter(
    ({ turn }) => reply.answers === 'everyone' || reply.answers.includes(turn.personId),
  );
  if (reply.state === 'accepted') {
    for (const { turn } of answered) creditAnswer(turn, reply, policy);
    closeTurns(answered, { outcome: 'answered', at: reply.at, entryId: reply.id }, part, changes);
    return;
  }
  for (const kept of answered) {
    if (reply.state === 'unconfirmed') {
      kept.turn.unconfirmedReplyIds = [...kept.turn.unconfirmedReplyIds, reply.id];
    } else {
      kept.turn.reopened = true;
      kept.knownFrom = Math.max(kept.knownFrom, reply.failureArrival ?? reply.arrival);
    }
    changes.turn(kept.turn);
  }
}

function applyDeletion(deletion: DeletionEntry, at: number, { part, changes }: Fold): void {
  for (const kept of [...part.open, ...part.resumable]) {
    if (!kept.messageIds.includes(deletion.messageId)) continue;
    kept.messageIds = kept.messageIds.filter((id) => id !== deletion.messageId);
    const { turn } = kept;
    // A member's own wish to write does not depend on what the person deletes.
    if (kept.messageIds.length > 0 || turn.outcome !== null || turn.madeByMember) continue;
    closeTurns([kept], { outcome: 'withdrawn', at, entryId: deletion.id }, part, changes);
  }
}

/**
 * An act speaks for what had arrived when it was done: a message of the past that comes in later, or a bounce,
 * must not be closed by someone who did not know of it.
 */
function applyClosed(act: ClosedEntry, { part, changes }: Fold): void {
  if (part.status === 'closed') return;
  const known = part.open.filter(({ knownFrom }) => knownFrom <= act.arrival);
  closeTurns(known, { outcome: 'closed_unanswered', at: act.at, entryId: act.id }, part, changes);
  show(part);
  if (!knewEverything(act, part)) return;
  part.status = 'closed';
  part.closedEntryId = act.id;
  closeEpisode(part, act, changes);
}

function applyReopened({ part, changes }: Fold): void {
  const closedByIt = part.resumable.filter(({ turn }) => turn.closedEntryId === part.closedEntryId);
  show(part);
  for (const kept of closedByIt) resumeTurn(kept, part, changes);
}

function applyNoAnswerNeeded(act: NoAnswerNeededEntry, { part, changes }: Fold): void {
  const meant = part.open.filter(
    ({ turn, knownFrom }) =>
      knownFrom <= act.arrival && (act.personIds === null || act.personIds.includes(turn.personId)),
  );
  closeTurns(meant, { outcome: 'no_answer_needed', at: act.at, entryId: act.id }, part, changes);
}

function applyMarkedAsOurs(act: MarkedAsOursEntry, { part, policy, changes }: Fold): void {
  const personIds = meantPersons(act, part);
  show(part);
  for (const personId of personIds) {
    if (part.open.some(({ turn }) => turn.personId === personId)) continue;
    const unanswered = part.resumable.find(({ turn }) => turn.personId === personId);
    if (unanswered) resumeTurn(unanswered, part, changes);
    else openMemberMadeTurn(act, personId, part, policy, changes);
  }
}

function meantPersons(act: MarkedAsOursEntry, part: Part): readonly string[] {
  if (act.personIds !== null) return act.personIds;
  if (part.open.length > 0) return [];
  if (part.lastClosed) return part.lastClosed.personIds;
  return part.lastSpeaker ? [part.lastSpeaker.personId] : [];
}

function applySnoozed(act: SnoozedEntry, { part }: Fold): void {
  if (!knewEverything(act, part) || (act.until !== null && act.until <= act.at)) return;
  show(part);
  part.status = 'snoozed';
  part.snoozedUntil = act.until;
}

function knewEverything(act: { arrival: number }, part: Part): boolean {
  return part.newsArrival <= act.arrival && part.open.every(({ knownFrom }) => knownFrom <= act.arrival);
}

function show(part: Part): void {
  part.status = 'open';
  part.snoozedUntil = null;
  part.closedEntryId = null;
}

function endSnoozeThatRanOut(part: Part, at: number): void {
  if (part.status === 'snoozed' && part.snoozedUntil !== null && part.snoozedUntil <= at) show(part);
}
