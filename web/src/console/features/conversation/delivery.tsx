import type { Message } from '@parley/shared/messages.js';
import { Check, CheckCheck, CircleHelp, CircleX, Clock, Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../../lib/now.js';
import { formatDateTime, formatWhen } from '../../../lib/time.js';
import { Button } from '../../../ui/button.js';
import { cx } from '../../../ui/cx.js';
import { Said } from '../../../ui/said.js';
import { type MessageAct, useMessageAct } from './conversation-api.js';
import { RefusedRecipients } from './refused-recipients.js';

/** How far a reply has come, as a tick with its time. */
export function DeliveryTick({ message }: { message: Message }) {
  const { t, i18n } = useTranslation();
  const { state } = message;
  const now = useNow(state === 'held' ? 1_000 : 60_000);
  if (!state || state === 'draft') return null;
  const when = message.readAt ?? message.deliveredAt ?? message.sentAt ?? message.at;
  const label =
    state === 'held' && message.heldUntil && Date.parse(message.heldUntil) - now > 60_000
      ? t('conversation.state.heldUntil', { when: formatDateTime(i18n.language, message.heldUntil) })
      : steps(message)
          .map(([step, at]) => t(`conversation.state.${step}`, { when: formatWhen(i18n.language, at, now) }))
          .join(' · ') || t(`conversation.state.${state}`, { when: formatWhen(i18n.language, when, now) });
  const Icon = {
    held: Clock,
    queued: Clock,
    sending: Clock,
    sent: Check,
    delivered: CheckCheck,
    read: CheckCheck,
    failed: CircleX,
    cancelled: Undo2,
    unconfirmed: CircleHelp,
  }[state];
  return (
    <span className={cx('tick', `tick-${state}`)} role="img" aria-label={label} title={label}>
      <Icon aria-hidden="true" />
    </span>
  );
}

/** Every step a reply that left has come, with its time. */
const steps = ({ state, sentAt, deliveredAt, readAt }: Message) =>
  state !== 'sent' && state !== 'delivered' && state !== 'read'
    ? []
    : (
        [
          ['sent', sentAt],
          ['delivered', deliveredAt],
          ['read', readAt],
        ] as const
      ).flatMap(([step, at]) => (at === null ? [] : [[step, at] as const]));

/** What a reply needs from a member: that it failed and why, that its outcome is unknown, that it is still held. */
export function DeliveryTrouble({
  message,
  onTakeBack,
}: {
  message: Message;
  onTakeBack: (message: Message) => void;
}) {
  const { t, i18n } = useTranslation();
  const act = useMessageAct();
  const now = useNow(message.state === 'held' ? 1_000 : 3_600_000);
  const run = (name: MessageAct['act'], outcome?: MessageAct['outcome']) =>
    act.mutate({ message, act: name, outcome });
  const optimistic = message.version === 0;

  if (message.state === 'held' && message.heldUntil && Date.parse(message.heldUntil) > now && !optimistic)
    return (
      <div className="trouble trouble-held">
        <Clock aria-hidden="true" />
        <span>
          {Date.parse(message.heldUntil) - now > 60_000
            ? t('conversation.state.heldUntil', { when: formatDateTime(i18n.language, message.heldUntil) })
            : t('conversation.state.held')}
        </span>
        <Button size="sm" onClick={() => onTakeBack(message)}>
          {t('conversation.undo')}
        </Button>
      </div>
    );
  if (message.state === 'failed' || (message.state === 'cancelled' && message.reason))
    return (
      <div className="trouble trouble-failed" role="alert">
        <CircleX aria-hidden="true" />
        <span>
          <strong>{t(`conversation.state.${message.state}`)}.</strong>{' '}
          {message.reason && <Said saying={message.reason} />}
        </span>
        {message.state === 'cancelled' ? (
          <Button size="sm" onClick={() => onTakeBack(message)}>
            {t('later.useWords')}
          </Button>
        ) : (
          <Button size="sm" busy={act.isPending} onClick={() => run('send-again')}>
            {t('conversation.sendAgain')}
          </Button>
        )}
      </div>
    );
  if (message.state === 'queued' && message.reason)
    return (
      <div className="trouble trouble-held">
        <Clock aria-hidden="true" />
        <span>
          <strong>{t('conversation.state.queued')}.</strong>{' '}
          {message.reason.code === 'waits_for_unconfirmed' ? (
            t('conversation.waitsForUnconfirmed')
          ) : (
            <Said saying={message.reason} />
          )}
        </span>
      </div>
    );
  if (message.state !== 'unconfirmed' && message.refused.length > 0)
    return <RefusedRecipients refused={message.refused} />;
  if (message.state === 'unconfirmed')
    return (
      <div className="trouble trouble-unconfirmed" role="alert">
        <CircleHelp aria-hidden="true" />
        <span>
          <strong>{t('conversation.state.unconfirmed')}.</strong> {t('conversation.unconfirmedText')}
          <span className="trouble-actions">
            <Button size="sm" disabled={act.isPending} onClick={() => run('resolve', 'sent')}>
              {t('conversation.itArrived')}
            </Button>
            <Button size="sm" disabled={act.isPending} onClick={() => run('resolve', 'not_sent')}>
              {t('conversation.itDidNot')}
            </Button>
            <Button size="sm" disabled={act.isPending} onClick={() => run('resolve', 'send_again')}>
              {t('conversation.resend')}
            </Button>
          </span>
        </span>
      </div>
    );
  return null;
}
