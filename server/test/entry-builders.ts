import type {
  DeletionEntry,
  Entry,
  InboundEntry,
  MarkedAsOursEntry,
  ReplyEntry,
} from '../src/conversations/turns/entry.js';

type Given<E extends Entry> = Partial<Omit<E, 'kind'>> & { readonly at: number };

/** Builders of entries; ids and arrivals count up in the order of building. */
export class Entries {
  private count = 0;

  inbound(given: Given<InboundEntry>): InboundEntry {
    return {
      ...this.base(),
      kind: 'inbound',
      platformId: null,
      replyTo: null,
      outOfFigures: null,
      personId: 'anna',
      medium: 'dm',
      automatic: false,
      origin: 'live',
      ...given,
    };
  }

  reply(given: Given<ReplyEntry>): ReplyEntry {
    return {
      ...this.base(),
      kind: 'reply',
      platformId: null,
      replyTo: null,
      outOfFigures: null,
      answers: 'everyone',
      memberId: 'member',
      automatic: false,
      state: 'accepted',
      failureArrival: null,
      ...given,
    };
  }

  deletion(message: InboundEntry, given: Given<DeletionEntry>): DeletionEntry {
    return { ...this.base(), kind: 'deletion', messageId: message.id, messageAt: message.at, ...given };
  }

  edit(message: InboundEntry, at: number): Entry {
    return { ...this.base(), kind: 'edit', messageId: message.id, at };
  }

  act(kind: 'closed' | 'reopened' | 'unsnoozed' | 'split', at: number): Entry {
    return { ...this.base(), kind, at };
  }

  noAnswerNeeded(at: number, personId: string | null = null): Entry {
    return { ...this.base(), kind: 'no_answer_needed', at, personIds: personId === null ? null : [personId] };
  }

  markedAsOurs(at: number, given: Partial<Omit<MarkedAsOursEntry, 'kind'>> = {}): Entry {
    return { ...this.base(), kind: 'marked_as_ours', at, personIds: null, medium: 'dm', ...given };
  }

  needsAnswer(message: InboundEntry, at: number): Entry {
    return { ...this.base(), kind: 'needs_answer', at, messageId: message.id };
  }

  snoozed(at: number, until: number | null): Entry {
    return { ...this.base(), kind: 'snoozed', at, until };
  }

  merged(at: number, fromThreadId: string): Entry {
    return { ...this.base(), kind: 'merged', at, fromThreadId };
  }

  private base() {
    this.count += 1;
    return { id: `e${this.count}`, arrival: this.count, threadId: 'thread' };
  }
}
