import type { ConversationRow } from '@parley/shared/conversations.js';
import type { PersonDetail, updatePersonSchema } from '@parley/shared/people.js';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { api, type Page } from '../../../lib/api-client.js';
import { keys } from '../../data/keys.js';

export const usePerson = (id: string) =>
  useQuery({
    queryKey: keys.person(id),
    queryFn: ({ signal }) => api.get<PersonDetail>(`/people/${id}`, { signal }),
  });

export const usePersonConversations = (id: string) =>
  useQuery({
    queryKey: keys.personConversations(id),
    queryFn: ({ signal }) =>
      api.get<Page<ConversationRow>>(`/people/${id}/conversations`, { query: { limit: 50 }, signal }),
  });

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
        void client.invalidateQueries({ queryKey: keys.conversations });
        void client.invalidateQueries({ queryKey: keys.queues });
      }
    },
    onError: (_error, _input, result) => client.setQueryData(keys.person(id), result?.before),
  });
}
