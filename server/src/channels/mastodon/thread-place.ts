import type { InboundPost } from '../core/inbound-event.js';
import type { ThreadStatus } from './entities.js';

/** Where a status stands. */
export interface Place {
  /** The conversation's external id. */
  thread: string;
  medium: 'comment' | 'dm';
  /** What it stands under, if that is no message of the conversation itself. */
  post: ThreadStatus | null;
  /** Ids of those between it and the beginning, nearest first. */
  under: string[];
  /** The conversation in public that a direct one came out of. */
  cameOutOf: string | null;
}

const DIRECT = 'direct:';

/**
 * Finds the conversation of a status (protocols.md, "Thread / message / identity keys"): under a post of ours each answer to it
 * is one, else the thread is. What is said directly is a conversation of its own, from where it turned direct.
 * @param chain from the root of the thread to the status itself
 * @returns null when all of it is ours: nobody has spoken to us
 */
export function placeOf(chain: readonly ThreadStatus[], self: string): Place | null {
  const status = chain.at(-1);
  if (status === undefined) return null;
  if (status.visibility === 'direct') return directPlace(chain, self);
  const ours = leadingOwn(chain, self);
  const top = chain[ours];
  if (top === undefined) return null;
  const under = idsBack(chain.slice(ours, -1).filter(({ visibility }) => visibility !== 'direct'));
  const place = { thread: top.id, medium: 'comment' as const, under, cameOutOf: null };
  if (ours > 0) return { ...place, post: chain[ours - 1] ?? null };
  // A root that speaks to us is the first message of the conversation; any other is what it stands under.
  return { ...place, post: top.id === status.id || top.mentions.includes(self) ? null : top };
}

function directPlace(chain: readonly ThreadStatus[], self: string): Place {
  let first = chain.length - 1;
  while (first > 0 && chain[first - 1]?.visibility === 'direct') first -= 1;
  const begun = chain[first];
  if (begun === undefined) throw new Error('a chain without statuses');
  const before = first === 0 ? null : placeOf(chain.slice(0, first), self);
  return {
    thread: `${DIRECT}${begun.id}`,
    medium: 'dm',
    post: null,
    under: idsBack(chain.slice(first, -1)),
    cameOutOf: before?.thread ?? null,
  };
}

const idsBack = (statuses: readonly ThreadStatus[]) => statuses.map(({ id }) => id).reverse();

function leadingOwn(chain: readonly ThreadStatus[], self: string): number {
  const index = chain.findIndex(({ account }) => account.id !== self);
  return index === -1 ? chain.length : index;
}

/** The id of the status a conversation began with. */
export const beginningOf = (thread: string): string =>
  thread.startsWith(DIRECT) ? thread.slice(DIRECT.length) : thread;

const EXCERPT = 500;

export function postOf(status: ThreadStatus): InboundPost {
  return {
    externalId: status.id,
    excerpt: status.text.slice(0, EXCERPT),
    url: status.url,
    imageUrl: status.imageUrl,
    authorName: status.account.display_name.trim() || status.account.username || status.account.acct,
    publishedAt: status.createdAt,
  };
}
