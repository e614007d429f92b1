import type { ConversationRow } from '@parley/shared/conversations.js';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api, type Page } from '../../../lib/api-client.js';
import { keys, type QueueFilter } from '../../data/keys.js';

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
  });
  const rows = useMemo(() => unique(query.data?.pages.flatMap((page) => page.items) ?? []), [query.data]);
  return { ...query, rows };
}

/** A row that moved between two page requests may have come with both. */
function unique(rows: ConversationRow[]): ConversationRow[] {
  const seen = new Set<string>();
  return rows.filter((row) => !seen.has(row.id) && seen.add(row.id));
}
