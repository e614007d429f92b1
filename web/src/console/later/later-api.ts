import type { Brand } from '@parley/shared/brands.js';
import type { Message } from '@parley/shared/messages.js';
import type { EditScheduled, ScheduledReply } from '@parley/shared/scheduled.js';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, type Page } from '../../lib/api-client.js';
import { localZone } from '../../lib/zoned-time.js';
import { applyMessage } from '../data/conversation-cache.js';
import { keys } from '../data/keys.js';

/** When it leaves, and whether it is cancelled when they write before. */
export type Later = { sendAt: string; cancelIfTheyWrite: boolean };

/** The clocks a time is meant by: the brand's, else this browser's. */
export function useBrandZone(): string {
  const brand = useQuery({
    queryKey: keys.brand,
    queryFn: () => api.get<Brand>('/brand'),
    staleTime: 5 * 60_000,
  });
  return brand.data?.timezone ?? localZone();
}

/** Those that wait in one conversation, the next to leave first. */
export const useScheduledOf = (conversationId: string) =>
  useQuery({
    queryKey: keys.scheduledOf(conversationId),
    queryFn: ({ signal }) =>
      api.get<Page<ScheduledReply>>('/scheduled-replies', { query: { conversationId, limit: 50 }, signal }),
  });

/** All the member may see, or their own. */
export function useScheduled(mine: boolean) {
  const query = useInfiniteQuery({
    queryKey: keys.scheduledList(mine),
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<ScheduledReply>>('/scheduled-replies', {
        query: { mine: mine || undefined, limit: 40, cursor: pageParam ?? undefined },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
  });
  return { ...query, replies: query.data?.pages.flatMap((page) => page.items) ?? [] };
}

type Act =
  | { act: 'edit'; body: EditScheduled }
  | { act: 'reschedule'; sendAt: string }
  | { act: 'send-now'; seenSeq: number }
  | { act: 'cancel' };

function call(id: string, change: Act): Promise<Message> {
  const path = `/scheduled-replies/${id}`;
  switch (change.act) {
    case 'edit':
      return api.put<Message>(path, change.body);
    case 'reschedule':
      return api.patch<Message>(path, { sendAt: change.sendAt });
    case 'send-now':
      return api.post<Message>(`${path}/send-now`, { seenSeq: change.seenSeq });
    case 'cancel':
      return api.post<Message>(`${path}/cancel`, {});
  }
}

/** Changes one that waits; whatever comes of it, the lists say how it stands now. */
export function useScheduledAct({ quiet = false } = {}) {
  const client = useQueryClient();
  return useMutation({
    meta: { quiet },
    mutationFn: ({ id, ...change }: { id: string } & Act) => call(id, change),
    onSuccess: (message, { act }) => {
      applyMessage(client, message);
      if (act === 'cancel') void client.invalidateQueries({ queryKey: keys.draft(message.conversationId) });
    },
    onSettled: () => client.invalidateQueries({ queryKey: keys.scheduled }),
  });
}
