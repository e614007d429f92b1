import type { SaveSnippet, Snippet } from '@parley/shared/brands.js';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, getList } from '../../lib/api-client.js';
import { matches } from '../../ui/match.js';
import { keys } from '../data/keys.js';

export const useSnippets = (enabled = true) =>
  useQuery({
    queryKey: keys.snippets,
    queryFn: () => getList<Snippet>('/snippets'),
    staleTime: 5 * 60_000,
    enabled,
  });

/** `id` changes that one; without it a new one is made. The form shows what went wrong. */
export function useSaveSnippet() {
  const client = useQueryClient();
  return useMutation({
    meta: { quiet: true },
    mutationFn: ({ id, ...input }: SaveSnippet & { id?: string | undefined }) =>
      id ? api.put<Snippet>(`/snippets/${id}`, input) : api.post<Snippet>('/snippets', input),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.snippets }),
  });
}

export function useDeleteSnippet() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.delete(`/snippets/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.snippets }),
  });
}

/** By shortcut first, then by name, then by any of their words. */
export function findSnippets(all: readonly Snippet[], query: string): Snippet[] {
  const text = query.trim().toLowerCase();
  if (text === '') return [...all];
  const rank = (snippet: Snippet) => {
    if (snippet.shortcut === text) return 0;
    if (snippet.shortcut?.startsWith(text)) return 1;
    if (matches(snippet.name, text)) return 2;
    return matches(snippet.body, text) ? 3 : 4;
  };
  return all
    .map((snippet) => ({ snippet, at: rank(snippet) }))
    .filter(({ at }) => at < 4)
    .sort((a, b) => a.at - b.at)
    .map(({ snippet }) => snippet);
}
