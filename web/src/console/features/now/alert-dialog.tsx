import { type Alert, alertLimits, alertMeasures, isAlertTime, type SavedAlert } from '@parley/shared/now.js';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../ui/button.js';
import { CopyLine } from '../../../ui/copy-line.js';
import { Dialog } from '../../../ui/dialog.js';
import { Checkbox, Field, Input, Select, Switch } from '../../../ui/field.js';
import { useChannels, useMembers } from '../../data/lookups.js';
import { problemText } from '../../data/problem-text.js';
import { type AlertDraft, alertOf, draftOf, type Unit, units, withMeasure } from './alert-draft.js';
import { useHasHours, useSaveAlert } from './alerts-api.js';

const media = ['chat', 'dm', 'comment', 'email'] as const;

type PartProps = { draft: AlertDraft; change: (part: Partial<AlertDraft>) => void };

/** Makes an alert, or changes one. */
export function AlertDialog({
  alert,
  onSaved,
  onClose,
}: {
  alert: Alert | null;
  onSaved: (saved: SavedAlert) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const form = useId();
  const save = useSaveAlert();
  const [draft, setDraft] = useState(() => draftOf(alert));
  const change = (part: Partial<AlertDraft>) => setDraft({ ...draft, ...part });
  const nobody = draft.chosen && draft.memberIds.length === 0 && (draft.inConsole || draft.byMail);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!nobody) save.mutate({ ...alertOf(draft), id: alert?.id ?? null }, { onSuccess: onSaved });
  };
  return (
    <Dialog
      size="md"
      title={t(alert ? 'now.editAlert' : 'now.newAlert')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button type="submit" form={form} variant="primary" busy={save.isPending} disabled={nobody}>
            {t('ui.save')}
          </Button>
        </>
      }
    >
      <form id={form} className="form" onSubmit={submit}>
        <When draft={draft} change={change} setDraft={setDraft} />
        <Where draft={draft} change={change} />
        <How draft={draft} change={change} />
        {(draft.inConsole || draft.byMail) && <Whom draft={draft} change={change} />}
        <HowOften draft={draft} change={change} />
        {save.isError && (
          <p className="form-error" role="alert">
            {problemText(save.error)}
          </p>
        )}
      </form>
    </Dialog>
  );
}

