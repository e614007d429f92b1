import type { ConversationRow } from '@parley/shared/conversations.js';

/** A running pause at `now`: how long, and how much of the promised time that is. Times in ms. */
export type Pause = { waitedMs: number; fraction: number; overMs: number };

/**
 * The promise is drawn along the wall clock from the opening to `answerBy`, which already knows business
 * hours: the ring is full exactly when the answer is due.
 */
export function pauseOf(row: Pick<ConversationRow, 'waitingSince' | 'answerBy'>, now: number): Pause | null {
  if (!row.waitingSince || !row.answerBy) return null;
  const since = Date.parse(row.waitingSince);
  const due = Date.parse(row.answerBy);
  const waitedMs = Math.max(0, now - since);
  return { waitedMs, fraction: due > since ? waitedMs / (due - since) : 1, overMs: Math.max(0, now - due) };
}

/** How often a clock with this promise must be drawn to look alive, in ms. */
export const pauseStep = (row: Pick<ConversationRow, 'waitingSince' | 'answerBy'>): number => {
  if (!row.waitingSince || !row.answerBy) return 60_000;
  return Date.parse(row.answerBy) - Date.parse(row.waitingSince) <= 10 * 60_000 ? 1_000 : 15_000;
};
