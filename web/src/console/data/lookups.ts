import type { Member, Tag } from '@parley/shared/brands.js';
import type { ChannelManifest } from '@parley/shared/channel-manifest.js';
import type { ChannelSummary, channelDetailSchema } from '@parley/shared/channels.js';
import type { PersonField } from '@parley/shared/people.js';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { z } from 'zod';
import { api, getList } from '../../lib/api-client.js';
import { keys } from './keys.js';

type ChannelDetail = z.infer<typeof channelDetailSchema>;

// Short lists that several features choose from. Live events keep them fresh.
const staleTime = 5 * 60_000;

export const useMembers = () =>
  useQuery({
    queryKey: keys.members,
    queryFn: () => getList<Member>('/members'),
    staleTime,
  });

export const useTags = () =>
  useQuery({ queryKey: keys.tags, queryFn: () => getList<Tag>('/tags'), staleTime });

/** What the brand wants to know of its people. */
export const usePersonFields = () =>
  useQuery({
    queryKey: keys.personFields,
    queryFn: () => getList<PersonField>('/person-fields'),
    staleTime,
  });

export const useChannels = () =>
  useQuery({
    queryKey: keys.channels,
    queryFn: () => getList<ChannelSummary>('/channels'),
    staleTime,
  });

/** Who may see a channel: everybody, or where it is restricted, owners and those listed. */
export function useViewers(channelId: string): (member: Member) => boolean {
  const restricted = useChannels().data?.find(({ id }) => id === channelId)?.restricted ?? false;
  const listed = useQuery({
    queryKey: keys.channel(channelId),
    queryFn: () => api.get<ChannelDetail>(`/channels/${channelId}`),
    enabled: restricted,
    staleTime,
  }).data?.memberIds;
  return useCallback(
    ({ id, role }) => !restricted || role === 'owner' || (listed?.includes(id) ?? false),
    [restricted, listed],
  );
}

export const useChannelKinds = () =>
  useQuery({
    queryKey: keys.channelKinds,
    queryFn: () => getList<ChannelManifest>('/channel-kinds'),
    staleTime: Number.POSITIVE_INFINITY,
  });

export function useCreateTag() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: { name: string; color?: string }) => api.post<Tag>('/tags', input),
    onSuccess: (tag) => {
      client.setQueryData<Tag[]>(keys.tags, (tags) =>
        [...(tags ?? []).filter((other) => other.id !== tag.id), tag].sort((a, b) =>
          a.name.localeCompare(b.name),
        ),
      );
    },
  });
}
