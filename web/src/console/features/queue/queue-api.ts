import type { ConversationRow } from '@parley/shared/conversations.js';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { api, type Page } from '../../../lib/api-client.js';
import type { Queue } from '../../data/conversation-cache.js';
import { keys, type QueueFilter } from '../../data/keys.js';

/** Time alone brings rows into such a list, and takes them out: nothing is pushed then. */
const PASSING_MS = 20_000;

/** The rows of a view, page by page; live events keep the loaded ones right. */
export function useQueue(filter: QueueFilter, enabled = true) {
  const query = useInfiniteQuery({
    queryKey: keys.queue(filter),
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<ConversationRow>>('/conversations', {
        query: { ...filter, cursor: pageParam ?? undefined, limit: 50 },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    enabled,
    // Live events keep the rows right; a second look at the window need not read a long list again page by page.
    refetchOnWindowFocus: false,
    refetchInterval: filter.waits && filter.waits !== 'any' ? PASSING_MS : false,
  });
  useTrimmedOnLeaving(filter);
  const rows = useMemo(() => unique(query.data?.pages.flatMap((page) => page.items) ?? []), [query.data]);
  return { ...query, rows };
}

/** Kept of a list that is left: it is come back to at its top, and what is kept is read again then. */
const KEPT_PAGES = 2;

function useTrimmedOnLeaving(filter: QueueFilter): void {
  const client = useQueryClient();
  useEffect(
    () => () => {
      client.setQueryData<Queue>(keys.queue(filter), (queue) =>
        queue && queue.pages.length > KEPT_PAGES
          ? { pages: queue.pages.slice(0, KEPT_PAGES), pageParams: queue.pageParams.slice(0, KEPT_PAGES) }
          : queue,
      );
    },
    [client, filter],
  );
}

/** A row that moved between two page requests may have come with both. */
function unique(rows: ConversationRow[]): ConversationRow[] {
  const seen = new Set<string>();
  return rows.filter((row) => !seen.has(row.id) && seen.add(row.id));
}
