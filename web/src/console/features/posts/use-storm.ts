import type { PostComment } from '@parley/shared/posts.js';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useSteady } from '../../../lib/steady.js';
import { type CommentsFilter, keys } from '../../data/keys.js';
import { useLive } from '../../realtime/live.js';
import { postNews } from '../../realtime/post-news.js';
import { type Comments, placed, putIn, takeComments } from './fresh-comments.js';
import { commentsPage, getComments, useComments } from './posts-api.js';

/** More new ones than this are read again instead of being put in one by one. */
const MOST_FRESH = 400;
/** So many pages are looked through for what was missed; further back the order is read again. */
const MOST_MISSED_PAGES = 8;
/** The counts above the comments are read again at most so often, in ms. */
const COUNTS_MS = 1_200;

/**
 * The comments under a post while they pour in: what is shown changes in place, what is new is counted until it is asked for,
 * and nothing moves under the hand. After a lost connection what is shown and what is new is read again by its cursors.
 */
export function useStorm(postId: string, filter: CommentsFilter) {
  const client = useQueryClient();
  const live = useLive();
  const query = useComments(postId, filter);
  const queryKey = keys.comments(postId, filter);
  const fresh = useRef(new Map<string, PostComment>());
  const [taken, setTaken] = useState(0);
  const count = () => setTaken((times) => times + 1);
  // biome-ignore lint/correctness/useExhaustiveDependencies: counted again whenever some were taken
  const freshCount = useMemo(
    () =>
      query.data ? placed(query.data, { sort: filter.sort, q: filter.q }, fresh.current.values()).length : 0,
    [query.data, filter.sort, filter.q, taken],
  );
  const soon = useRef<number | null>(null);

  const readCounts = useCallback(() => {
    soon.current ??= window.setTimeout(() => {
      soon.current = null;
      void client.invalidateQueries({ queryKey: keys.post(postId), exact: true });
    }, COUNTS_MS);
  }, [client, postId]);

  const take = (comments: readonly PostComment[], gone: readonly string[] = []) => {
    const shown = client.getQueryData<Comments>(queryKey);
    readCounts();
    if (!shown) return;
    const news = takeComments(shown, filter, comments, gone);
    if (news.shown !== shown) client.setQueryData<Comments>(queryKey, news.shown);
    // What has left the order since is new no more.
    for (const { conversation } of comments) fresh.current.delete(conversation.id);
    for (const id of gone) fresh.current.delete(id);
    for (const one of news.fresh) fresh.current.set(one.conversation.id, one);
    count();
  };

  /** Reads again what is shown, page by page, and what has come since. */
  const catchUp = useSteady(async () => {
    const shown = client.getQueryData<Comments>(queryKey);
    readCounts();
    if (!shown) return;
    const known = new Set(
      shown.pages.flatMap(({ items }) => items.map(({ conversation }) => conversation.id)),
    );
    for (const cursor of shown.pageParams.slice(0, MOST_MISSED_PAGES)) {
      const page = await getComments(postId, { ...filter, cursor: cursor ?? undefined, limit: commentsPage });
      take(page.items);
    }
    let cursor: string | undefined;
    for (let at = 0; at < MOST_MISSED_PAGES; at += 1) {
      const page = await getComments(postId, { sort: 'newest', q: filter.q, cursor, limit: 100 });
      take(page.items);
      if (page.nextCursor === null || page.items.some(({ conversation }) => known.has(conversation.id)))
        return;
      cursor = page.nextCursor;
    }
    await client.resetQueries({ queryKey, exact: true });
  });
  const onNews = useSteady(take);

  useEffect(() => {
    live.openPost(postId);
    const deaf = postNews.listen({
      postId,
      onNews: ({ comments, gone }) => onNews(comments, gone),
      onReturn: () => {
        // Without an answer the connection is lost again, and its return tells us.
        catchUp().catch(() => undefined);
      },
    });
    return () => {
      deaf();
      live.openPost(null);
    };
  }, [live, postId, onNews, catchUp]);
  useEffect(
    () => () => {
      if (soon.current !== null) window.clearTimeout(soon.current);
    },
    [],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: another order begins with nothing new
  useEffect(() => {
    fresh.current.clear();
    count();
  }, [postId, filter.sort, filter.q]);

  /** Shows what is new where it belongs. */
  const showFresh = async () => {
    const all = [...fresh.current.values()];
    fresh.current.clear();
    count();
    if (freshCount > MOST_FRESH) await client.resetQueries({ queryKey, exact: true });
    else client.setQueryData<Comments>(queryKey, (shown) => shown && putIn(shown, filter, all));
  };
  // In the order of waiting the new ones come last: with more to come they come by themselves.
  const byWait = filter.sort === 'waiting' || filter.sort === 'questions';
  return { ...query, freshCount: byWait && query.hasNextPage ? 0 : freshCount, byWait, showFresh };
}
