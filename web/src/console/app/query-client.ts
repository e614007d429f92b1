import { MutationCache, QueryClient } from '@tanstack/react-query';
import { ApiError, setSignedOutListener } from '../../lib/api-client.js';
import { actBegan, actEnded } from '../acts/undo.js';
import { keys } from '../data/keys.js';
import { toastProblem } from '../data/problem-text.js';

/** What a mutation says of itself: `quiet`, its form shows its own errors; `undoable`, the undo key waits for its answer. */
declare module '@tanstack/react-query' {
  interface Register {
    mutationMeta: { quiet?: boolean; undoable?: boolean };
  }
}

const refused = (error: unknown) => error instanceof ApiError && error.status >= 400 && error.status < 500;

export function makeQueryClient(): QueryClient {
  const client = new QueryClient({
    mutationCache: new MutationCache({
      onMutate: (_variables, mutation) => {
        if (mutation.meta?.undoable) actBegan(mutation);
      },
      onError: (error, _variables, _result, mutation) => {
        if (!mutation.meta?.quiet) toastProblem(error);
      },
      // After what the mutation itself does with its answer: what takes it back is noted there.
      onSettled: (_data, error, _variables, _result, mutation) => actEnded(mutation, error === null),
    }),
    defaultOptions: {
      queries: {
        staleTime: 20_000,
        gcTime: 10 * 60_000,
        retry: (count, error) => !refused(error) && navigator.onLine && count < 2,
        refetchOnWindowFocus: true,
        // Without a line a screen says so at once, instead of waiting for one that may be long in coming.
        networkMode: 'always',
        refetchOnReconnect: true,
      },
      // A reply or an act is never repeated behind the member's back.
      mutations: { retry: false, networkMode: 'always' },
    },
  });
  // Thousands of rows, of which an event changes one: they are replaced where they change, never compared whole.
  client.setQueryDefaults(keys.queues, { structuralSharing: false });
  setSignedOutListener(() => {
    if (client.getQueryData(keys.session)) client.setQueryData(keys.session, null);
  });
  return client;
}
