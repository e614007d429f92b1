import type { PersonField, PersonFieldKind, SavePersonField } from '@parley/shared/people.js';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../../lib/api-client.js';
import { keys } from '../../data/keys.js';

type Save = Omit<SavePersonField, 'options'> & {
  id?: string;
  kind?: PersonFieldKind;
  options: { id?: string | undefined; name: string }[];
};

/** Whoever shows people shows fields: both are looked at again. */
function useFieldChange<T>(change: (input: T) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: async () => {
      void client.invalidateQueries({ queryKey: ['person'] });
      await client.invalidateQueries({ queryKey: keys.personFields });
    },
  });
}

export const useSavePersonField = () =>
  useFieldChange(({ id, ...input }: Save) =>
    id === undefined ? api.post('/person-fields', input) : api.put(`/person-fields/${id}`, input),
  );

export const useDeletePersonField = () => useFieldChange((id: string) => api.delete(`/person-fields/${id}`));

/** Shown in the new order at once. */
export function useOrderPersonFields() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (ids: string[]) => api.put<PersonField[]>('/person-fields/order', { ids }),
    onMutate: (ids) => {
      const before = client.getQueryData<PersonField[]>(keys.personFields);
      client.setQueryData<PersonField[]>(
        keys.personFields,
        (known) => known && [...known].sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id)),
      );
      return { before };
    },
    onSuccess: (fields) => client.setQueryData(keys.personFields, fields),
    onError: (_error, _ids, result) => client.setQueryData(keys.personFields, result?.before),
  });
}
