import type { ConversationRow } from '@parley/shared/conversations.js';
import type {
  FieldValue,
  MergeChoices,
  MergePreview,
  MergeSuggestion,
  PeopleSort,
  PersonDetail,
  PersonRow,
  UpdatePerson,
} from '@parley/shared/people.js';
import {
  type QueryClient,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { api, getList, type Page } from '../../../lib/api-client.js';
import { keys } from '../../data/keys.js';
import { useTags } from '../../data/lookups.js';

/** Whoever was merged away is answered as who they live on: then `data.id` is another one. */
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

export type PeopleFilter = { q: string; tagId: string | null; sort: PeopleSort };

/** Everyone who has spoken with the brand; narrowed to a name, an address or a tag. */
export function usePeople(filter: PeopleFilter) {
  const query = useInfiniteQuery({
    queryKey: keys.people(filter),
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<PersonRow>>('/people', {
        query: {
          q: filter.q,
          tagId: filter.tagId ?? undefined,
          sort: filter.sort,
          limit: 50,
          cursor: pageParam ?? undefined,
        },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: (before) => before,
  });
  return { ...query, people: query.data?.pages.flatMap((page) => page.items) ?? [] };
}

/** Whoever is called that; nobody while nothing is typed. */
export const useFoundPeople = (q: string) =>
  useQuery({
    queryKey: [...keys.peopleLists, 'found', q],
    queryFn: ({ signal }) => api.get<Page<PersonRow>>('/people', { query: { q, limit: 12 }, signal }),
    placeholderData: (before) => before,
  });

const NAMED = [keys.peopleLists, keys.conversations, keys.queues];

/** What others say of the person too: their name in lists and beside messages. */
function refetchNamed(client: QueryClient) {
  for (const queryKey of NAMED) void client.invalidateQueries({ queryKey });
}

/** Changes what is known of a person; shown at once, taken back when refused. */
export function useUpdatePerson(id: string) {
  const client = useQueryClient();
  const tags = useTags();
  return useMutation({
    mutationFn: (input: UpdatePerson) => api.patch<PersonDetail>(`/people/${id}`, input),
    onMutate: (input) => {
      const before = client.getQueryData<PersonDetail>(keys.person(id));
      if (before) {
        client.setQueryData<PersonDetail>(keys.person(id), {
          ...before,
          name: input.name ?? before.name,
          notes: input.notes ?? before.notes,
          fields: withFields(before.fields, input.fields ?? {}),
          tags: input.tagIds
            ? (tags.data ?? before.tags).filter((tag) => input.tagIds?.includes(tag.id))
            : before.tags,
        });
      }
      return { before };
    },
    onSuccess: (person, input) => {
      client.setQueryData(keys.person(id), person);
      if (input.name !== undefined) refetchNamed(client);
      else if (input.tagIds !== undefined) void client.invalidateQueries({ queryKey: keys.peopleLists });
    },
    onError: (_error, _input, result) => client.setQueryData(keys.person(id), result?.before),
  });
}

function withFields(before: Record<string, FieldValue>, change: Record<string, FieldValue | null>) {
  const entries = Object.entries({ ...before, ...change }).filter(
    (entry): entry is [string, FieldValue] => entry[1] !== null,
  );
  return Object.fromEntries(entries);
}

/** @param enabled false once they are being merged: then there is nothing to look at first */
export const useMergePreview = ({
  intoId,
  fromId,
  enabled,
}: {
  intoId: string;
  fromId: string;
  enabled: boolean;
}) =>
  useQuery({
    queryKey: keys.mergePreview(intoId, fromId),
    queryFn: ({ signal }) =>
      api.get<MergePreview>(`/people/${intoId}/merge-preview`, { query: { fromId }, signal }),
    staleTime: 0,
    enabled,
  });

/** Two people are one from now on, or are two again: everything that shows one of them looks again. */
function regrouped(client: QueryClient, person: PersonDetail, others: readonly string[]) {
  client.setQueryData(keys.person(person.id), person);
  for (const id of [person.id, ...others]) void client.invalidateQueries({ queryKey: keys.person(id) });
  void client.invalidateQueries({ queryKey: ['messages'] });
  refetchNamed(client);
}

export function useMergePeople() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ intoId, ...input }: { intoId: string; fromId: string } & MergeChoices) =>
      api.post<PersonDetail>(`/people/${intoId}/merge`, input),
    onSuccess: (person, { intoId, fromId }) => regrouped(client, person, [intoId, fromId]),
  });
}

export function useUndoMerge() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ personId, mergeId }: { personId: string; mergeId: string; otherId: string }) =>
      api.post<PersonDetail>(`/people/${personId}/merges/${mergeId}/undo`, {}),
    onSuccess: (person, { personId, otherId }) => regrouped(client, person, [personId, otherId]),
  });
}

export const useMergeSuggestions = (id: string) =>
  useQuery({
    queryKey: keys.mergeSuggestions(id),
    queryFn: () => getList<MergeSuggestion>(`/people/${id}/merge-suggestions`),
  });

/** They are two people: not suggested again. */
export function useDismissSuggestion(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (otherId: string) => api.post(`/people/${id}/merge-suggestions/${otherId}/dismiss`, {}),
    onSuccess: (_done, otherId) => {
      client.setQueryData<MergeSuggestion[]>(keys.mergeSuggestions(id), (known) =>
        known?.filter(({ person }) => person.id !== otherId),
      );
      void client.invalidateQueries({ queryKey: keys.mergeSuggestions(otherId) });
    },
  });
}
