import type { SettingsField } from '@parley/shared/channel-manifest.js';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiError } from '../../../lib/api-client.js';
import { Checkbox, Field, Input, Select, TextArea } from '../../../ui/field.js';
import { useChannels } from '../../data/lookups.js';
import './embed.css';
import { type FormValues, isShown } from './settings-values.js';

type Props = {
  fields: SettingsField[];
  values: FormValues;
  secretsSet?: string[];
  error: ApiError | null;
  onChange: (values: FormValues) => void;
};

/** The form a channel kind describes in its manifest; nothing here knows any kind. */
export function SettingsForm({ fields, values, secretsSet = [], error, onChange }: Props) {
  const { t } = useTranslation();
  const form = useRef<HTMLDivElement>(null);
  // What is wrong may lie out of sight.
  useEffect(() => {
    if (error) form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
  }, [error]);
  const shown = fields.filter((field) => isShown(field, values));
  const basic = shown.filter((field) => !field.advanced);
  const advanced = shown.filter((field) => field.advanced);
  const row = (field: SettingsField) => (
    <SettingsRow
      key={field.name}
      field={field}
      value={values[field.name] ?? ''}
      isSet={secretsSet.includes(field.name)}
      error={error?.issueFor(`settings.${field.name}`) ?? error?.issueFor(field.name)}
      onChange={(value) => onChange({ ...values, [field.name]: value })}
    />
  );
  return (
    <div ref={form} className="form">
      {basic.map(row)}
      {advanced.length > 0 && (
        <details
          className="form-advanced"
          open={advanced.some((field) => error?.issueFor(`settings.${field.name}`)) || undefined}
        >
          <summary>{t('channels.advanced')}</summary>
          <div className="form-fields">{advanced.map(row)}</div>
        </details>
      )}
    </div>
  );
}

function SettingsRow({
  field,
  value,
  isSet,
  error,
  onChange,
}: {
  field: SettingsField;
  value: string | boolean;
  isSet: boolean;
  error: string | undefined;
  onChange: (value: string | boolean) => void;
}) {
  const { t, i18n } = useTranslation();
  const locale = i18n.language === 'de' ? 'de' : 'en';
  const label = field.label[locale];
  const help = field.help?.[locale];
  if (field.type === 'checkbox')
    return (
      <Checkbox
        label={label}
        hint={help}
        checked={value === true}
        onChange={(event) => onChange(event.target.checked)}
      />
    );
  // Behind "Advanced" everything may be left alone, and a choice that is made already need not say so.
  const mayStayEmpty = !field.required && !field.advanced && field.defaultValue === undefined;
  const hint = [help, isSet && t('channels.secretSet'), field.type === 'list' && t('channels.listHint')]
    .filter(Boolean)
    .join(' ');
  const shared = {
    name: field.name,
    required: field.required && !isSet,
    placeholder: field.placeholder,
    value: String(value),
  };
  return (
    <Field
      label={label}
      hint={hint || undefined}
      error={error}
      optional={mayStayEmpty ? t('ui.optional') : undefined}
    >
      {field.type === 'select' ? (
        <Select {...shared} onChange={(event) => onChange(event.target.value)}>
          {!field.required && field.defaultValue === undefined && (
            <option value="">{t('channels.automatic')}</option>
          )}
          {field.options?.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label[locale]}
            </option>
          ))}
        </Select>
      ) : field.type === 'channel' ? (
        <ChannelChoice {...shared} field={field} onChange={onChange} />
      ) : field.type === 'colour' ? (
        <span className="colour-field">
          <input
            type="color"
            aria-label={t('livechat.colour', { label })}
            value={/^#[\da-f]{6}$/i.test(shared.value) ? shared.value : '#000000'}
            onChange={(event) => onChange(event.target.value)}
          />
          <Input
            {...shared}
            pattern="#[0-9a-fA-F]{6}"
            spellCheck={false}
            onChange={(event) => onChange(event.target.value)}
          />
        </span>
      ) : field.type === 'lines' ? (
        <TextArea {...shared} rows={2} onChange={(event) => onChange(event.target.value)} />
      ) : field.type === 'list' ? (
        <TextArea {...shared} rows={3} onChange={(event) => onChange(event.target.value)} />
      ) : (
        <Input
          {...shared}
          type={field.type}
          autoComplete={field.secret ? 'new-password' : 'off'}
          spellCheck={false}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

/** One of the brand's channels that can do what the field asks for. */
function ChannelChoice({
  field,
  onChange,
  ...shared
}: {
  field: SettingsField;
  name: string;
  required: boolean;
  value: string;
  onChange: (value: string) => void;
}) {
  const { t } = useTranslation();
  const channels = useChannels().data?.filter(
    (channel) => field.capability === undefined || channel.capabilities.includes(field.capability),
  );
  return (
    <Select {...shared} onChange={(event) => onChange(event.target.value)}>
      <option value="">{t('livechat.noChannel')}</option>
      {channels?.map((channel) => (
        <option key={channel.id} value={channel.id}>
          {channel.name}
        </option>
      ))}
    </Select>
  );
}
