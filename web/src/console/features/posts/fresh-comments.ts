import type { CommentSort, PostComment } from '@parley/shared/posts.js';
import type { InfiniteData } from '@tanstack/react-query';
import type { Page } from '../../../lib/api-client.js';
import { matches } from '../../../ui/match.js';
import type { CommentsFilter } from '../../data/keys.js';

export type Comments = InfiniteData<Page<PostComment>, string | null>;

/** Whether a thread stands in this order at all. */
export function belongs({ conversation, asks }: PostComment, sort: CommentSort): boolean {
  if (sort === 'set_aside') return conversation.setAside !== null;
  if (conversation.setAside !== null) return false;
  if (sort === 'liked' || sort === 'newest') return true;
  const waits = conversation.side === 'ours' && conversation.status === 'open';
  return waits && (sort === 'waiting' || asks);
}

/** What is new is looked through here; anything else is found by the server. */
function hasWords({ comment, conversation }: PostComment, q: string): boolean {
  const said = `${comment?.text ?? ''} ${conversation.lastWords}`;
  return q.split(/\s+/).every((word) => word === '' || matches(said, word));
}

/** The order of a sort, for what is put into it here. */
export const compareComments = (sort: CommentSort) => (a: PostComment, b: PostComment) => {
  if (sort === 'liked') return b.likes - a.likes || b.conversation.id.localeCompare(a.conversation.id);
  if (sort === 'waiting' || sort === 'questions')
    return (
      (a.conversation.waitingSince ?? '').localeCompare(b.conversation.waitingSince ?? '') ||
      a.conversation.id.localeCompare(b.conversation.id)
    );
  return b.openedAt.localeCompare(a.openedAt) || b.conversation.id.localeCompare(a.conversation.id);
};

/**
 * Takes threads as they are now: those that are shown change where they stand; the others that belong into this order are new.
 * @param gone ids that stand under the post no more
 */
export function takeComments(
  shown: Comments,
  filter: CommentsFilter,
  comments: readonly PostComment[],
  gone: readonly string[] = [],
): { shown: Comments; fresh: PostComment[] } {
  const now = new Map(comments.map((one) => [one.conversation.id, one]));
  const away = new Set(gone);
  const known = new Set<string>();
  let changed = false;
  const pages = shown.pages.map((page) => {
    const items = page.items.flatMap((item) => {
      const { id, version } = item.conversation;
      known.add(id);
      if (away.has(id)) return [];
      const newer = now.get(id);
      if (newer === undefined || newer.conversation.version < version) return [item];
      // Nobody's in particular: what this member has read stays read.
      const unread =
        item.conversation.unread || newer.conversation.utteranceSeq > item.conversation.utteranceSeq;
      return [{ ...newer, conversation: { ...newer.conversation, unread } }];
    });
    const same = items.length === page.items.length && items.every((item, at) => item === page.items[at]);
    if (same) return page;
    changed = true;
    return { ...page, items };
  });
  const fresh = comments.filter(
    (one) => !known.has(one.conversation.id) && belongs(one, filter.sort) && hasWords(one, filter.q),
  );
  return { shown: changed ? { ...shown, pages } : shown, fresh };
}

/**
 * Those of the new ones that have a place among what is shown. What stands there already is not new, and what stands behind
 * the last one shown comes with its own page, where there is one.
 */
export function placed(
  shown: Pick<Comments, 'pages'>,
  filter: CommentsFilter,
  fresh: Iterable<PostComment>,
): PostComment[] {
  const compare = compareComments(filter.sort);
  const known = new Set(shown.pages.flatMap(({ items }) => items.map(({ conversation }) => conversation.id)));
  const whole = shown.pages.at(-1)?.nextCursor === null;
  const ends = shown.pages.flatMap(({ items }) => items.at(-1) ?? []);
  return [...fresh].filter(
    (one) => !known.has(one.conversation.id) && (whole || ends.some((end) => compare(one, end) < 0)),
  );
}

/** Puts what is new where it belongs among what is shown. */
export function putIn(shown: Comments, filter: CommentsFilter, fresh: readonly PostComment[]): Comments {
  const compare = compareComments(filter.sort);
  const pages = shown.pages.map((page) => ({ ...page, items: [...page.items] }));
  const last = pages.at(-1);
  const ends = shown.pages.map(({ items }) => items.at(-1));
  for (const one of placed(shown, filter, fresh)) {
    const page = pages.find((_, at) => {
      const end = ends[at];
      return end !== undefined && compare(one, end) < 0;
    });
    (page ?? last)?.items.push(one);
  }
  for (const page of pages) page.items.sort(compare);
  return { ...shown, pages };
}
