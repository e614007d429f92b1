import type {
  BulkMessagesResult,
  BulkReplies,
  CommentSort,
  PostComment,
  PostSummary,
} from '@parley/shared/posts.js';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api, type Page } from '../../../lib/api-client.js';
import { type CommentsFilter, keys } from '../../data/keys.js';

export const commentsPage = 50;

/** Posts by their newest activity, page by page. */
export function usePosts(filter: { q: string; channelId: string | null }) {
  const query = useInfiniteQuery({
    queryKey: keys.posts(filter),
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<PostSummary>>('/posts', {
        query: { ...filter, cursor: pageParam ?? undefined, limit: 30 },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
  });
  const posts = useMemo(() => query.data?.pages.flatMap(({ items }) => items) ?? [], [query.data]);
  return { ...query, posts };
}

export const usePost = (id: string | null) =>
  useQuery({
    queryKey: keys.post(id ?? ''),
    queryFn: ({ signal }) => api.get<PostSummary>(`/posts/${id}`, { signal }),
    enabled: id !== null,
  });

export const getComments = (
  postId: string,
  query: { sort: CommentSort; q?: string; cursor?: string | undefined; limit?: number },
  signal?: AbortSignal,
) => api.get<Page<PostComment>>(`/posts/${postId}/comments`, { query, ...(signal ? { signal } : {}) });

/** Threads under a post in one order; what comes meanwhile is counted, not put under the hand (see use-storm). */
export function useComments(postId: string, filter: CommentsFilter) {
  const query = useInfiniteQuery({
    queryKey: keys.comments(postId, filter),
    queryFn: ({ pageParam, signal }) =>
      getComments(postId, { ...filter, cursor: pageParam ?? undefined, limit: commentsPage }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    staleTime: 30_000,
    // An order is come back to as it is then.
    gcTime: 0,
  });
  const comments = useMemo(() => unique(query.data?.pages.flatMap((page) => page.items) ?? []), [query.data]);
  return { ...query, comments };
}

/** A thread whose place in the order changed between two pages may have come with both. */
function unique(comments: PostComment[]): PostComment[] {
  const seen = new Set<string>();
  return comments.filter(({ conversation }) => !seen.has(conversation.id) && seen.add(conversation.id));
}

/** So many replies in one call: few enough to show how far it is. */
const atOnce = 50;

/** @param onResults after every call, with what became of the replies in it */
export async function sendReplies(
  postId: string,
  { items, ...more }: BulkReplies,
  onResults: (results: BulkMessagesResult['results']) => void,
): Promise<void> {
  for (let at = 0; at < items.length; at += atOnce) {
    const body = { ...more, items: items.slice(at, at + atOnce) };
    const { results } = await api.post<BulkMessagesResult>(`/posts/${postId}/replies`, body, {
      timeoutMs: 120_000,
    });
    onResults(results);
  }
}

export async function undoReplies(messageIds: readonly string[]): Promise<BulkMessagesResult['results']> {
  const { results } = await api.post<BulkMessagesResult>(
    '/messages/undo',
    { messageIds },
    { timeoutMs: 120_000 },
  );
  return results;
}
