import type { PostSummary } from '@parley/shared/posts.js';
import type {
  CreateRecomputation,
  Recomputation,
  ReportBreakdown,
  ReportOverview,
  ReportQuiet,
  ReportResolution,
  ReportResolutionBreakdown,
  ReportSettings,
  ReportVolume,
  ReportVolumeBreakdown,
} from '@parley/shared/reports.js';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { api } from '../../../lib/api-client.js';
import { keys } from '../../data/keys.js';
import type { Asked } from './report-view.js';

/** Whose figures: the brand's, or only those of the turns one has answered oneself. */
export type Whose = 'brand' | 'mine';

// While another period is on its way the last one stays, so that nothing jumps.
const lasting = { staleTime: 60_000, placeholderData: keepPreviousData };

function useReport<T>(path: string, query: Asked, enabled = true) {
  return useQuery({
    queryKey: keys.report(path, query),
    queryFn: ({ signal }) => api.get<T>(`/reports/${path}`, { query, signal }),
    enabled,
    ...lasting,
  });
}

export const useOverview = (whose: Whose, query: Asked | null) =>
  useReport<ReportOverview>(whose === 'mine' ? 'mine' : 'overview', query ?? {}, query !== null);
export const useBreakdown = (query: Asked | null) =>
  useReport<ReportBreakdown>('breakdown', query ?? {}, query !== null);
export const useResolutionBreakdown = (query: Asked | null) =>
  useReport<ReportResolutionBreakdown>('resolution/breakdown', query ?? {}, query !== null);
export const useVolumeBreakdown = (query: Asked | null) =>
  useReport<ReportVolumeBreakdown>('volume/breakdown', query ?? {}, query !== null);
export const useResolution = (query: Asked | null) =>
  useReport<ReportResolution>('resolution', query ?? {}, query !== null);
export const useVolume = (query: Asked | null) =>
  useReport<ReportVolume>('volume', query ?? {}, query !== null);
export const useQuiet = (query: Asked | null) => useReport<ReportQuiet>('quiet', query ?? {}, query !== null);

export const useReportSettings = () =>
  useQuery({
    queryKey: keys.reportSettings,
    queryFn: () => api.get<ReportSettings>('/reports/settings'),
    staleTime: 60_000,
  });

/** Where somebody else has switched them: what was shown per member must not stay in memory, and is not asked for again. */
export function useForgottenMembers(perMember: boolean | undefined): void {
  const client = useQueryClient();
  const shown = useRef(perMember);
  // An effect: what would ask for members is gone from the page by then.
  useEffect(() => {
    const switched = shown.current !== undefined && shown.current !== perMember;
    shown.current = perMember;
    if (switched) void client.resetQueries({ queryKey: keys.reports });
  }, [client, perMember]);
}

export function useSaveReportSettings() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (settings: ReportSettings) => api.put<ReportSettings>('/reports/settings', settings),
    onSuccess: (settings) => {
      client.setQueryData(keys.reportSettings, settings);
      // What was shown per member must not stay in memory.
      client.removeQueries({ queryKey: keys.reports });
    },
  });
}

const ended = ({ state }: Recomputation) => state === 'done' || state === 'failed';

/** What a post is called, for those who chose it by an address; null until it is known. */
export function usePostName(id: string | undefined): string | null {
  const { data } = useQuery({
    queryKey: keys.post(id ?? ''),
    queryFn: ({ signal }) => api.get<PostSummary>(`/posts/${id}`, { signal }),
    enabled: id !== undefined,
    staleTime: 5 * 60_000,
  });
  return data ? data.title || data.excerpt.slice(0, 120) || null : null;
}

/** The latest recomputations; looked at again while one is under way. When it ends, figures are fetched anew. */
export const useRecomputations = (enabled = true) =>
  useQuery({
    queryKey: keys.recomputations,
    queryFn: async ({ client }) => {
      const known = client.getQueryData<Recomputation[]>(keys.recomputations) ?? [];
      const going = new Set(known.filter((one) => !ended(one)).map(({ id }) => id));
      const { items } = await api.get<{ items: Recomputation[] }>('/reports/recomputations');
      if (items.some((one) => going.has(one.id) && ended(one)))
        void client.invalidateQueries({ queryKey: keys.reports });
      return items;
    },
    enabled,
    refetchInterval: ({ state }) => (state.data?.every(ended) === false ? 1_000 : false),
  });

export function useRecompute() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (period: CreateRecomputation) => api.post<Recomputation>('/reports/recomputations', period),
    onSuccess: (run) => {
      client.setQueryData<Recomputation[]>(keys.recomputations, (known = []) => [run, ...known]);
      return client.invalidateQueries({ queryKey: keys.recomputations });
    },
  });
}
