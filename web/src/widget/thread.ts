import type { VisitorMessage, VisitorPush, VisitorThread } from '@parley/shared/livechat.js';

/** What is known of the conversation. Messages stand in the order of their `seq`. */
export interface Thread {
  messages: VisitorMessage[];
  /** Up to here everything that changed is known; null before the first answer. */
  cursor: string | null;
  hasOlder: boolean;
  readSeq: number;
  closed: boolean;
}

export const emptyThread: Thread = { messages: [], cursor: null, hasOlder: false, readSeq: 0, closed: false };

/** Takes in messages in any order, however often: of each the newest version stays. */
export function withMessages(thread: Thread, news: readonly VisitorMessage[]): Thread {
  if (news.length === 0) return thread;
  const byId = new Map(thread.messages.map((message) => [message.id, message]));
  for (const message of news) {
    const known = byId.get(message.id);
    // The same version may bring fresh links to its files.
    if (!known || known.version <= message.version) byId.set(message.id, message);
  }
  return { ...thread, messages: [...byId.values()].sort((a, b) => a.seq - b.seq) };
}

export function withoutMessage(thread: Thread, id: string): Thread {
  return { ...thread, messages: thread.messages.filter((message) => message.id !== id) };
}

/**
 * Takes in an answer of the server.
 * @param how `changes` what changed after our cursor, the whole end of the thread where we had none; `older` what
 *   came before the first we know: that moves no cursor
 */
export function withAnswer(thread: Thread, answer: VisitorThread, how: 'changes' | 'older'): Thread {
  const merged = withMessages(thread, answer.messages);
  if (how === 'older') return { ...merged, hasOlder: answer.hasOlder };
  return {
    messages: merged.messages,
    cursor: answer.cursor,
    hasOlder: thread.cursor === null ? answer.hasOlder : thread.hasOlder,
    readSeq: Math.max(thread.readSeq, answer.readSeq),
    closed: answer.closed,
  };
}

/** All of the visitor's words up to this seq have been seen. */
export function withSeen(thread: Thread, seq: number): Thread {
  if (!thread.messages.some((one) => one.from === 'visitor' && !one.seenByBrand && one.seq <= seq))
    return thread;
  return {
    ...thread,
    messages: thread.messages.map((one) =>
      one.from === 'visitor' && one.seq <= seq ? { ...one, seenByBrand: true } : one,
    ),
  };
}

/** Takes in what the server pushed. The cursor stays: a push before this one may have been lost. */
export function withPush(thread: Thread, push: VisitorPush): Thread {
  switch (push.type) {
    case 'message':
      return withMessages(thread, [push.message]);
    case 'message.removed':
      return withoutMessage(thread, push.id);
    case 'seen':
      return withSeen(thread, push.seq);
    case 'read':
      return { ...thread, readSeq: Math.max(thread.readSeq, push.seq) };
    case 'closed':
      return { ...thread, closed: push.closed };
    default:
      return thread;
  }
}

export const lastBrandSeq = (thread: Thread): number =>
  thread.messages.reduceRight((seq, one) => (seq === 0 && one.from === 'brand' ? one.seq : seq), 0);

export const unreadOf = (thread: Thread): number =>
  thread.messages.filter((one) => one.from === 'brand' && !one.deleted && one.seq > thread.readSeq).length;

/** Who of the brand spoke lately, the last one first, each once. */
export function speakers(thread: Thread, most: number): NonNullable<VisitorMessage['author']>[] {
  const found: NonNullable<VisitorMessage['author']>[] = [];
  for (let index = thread.messages.length - 1; index >= 0 && found.length < most; index--) {
    const author = thread.messages[index]?.author;
    if (author && !found.some((one) => one.name === author.name)) found.push(author);
  }
  return found;
}
