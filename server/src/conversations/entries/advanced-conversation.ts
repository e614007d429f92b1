import type { ConversationRecord, ConversationStep } from '../conversation.repository.js';
import type { Entry } from '../turns/entry.js';
import type { FoldState } from '../turns/fold-state.js';
import { canStep, type FoldResult, foldTurns, type StepResult, stepFold } from '../turns/fold-turns.js';
import type { ConversationStanding, Episode, Turn } from '../turns/turn.js';
import type { TurnPolicy } from '../turns/turn-policy.js';
import type { Advance } from './advance.js';
import { wordsOf } from './last-words.js';

/** What one or several entries made of a conversation's turns. */
export class Folded {
  /** New or changed ones, by key; all there are when `whole`. */
  readonly turns = new Map<string, Turn>();
  readonly episodes = new Map<string, Episode>();
  readonly goneTurnKeys = new Set<string>();
  /** Folded anew from the first entry on. */
  whole = false;
  state: FoldState | undefined;
  standing: ConversationStanding | undefined;

  take(result: FoldResult | StepResult): void {
    this.state = result.state;
    this.standing = result.conversation;
    if (result.kind === 'refold') this.whole = true;
    else {
      for (const key of result.goneTurnKeys) {
        this.turns.delete(key);
        this.goneTurnKeys.add(key);
      }
    }
    for (const turn of result.turns) this.turns.set(turn.key, turn);
    for (const episode of result.episodes) this.episodes.set(episode.key, episode);
  }
}

/** A conversation, what happened to it, and what that made of its turns; undefined when it means nothing to them. */
export interface Advanced {
  conversation: ConversationRecord;
  changes: readonly Advance[];
  folded: Folded | undefined;
}

/** The new entries one by one on top of what is folded; undefined when it has to be folded anew. */
export function stepAll(
  conversation: ConversationRecord,
  entries: readonly Entry[],
  policy: TurnPolicy,
): Folded | undefined {
  const folded = new Folded();
  let state: FoldState | undefined | null = conversation.fold;
  if (state === null) {
    // A conversation's very first entries are all there are.
    if (conversation.message_count > 0) return undefined;
    folded.take(foldTurns(entries, policy));
    return folded;
  }
  for (const entry of entries) {
    if (state === undefined || state.version !== 1 || !canStep(state, entry)) return undefined;
    folded.take(stepFold(state, entry, policy));
    state = folded.state;
  }
  return folded;
}

/** Whether an utterance was said before the last words it found. */
export const comesLate = (advanced: Advanced): boolean => wordsAfter(advanced).late;

/** The conversation's columns after its changes. */
export function rowOfAdvanced(advanced: Advanced): ConversationStep {
  const { conversation, changes, folded } = advanced;
  const words = wordsAfter(advanced);
  const setsAside = changes.findLast(({ setAside }) => setAside !== undefined);
  const standing = folded?.standing;
  const at = (ms: number | null | undefined) => (ms === null || ms === undefined ? null : new Date(ms));
  return {
    id: conversation.id,
    seq: Math.max(0, ...changes.map(({ utterance }) => utterance?.seq ?? 0)),
    count: changes.filter(({ utterance }) => utterance !== undefined).length,
    last_words: words.last === undefined ? null : wordsOf(words.last.words),
    last_words_by: words.last?.by ?? null,
    last_at: words.last?.at ?? null,
    sets_aside: setsAside !== undefined,
    set_aside: setsAside?.setAside ?? null,
    folded: standing !== undefined,
    status: standing?.status ?? null,
    side: standing?.side ?? null,
    snoozed_until: at(standing?.snoozedUntil),
    answer_by: at(standing?.answerBy),
    target_ms: standing?.targetMs ?? null,
    waiting_since: at(standing?.waitingSince),
    settles_at: at(standing?.settlesAt),
    unconfirmed: standing?.unconfirmed ?? null,
    fold: folded?.state ?? null,
  };
}

function wordsAfter({ conversation, changes }: Advanced) {
  let last: Advance['utterance'];
  let late = false;
  let count = conversation.message_count;
  for (const { utterance } of changes) {
    if (utterance === undefined) continue;
    // Of two at the same moment the later one to come is the newer.
    if (count === 0 || utterance.at >= (last?.at ?? conversation.last_at)) last = utterance;
    else late = true;
    count += 1;
  }
  return { last, late };
}
