import type { ConversationDetail } from '@parley/shared/conversations.js';
import type { startConversationSchema } from '@parley/shared/messages.js';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { api } from '../../../lib/api-client.js';
import { keys } from '../../data/keys.js';

export function useStartConversation() {
  const client = useQueryClient();
  return useMutation({
    meta: { quiet: true },
    mutationFn: (input: z.input<typeof startConversationSchema>) =>
      api.post<ConversationDetail>('/conversations', input),
    onSuccess: (detail) => {
      client.setQueryData(keys.conversation(detail.id), detail);
      void client.invalidateQueries({ queryKey: keys.queues });
      void client.invalidateQueries({ queryKey: keys.counts });
    },
  });
}
