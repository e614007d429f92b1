import type { SettingsField } from '@parley/shared/channel-manifest.js';
import { expect, it } from 'vitest';
import { formValues, isShown, toSettings } from './settings-values.js';

const field = (
  name: string,
  type: SettingsField['type'],
  over: Partial<SettingsField> = {},
): SettingsField => ({
  name,
  type,
  label: { en: name, de: name },
  required: false,
  secret: false,
  advanced: false,
  ...over,
});
const fields = [
  field('host', 'text'),
  field('port', 'number', { defaultValue: 993 }),
  field('auth', 'select', { options: [{ value: 'password', label: { en: '', de: '' } }] }),
  field('secret', 'password', { secret: true, showWhen: { field: 'auth', values: ['password'] } }),
  field('client', 'text', { showWhen: { field: 'auth', values: ['oauth'] } }),
  field('tls', 'checkbox'),
  field('folders', 'list'),
];

it('starts with what is stored, then with defaults, and never with secrets', () => {
  expect(formValues(fields, { host: 'h', secret: 'no', tls: true, folders: ['a', 'b'] })).toEqual({
    host: 'h',
    port: '993',
    auth: 'password',
    secret: '',
    client: '',
    tls: true,
    folders: 'a\nb',
  });
});

it('sends typed values of what is shown, and keeps a secret that was not typed', () => {
  const values = { ...formValues(fields), host: ' h ', folders: ' a \n\nb', client: 'hidden' };
  expect(toSettings(fields, values)).toEqual({
    host: 'h',
    port: 993,
    auth: 'password',
    tls: false,
    folders: ['a', 'b'],
  });
  expect(toSettings(fields, { ...values, secret: ' pass ' })).toMatchObject({ secret: ' pass ' });
  expect(toSettings(fields, { ...values, host: '' })).toMatchObject({ host: null });
});

it('shows a field only while another says so', () => {
  const client = fields[4] as SettingsField;
  expect(isShown(client, { auth: 'oauth' })).toBe(true);
  expect(isShown(client, { auth: 'password' })).toBe(false);
});
