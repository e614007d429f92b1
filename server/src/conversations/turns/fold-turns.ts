import { applyEntry } from './apply-entry.js';
import type { Entry, InboundEntry } from './entry.js';
import { FoldChanges } from './fold-changes.js';
import { awaitMessage, comesNext, type FoldState, initialFold, standingOf } from './fold-state.js';
import { orderEntries } from './order-entries.js';
import type { ConversationStanding, Episode, Turn } from './turn.js';
import type { TurnPolicy } from './turn-policy.js';

/** All turns and episodes of a conversation, as its entries make them. */
export interface FoldResult {
  readonly kind: 'refold';
  /** Plain JSON, to be kept for the next step. */
  readonly state: FoldState;
  readonly turns: readonly Turn[];
  readonly episodes: readonly Episode[];
  readonly conversation: ConversationStanding;
}

/** What one entry changed; everything else is as it was. */
export interface StepResult {
  readonly kind: 'step';
  readonly state: FoldState;
  /** New or changed. */
  readonly turns: readonly Turn[];
  /** Turns that went on in another one (a merge). */
  readonly goneTurnKeys: readonly string[];
  /** New or changed. */
  readonly episodes: readonly Episode[];
  readonly conversation: ConversationStanding;
}

/** Folds all entries of a conversation (and of those merged into it), in whatever order they are given. */
export function foldTurns(entries: readonly Entry[], policy: TurnPolicy): FoldResult {
  const state = initialFold();
  const changes = new FoldChanges();
  for (const entry of withNeedsAnswer(orderEntries(entries))) applyEntry(state, entry, policy, changes);
  for (const id of awaitedByNeedsAnswer(entries)) awaitMessage(state, id);
  const { turns, episodes } = changes.result();
  return { kind: 'refold', state: structuredClone(state), turns, episodes, conversation: standingOf(state) };
}

/**
 * Whether an entry, new to this state, is simply the next one. If not (it is dated before the last one, or with it and
 * comes first in their order, it changes what is already folded, or something folded waited for it), the conversation must be folded anew.
 * A changed entry (another state of a reply, a deleted one) always asks for that.
 */
export function canStep(state: FoldState, entry: Entry): boolean {
  // A merge may give turns that have left the state another episode.
  if (entry.kind === 'needs_answer' || entry.kind === 'merged') return false;
  if (state.awaitedMessageIds.includes(entry.id)) return false;
  return comesNext(state, entry);
}

/**
 * The state after one more entry; the given state is left as it is.
 * @throws RangeError when `canStep` says no
 */
export function stepFold(state: FoldState, entry: Entry, policy: TurnPolicy): StepResult {
  if (!canStep(state, entry)) throw new RangeError(`entry ${entry.id} is not the next one`);
  const next = structuredClone(state);
  const changes = new FoldChanges();
  applyEntry(next, entry, policy, changes);
  return { kind: 'step', state: next, ...changes.result(), conversation: standingOf(next) };
}

/**
 * A message that a member says needs an answer counts as a human's, at its original time; but it became one for
 * us only with that act, so acts before it did not speak for it.
 */
function withNeedsAnswer(ordered: readonly Entry[]): Entry[] {
  const needed = new Map<string, number>();
  for (const entry of ordered) {
    if (entry.kind !== 'needs_answer') continue;
    needed.set(entry.messageId, Math.max(entry.arrival, needed.get(entry.messageId) ?? 0));
  }
  return ordered.map((entry) => {
    const arrival = needed.get(entry.id);
    return entry.kind === 'inbound' && arrival !== undefined ? asHuman(entry, arrival) : entry;
  });
}

function asHuman(message: InboundEntry, arrival: number): InboundEntry {
  return { ...message, automatic: false, arrival: Math.max(message.arrival, arrival) };
}

function awaitedByNeedsAnswer(entries: readonly Entry[]): string[] {
  const present = new Set(entries.map((entry) => entry.id));
  return entries
    .filter((entry) => entry.kind === 'needs_answer')
    .map((entry) => entry.messageId)
    .filter((id) => !present.has(id));
}
