import type {
  CreateWordRule,
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

/** Making, switching and removing rules, and taking back what they did. */
export function useChangeWordRules(postId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: Change): Promise<unknown> => {
      switch (change.do) {
        case 'create':
          return api.post('/word-rules', change.rule);
        case 'switch':
          return api.patch(`/word-rules/${change.id}`, { active: change.active });
        case 'remove':
          return api.delete(`/word-rules/${change.id}`);
        case 'undo':
          return api.post(`/word-rules/${change.id}/undo`, change.hitIds ? { hitIds: change.hitIds } : {});
      }
    },
    onSuccess: (_done, change) => {
      void client.invalidateQueries({ queryKey: keys.wordRules(postId) });
      if (change.do === 'undo') void client.invalidateQueries({ queryKey: keys.wordHits(change.id) });
    },
  });
}
