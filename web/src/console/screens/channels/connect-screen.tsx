import type { ChannelManifest } from '@parley/shared/channel-manifest.js';
import type { ChannelDetail } from '@parley/shared/channels.js';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { ApiError } from '../../../lib/api-client.js';
import { Button } from '../../../ui/button.js';
import { CopyLine } from '../../../ui/copy-line.js';
import { Field, Input } from '../../../ui/field.js';
import { LoadingForm } from '../../../ui/loading.js';
import { Section } from '../../../ui/section.js';
import { StateMessage } from '../../../ui/state-message.js';
import { toast } from '../../../ui/toast.js';
import { useChannelKinds } from '../../data/lookups.js';
import { problemText } from '../../data/problem-text.js';
import {
  useConnectChannel,
  useConsent,
  useSuggestSettings,
  useTestChannel,
} from '../../features/channels/channels-api.js';
import { ConnectSteps } from '../../features/channels/connect-steps.js';
import { EmbedGuide } from '../../features/channels/embed-guide.js';
import { EmbedPreview } from '../../features/channels/embed-preview.js';
import { SettingsForm } from '../../features/channels/settings-form.js';
import {
  type FormValues,
  formValues,
  needsConsent,
  toSettings,
} from '../../features/channels/settings-values.js';
import { TestResult } from '../../features/channels/test-result.js';
import { Page } from '../page.js';

export function ConnectScreen() {
  const { t } = useTranslation();
  const { kind } = useParams();
  const kinds = useChannelKinds();
  const manifest = kinds.data?.find((one) => one.kind === kind);
  if (kinds.isPending)
    return (
      <Page title={t('channels.connect')} back="/channels">
        <LoadingForm />
      </Page>
    );
  if (kinds.isError && !kinds.data)
    return (
      <Page title={t('channels.connect')} back="/channels">
        <StateMessage
          tone="error"
          compact
          title={t('channels.kindsError')}
          action={<Button onClick={() => kinds.refetch()}>{t('ui.retry')}</Button>}
        >
          {problemText(kinds.error)}
        </StateMessage>
      </Page>
    );
  if (!manifest)
    return (
      <Page title={t('channels.connect')} back="/channels">
        <StateMessage compact title={t('channels.notFound')} />
      </Page>
    );
  return <ConnectForm manifest={manifest} key={manifest.kind} />;
}

function ConnectForm({ manifest }: { manifest: ChannelManifest }) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const connect = useConnectChannel();
  const test = useTestChannel();
  const suggest = useSuggestSettings();
  const consent = useConsent();
  const [name, setName] = useState('');
  const [values, setValues] = useState<FormValues>(() => formValues(manifest.settings));
  const [created, setCreated] = useState<{ channel: ChannelDetail; secret: string } | null>(null);
  const title = t('channels.connectKind', { kind: manifest.name[i18n.language === 'de' ? 'de' : 'en'] });
  const can = new Set(manifest.capabilities);
  const embeds = can.has('embeds');
  const settings = () => toSettings(manifest.settings, values);
  const address = manifest.settings.find((field) => field.type === 'email')?.name;

  if (created && embeds)
    return (
      <Page title={t('livechat.connected')} text={t('livechat.connectedText')}>
        <div className="form">
          {created.channel.endpointUrl && <EmbedGuide endpointUrl={created.channel.endpointUrl} />}
          <CopyLine label={t('livechat.secret')} value={created.secret} hint={t('app.copySecretHint')} />
          <p>
            <Link to={`/channels/${created.channel.id}`}>{t('channels.toChannel')}</Link>
          </p>
        </div>
      </Page>
    );
  if (created)
    return (
      <Page title={t('channels.secretTitle')} text={t('channels.secretText')}>
        <div className="form">
          {created.channel.endpointUrl && (
            <CopyLine label={t('channels.endpoint')} value={created.channel.endpointUrl} />
          )}
          <CopyLine label={t('channels.secret')} value={created.secret} hint={t('app.copySecretHint')} />
          <p>
            <Link to={`/channels/${created.channel.id}`}>{t('channels.toChannel')}</Link>
          </p>
        </div>
      </Page>
    );

  const byConsent = needsConsent(manifest, values);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const input = {
      kind: manifest.kind,
      name: name.trim() || String((address && values[address]) || manifest.name.en),
      settings: settings(),
    };
    if (byConsent) return consent.mutate(input);
    connect.mutate(input, {
      onSuccess: ({ channel, endpointSecret }) =>
        endpointSecret
          ? setCreated({ channel, secret: endpointSecret })
          : navigate(`/channels/${channel.id}`, { replace: true }),
    });
  };
  /** Fills in what is known about the provider of the address. */
  const fillIn = () => {
    const typed = address ? String(values[address] ?? '') : '';
    if (!typed) return;
    suggest.mutate(
      { kind: manifest.kind, address: typed },
      {
        onSuccess: ({ provider, settings: found, notes }) => {
          setValues((before) => ({
            ...before,
            ...formValues(
              manifest.settings.filter((field) => field.name in found),
              found,
            ),
          }));
          toast.show({
            text: [
              provider ? t('channels.suggested', { provider }) : t('channels.suggestedNone'),
              ...notes,
            ].join(' '),
          });
        },
      },
    );
  };
  const error = [connect.error, consent.error, test.error].find((one) => one instanceof ApiError) ?? null;
  return (
    <Page title={title} text={t('channels.connectText')} back="/channels">
      <form className="form" onSubmit={submit}>
        <Field
          label={t('channels.name')}
          hint={t('channels.nameHint')}
          optional={t('ui.optional')}
          error={error?.issueFor('name')}
        >
          <Input value={name} maxLength={120} onChange={(event) => setName(event.target.value)} />
        </Field>
        <ConnectSteps steps={manifest.steps ?? []} values={values} />
        <SettingsForm fields={manifest.settings} values={values} error={error} onChange={setValues} />
        {test.data && <TestResult result={test.data} />}
        {error && (
          <p className="form-error" role="alert">
            {problemText(error)}
          </p>
        )}
        <div className="form-actions">
          <Button type="submit" variant="primary" busy={connect.isPending || consent.isPending}>
            {t(byConsent ? 'channels.consent' : 'channels.connectAction')}
          </Button>
          {can.has('test_connection') && !byConsent && (
            <Button
              busy={test.isPending}
              onClick={() => test.mutate({ kind: manifest.kind, settings: settings() })}
            >
              {t('channels.test')}
            </Button>
          )}
          {can.has('suggests_settings') && address && (
            <Button variant="ghost" busy={suggest.isPending} onClick={fillIn}>
              {t('channels.suggest')}
            </Button>
          )}
        </div>
      </form>
      {embeds && (
        <Section title={t('livechat.preview')} text={t('livechat.previewText')}>
          <EmbedPreview
            name={name || manifest.name[i18n.language === 'de' ? 'de' : 'en']}
            values={values}
            endpointUrl={null}
          />
        </Section>
      )}
    </Page>
  );
}
