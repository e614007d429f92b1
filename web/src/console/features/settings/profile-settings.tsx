import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStored } from '../../../lib/stored.js';
import { Button } from '../../../ui/button.js';
import { Field, Input, Select, Switch, TextArea } from '../../../ui/field.js';
import { Segmented } from '../../../ui/segmented.js';
import { toast } from '../../../ui/toast.js';
import { Loaded } from './loaded.js';
import { NoticeSettings } from './notice-settings.js';
import { type Profile, useProfile, useUpdateProfile } from './settings-api.js';

export function ProfileSettings() {
  const profile = useProfile();
  return <Loaded query={profile}>{(data) => <ProfileForm profile={data} key={data.id} />}</Loaded>;
}

const undoChoices = [0, 3, 5, 10, 20, 30];

function ProfileForm({ profile }: { profile: Profile }) {
  const { t } = useTranslation();
  const update = useUpdateProfile();
  const [name, setName] = useState(profile.name);
  const [signature, setSignature] = useState(profile.signature);
  const [sound, setSound] = useStored('sound', false);
  const saved = () => toast.show({ tone: 'ok', text: t('ui.saved'), durationMs: 2_000 });
  return (
    <div className="form">
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          update.mutate({ name: name.trim(), signature }, { onSuccess: saved });
        }}
      >
        <Field label={t('settings.name')} hint={t('settings.nameHint')}>
          <Input
            required
            maxLength={120}
            autoComplete="name"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        <Field label={t('settings.email')}>
          <Input value={profile.email} disabled />
        </Field>
        <Field label={t('settings.signature')} hint={t('settings.signatureHint')} optional={t('ui.optional')}>
          <TextArea
            maxLength={5_000}
            value={signature}
            onChange={(event) => setSignature(event.target.value)}
          />
        </Field>
        <div className="form-actions">
          <Button
            type="submit"
            variant="primary"
            busy={update.isPending && update.variables.name !== undefined}
            disabled={name === profile.name && signature === profile.signature}
          >
            {t('ui.save')}
          </Button>
        </div>
      </form>
      <hr className="menu-separator" />
      <Field label={t('settings.language')}>
        <Select
          value={profile.locale}
          onChange={(event) => update.mutate({ locale: event.target.value as Profile['locale'] })}
        >
          {(['en', 'de'] as const).map((locale) => (
            <option key={locale} value={locale}>
              {t(`app.languages.${locale}`)}
            </option>
          ))}
        </Select>
      </Field>
      <div className="field">
        <span className="field-label">{t('settings.theme')}</span>
        <Segmented
          label={t('settings.theme')}
          value={profile.theme}
          onChange={(theme) => update.mutate({ theme })}
          options={(['system', 'light', 'dark'] as const).map((theme) => ({
            value: theme,
            label: t(`app.themes.${theme}`),
          }))}
        />
      </div>
      <Field label={t('settings.undo')} hint={t('settings.undoHint')}>
        <Select
          value={profile.undoMs / 1_000}
          onChange={(event) => update.mutate({ undoMs: Number(event.target.value) * 1_000 })}
        >
          {[...new Set([...undoChoices, profile.undoMs / 1_000])]
            .sort((a, b) => a - b)
            .map((seconds) => (
              <option key={seconds} value={seconds}>
                {seconds === 0 ? t('settings.undoNone') : t('settings.seconds', { count: seconds })}
              </option>
            ))}
        </Select>
      </Field>
      <NoticeSettings />
      <BrowserNotices />
      <Switch
        label={t('settings.sound')}
        checked={sound}
        onChange={(event) => setSound(event.target.checked)}
      />
    </div>
  );
}

/** Notifications are this browser's own: it must allow them, and only it remembers. */
function BrowserNotices() {
  const { t } = useTranslation();
  const [on, setOn] = useStored('notifications', false);
  const [permission, setPermission] = useState(() => window.Notification?.permission ?? 'denied');
  useEffect(() => setPermission(window.Notification?.permission ?? 'denied'), []);
  const change = async (wanted: boolean) => {
    if (!wanted) return setOn(false);
    const given = await window.Notification?.requestPermission();
    setPermission(given ?? 'denied');
    setOn(given === 'granted');
  };
  return (
    <Switch
      label={t('settings.notify')}
      hint={t(permission === 'denied' ? 'settings.notifyDenied' : 'settings.notifyHint')}
      checked={on && permission === 'granted'}
      disabled={permission === 'denied'}
      onChange={(event) => void change(event.target.checked)}
    />
  );
}
