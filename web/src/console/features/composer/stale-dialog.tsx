import { useTranslation } from 'react-i18next';
import { formatClock } from '../../../lib/time.js';
import { Avatar } from '../../../ui/avatar.js';
import { Button } from '../../../ui/button.js';
import { Dialog } from '../../../ui/dialog.js';
import type { Stale } from './use-send.js';

/** The reply was refused because something is new: here it is, and the writer decides. */
export function StaleDialog({
  stale,
  onSend,
  onClose,
}: {
  stale: Stale;
  onSend: () => void;
  onClose: () => void;
}) {
  const { t, i18n } = useTranslation();
  return (
    <Dialog
      role="alertdialog"
      size="md"
      title={t('composer.staleTitle')}
      description={t('composer.staleText')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onSend}>{t('composer.staleSend')}</Button>
          <Button variant="primary" onClick={onClose}>
            {t('composer.staleBack')}
          </Button>
        </>
      }
    >
      <ul className="stale-news">
        {stale.news.map((message) => {
          const name = message.person?.name ?? message.member?.name ?? t('conversation.outside');
          return (
            <li key={message.id}>
              <Avatar name={name} size="sm" />
              <div>
                <p className="stale-who">
                  {name} <time dateTime={message.at}>{formatClock(i18n.language, message.at)}</time>
                </p>
                <p className="stale-text">{message.text}</p>
              </div>
            </li>
          );
        })}
      </ul>
    </Dialog>
  );
}
