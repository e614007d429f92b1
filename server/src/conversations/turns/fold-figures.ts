import type { InboundEntry, ReplyEntry } from './entry.js';
import type { TurnDraft } from './fold-state.js';
import type { LeftOutBecause } from './turn.js';
import { type TurnPolicy, waitUntil } from './turn-policy.js';

/** Why what this message opens is left out of the figures; null when it is not. */
export function leftOutBecause(message: InboundEntry): LeftOutBecause | null {
  return message.origin === 'imported' ? 'imported' : message.outOfFigures;
}

/** Writes the answer and the waits into the turn; an answer whose time cannot be trusted leaves it out. */
export function creditAnswer(turn: TurnDraft, reply: ReplyEntry, policy: TurnPolicy): void {
  turn.answeredAt = reply.at;
  turn.answeredBy =
    reply.memberId === null ? { kind: 'outside' } : { kind: 'member', memberId: reply.memberId };
  Object.assign(turn, waitUntil(reply.at, turn.openedAt, policy));
  if (turn.inFigures && reply.outOfFigures !== null) {
    turn.inFigures = false;
    turn.leftOutBecause = reply.outOfFigures;
  }
}
