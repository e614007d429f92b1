import type { countsSchema } from '@parley/shared/conversations.js';
import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { api } from '../../lib/api-client.js';
import { keys } from './keys.js';

export type Counts = z.infer<typeof countsSchema>;

export const useCounts = () =>
  useQuery({
    queryKey: keys.counts,
    queryFn: ({ signal }) => api.get<Counts>('/conversations/counts', { signal }),
  });
