import type { MarkNotifications, Notification, Unread } from '@parley/shared/notifications.js';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api, type Page } from '../../../lib/api-client.js';
import { keys } from '../../data/keys.js';

export const useUnread = () =>
  useQuery({
    queryKey: keys.unread,
    queryFn: ({ signal }) => api.get<Unread>('/notifications/unread', { signal }),
  });

/** Newest first, page by page. */
export function useNotifications() {
  const query = useInfiniteQuery({
    queryKey: keys.notifications,
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Notification>>('/notifications', {
        query: { limit: 30, cursor: pageParam ?? undefined },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
  });
  return { ...query, notifications: query.data?.pages.flatMap((page) => page.items) ?? [] };
}

/** What is left unread comes back with the answer; other windows hear of it by themselves. */
export function useMarkNotifications() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (which: MarkNotifications) => api.post<Unread>('/notifications/read', which),
    onSuccess: (unread) => {
      client.setQueryData<Unread>(keys.unread, unread);
      return client.invalidateQueries({ queryKey: keys.notifications });
    },
  });
}

/** Whoever looks at a conversation knows what was told about it. */
export function useClearNotifications(conversationId: string): void {
  const told = useUnread().data?.conversationIds.includes(conversationId) ?? false;
  const { mutate } = useMarkNotifications();
  useEffect(() => {
    if (!told) return;
    const clear = () => {
      if (!document.hidden) mutate({ conversationId });
    };
    clear();
    document.addEventListener('visibilitychange', clear);
    return () => document.removeEventListener('visibilitychange', clear);
  }, [told, conversationId, mutate]);
}
