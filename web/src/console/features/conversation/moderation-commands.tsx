import type { Capability } from '@parley/shared/channel-manifest.js';
import type { Message } from '@parley/shared/messages.js';
import type { ModerationAction } from '@parley/shared/moderation.js';
import { useTranslation } from 'react-i18next';
import { useCommands } from '../../keys/commands.js';
import { offeredFor } from './use-moderation.js';

const keysOf: Partial<Record<ModerationAction, 'like' | 'hide'>> = {
  like: 'like',
  unlike: 'like',
  hide: 'hide',
  unhide: 'hide',
};

/** What the message menu can do with the newest message of a person, by keys and from the palette. */
export function ModerationCommands({
  messages,
  capabilities,
  onModerate,
}: {
  messages: Message[];
  capabilities: readonly Capability[];
  onModerate: (message: Message, action: ModerationAction) => void;
}) {
  const { t } = useTranslation();
  const newest = messages.findLast((message) => message.direction === 'in' && message.deletedAt === null);
  const actions = newest ? offeredFor(capabilities, newest) : [];
  useCommands(
    actions.map((action) => ({
      id: `moderate-${action}`,
      label: t(`moderation.actions.${action}`),
      detail: newest?.person?.name ?? '',
      group: 'conversation' as const,
      ...(keysOf[action] === 'like' ? { keys: 'l' } : keysOf[action] === 'hide' ? { keys: 'h' } : {}),
      stamp: `${newest?.id} ${newest?.version}`,
      run: () => newest && onModerate(newest, action),
    })),
  );
  return null;
}