function When({ draft, change, setDraft }: PartProps & { setDraft: (draft: AlertDraft) => void }) {
  const { t } = useTranslation();
  const time = isAlertTime(draft.measure);
  return (
    <div className="now-when">
      <Field label={t('now.form.when')}>
        <Select
          value={draft.measure}
          onChange={(event) => {
            const measure = alertMeasures.find((one) => one === event.target.value);
            if (measure) setDraft(withMeasure(draft, measure));
          }}
        >
          {alertMeasures.map((measure) => (
            <option key={measure} value={measure}>
              {t(`now.form.measures.${measure}`)}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t('now.form.limit')}>
        <Input
          type="number"
          min={draft.measure === 'longest_wait' ? 0.2 : 0}
          max={time ? undefined : alertLimits.mostCount}
          step={time ? 'any' : 1}
          required
          value={draft.limit}
          onChange={(event) => change({ limit: event.target.value })}
        />
      </Field>
      {time && (
        <Field label={t('now.form.unit')} hideLabel>
          <Select value={draft.unit} onChange={(event) => change({ unit: event.target.value as Unit })}>
            {units.map((unit) => (
              <option key={unit} value={unit}>
                {t(`now.form.units.${unit}`)}
              </option>
            ))}
          </Select>
        </Field>
      )}
    </div>
  );
}

function Where({ draft, change }: PartProps) {
  const { t } = useTranslation();
  const channels = useChannels().data ?? [];
  const restricted = channels.some((channel) => channel.restricted);
  return (
    <div className="form-row">
      <Field
        label={t('now.form.where')}
        hint={draft.channelId === null && restricted ? t('now.form.allHint') : undefined}
      >
        <Select
          value={draft.channelId ?? ''}
          onChange={(event) => change({ channelId: event.target.value || null })}
        >
          <option value="">{t('now.allChannels')}</option>
          {channels.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t('now.form.medium')}>
        <Select
          value={draft.medium ?? ''}
          onChange={(event) => change({ medium: media.find((one) => one === event.target.value) ?? null })}
        >
          <option value="">{t('now.form.allMedia')}</option>
          {media.map((medium) => (
            <option key={medium} value={medium}>
              {t(`inbox.media.${medium}`)}
            </option>
          ))}
        </Select>
      </Field>
    </div>
  );
}

function How({ draft, change }: PartProps) {
  const { t } = useTranslation();
  return (
    <fieldset className="field now-ways">
      <legend className="field-label">{t('now.form.how')}</legend>
      <Switch
        label={t('now.form.inConsole')}
        checked={draft.inConsole}
        onChange={(event) => change({ inConsole: event.target.checked })}
      />
      <Switch
        label={t('now.form.byMail')}
        hint={t('now.form.byMailHint')}
        checked={draft.byMail}
        onChange={(event) => change({ byMail: event.target.checked })}
      />
      <Switch
        label={t('now.form.webhook')}
        hint={t('now.form.webhookHint')}
        checked={draft.webhook}
        onChange={(event) => change({ webhook: event.target.checked })}
      />
      {draft.webhook && (
        <Field label={t('now.form.webhookUrl')}>
          <Input
            type="url"
            required
            pattern="https?://.+"
            maxLength={2_000}
            placeholder="https://"
            value={draft.webhookUrl}
            onChange={(event) => change({ webhookUrl: event.target.value })}
          />
        </Field>
      )}
    </fieldset>
  );
}

function HowOften({ draft, change }: PartProps) {
  const { t } = useTranslation();
  const hasHours = useHasHours();
  const hint = draft.onlyInHours && t(hasHours === false ? 'now.form.noHours' : 'now.form.inHoursHint');
  return (
    <div className="form-row">
      <Field label={t('now.form.hours')} hint={hint || undefined}>
        <Select
          value={draft.onlyInHours ? 'hours' : 'any'}
          onChange={(event) => change({ onlyInHours: event.target.value === 'hours' })}
        >
          <option value="any">{t('now.form.anyTime')}</option>
          <option value="hours">{t('now.form.inHours')}</option>
        </Select>
      </Field>
      <Field label={t('now.form.quiet')} hint={t('now.form.quietHint')}>
        <span className="now-quiet-time">
          <Input
            type="number"
            min={0}
            max={alertLimits.mostQuietMs / 60_000}
            step={1}
            required
            value={draft.quietMinutes}
            onChange={(event) => change({ quietMinutes: event.target.value })}
          />
          {t('now.form.minutes')}
        </span>
      </Field>
    </div>
  );
}

function Whom({ draft, change }: PartProps) {
  const { t } = useTranslation();
  const members = useMembers().data ?? [];
  const toggle = (id: string, on: boolean) =>
    change({ memberIds: on ? [...draft.memberIds, id] : draft.memberIds.filter((one) => one !== id) });
  return (
    <>
      <Field
        label={t('now.form.whom')}
        error={draft.chosen && draft.memberIds.length === 0 ? t('now.form.chooseOne') : undefined}
      >
        <Select
          value={draft.chosen ? 'chosen' : 'managers'}
          onChange={(event) => change({ chosen: event.target.value === 'chosen' })}
        >
          <option value="managers">{t('now.form.managers')}</option>
          <option value="chosen">{t('now.form.chosen')}</option>
        </Select>
      </Field>
      {draft.chosen && (
        <fieldset className="now-members">
          <legend className="visually-hidden">{t('now.form.chosen')}</legend>
          {members.map(({ id, name }) => (
            <Checkbox
              key={id}
              label={name}
              checked={draft.memberIds.includes(id)}
              onChange={(event) => toggle(id, event.target.checked)}
            />
          ))}
        </fieldset>
      )}
    </>
  );
}

/** Shown once, after it was made. */
export function SecretDialog({ secret, onClose }: { secret: string; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog
      title={t('now.secretTitle')}
      description={t('now.secretText')}
      onClose={onClose}
      footer={
        <Button variant="primary" onClick={onClose}>
          {t('now.done')}
        </Button>
      }
    >
      <CopyLine label={t('now.secret')} value={secret} />
    </Dialog>
  );
}
