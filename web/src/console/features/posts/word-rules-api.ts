import type {
  CreateWordRule,
  undoneWordHitsSchema,
  WordHit,
  WordRuleInput,
  WordRuleView,
  wordPreviewSchema,
} from '@parley/shared/word-rules.js';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { api, getList, type Page } from '../../../lib/api-client.js';
import { keys } from '../../data/keys.js';

/** Rules that look at this post: its own, its channel's, and the brand's. */
export const useWordRules = (postId: string) =>
  useQuery({
    queryKey: keys.wordRules(postId),
    queryFn: () => getList<WordRuleView>('/word-rules', { query: { postId } }),
  });

export const useWordPreview = (input: WordRuleInput | null) =>
  useQuery({
    queryKey: keys.wordPreview(input),
    queryFn: () => api.post<z.infer<typeof wordPreviewSchema>>('/word-rules/preview', input ?? {}),
    enabled: input !== null,
    placeholderData: (before) => before,
  });

export const useWordHits = (ruleId: string) =>
  useInfiniteQuery({
    queryKey: keys.wordHits(ruleId),
    queryFn: ({ pageParam }) =>
      api.get<Page<WordHit>>(`/word-rules/${ruleId}/hits`, {
        query: { cursor: pageParam ?? undefined, limit: 30 },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
  });

type Change =
  | { do: 'create'; rule: CreateWordRule }
  | { do: 'switch'; id: string; active: boolean }
  | { do: 'remove'; id: string }
  | { do: 'undo'; id: string; hitIds?: string[] };

type Undone = z.infer<typeof undoneWordHitsSchema>;

/** All that a rule has found, or some of it: a part with each call, until nothing is left. */
export async function bringBack(id: string, hitIds?: string[]): Promise<Pick<Undone, 'undone' | 'failed'>> {
  const all = { undone: 0, failed: 0 };
  let cursor: string | null | undefined;
  do {
    const part: Undone = await api.post(
      `/word-rules/${id}/undo`,
      { ...(hitIds && { hitIds }), ...(cursor && { cursor }) },
      { timeoutMs: 120_000 },
    );
    all.undone += part.undone;
    all.failed += part.failed;
    cursor = part.nextCursor;
  } while (cursor !== null);
  return all;
}

/** Making, switching and removing rules, and taking back what they did. */
export function useChangeWordRules(postId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (change: Change): Promise<{ failed: number }> => {
      switch (change.do) {
        case 'undo':
          return bringBack(change.id, change.hitIds);
        case 'create':
          await api.post('/word-rules', change.rule);
          break;
        case 'switch':
          await api.patch(`/word-rules/${change.id}`, { active: change.active });
          break;
        case 'remove':
          await api.delete(`/word-rules/${change.id}`);
          break;
      }
      return { failed: 0 };
    },
    onSettled: (_done, _error, change) => {
      void client.invalidateQueries({ queryKey: keys.wordRules(postId) });
      if (change.do === 'undo') void client.invalidateQueries({ queryKey: keys.wordHits(change.id) });
    },
  });
}
