import type { ChannelDetail } from '@parley/shared/channels.js';
import { CircleCheck } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../../lib/now.js';
import {
  formatDate,
  formatDateTime,
  formatDuration,
  formatNumber,
  formatRelative,
} from '../../../lib/time.js';
import { Badge } from '../../../ui/badge.js';
import { Button } from '../../../ui/button.js';
import { Checkbox, Field, Input } from '../../../ui/field.js';
import { Skeleton } from '../../../ui/skeleton.js';
import { StateMessage } from '../../../ui/state-message.js';
import { toast } from '../../../ui/toast.js';
import { problemText } from '../../data/problem-text.js';
import { useMay } from '../../data/session.js';
import {
  useDeliveries,
  useInboundEvents,
  useProcessEvent,
  useSendAgain,
  useStartBackfill,
} from './channels-api.js';

export function Health({ channel }: { channel: ChannelDetail }) {
  const { t, i18n } = useTranslation();
  const now = useNow(15_000);
  const { health } = channel;
  const when = (at: string | null) => (at ? formatRelative(i18n.language, at, now) : t('ui.never'));
  const number = (value: number) => formatNumber(i18n.language, value);
  const facts: { label: string; value: string; bad?: boolean; title?: string | null }[] = [
    { label: t('channels.lastEvent'), value: when(health.lastEventAt), title: health.lastEventAt },
    { label: t('channels.lastReply'), value: when(health.lastReplyAt), title: health.lastReplyAt },
    ...(health.lastPolledAt
      ? [{ label: t('channels.lastPolled'), value: when(health.lastPolledAt), title: health.lastPolledAt }]
      : []),
    ...(health.pollLagMs !== null
      ? [
          {
            label: t('channels.lag'),
            value: formatDuration(i18n.language, health.pollLagMs),
            bad: health.pollLagMs > 10 * 60_000,
          },
        ]
      : []),
    { label: t('channels.failedEvents'), value: number(health.failedEvents), bad: health.failedEvents > 0 },
    ...(health.unroutableEvents > 0
      ? [{ label: t('channels.unroutable'), value: number(health.unroutableEvents), bad: true }]
      : []),
    ...(health.unconfirmedReplies > 0
      ? [{ label: t('channels.unconfirmed'), value: number(health.unconfirmedReplies), bad: true }]
      : []),
    { label: t('channels.waiting'), value: number(health.waitingReplies) },
    ...(health.tokenExpiresAt
      ? [
          {
            label: t('channels.tokenExpires'),
            value: when(health.tokenExpiresAt),
            bad: Date.parse(health.tokenExpiresAt) - now < 3 * 86_400_000,
          },
        ]
      : []),
    ...(health.missingPermissions.length > 0
      ? [{ label: t('channels.missing'), value: health.missingPermissions.join(', '), bad: true }]
      : []),
    ...health.quotas.map(({ name, used, limit, resetsAt, at }) => ({
      label: t('channels.quota', {
        name: t([`channels.quotas.${name}`] as never, { defaultValue: name.replaceAll('_', ' ') }),
      }),
      value:
        resetsAt && Date.parse(resetsAt) > now
          ? t('channels.quotaUntil', {
              used: number(used),
              limit: number(limit),
              when: formatRelative(i18n.language, resetsAt, now),
            })
          : t('channels.quotaUsed', { used: number(used), limit: number(limit) }),
      bad: used >= limit * 0.9 && (resetsAt === null || Date.parse(resetsAt) > now),
      title: at,
    })),
    { label: t('channels.since'), value: formatDate(i18n.language, channel.connectedAt) },
  ];
  return (
    <dl className="health">
      {facts.map((fact) => (
        <div
          key={fact.label}
          className={fact.bad ? 'is-bad' : undefined}
          title={fact.title ? formatDateTime(i18n.language, fact.title) : undefined}
        >
          <dt>{fact.label}</dt>
          <dd>{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What could not be applied, with its reason, and the way to try again. */
export function FailedEvents({ channelId }: { channelId: string }) {
  const { t, i18n } = useTranslation();
  const mayProcess = useMay('events.process');
  const failed = useInboundEvents(channelId, 'failed', true);
  const unroutable = useInboundEvents(channelId, 'unroutable', true);
  const process = useProcessEvent();
  const events = [...(failed.data?.items ?? []), ...(unroutable.data?.items ?? [])];
  if (failed.isPending) return <Skeleton width="12rem" height="1lh" />;
  if (failed.isError && !failed.data)
    return (
      <StateMessage
        tone="error"
        compact
        title={t('channels.eventsError')}
        action={<Button onClick={() => failed.refetch()}>{t('ui.retry')}</Button>}
      >
        {problemText(failed.error)}
      </StateMessage>
    );
  if (events.length === 0)
    return (
      <p className="all-well">
        <CircleCheck aria-hidden="true" />
        {t('channels.eventNone')}
      </p>
    );
  return (
    <ul className="rows">
      {events.map((event) => (
        <li key={event.id}>
          <div className="row-main">
            <p className="row-title">
              {event.reasonCode === null
                ? (event.reason ?? event.kind)
                : t(`channels.reasons.${event.reasonCode}`)}
            </p>
            <p className="row-text">
              {formatDateTime(i18n.language, event.receivedAt)} ·{' '}
              {t('channels.attempts', { count: event.attempts })}
              <span className="event-key truncate" title={event.key}>
                {event.key}
              </span>
            </p>
          </div>
          <Badge tone={event.state === 'failed' ? 'bad' : 'warn'}>
            {t(`channels.eventStates.${event.state === 'failed' ? 'failed' : 'unroutable'}`)}
          </Badge>
          {mayProcess && (
            <Button
              size="sm"
              busy={process.isPending && process.variables === event.id}
              onClick={() =>
                process.mutate(event.id, { onSuccess: () => toast.show({ text: t('channels.processing') }) })
              }
            >
              {t('channels.process')}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}

const tones = { pending: 'neutral', delivered: 'ok', failed: 'bad', unconfirmed: 'warn' } as const;

export function Deliveries({ channelId }: { channelId: string }) {
  const { t, i18n } = useTranslation();
  const mayProcess = useMay('events.process');
  const deliveries = useDeliveries(channelId, true);
  const again = useSendAgain(channelId);
  if (deliveries.isPending) return <Skeleton width="12rem" height="1lh" />;
  if (deliveries.isError && !deliveries.data)
    return (
      <StateMessage
        tone="error"
        compact
        title={t('channels.deliveriesError')}
        action={<Button onClick={() => deliveries.refetch()}>{t('ui.retry')}</Button>}
      >
        {problemText(deliveries.error)}
      </StateMessage>
    );
  const items = deliveries.data?.items ?? [];
  if (items.length === 0) return <p className="section-text">{t('channels.deliveriesNone')}</p>;
  return (
    <ul className="rows">
      {items.map((delivery) => (
        <li key={delivery.id}>
          <div className="row-main">
            <p className="row-title">
              <span className="event-key">{delivery.event}</span>
            </p>
            <p className="row-text">
              {[
                formatDateTime(i18n.language, delivery.createdAt),
                t('channels.attempts', { count: delivery.attempts }),
                delivery.lastStatus !== null && `HTTP ${delivery.lastStatus}`,
                delivery.lastError,
              ]
                .filter(Boolean)
                .join(' · ')}
            </p>
          </div>
          <Badge tone={tones[delivery.state]}>{t(`channels.deliveryStates.${delivery.state}`)}</Badge>
          {mayProcess && delivery.state !== 'pending' && (
            <Button
              size="sm"
              busy={again.isPending && again.variables === delivery.id}
              onClick={() =>
                again.mutate(delivery.id, { onSuccess: () => toast.show({ text: t('channels.sentAgain') }) })
              }
            >
              {t('channels.sendAgain')}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}

export function Backfill({ channel }: { channel: ChannelDetail }) {
  const { t, i18n } = useTranslation();
  const start = useStartBackfill(channel.id);
  const [since, setSince] = useState(() => new Date(Date.now() - 90 * 86_400_000).toISOString().slice(0, 10));
  const [queue, setQueue] = useState(false);
  const [days, setDays] = useState('7');
  const state = channel.health.backfill;
  const number = (value: number) => formatNumber(i18n.language, value);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    start.mutate({
      since: new Date(`${since}T00:00:00`).toISOString(),
      queueLastDays: queue ? Number(days) : null,
    });
  };
  return (
    <div className="form">
      {state && (
        <div role="status">
          {state.state === 'running' && (
            <progress
              className="progress"
              value={state.total ? state.done : undefined}
              max={state.total ?? undefined}
              aria-label={t('channels.backfill')}
            />
          )}
          <p className="section-text">
            {state.state === 'failed'
              ? t('channels.backfillFailed', { message: state.message ?? '' })
              : state.state === 'done'
                ? t('channels.backfillDone', { done: number(state.done) })
                : state.total
                  ? t('channels.backfillOf', { done: number(state.done), total: number(state.total) })
                  : t('channels.backfillRunning', { done: number(state.done) })}
          </p>
        </div>
      )}
      {state?.state !== 'running' && (
        <form className="form" onSubmit={submit}>
          <div className="form-row">
            <Field label={t('channels.backfillSince')}>
              <Input
                type="date"
                required
                max={new Date().toISOString().slice(0, 10)}
                value={since}
                onChange={(event) => setSince(event.target.value)}
              />
            </Field>
            {queue && (
              <Field label={t('channels.backfillDays')}>
                <Input
                  type="number"
                  min={1}
                  max={90}
                  required
                  value={days}
                  onChange={(event) => setDays(event.target.value)}
                />
              </Field>
            )}
          </div>
          <Checkbox
            label={t('channels.backfillQueue')}
            checked={queue}
            onChange={(event) => setQueue(event.target.checked)}
          />
          <div className="form-actions">
            <Button type="submit" busy={start.isPending}>
              {t('channels.backfillStart')}
            </Button>
          </div>
        </form>
      )}
    </div>
  );
}
