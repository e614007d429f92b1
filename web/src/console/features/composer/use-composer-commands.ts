import { useTranslation } from 'react-i18next';
import { type Command, useCommands } from '../../keys/commands.js';

type Acts = {
  onReply: () => void;
  onNote: () => void;
  onSend: (closeAfter: boolean) => void;
  onLater: (closeAfter: boolean) => void;
  onForward: (() => void) | undefined;
};

/** What the composer offers to keys and palette. */
export function useComposerCommands({ onReply, onNote, onSend, onLater, onForward }: Acts): void {
  const { t } = useTranslation();
  const command = (
    id: string,
    label: string,
    keys: string,
    run: () => void,
    more: Partial<Command> = {},
  ): Command => ({
    id,
    label,
    group: 'reply',
    keys,
    run,
    ...more,
  });
  useCommands([
    command('reply', t('composer.focusReply'), 'r', onReply),
    command('note', t('composer.focusNote'), 'n', onNote),
    command('send', t('composer.send'), 'mod+enter', () => onSend(false), { whileTyping: true }),
    command('send-close', t('composer.sendClose'), 'mod+shift+enter', () => onSend(true), {
      whileTyping: true,
    }),
    command('send-later', t('later.sendAction'), 'mod+shift+l', () => onLater(false), { whileTyping: true }),
    ...(onForward ? [command('forward', t('composer.focusForward'), 'f', onForward)] : []),
  ]);
}
