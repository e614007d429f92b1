import type { Capability } from '@parley/shared/channel-manifest.js';
import type { Message } from '@parley/shared/messages.js';
import {
  afterModeration,
  type ModerationAction,
  moderationActionsOf,
  undoOf,
} from '@parley/shared/moderation.js';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../../lib/api-client.js';
import { toast } from '../../../ui/toast.js';
import { forgetUndo, offerUndo } from '../../acts/undo.js';
import { applyMessage } from '../../data/conversation-cache.js';
import { problemText } from '../../data/problem-text.js';

type Asked = { message: Message; action: ModerationAction; quiet?: boolean };

/** What the channel offers for this message as it stands, in the order of a menu. */
export const offeredFor = (capabilities: readonly Capability[], message: Message): ModerationAction[] =>
  moderationActionsOf(capabilities, {
    direction: message.direction,
    visibility: message.visibility,
    onPlatform: message.moderation.onPlatform,
    deleted: message.deletedAt !== null,
    state: message.moderation.state,
    liked: message.moderation.liked,
  });

/** The message as it will stand. Whoever has counted the likes counts ours as well. */
function expected(message: Message, action: ModerationAction): Message {
  const after = afterModeration(message.moderation, action);
  const by = Number(after.liked) - Number(message.moderation.liked);
  return {
    ...message,
    likes: message.likes === null ? null : Math.max(0, message.likes + by),
    moderation: { ...message.moderation, ...after, asked: null },
  };
}

/** Likes, hides, approves … a message on its platform: shown at once, put back with the reason, and taken back by a toast or `z`. */
export function useModeration() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const ask = useMutation({
    meta: { quiet: true, undoable: true },
    mutationFn: ({ message, action }: Asked) =>
      api.post<Message>(`/messages/${message.id}/moderation`, { action }),
    onMutate: ({ message, action }) => applyMessage(client, expected(message, action)),
    onSuccess: (message, { action, quiet }) => {
      applyMessage(client, message);
      const back = undoOf[action];
      if (quiet || back === null) return;
      offerUndo(t, {
        id: `moderation-${message.id}`,
        text: t(`moderation.done.${action}`),
        run: () => ask.mutateAsync({ message, action: back, quiet: true }),
      });
    },
    onError: (error, { message }) => {
      forgetUndo(`moderation-${message.id}`);
      applyMessage(client, message);
      toast.show({ tone: 'error', text: problemText(error) });
    },
  });
  return ask;
}
