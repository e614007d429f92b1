import { MessagesSquare } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Keys } from '../../../ui/kbd.js';
import { StateMessage } from '../../../ui/state-message.js';

export function NothingOpen() {
  const { t } = useTranslation();
  return (
    <section className="cpane is-empty" aria-label={t('conversation.region')}>
      <StateMessage icon={<MessagesSquare />} title={t('inbox.noneOpen')} action={<Keys keys="j k enter" />}>
        {t('inbox.noneOpenText')}
      </StateMessage>
    </section>
  );
}
