import type { NowBoard } from '@parley/shared/now.js';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api } from '../../../lib/api-client.js';
import { keys } from '../../data/keys.js';
import { useLive } from '../../realtime/live.js';

/** Who waits now: fetched once, and pushed from then on while somebody looks. */
export function useNowBoard() {
  const { watchNow } = useLive();
  useEffect(() => {
    watchNow(true);
    return () => watchNow(false);
  }, [watchNow]);
  return useQuery({
    queryKey: keys.now,
    queryFn: ({ signal }) => api.get<NowBoard>('/now', { signal }),
    // Kept up to date by pushes; whoever comes back sees no old one as if it were new.
    gcTime: 0,
  });
}
