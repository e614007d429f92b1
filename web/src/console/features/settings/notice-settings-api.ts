import type { NotificationSettings } from '@parley/shared/notifications.js';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../../lib/api-client.js';
import { keys } from '../../data/keys.js';

export const useNotificationSettings = () =>
  useQuery({
    queryKey: keys.notificationSettings,
    queryFn: () => api.get<NotificationSettings>('/notifications/settings'),
  });

export function useSaveNotificationSettings() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (settings: NotificationSettings) =>
      api.put<NotificationSettings>('/notifications/settings', settings),
    onMutate: (settings) => {
      const before = client.getQueryData<NotificationSettings>(keys.notificationSettings);
      client.setQueryData(keys.notificationSettings, settings);
      return before;
    },
    onError: (_error, _settings, before) => client.setQueryData(keys.notificationSettings, before),
    onSuccess: (saved) => client.setQueryData(keys.notificationSettings, saved),
  });
}
