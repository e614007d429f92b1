import type { ConversationRow } from '@parley/shared/conversations.js';
import type { PersonDetail, PersonSummary, updatePersonSchema } from '@parley/shared/people.js';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { api, type Page } from '../../../lib/api-client.js';
import { keys } from '../../data/keys.js';

export const usePerson = (id: string) =>
  useQuery({
    queryKey: keys.person(id),
    queryFn: ({ signal }) => api.get<PersonDetail>(`/people/${id}`, { signal }),
  });

/** A person's conversations, newest first, page by page. */
export function usePersonConversations(id: string) {
  const query = useInfiniteQuery({
    queryKey: keys.personConversations(id),
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<ConversationRow>>(`/people/${id}/conversations`, {
        query: { limit: 50, cursor: pageParam ?? undefined },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
  });
  return { ...query, rows: query.data?.pages.flatMap((page) => page.items) ?? [] };
}

/** Everyone who has spoken with the brand, whoever was heard last first; narrowed to a part of name or address. */
export function usePeople(q: string) {
  const query = useInfiniteQuery({
    queryKey: keys.people(q),
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<PersonSummary>>('/people', {
        query: { q, limit: 50, cursor: pageParam ?? undefined },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: (before) => before,
  });
  return { ...query, people: query.data?.pages.flatMap((page) => page.items) ?? [] };
}

/** Renames or notes something; shown at once, taken back when refused. */
export function useUpdatePerson(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: z.input<typeof updatePersonSchema>) =>
      api.patch<PersonDetail>(`/people/${id}`, input),
    onMutate: (input) => {
      const before = client.getQueryData<PersonDetail>(keys.person(id));
      if (before) client.setQueryData<PersonDetail>(keys.person(id), { ...before, ...input });
      return { before };
    },
    onSuccess: (person, input) => {
      client.setQueryData(keys.person(id), person);
      if (input.name !== undefined) {
        void client.invalidateQueries({ queryKey: keys.people('').slice(0, 1) });
        void client.invalidateQueries({ queryKey: keys.conversations });
        void client.invalidateQueries({ queryKey: keys.queues });
      }
    },
    onError: (_error, _input, result) => client.setQueryData(keys.person(id), result?.before),
  });
}
