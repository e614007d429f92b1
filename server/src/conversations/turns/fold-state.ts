import type { Entry } from './entry.js';
import { compareTies, type Tie, tieOf, timeInOrder } from './order-entries.js';
import type { ConversationStanding, Episode, Turn } from './turn.js';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
export type TurnDraft = Mutable<Turn>;
export type EpisodeDraft = Mutable<Episode>;

/** A turn that is open, or that a member may still bring back. */
export interface KeptTurn {
  turn: TurnDraft;
  /** Its messages that the person has not deleted. */
  messageIds: string[];
  /** The newest arrival a member must have seen for an act of theirs to speak for it. */
  knownFrom: number;
}

/** One thread; several only until they are merged. */
export interface Part {
  threadId: string;
  status: ConversationStanding['status'];
  snoozedUntil: number | null;
  /** The act that closed it, while closed. */
  closedEntryId: string | null;
  /** The newest arrival among the messages that opened or joined a turn here. */
  newsArrival: number;
  open: KeptTurn[];
  /** Each person's last turn, if it ended without an answer by an act that can be taken back. */
  resumable: KeptTurn[];
  /** Whose turns closed last, and who wrote last. */
  lastClosed: { personIds: string[]; at: number } | null;
  lastSpeaker: { personId: string; at: number } | null;
  /** The current or last episode, and the one before. */
  episode: EpisodeDraft | null;
  previousEpisode: EpisodeDraft | null;
  /** The current episode's turns, and how many of them needed no answer. */
  episodeTurns: number;
  episodeNoAnswerNeeded: number;
}

/**
 * The fold after its last entry, as plain JSON. It holds what may still change by a later entry: open turns,
 * each person's unanswered last one, two episodes; answered turns have left it.
 */
export interface FoldState {
  readonly version: 1;
  entryCount: number;
  lastAt: number | null;
  /** The last of the entries at `lastAt`; null (or, in older states, left out) when only a fresh fold knows their order. */
  lastTie?: Tie | null;
  /** Messages that acts or deletions speak of and that have not arrived; sorted. */
  awaitedMessageIds: string[];
  parts: Part[];
  /** Merged threads and what they went into. */
  mergedThreads: Record<string, string>;
}

/** The state before the first entry. */
export function initialFold(): FoldState {
  return {
    version: 1,
    entryCount: 0,
    lastAt: null,
    lastTie: null,
    awaitedMessageIds: [],
    parts: [],
    mergedThreads: {},
  };
}

/** Notes where the order of entries has come to. */
export function moveOn(state: FoldState, entry: Entry): void {
  const at = timeInOrder(entry);
  const tie = tieOf(entry);
  if (state.lastAt !== at) state.lastTie = tie;
  else if (tie === null || state.lastTie == null) state.lastTie = null;
  else if (compareTies(state.lastTie, tie) < 0) state.lastTie = tie;
  state.entryCount += 1;
  state.lastAt = at;
}

/** Whether an entry that is new to the state stands behind all it has taken in. */
export function comesNext(state: FoldState, entry: Entry): boolean {
  const at = timeInOrder(entry);
  if (state.lastAt === null || at > state.lastAt) return true;
  const tie = tieOf(entry);
  return at === state.lastAt && tie !== null && state.lastTie != null && compareTies(state.lastTie, tie) < 0;
}

/** Notes that something waits for this message. */
export function awaitMessage(state: FoldState, messageId: string): void {
  state.awaitedMessageIds = [...new Set([...state.awaitedMessageIds, messageId])].sort();
}

/** The thread's part; made when there is none yet. */
export function partOf(state: FoldState, threadId: string): Part {
  const name = liveThread(state, threadId);
  const known = state.parts.find((part) => part.threadId === name);
  if (known) return known;
  const part = emptyPart(name);
  state.parts.push(part);
  return part;
}

function emptyPart(threadId: string): Part {
  return {
    threadId,
    status: 'open',
    snoozedUntil: null,
    closedEntryId: null,
    newsArrival: 0,
    open: [],
    resumable: [],
    lastClosed: null,
    lastSpeaker: null,
    episode: null,
    previousEpisode: null,
    episodeTurns: 0,
    episodeNoAnswerNeeded: 0,
  };
}

/** The thread that this one goes on in, after merges. */
export function liveThread(state: FoldState, threadId: string): string {
  let name = threadId;
  for (let into = state.mergedThreads[name]; into !== undefined; into = state.mergedThreads[name])
    name = into;
  return name;
}

/** What the queue shows, from the state. */
export function standingOf(state: FoldState): ConversationStanding {
  const statuses = state.parts.map((part) => part.status);
  const status = statuses.includes('open')
    ? 'open'
    : statuses.includes('snoozed')
      ? 'snoozed'
      : (statuses[0] ?? 'open');
  const open = state.parts.flatMap((part) => part.open.map(({ turn }) => turn));
  const first = open.reduce<Turn | null>((a, b) => (a && a.answerBy <= b.answerBy ? a : b), null);
  return {
    status,
    snoozedUntil: status === 'snoozed' ? earliest(state.parts.map((part) => part.snoozedUntil)) : null,
    side: open.length > 0 ? 'ours' : 'theirs',
    answerBy: first?.answerBy ?? null,
    targetMs: first?.targetMs ?? null,
    waitingSince: earliest(open.map((turn) => turn.openedAt)),
    settlesAt: open.length > 0 ? Math.max(...open.map((turn) => turn.settlesAt)) : null,
    openTurns: open.length,
    unconfirmed: open.some((turn) => turn.unconfirmedReplyIds.length > 0),
  };
}

/** The smallest of the values that are there. */
export function earliest(values: readonly (number | null)[]): number | null {
  return values.reduce((a, b) => (a === null ? b : b === null ? a : Math.min(a, b)), null);
}
