import type { SessionView } from '@parley/shared/auth.js';
import type { Permission } from '@parley/shared/permissions.js';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, use } from 'react';
import { ApiError, api } from '../../lib/api-client.js';
import { forgetPersonal } from '../../lib/stored.js';
import { keys } from './keys.js';

/** `null`: nobody is signed in. */
export function useSessionQuery() {
  return useQuery({
    queryKey: keys.session,
    queryFn: async () => {
      try {
        return await api.get<SessionView>('/session');
      } catch (error) {
        if (error instanceof ApiError && error.code === 'unauthenticated') return null;
        throw error;
      }
    },
    staleTime: 60_000,
    // A server that was away for long is found again without anybody at the screen.
    refetchInterval: ({ state }) => (state.status === 'error' ? 15_000 : false),
    retry: (count, error) =>
      !(error instanceof ApiError && error.status >= 400 && error.status < 500) && count < 30,
    retryDelay: (count) => Math.min(500 * 2 ** count, 5_000),
  });
}

export const SessionContext = createContext<SessionView | null>(null);

/** The session; only below the shell, where somebody is signed in. */
export function useSession(): SessionView {
  const session = use(SessionContext);
  if (!session) throw new Error('useSession outside of the signed-in part');
  return session;
}

/** The seat this session works in. */
export function useSeat() {
  const { seat } = useSession();
  if (!seat) throw new Error('useSeat without a seat');
  return seat;
}

export const useMay = (permission: Permission): boolean => useSession().permissions.includes(permission);

/** The brand's figures, or at least one's own. */
export const useMayReports = (): boolean => {
  const { permissions } = useSession();
  return permissions.includes('reports.read') || permissions.includes('reports.own');
};

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    // The form shows what went wrong.
    meta: { quiet: true },
    mutationFn: (input: { email: string; password: string }) => api.post<SessionView>('/session', input),
    onSuccess: (session) => client.setQueryData(keys.session, session),
  });
}

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.delete('/session'),
    onSuccess: () => {
      forgetPersonal();
      client.setQueryData(keys.session, null);
      // Not cleared as a whole: whoever watches the session would go on watching the one that was.
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== keys.session[0] });
      client.getMutationCache().clear();
    },
  });
}

export function useSwitchBrand() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (brandId: string) => api.post<SessionView>('/session/brand', { brandId }),
    onSuccess: (session) => {
      // Nothing of the other brand may stay on the screen or in memory.
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== keys.session[0] });
      client.setQueryData(keys.session, session);
    },
  });
}
