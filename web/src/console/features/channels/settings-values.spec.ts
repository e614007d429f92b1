import type { SettingsField } from '@parley/shared/channel-manifest.js';
import { expect, it } from 'vitest';
import { formValues, isShown, needsConsent, toSettings } from './settings-values.js';

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
  field('auth', 'select', { required: true, options: [{ value: 'password', label: { en: '', de: '' } }] }),
  field('tlsMode', 'select', { options: [{ value: 'tls', label: { en: '', de: '' } }] }),
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
    tlsMode: '',
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
    tlsMode: null,
    tls: false,
    folders: ['a', 'b'],
  });
  expect(toSettings(fields, { ...values, secret: ' pass ' })).toMatchObject({ secret: ' pass ' });
  expect(toSettings(fields, { ...values, host: '' })).toMatchObject({ host: null });
});

it('shows a field only while another says so', () => {
  const client = fields[5] as SettingsField;
  expect(isShown(client, { auth: 'oauth' })).toBe(true);
  expect(isShown(client, { auth: 'password' })).toBe(false);
});

it('goes to the provider where it can and no secret is asked for', () => {
  const settings = [
    field('login', 'select', { required: true }),
    field('password', 'password', {
      required: true,
      secret: true,
      showWhen: { field: 'login', values: ['password'] },
    }),
  ];
  expect(needsConsent({ capabilities: ['oauth'], settings }, { login: 'google' })).toBe(true);
  expect(needsConsent({ capabilities: ['oauth'], settings }, { login: 'password' })).toBe(false);
  expect(needsConsent({ capabilities: [], settings }, { login: 'google' })).toBe(false);
});
