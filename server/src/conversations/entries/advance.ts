import type { Medium } from '@parley/shared/brands.js';
import type { ConversationRecord } from '../conversation.repository.js';
import type { Entry } from '../turns/entry.js';

/** What happened to a conversation whose rows (messages, acts) are written already. */
export interface Advance {
  /** A new entry: folded with one step when it comes last, else all anew. */
  entry?: Entry;
  /** Something that was folded before has changed (an edit of state, a deletion, a bounce, an echo). */
  refold?: boolean;
  /** A new message, note included: it takes the next number and may be the last words. */
  utterance?: { words: string; by: 'person' | 'brand'; at: Date; seq: number };
  /** New value of set_aside; left as it is when undefined. */
  setAside?: string | null;
  /** The channel's own settle windows, ms; read from its row when left out. */
  settleMs?: Partial<Record<Medium, number>>;
}

/** A change, and the (locked) conversation it is of. */
export interface Move {
  conversation: ConversationRecord;
  change: Advance;
}
