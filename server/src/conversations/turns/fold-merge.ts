import type { MergedEntry } from './entry.js';
import type { FoldChanges } from './fold-changes.js';
import { countInEpisode, judgeReopening } from './fold-episodes.js';
import { earliest, type FoldState, type KeptTurn, liveThread, type Part, partOf } from './fold-state.js';

/** Merges a thread into another: each person's open turns join under the earliest `openedAt`. */
export function mergeThreads(state: FoldState, act: MergedEntry, changes: FoldChanges): void {
  const intoThread = liveThread(state, act.threadId);
  const fromThread = liveThread(state, act.fromThreadId);
  if (intoThread === fromThread) return;
  state.mergedThreads[fromThread] = intoThread;
  const from = state.parts.find((part) => part.threadId === fromThread);
  if (!from) return;
  state.parts = state.parts.filter((part) => part !== from);
  if (!state.parts.some((part) => part.threadId === intoThread)) {
    from.threadId = intoThread;
    state.parts.push(from);
    return;
  }
  const into = partOf(state, intoThread);
  joinOpenTurns(into, from, changes);
  joinStatus(into, from);
  joinEpisodes(into, from, changes);
  const isOpen = (personId: string) => into.open.some(({ turn }) => turn.personId === personId);
  into.resumable = lastPerPerson([...into.resumable, ...from.resumable]).filter(
    ({ turn }) => !isOpen(turn.personId),
  );
  into.lastClosed = later(into.lastClosed, from.lastClosed);
  into.lastSpeaker = later(into.lastSpeaker, from.lastSpeaker);
  into.newsArrival = Math.max(into.newsArrival, from.newsArrival);
}

function joinOpenTurns(into: Part, from: Part, changes: FoldChanges): void {
  for (const other of [...from.open]) {
    const own = into.open.find(({ turn }) => turn.personId === other.turn.personId);
    if (!own) {
      into.open.push(other);
      continue;
    }
    const otherIsEarlier = other.turn.openedAt < own.turn.openedAt;
    const [stays, goes] = otherIsEarlier ? [other, own] : [own, other];
    countInEpisode(goes.turn, { turns: -1 }, otherIsEarlier ? into : from, changes);
    into.open = into.open.map((kept) => (kept === own ? stays : kept));
    absorb(stays, goes);
    changes.turnJoined(goes.turn.key);
    changes.turn(stays.turn);
  }
}

function absorb(stays: KeptTurn, goes: KeptTurn): void {
  const { turn } = stays;
  turn.inboundCount += goes.turn.inboundCount;
  if (goes.turn.inboundCount > 0) {
    turn.lastInboundAt = Math.max(turn.lastInboundAt, goes.turn.lastInboundAt);
    turn.settlesAt = Math.max(turn.settlesAt, goes.turn.settlesAt);
  }
  turn.firstInboundEntryId ??= goes.turn.firstInboundEntryId;
  turn.reopened ||= goes.turn.reopened;
  turn.unconfirmedReplyIds = [...turn.unconfirmedReplyIds, ...goes.turn.unconfirmedReplyIds];
  stays.messageIds.push(...goes.messageIds);
  stays.knownFrom = Math.max(stays.knownFrom, goes.knownFrom);
}

/** Open beats snoozed beats closed; the earlier of two ends of a snooze. */
function joinStatus(into: Part, from: Part): void {
  const statuses = [into.status, from.status];
  const status = statuses.includes('open') ? 'open' : statuses.includes('snoozed') ? 'snoozed' : 'closed';
  into.snoozedUntil = status === 'snoozed' ? earliest([into.snoozedUntil, from.snoozedUntil]) : null;
  into.closedEntryId = status === 'closed' ? into.closedEntryId : null;
  into.status = status;
}

/** Two running episodes go on as one since the earlier opening; else the running, else the later one stays. */
function joinEpisodes(into: Part, from: Part, changes: FoldChanges): void {
  const [own, other] = [into.episode, from.episode];
  if (!other) return;
  const bothRunning = own && own.closedAt === null && other.closedAt === null;
  if (!bothRunning) {
    const ownEnd = own ? (own.closedAt ?? Number.POSITIVE_INFINITY) : Number.NEGATIVE_INFINITY;
    if ((other.closedAt ?? Number.POSITIVE_INFINITY) > ownEnd) {
      into.episode = other;
      into.previousEpisode = from.previousEpisode;
      into.episodeTurns = from.episodeTurns;
      into.episodeNoAnswerNeeded = from.episodeNoAnswerNeeded;
    }
    return;
  }
  own.openedAt = Math.min(own.openedAt, other.openedAt);
  into.episodeTurns += from.episodeTurns;
  into.episodeNoAnswerNeeded += from.episodeNoAnswerNeeded;
  other.mergedIntoKey = own.key;
  changes.episode(own);
  changes.episode(other);
  for (const { turn } of [...into.open, ...from.resumable]) {
    if (turn.episodeKey !== other.key) continue;
    turn.episodeKey = own.key;
    changes.turn(turn);
  }
  judgeReopening(into, changes);
}

function later<T extends { readonly at: number }>(own: T | null, other: T | null): T | null {
  if (!own || !other) return own ?? other;
  return other.at > own.at ? other : own;
}

function lastPerPerson(kept: readonly KeptTurn[]): KeptTurn[] {
  const last = new Map<string, KeptTurn>();
  for (const candidate of kept) {
    const known = last.get(candidate.turn.personId);
    if (!known || (candidate.turn.closedAt ?? 0) > (known.turn.closedAt ?? 0)) {
      last.set(candidate.turn.personId, candidate);
    }
  }
  return [...last.values()];
}
