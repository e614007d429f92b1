import { unreadLimit } from '@parley/shared/notifications.js';
import { Bell as BellIcon } from 'lucide-react';
import { lazy, Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../../lib/time.js';
import { cx } from '../../../ui/cx.js';
import { Tooltip } from '../../../ui/tooltip.js';
import { useCommands } from '../../keys/commands.js';
import './notifications.css';
import { useUnread } from './notifications-api.js';

const NotificationPanel = lazy(async () => ({
  default: (await import('./notification-panel.js')).NotificationPanel,
}));

/** How much is new for this member, and what. */
export function Bell() {
  const { t, i18n } = useTranslation();
  const [open, setOpen] = useState(false);
  const anchor = useRef<HTMLButtonElement>(null);
  const count = useUnread().data?.count ?? 0;
  const shown = count >= unreadLimit ? `${unreadLimit - 1}+` : formatNumber(i18n.language, count);
  useCommands([
    {
      id: 'notifications',
      label: t('notices.title'),
      group: 'app',
      keys: 'g n',
      run: () => {
        anchor.current?.focus();
        setOpen(true);
      },
    },
  ]);
  return (
    <>
      <Tooltip label={t('notices.title')} keys="g n" placement="right">
        <button
          ref={anchor}
          type="button"
          className={cx('rail-link bell', open && 'active')}
          aria-haspopup="dialog"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          <BellIcon />
          {count > 0 && (
            <span className="bell-count tabular" aria-hidden="true">
              {shown}
            </span>
          )}
          {/* On a phone the short name stands to be read, and is part of what the button is called. */}
          <span className="rail-label">{t('notices.short')}</span>
          <span className="visually-hidden">
            {count > 0 ? t('notices.unread', { count, shown }) : t('notices.title')}
          </span>
        </button>
      </Tooltip>
      {open && (
        <Suspense>
          <NotificationPanel anchor={anchor} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
