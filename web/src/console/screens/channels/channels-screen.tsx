import type { ChannelStatus, ChannelSummary } from '@parley/shared/channels.js';
import { ChevronRight, Lock, Plug, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { Badge, Banner } from '../../../ui/badge.js';
import { Button } from '../../../ui/button.js';
import { ChannelIcon } from '../../../ui/channel-icon.js';
import { LoadingCards, LoadingRows } from '../../../ui/loading.js';
import { saidIn } from '../../../ui/said.js';
import { Section } from '../../../ui/section.js';
import { StateMessage } from '../../../ui/state-message.js';
import { useChannelKinds, useChannels } from '../../data/lookups.js';
import { problemText } from '../../data/problem-text.js';
import { useMay } from '../../data/session.js';
import { Page } from '../page.js';

const tones = { connected: 'ok', degraded: 'warn', disconnected: 'bad', paused: 'neutral' } as const;

export function StatusBadge({ status }: { status: ChannelStatus }) {
  const { t } = useTranslation();
  return <Badge tone={tones[status]}>{t(`channels.status.${status}`)}</Badge>;
}

/** Why a provider's page led back here without a channel. */
const consentFailure = (code: string | null) =>
  code === null ? null : (failures.find((one) => one === code) ?? 'other');
const failures = ['channel_failed', 'expired', 'forbidden'] as const;

export function ChannelsScreen() {
  const { t, i18n } = useTranslation();
  const channels = useChannels();
  const kinds = useChannelKinds();
  const mayManage = useMay('channels.manage');
  const failed = consentFailure(useSearchParams()[0].get('consent'));
  const locale = i18n.language === 'de' ? 'de' : 'en';
  return (
    <Page title={t('channels.title')} text={t('channels.intro')}>
      {failed && (
        <div className="page-banner">
          <Banner tone="bad" icon={<TriangleAlert aria-hidden="true" />}>
            {t(`channels.consentFailed.${failed}`)}
          </Banner>
        </div>
      )}
      {channels.isPending && <LoadingRows face />}
      {channels.isError && (
        <StateMessage
          tone="error"
          compact
          title={t('channels.loadError')}
          action={
            <Button
              onClick={() => {
                void channels.refetch();
                if (kinds.isError) void kinds.refetch();
              }}
            >
              {t('ui.retry')}
            </Button>
          }
        >
          {problemText(channels.error)}
        </StateMessage>
      )}
      {channels.data?.length === 0 && (
        <StateMessage compact icon={<Plug />} title={t('channels.empty')}>
          {t(mayManage ? 'channels.emptyText' : 'channels.emptyAgent')}
        </StateMessage>
      )}
      {channels.data && channels.data.length > 0 && (
        <ul className="rows channel-rows">
          {channels.data.map((channel) => (
            <li key={channel.id}>
              <ChannelLink channel={channel} />
            </li>
          ))}
        </ul>
      )}
      {mayManage && !(channels.isError && kinds.isError) && (
        <Section title={t('channels.available')}>
          {kinds.isPending && <LoadingCards />}
          {kinds.isError && !channels.isError && (
            <StateMessage
              tone="error"
              compact
              title={t('channels.kindsError')}
              action={<Button onClick={() => kinds.refetch()}>{t('ui.retry')}</Button>}
            >
              {problemText(kinds.error)}
            </StateMessage>
          )}
          <ul className="kinds">
            {kinds.data?.map((kind) => (
              <li key={kind.kind}>
                <Link to={`/channels/connect/${encodeURIComponent(kind.kind)}`} className="kind">
                  <span className="kind-icon">
                    <ChannelIcon icon={kind.icon} medium={kind.media[0]} />
                  </span>
                  <span>
                    <span className="row-title">{kind.name[locale]}</span>
                    <span className="kind-text">{kind.summary[locale]}</span>
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </Page>
  );
}

function ChannelLink({ channel }: { channel: ChannelSummary }) {
  const { t, i18n } = useTranslation();
  return (
    <Link to={`/channels/${channel.id}`} className="channel-link">
      <span className="kind-icon">
        <ChannelIcon icon={channel.icon} medium={channel.media[0]} />
      </span>
      <span className="row-main">
        <span className="row-title">{channel.name}</span>
        {channel.statusReason && (
          <span className="kind-text">
            {saidIn(i18n, { code: channel.statusCode, message: channel.statusReason })}
          </span>
        )}
      </span>
      {channel.restricted && <Badge icon={<Lock aria-hidden="true" />}>{t('channels.restricted')}</Badge>}
      <StatusBadge status={channel.status} />
      <ChevronRight className="channel-arrow" aria-hidden="true" />
    </Link>
  );
}
