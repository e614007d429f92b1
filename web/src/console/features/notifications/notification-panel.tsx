import type { Notification, NotificationKind } from '@parley/shared/notifications.js';
import {
  AlarmClock,
  AtSign,
  BellOff,
  CalendarX,
  CircleCheck,
  CircleX,
  Plug,
  Settings,
  Siren,
  UserRoundPlus,
} from 'lucide-react';
import type { ReactNode, RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useNow } from '../../../lib/now.js';
import { formatDateTime, formatWhen } from '../../../lib/time.js';
import { Button, IconButton } from '../../../ui/button.js';
import { cx } from '../../../ui/cx.js';
import { Popover } from '../../../ui/popover.js';
import { Skeleton } from '../../../ui/skeleton.js';
import { StateMessage } from '../../../ui/state-message.js';
import { problemText } from '../../data/problem-text.js';
import { useMarkNotifications, useNotifications, useUnread } from './notifications-api.js';

const icons: Record<NotificationKind, ReactNode> = {
  mentioned: <AtSign />,
  assigned: <UserRoundPlus />,
  reply_failed: <CircleX />,
  reply_cancelled: <CalendarX />,
  snooze_ended: <AlarmClock />,
  channel_degraded: <Plug />,
  alert_raised: <Siren />,
  alert_cleared: <CircleCheck />,
};
const bad: ReadonlySet<NotificationKind> = new Set(['reply_failed', 'channel_degraded', 'alert_raised']);

export function NotificationPanel({
  anchor,
  onClose,
}: {
  anchor: RefObject<HTMLElement | null>;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const query = useNotifications();
  const mark = useMarkNotifications();
  const unread = useUnread().data?.count ?? 0;
  const [newest] = query.notifications;
  const open = (notification: Notification) => {
    const { id, kind, conversationId, messageId, channelId, readAt } = notification;
    if (readAt === null) mark.mutate({ ids: [id] });
    onClose();
    if (kind === 'alert_raised' || kind === 'alert_cleared') navigate('/now');
    else if (conversationId) navigate(`/inbox/ours/${conversationId}`, { state: { messageId } });
    else if (channelId) navigate(`/channels/${channelId}`);
  };
  return (
    <Popover
      anchor={anchor}
      label={t('notices.title')}
      placement="right"
      className="notices"
      onClose={onClose}
    >
      <header className="notices-head">
        <h2>{t('notices.title')}</h2>
        <Button
          size="sm"
          variant="ghost"
          disabled={unread === 0 || !newest}
          busy={mark.isPending && 'upToId' in mark.variables}
          onClick={() => newest && mark.mutate({ upToId: newest.id })}
        >
          {t('notices.allRead')}
        </Button>
        <IconButton
          size="sm"
          label={t('notices.settings')}
          onClick={() => {
            onClose();
            navigate('/settings/profile#notices');
          }}
        >
          <Settings />
        </IconButton>
      </header>
      {query.isPending && (
        <div className="notices-wait">
          <Skeleton height="2.5rem" />
          <Skeleton height="2.5rem" />
          <Skeleton height="2.5rem" />
        </div>
      )}
      {query.isError && !query.data && (
        <StateMessage
          compact
          tone="error"
          title={t('notices.loadError')}
          action={<Button onClick={() => query.refetch()}>{t('ui.retry')}</Button>}
        >
          {problemText(query.error)}
        </StateMessage>
      )}
      {query.isSuccess && query.notifications.length === 0 && (
        <StateMessage compact icon={<BellOff />} title={t('notices.none')}>
          {t('notices.noneText')}
        </StateMessage>
      )}
      <ul className="notices-list">
        {query.notifications.map((notification) => (
          <li key={notification.id}>
            <Row notification={notification} onOpen={() => open(notification)} />
          </li>
        ))}
      </ul>
      {query.hasNextPage && (
        <div className="notices-more">
          <Button
            size="sm"
            variant="ghost"
            busy={query.isFetchingNextPage}
            onClick={() => query.fetchNextPage()}
          >
            {t('notices.more')}
          </Button>
        </div>
      )}
    </Popover>
  );
}

function Row({ notification, onOpen }: { notification: Notification; onOpen: () => void }) {
  const { t, i18n } = useTranslation();
  const now = useNow(60_000);
  const { kind, text, words, at, readAt } = notification;
  return (
    <button type="button" className={cx('notice', readAt === null && 'is-unread')} onClick={onOpen}>
      <span className={cx('notice-icon', bad.has(kind) && 'is-bad')} aria-hidden="true">
        {icons[kind]}
      </span>
      <span className="notice-body">
        <span className="notice-text">{text}</span>
        {words && (
          <span className="notice-words" dir="auto">
            {words}
          </span>
        )}
      </span>
      <time dateTime={at} title={formatDateTime(i18n.language, at)}>
        {formatWhen(i18n.language, at, now)}
      </time>
      {readAt === null && <span className="notice-dot" role="img" aria-label={t('notices.isUnread')} />}
    </button>
  );
}
