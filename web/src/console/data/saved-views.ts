import type { SavedFilter, SavedView, saveViewSchema } from '@parley/shared/views.js';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { api, getList } from '../../lib/api-client.js';
import { keys, type QueueFilter } from './keys.js';

export const useSavedViews = () =>
  useQuery({ queryKey: keys.views, queryFn: () => getList<SavedView>('/views'), staleTime: 5 * 60_000 });

/** The address says everything a view narrows to, so that it can be passed on; its name comes along by its id. */
export function pathOfView({ id, filter }: Pick<SavedView, 'id' | 'filter'>): string {
  const { view, ...narrowed } = filter;
  const params = new URLSearchParams(
    Object.entries(narrowed).filter(([, value]) => value) as [string, string][],
  );
  params.set('saved', id);
  return `${filter.q ? '/search' : `/inbox/${view}`}?${params}`;
}

const names = [
  'view',
  'channelId',
  'medium',
  'tagId',
  'memberId',
  'priority',
  'waits',
  'postId',
  'q',
] as const;

/** Whether both narrow to the same. */
export const sameFilter = (a: Partial<SavedFilter>, b: Partial<SavedFilter>): boolean =>
  names.every((name) => (a[name] ?? '') === (b[name] ?? ''));

/** Only what is chosen. */
export const filterToSave = (filter: QueueFilter & { q?: string }): SavedFilter =>
  Object.fromEntries(names.flatMap((name) => (filter[name] ? [[name, filter[name]]] : []))) as SavedFilter;

function useChange<T, R>(change: (input: T) => Promise<R>, quiet = false) {
  const client = useQueryClient();
  return useMutation({
    meta: { quiet },
    mutationFn: change,
    onSuccess: () => client.invalidateQueries({ queryKey: keys.views }),
  });
}

/** With an id it is changed, without one it is new. The form shows what is wrong. */
export const useSaveView = () =>
  useChange(
    ({ id, ...view }: z.input<typeof saveViewSchema> & { id?: string }) =>
      id ? api.put<SavedView>(`/views/${id}`, view) : api.post<SavedView>('/views', view),
    true,
  );
export const useRemoveView = () => useChange((id: string) => api.delete(`/views/${id}`));

/** `g 1` to `g 9` lead to the first nine, as they stand in the list. */
export function savedKeys(all: readonly SavedView[], view: SavedView): string | undefined {
  const at = all.findIndex(({ id }) => id === view.id);
  return at >= 0 && at < 9 ? `g ${at + 1}` : undefined;
}
