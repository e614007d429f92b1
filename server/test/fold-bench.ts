import type { Entry } from '../src/conversations/turns/entry.js';
import type { FoldState } from '../src/conversations/turns/fold-state.js';
import {
  canStep,
  type FoldResult,
  foldTurns,
  type StepResult,
  stepFold,
} from '../src/conversations/turns/fold-turns.js';
import { settleWindows, type TurnPolicy } from '../src/conversations/turns/turn-policy.js';

/** Defaults all over: no versions of targets, no business hours. */
export const PLAIN_POLICY: TurnPolicy = { settleMs: settleWindows({}), targets: [], calendars: [] };

/**
 * Takes `entry` in as a conversation does: with one step if it can, else by folding all anew.
 * @param state after all of `entries` but `entry`, or, when `entry` is a changed one, with its old version
 * @param entries all of them, `entry` included as it is now
 */
export function resumeOrRefold(
  state: FoldState | null,
  entries: readonly Entry[],
  entry: Entry,
  policy: TurnPolicy,
): StepResult | FoldResult {
  const isNew = state !== null && state.entryCount === entries.length - 1;
  return isNew && canStep(state, entry) ? stepFold(state, entry, policy) : foldTurns(entries, policy);
}
