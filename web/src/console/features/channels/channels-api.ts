import type {
  ChannelDetail,
  channelConnectedSchema,
  channelMembersSchema,
  connectChannelSchema,
  consentStartedSchema,
  inboundEventSchema,
  startBackfillSchema,
  startConsentSchema,
  suggestedSettingsSchema,
  suggestSettingsSchema,
  testChannelSchema,
  testResultSchema,
  updateChannelSchema,
  webhookDeliverySchema,
} from '@parley/shared/channels.js';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { api, type Page } from '../../../lib/api-client.js';
import { keys } from '../../data/keys.js';

export type InboundEvent = z.infer<typeof inboundEventSchema>;
export type WebhookDelivery = z.infer<typeof webhookDeliverySchema>;
export type TestResult = z.infer<typeof testResultSchema>;
const quiet = { meta: { quiet: true } };

export const useChannel = (id: string) =>
  useQuery({
    queryKey: keys.channel(id),
    queryFn: ({ signal }) => api.get<ChannelDetail>(`/channels/${id}`, { signal }),
    // Health has no live event of its own for every figure.
    refetchInterval: (query) => (query.state.data?.health.backfill?.state === 'running' ? 2_000 : 15_000),
  });

export const useTestChannel = () =>
  useMutation({
    ...quiet,
    mutationFn: (input: z.input<typeof testChannelSchema>) =>
      api.post<TestResult>('/channel-kinds/test', input, { timeoutMs: 60_000 }),
  });

export const useSuggestSettings = () =>
  useMutation({
    mutationFn: (input: z.input<typeof suggestSettingsSchema>) =>
      api.post<z.infer<typeof suggestedSettingsSchema>>('/channel-kinds/suggest', input),
  });

function useRefreshing<I, O>(call: (input: I) => Promise<O>, options: { quiet?: boolean } = {}) {
  const client = useQueryClient();
  return useMutation({
    ...(options.quiet ? quiet : {}),
    mutationFn: call,
    onSuccess: () => client.invalidateQueries({ queryKey: keys.channels }),
  });
}

export const useConnectChannel = () =>
  useRefreshing(
    (input: z.input<typeof connectChannelSchema>) =>
      api.post<z.infer<typeof channelConnectedSchema>>('/channels', input, { timeoutMs: 60_000 }),
    { quiet: true },
  );
/** Goes to the provider's own page; it leads back to the channel, or to the list with a reason. */
export const useConsent = () =>
  useMutation({
    ...quiet,
    mutationFn: (input: z.input<typeof startConsentSchema>) =>
      api.post<z.infer<typeof consentStartedSchema>>('/channel-kinds/consent', input),
    onSuccess: ({ url }) => window.location.assign(url),
  });
export const useUpdateChannel = (id: string) =>
  useRefreshing(
    (input: z.input<typeof updateChannelSchema>) =>
      api.patch<ChannelDetail>(`/channels/${id}`, input, { timeoutMs: 60_000 }),
    { quiet: true },
  );
export const useChannelAct = (id: string) =>
  useRefreshing((act: 'pause' | 'resume') => api.post(`/channels/${id}/${act}`, {}));
export const useDisconnectChannel = (id: string) => useRefreshing(() => api.delete(`/channels/${id}`));
export const useChannelMembers = (id: string) =>
  useRefreshing((input: z.input<typeof channelMembersSchema>) => api.put(`/channels/${id}/members`, input));
export const useStartBackfill = (id: string) =>
  useRefreshing((input: z.input<typeof startBackfillSchema>) => api.post(`/channels/${id}/backfill`, input));
export const useRotateSecret = (id: string) =>
  useMutation({
    mutationFn: () => api.post<z.infer<typeof channelConnectedSchema>>(`/channels/${id}/rotate-secret`, {}),
  });

export const useInboundEvents = (channelId: string, state: 'failed' | 'unroutable', enabled: boolean) =>
  useQuery({
    queryKey: keys.channelEvents(channelId, state),
    queryFn: ({ signal }) =>
      api.get<Page<InboundEvent>>('/inbound-events', { query: { channelId, state, limit: 50 }, signal }),
    enabled,
  });
export const useProcessEvent = () =>
  useRefreshing((id: string) => api.post(`/inbound-events/${id}/process`, {}));

export const useDeliveries = (id: string, enabled: boolean) =>
  useQuery({
    queryKey: keys.channelDeliveries(id),
    queryFn: ({ signal }) =>
      api.get<Page<WebhookDelivery>>(`/channels/${id}/webhook-deliveries`, { query: { limit: 50 }, signal }),
    enabled,
  });
export const useSendAgain = (id: string) =>
  useRefreshing((deliveryId: string) =>
    api.post(`/channels/${id}/webhook-deliveries/${deliveryId}/send-again`, {}),
  );
