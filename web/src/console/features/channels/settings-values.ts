import type { ChannelManifest, SettingsField } from '@parley/shared/channel-manifest.js';

export type SettingsValue = string | number | boolean | string[] | null;
export type SettingsValues = Record<string, SettingsValue>;
/** What stands in the form: text as typed, until it is sent. */
export type FormValues = Record<string, string | boolean>;

/** A form's first values: what is stored, else the manifest's default. Secrets are never stored here. */
export function formValues(fields: SettingsField[], stored: Record<string, unknown> = {}): FormValues {
  return Object.fromEntries(
    fields.map((field) => {
      const value = field.secret ? undefined : (stored[field.name] ?? field.defaultValue);
      if (field.type === 'checkbox') return [field.name, value === true];
      if (Array.isArray(value)) return [field.name, value.join('\n')];
      if (field.type === 'select' && field.required && value === undefined)
        return [field.name, field.options?.[0]?.value ?? ''];
      return [field.name, value === undefined || value === null ? '' : String(value)];
    }),
  );
}

/** Whether a field is shown, given what the field it depends on says. */
export function isShown(field: Pick<SettingsField, 'showWhen'>, values: FormValues): boolean {
  if (!field.showWhen) return true;
  const other = values[field.showWhen.field];
  return field.showWhen.values.some((value) => value === other);
}

/**
 * Whether these values are completed by consent at the provider rather than by a secret typed here: the kind can
 * do so, and nothing secret is asked for.
 */
export const needsConsent = (
  { capabilities, settings }: Pick<ChannelManifest, 'capabilities' | 'settings'>,
  values: FormValues,
): boolean =>
  capabilities.includes('oauth') &&
  !settings.some((field) => field.secret && field.required && isShown(field, values));

/** What is sent: shown fields only, typed; an empty secret means "keep it" and is left out. */
export function toSettings(fields: SettingsField[], values: FormValues): SettingsValues {
  const settings: SettingsValues = {};
  for (const field of fields) {
    const value = values[field.name] ?? '';
    if (!isShown(field, values) || (field.secret && value === '')) continue;
    if (typeof value === 'boolean') settings[field.name] = value;
    else if (field.type === 'list')
      settings[field.name] = value
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean);
    else if (value.trim() === '') settings[field.name] = null;
    else if (field.type === 'number') settings[field.name] = Number(value);
    else settings[field.name] = field.type === 'password' ? value : value.trim();
  }
  return settings;
}
