import type { calendarSchema } from '@parley/shared/brands.js';
import type { Alert, AlertLog, SaveAlert, SavedAlert } from '@parley/shared/now.js';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { api, getList } from '../../../lib/api-client.js';
import { keys } from '../../data/keys.js';

/** So often it is asked what became of a webhook that is on its way. */
const PENDING_MS = 2_000;

export const useAlerts = () =>
  useQuery({
    queryKey: keys.alertList,
    queryFn: () => getList<Alert>('/now/alerts'),
    refetchInterval: ({ state }) =>
      state.data?.some(({ lastPost }) => lastPost?.state === 'pending') ? PENDING_MS : false,
  });

/** Whether the brand has business hours; `undefined` while that is not known. */
export const useHasHours = (): boolean | undefined =>
  useQuery({
    queryKey: keys.calendar,
    queryFn: () => api.get<z.infer<typeof calendarSchema>>('/brand/calendar'),
    select: ({ week }) => week !== null && Object.values(week).some((day) => day.length > 0),
  }).data;

/** When alerts were up, newest first, page by page. */
export function useAlertLog() {
  const query = useInfiniteQuery({
    queryKey: keys.alertLog,
    queryFn: ({ pageParam, signal }) =>
      api.get<AlertLog>('/now/alerts/log', { query: { limit: 20, cursor: pageParam ?? undefined }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
  });
  return { ...query, crossings: query.data?.pages.flatMap((page) => page.items) ?? [] };
}

function useChange<I, O>(call: (input: I) => Promise<O>, quiet = false) {
  const client = useQueryClient();
  return useMutation({
    meta: { quiet },
    mutationFn: call,
    onSuccess: () => client.invalidateQueries({ queryKey: keys.alerts }),
  });
}

/** Makes one, or changes it; the form shows the error itself. */
export const useSaveAlert = () =>
  useChange(
    ({ id, ...alert }: SaveAlert & { id: string | null }) =>
      id === null
        ? api.post<SavedAlert>('/now/alerts', alert)
        : api.put<SavedAlert>(`/now/alerts/${id}`, alert),
    true,
  );
export const useRemoveAlert = () => useChange((id: string) => api.delete(`/now/alerts/${id}`));
export const useTestAlert = () => useChange((id: string) => api.post(`/now/alerts/${id}/test`, {}));
export const useRenewSecret = () =>
  useChange((id: string) => api.post<SavedAlert>(`/now/alerts/${id}/webhook-secret`, {}));

/** An alert as it is saved. */
export const savedOf = ({
  raisedAt: _,
  channelName: __,
  lastPost: ___,
  id: ____,
  ...alert
}: Alert): SaveAlert => alert;
