import { Plug } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { StateMessage } from '../../ui/state-message.js';
import { useMay } from '../data/session.js';

/** Nothing can be shown before a channel is connected: whoever may do that is led there. @param children what then stands here */
export function ConnectFirst({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const mayConnect = useMay('channels.manage');
  return (
    <StateMessage
      icon={<Plug />}
      title={t('inbox.connectFirst')}
      action={
        mayConnect && (
          <Link className="btn btn-primary btn-md" to="/channels">
            {t('inbox.connect')}
          </Link>
        )
      }
    >
      {children}
    </StateMessage>
  );
}
