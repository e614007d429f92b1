import type { Message } from '@parley/shared/messages.js';
import { CornerUpLeft, Forward, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';

/** Which message is answered or passed on, and how to answer the conversation instead. */
export function ComposerQuote({
  message,
  forward,
  onDrop,
}: {
  message: Message;
  forward: boolean;
  onDrop: () => void;
}) {
  const { t } = useTranslation();
  const instead = t(forward ? 'composer.noForward' : 'composer.noInReplyTo');
  return (
    <p className="composer-quote">
      {forward ? <Forward aria-hidden="true" /> : <CornerUpLeft aria-hidden="true" />}
      <span className="truncate">
        {t(forward ? 'composer.passingOn' : 'composer.inReplyTo', {
          name: message.person?.name ?? message.member?.name ?? '',
          text: message.warning || message.text,
        })}
      </span>
      <button type="button" aria-label={instead} title={instead} onClick={onDrop}>
        <X aria-hidden="true" />
      </button>
    </p>
  );
}
