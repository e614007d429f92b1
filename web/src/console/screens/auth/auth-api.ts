import type {
  acceptInvitationSchema,
  invitationPreviewSchema,
  passwordResetPreviewSchema,
  SessionView,
  setupSchema,
  setupStateSchema,
} from '@parley/shared/auth.js';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { api } from '../../../lib/api-client.js';
import { keys } from '../../data/keys.js';

const quiet = { meta: { quiet: true } };

export const useSetupState = () =>
  useQuery({
    queryKey: ['setup'],
    queryFn: () => api.get<z.infer<typeof setupStateSchema>>('/setup'),
    retry: 1,
  });

/** Sets what the answer says: the new session. */
function useEnter<I>(call: (input: I) => Promise<SessionView>) {
  const client = useQueryClient();
  return useMutation({
    ...quiet,
    mutationFn: call,
    onSuccess: (session) => client.setQueryData(keys.session, session),
  });
}

export const useSetUp = () =>
  useEnter((input: z.input<typeof setupSchema>) => api.post<SessionView>('/setup', input));

const invitationPath = (token: string) => `/invitations/by-token/${encodeURIComponent(token)}`;
export const useInvitation = (token: string) =>
  useQuery({
    queryKey: ['invitation', token],
    queryFn: () => api.get<z.infer<typeof invitationPreviewSchema>>(invitationPath(token)),
  });
export const useAcceptInvitation = (token: string) =>
  useEnter((input: z.input<typeof acceptInvitationSchema>) =>
    api.post<SessionView>(`${invitationPath(token)}/accept`, input),
  );

export const useRequestReset = () =>
  useMutation({ ...quiet, mutationFn: (email: string) => api.post('/password-resets', { email }) });
const resetPath = (token: string) => `/password-resets/${encodeURIComponent(token)}`;
export const useResetPreview = (token: string) =>
  useQuery({
    queryKey: ['reset', token],
    queryFn: () => api.get<z.infer<typeof passwordResetPreviewSchema>>(resetPath(token)),
  });
export const useResetPassword = (token: string) =>
  useMutation({ ...quiet, mutationFn: (password: string) => api.post(resetPath(token), { password }) });
