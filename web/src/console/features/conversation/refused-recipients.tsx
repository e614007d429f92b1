import type { Message } from '@parley/shared/messages.js';
import { MailX } from 'lucide-react';
import { useTranslation } from 'react-i18next';

/** A reply left, but not for everyone: whom it did not reach, and the server's words why. */
export function RefusedRecipients({ refused }: Pick<Message, 'refused'>) {
  const { t } = useTranslation();
  return (
    <div className="trouble trouble-refused" role="alert">
      <MailX aria-hidden="true" />
      <div>
        <p>
          <strong>{t('conversation.refusedTitle', { count: refused.length })}.</strong>{' '}
          {t('conversation.refusedText')}
        </p>
        <ul>
          {refused.map(({ address, reason }) => (
            <li key={address}>
              <bdi>{address}</bdi>
              {reason && <q>{reason}</q>}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
