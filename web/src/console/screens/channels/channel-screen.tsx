import type { ChannelDetail } from '@parley/shared/channels.js';
import { TriangleAlert } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { Banner } from '../../../ui/badge.js';
import { Button } from '../../../ui/button.js';
import { LoadingForm, LoadingRows } from '../../../ui/loading.js';
import { Said } from '../../../ui/said.js';
import { Section } from '../../../ui/section.js';
import { StateMessage } from '../../../ui/state-message.js';
import { useChannelKinds } from '../../data/lookups.js';
import { problemText } from '../../data/problem-text.js';
import { useMay } from '../../data/session.js';
import { Backfill, Deliveries, FailedEvents, Health } from '../../features/channels/channel-health.js';
import {
  ChannelAccess,
  ChannelEndpoint,
  ChannelSettings,
  ChannelStop,
} from '../../features/channels/channel-manage.js';
import { useChannel } from '../../features/channels/channels-api.js';
import { EmbedGuide, EmbedIdentity } from '../../features/channels/embed-guide.js';
import { EmbedPreview } from '../../features/channels/embed-preview.js';
import type { FormValues } from '../../features/channels/settings-values.js';
import { Page } from '../page.js';
import { StatusBadge } from './channels-screen.js';

export function ChannelScreen() {
  const { t } = useTranslation();
  const { channelId = '' } = useParams();
  const channel = useChannel(channelId);
  if (channel.data) return <Detail channel={channel.data} />;
  return (
    <Page title={t('channels.title')} back="/channels">
      {channel.isError ? (
        <StateMessage
          tone="error"
          compact
          title={t('channels.loadError')}
          action={<Button onClick={() => channel.refetch()}>{t('ui.retry')}</Button>}
        >
          {problemText(channel.error)}
        </StateMessage>
      ) : (
        <LoadingRows />
      )}
    </Page>
  );
}

function Detail({ channel }: { channel: ChannelDetail }) {
  const { t } = useTranslation();
  const mayManage = useMay('channels.manage');
  const maySeeEvents = useMay('events.read');
  const kinds = useChannelKinds();
  const manifest = kinds.data?.find((one) => one.kind === channel.kind);
  const can = new Set(channel.capabilities);
  const embedUrl = can.has('embeds') ? channel.endpointUrl : null;
  const [shown, setShown] = useState<{ name: string; values: FormValues }>({
    name: channel.name,
    values: {},
  });
  const onShown = useCallback((name: string, values: FormValues) => setShown({ name, values }), []);
  return (
    <Page title={channel.name} back="/channels" actions={<StatusBadge status={channel.status} />}>
      {channel.statusReason && (
        <div className="page-banner">
          <Banner tone="warn" icon={<TriangleAlert aria-hidden="true" />}>
            <Said saying={{ code: channel.statusCode, message: channel.statusReason }} />
          </Banner>
        </div>
      )}
      <Section title={t('channels.health')}>
        <Health channel={channel} />
      </Section>
      {maySeeEvents && (
        <Section title={t('channels.events')} text={t('channels.eventsText')}>
          <FailedEvents channelId={channel.id} />
        </Section>
      )}
      {mayManage && embedUrl && (
        <Section title={t('livechat.install')} text={t('livechat.installText')}>
          <EmbedGuide endpointUrl={embedUrl} />
        </Section>
      )}
      {mayManage && !embedUrl && (channel.endpointUrl || can.has('outgoing_webhook')) && (
        <Section title={t('channels.endpoint')}>
          <ChannelEndpoint channel={channel} />
        </Section>
      )}
      {can.has('delivery_log') && maySeeEvents && (
        <Section title={t('channels.deliveries')} text={t('channels.deliveriesText')}>
          <Deliveries channelId={channel.id} />
        </Section>
      )}
      {mayManage && can.has('backfill') && (
        <Section title={t('channels.backfill')} text={t('channels.backfillText')}>
          <Backfill channel={channel} />
        </Section>
      )}
      {mayManage && (manifest || kinds.isPending) && (
        <Section title={t('channels.settings')}>
          {manifest ? (
            <ChannelSettings channel={channel} manifest={manifest} onShown={onShown} key={channel.id} />
          ) : (
            <LoadingForm />
          )}
        </Section>
      )}
      {mayManage && embedUrl && (
        <>
          <Section title={t('livechat.preview')} text={t('livechat.previewText')}>
            <EmbedPreview {...shown} endpointUrl={embedUrl} />
          </Section>
          <Section title={t('livechat.identity')} text={t('livechat.identityText')}>
            <EmbedIdentity channel={channel} />
          </Section>
        </>
      )}
      {mayManage && (
        <>
          <Section title={t('channels.access')} text={t('channels.accessText')}>
            <ChannelAccess channel={channel} />
          </Section>
          <Section title={t('channels.danger')}>
            <ChannelStop channel={channel} />
          </Section>
        </>
      )}
    </Page>
  );
}
