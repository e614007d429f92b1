import type { ChannelManifest } from '@parley/shared/channel-manifest.js';
import type { ChannelDetail } from '@parley/shared/channels.js';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { ApiError } from '../../../lib/api-client.js';
import { Avatar } from '../../../ui/avatar.js';
import { Button } from '../../../ui/button.js';
import { Confirm } from '../../../ui/confirm.js';
import { CopyLine } from '../../../ui/copy-line.js';
import { Checkbox, Field, Input, Switch } from '../../../ui/field.js';
import { toast } from '../../../ui/toast.js';
import { useMembers } from '../../data/lookups.js';
import { problemText } from '../../data/problem-text.js';
import {
  useChannelAct,
  useChannelMembers,
  useConsent,
  useDisconnectChannel,
  useRotateSecret,
  useTestChannel,
  useUpdateChannel,
} from './channels-api.js';
import { SettingsForm } from './settings-form.js';
import { type FormValues, formValues, needsConsent, toSettings } from './settings-values.js';
import { TestResult } from './test-result.js';

export function ChannelSettings({
  channel,
  manifest,
  onShown,
}: {
  channel: ChannelDetail;
  manifest: ChannelManifest;
  /** What stands in the form, saved or not. */
  onShown?: (name: string, values: FormValues) => void;
}) {
  const { t } = useTranslation();
  const update = useUpdateChannel(channel.id);
  const test = useTestChannel();
  const consent = useConsent();
  const [name, setName] = useState(channel.name);
  const [values, setValues] = useState<FormValues>(() => formValues(manifest.settings, channel.settings));
  useEffect(() => onShown?.(name, values), [onShown, name, values]);
  const settings = () => toSettings(manifest.settings, values);
  const byConsent = needsConsent(manifest, values);
  const error = update.error instanceof ApiError ? update.error : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    update.mutate(
      { name: name.trim(), settings: settings() },
      { onSuccess: () => toast.show({ tone: 'ok', text: t('ui.saved') }) },
    );
  };
  return (
    <form className="form" onSubmit={submit}>
      <Field label={t('channels.name')} error={error?.issueFor('name')}>
        <Input required maxLength={120} value={name} onChange={(event) => setName(event.target.value)} />
      </Field>
      <SettingsForm
        fields={manifest.settings}
        values={values}
        secretsSet={channel.secretsSet}
        error={error}
        onChange={setValues}
      />
      {test.data && <TestResult result={test.data} />}
      {(error ?? consent.error ?? test.error) && (
        <p className="form-error" role="alert">
          {problemText(error ?? consent.error ?? test.error)}
        </p>
      )}
      <div className="form-actions">
        <Button type="submit" variant="primary" busy={update.isPending}>
          {t('channels.saveAction')}
        </Button>
        {byConsent && (
          <Button
            busy={consent.isPending}
            onClick={() =>
              consent.mutate({
                kind: channel.kind,
                name: name.trim(),
                settings: settings(),
                channelId: channel.id,
              })
            }
          >
            {t('channels.consentAgain')}
          </Button>
        )}
        {manifest.capabilities.includes('test_connection') && (
          <Button
            busy={test.isPending}
            onClick={() => test.mutate({ kind: channel.kind, settings: settings(), channelId: channel.id })}
          >
            {t('channels.test')}
          </Button>
        )}
      </div>
    </form>
  );
}

/** Where the other system sends to, and a new secret for it. */
export function ChannelEndpoint({ channel }: { channel: ChannelDetail }) {
  const { t } = useTranslation();
  const rotate = useRotateSecret(channel.id);
  const [asking, setAsking] = useState(false);
  return (
    <div className="form">
      {channel.endpointUrl && (
        <CopyLine label={t('channels.endpoint')} value={channel.endpointUrl} hideLabel />
      )}
      {rotate.data?.endpointSecret && (
        <CopyLine
          label={t('channels.secret')}
          value={rotate.data.endpointSecret}
          hint={t('app.copySecretHint')}
        />
      )}
      <div className="form-actions">
        <Button onClick={() => setAsking(true)}>{t('channels.rotate')}</Button>
      </div>
      {asking && (
        <Confirm
          title={t('channels.rotate')}
          description={t('channels.rotateText')}
          action={t('channels.rotate')}
          danger
          onConfirm={() => rotate.mutateAsync()}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}

export function ChannelAccess({ channel }: { channel: ChannelDetail }) {
  const { t } = useTranslation();
  const members = useMembers().data ?? [];
  const save = useChannelMembers(channel.id);
  const set = (restricted: boolean, memberIds: string[]) => save.mutate({ restricted, memberIds });
  return (
    <div className="form">
      <Switch
        label={t('channels.restrictSwitch')}
        checked={channel.restricted}
        disabled={save.isPending}
        onChange={(event) => set(event.target.checked, channel.memberIds)}
      />
      {channel.restricted && (
        <ul className="rows">
          {members.map((member) => (
            <li key={member.id}>
              <Avatar name={member.name} size="sm" />
              <Checkbox
                className="row-main"
                label={member.name}
                hint={t(`app.roles.${member.role}`)}
                checked={channel.memberIds.includes(member.id)}
                disabled={save.isPending}
                onChange={(event) =>
                  set(
                    true,
                    event.target.checked
                      ? [...channel.memberIds, member.id]
                      : channel.memberIds.filter((id) => id !== member.id),
                  )
                }
              />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

export function ChannelStop({ channel }: { channel: ChannelDetail }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const act = useChannelAct(channel.id);
  const disconnect = useDisconnectChannel(channel.id);
  const [asking, setAsking] = useState(false);
  const paused = channel.status === 'paused';
  return (
    <ul className="rows">
      <li>
        <div className="row-main">
          <p className="row-title">{t(paused ? 'channels.resume' : 'channels.pause')}</p>
          <p className="row-text">{t('channels.pauseText')}</p>
        </div>
        <Button busy={act.isPending} onClick={() => act.mutate(paused ? 'resume' : 'pause')}>
          {t(paused ? 'channels.resume' : 'channels.pause')}
        </Button>
      </li>
      <li>
        <div className="row-main">
          <p className="row-title">{t('channels.disconnect')}</p>
          <p className="row-text">{t('channels.disconnectText')}</p>
        </div>
        <Button variant="danger" onClick={() => setAsking(true)}>
          {t('channels.disconnect')}
        </Button>
      </li>
      {asking && (
        <Confirm
          title={t('channels.disconnectConfirm', { name: channel.name })}
          description={t('channels.disconnectText')}
          action={t('channels.disconnect')}
          danger
          onConfirm={async () => {
            await disconnect.mutateAsync(undefined);
            navigate('/channels', { replace: true });
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </ul>
  );
}
