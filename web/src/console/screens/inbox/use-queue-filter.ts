import type { View } from '@parley/shared/conversations.js';
import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { QueueFilter } from '../../data/keys.js';
import { filterNames } from '../../features/queue/queue-filter.js';

/** What the list is narrowed to and what is searched for: both stand in the address. `view: null` is the search. */
export function useQueueFilter(view: View | null) {
  const [params, setParams] = useSearchParams();
  const filter = useMemo<QueueFilter>(() => {
    const chosen = Object.fromEntries(
      filterNames.flatMap((name) => (params.get(name) ? [[name, params.get(name)]] : [])),
    );
    return { ...(chosen as Partial<QueueFilter>), view: view ?? 'ours' };
  }, [params, view]);
  return {
    filter,
    q: params.get('q') ?? '',
    /** A saved view was opened. */
    saved: params.has('saved'),
    narrowTo: (next: QueueFilter) =>
      setParams(
        Object.fromEntries(
          [...filterNames, 'saved' as const].flatMap((name) => {
            const value = name === 'saved' ? params.get('saved') : next[name];
            return value ? [[name, value]] : [];
          }),
        ),
      ),
    searchFor: (q: string) =>
      setParams((before) => (q ? { ...Object.fromEntries(before), q } : {}), { replace: true }),
  };
}
