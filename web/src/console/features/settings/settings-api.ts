import type {
  apiTokenCreatedSchema,
  apiTokenSchema,
  auditEntrySchema,
  changePasswordSchema,
  createApiTokenSchema,
  invitationCreatedSchema,
  invitationSchema,
  inviteSchema,
  profileSchema,
  SessionView,
  sessionRowSchema,
  updateProfileSchema,
} from '@parley/shared/auth.js';
import type {
  Brand,
  calendarInputSchema,
  calendarSchema,
  createBrandSchema,
  saveTagSchema,
  targetsSchema,
  updateBrandSchema,
} from '@parley/shared/brands.js';
import type { Role } from '@parley/shared/permissions.js';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { api, getList, type Page } from '../../../lib/api-client.js';
import { keys } from '../../data/keys.js';

export type Profile = z.infer<typeof profileSchema>;
export type Calendar = z.infer<typeof calendarSchema>;
export type CalendarInput = z.input<typeof calendarInputSchema>;
export type Targets = z.infer<typeof targetsSchema>;
export type AuditEntry = z.infer<typeof auditEntrySchema>;
type SessionRow = z.infer<typeof sessionRowSchema>;
type Invitation = z.infer<typeof invitationSchema>;
type ApiToken = z.infer<typeof apiTokenSchema>;

/** Does it, then fetches again what it changed. `quiet`: the form shows the error itself. */
function useChange<I, O>(
  call: (input: I) => Promise<O>,
  changed: readonly (readonly unknown[])[],
  quiet = false,
) {
  const client = useQueryClient();
  return useMutation({
    meta: { quiet },
    mutationFn: call,
    onSuccess: () => Promise.all(changed.map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}

export const useProfile = () =>
  useQuery({ queryKey: keys.profile, queryFn: () => api.get<Profile>('/profile') });
export const useUpdateProfile = () =>
  useChange(
    (input: z.input<typeof updateProfileSchema>) => api.patch<Profile>('/profile', input),
    [keys.profile, keys.session],
  );
export const useChangePassword = () =>
  useChange(
    (input: z.input<typeof changePasswordSchema>) => api.post('/profile/password', input),
    [keys.sessions],
    true,
  );
export const useSessions = () =>
  useQuery({ queryKey: keys.sessions, queryFn: () => getList<SessionRow>('/profile/sessions') });
export const useEndSession = () =>
  useChange((id: string) => api.delete(`/profile/sessions/${id}`), [keys.sessions]);
export const useTokens = () =>
  useQuery({ queryKey: keys.tokens, queryFn: () => getList<ApiToken>('/profile/tokens') });
export const useCreateToken = () =>
  useChange(
    (input: z.input<typeof createApiTokenSchema>) =>
      api.post<z.infer<typeof apiTokenCreatedSchema>>('/profile/tokens', input),
    [keys.tokens],
    true,
  );
export const useRevokeToken = () =>
  useChange((id: string) => api.delete(`/profile/tokens/${id}`), [keys.tokens]);

export const useBrand = () => useQuery({ queryKey: keys.brand, queryFn: () => api.get<Brand>('/brand') });
export const useUpdateBrand = () =>
  useChange(
    (input: z.input<typeof updateBrandSchema>) => api.patch<Brand>('/brand', input),
    [keys.brand, keys.session],
    true,
  );
export const useCreateBrand = () =>
  useChange(
    (input: z.input<typeof createBrandSchema>) => api.post<SessionView['seats'][number]>('/brands', input),
    [keys.session],
    true,
  );
export const useCalendar = () =>
  useQuery({ queryKey: keys.calendar, queryFn: () => api.get<Calendar>('/brand/calendar') });
export const useSaveCalendar = () =>
  useChange((input: CalendarInput) => api.put<Calendar>('/brand/calendar', input), [keys.calendar], true);
export const useTargets = () =>
  useQuery({ queryKey: keys.targets, queryFn: () => api.get<Targets>('/brand/targets') });
export const useSaveTargets = () =>
  useChange((input: Targets) => api.put<Targets>('/brand/targets', input), [keys.targets], true);

export const useUpdateMember = () =>
  useChange(
    ({ id, role }: { id: string; role: Role }) => api.patch(`/members/${id}`, { role }),
    [keys.members],
  );
export const useRemoveMember = () => useChange((id: string) => api.delete(`/members/${id}`), [keys.members]);
export const useInvitations = (enabled: boolean) =>
  useQuery({ queryKey: keys.invitations, queryFn: () => getList<Invitation>('/invitations'), enabled });
export const useInvite = () =>
  useChange(
    (input: z.input<typeof inviteSchema>) =>
      api.post<z.infer<typeof invitationCreatedSchema>>('/invitations', input),
    [keys.invitations],
    true,
  );
export const useWithdrawInvitation = () =>
  useChange((id: string) => api.delete(`/invitations/${id}`), [keys.invitations]);

/** What touched security, newest first, page by page. */
export function useAuditEntries() {
  const query = useInfiniteQuery({
    queryKey: keys.audit,
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<AuditEntry>>('/audit-entries', {
        query: { limit: 50, cursor: pageParam ?? undefined },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
  });
  return { ...query, entries: query.data?.pages.flatMap((page) => page.items) ?? [] };
}

export const useSaveTag = () =>
  useChange(
    ({ id, ...input }: z.input<typeof saveTagSchema> & { id?: string }) =>
      id ? api.put(`/tags/${id}`, input) : api.post('/tags', input),
    [keys.tags, keys.queues, keys.conversations],
  );
export const useDeleteTag = () =>
  useChange((id: string) => api.delete(`/tags/${id}`), [keys.tags, keys.queues, keys.conversations]);
