import type { ChannelManifest, SettingsField } from '@parley/shared/channel-manifest.js';
import type { ProblemIssue } from '@parley/shared/problem.js';
import { AppError } from '../platform/errors/app-error.js';
import type { Settings, SettingsValue } from './core/connector.js';

export interface CheckedSettings {
  settings: Settings;
  secrets: Settings;
}

/**
 * Checks what a form sent against the manifest's fields, and parts plain settings from secrets.
 * @param stored what the channel has: an empty secret keeps the stored one, a field left out keeps its value
 * @throws AppError invalid_request naming each field under `settings`
 */
export function checkSettings(
  manifest: ChannelManifest,
  given: Settings,
  stored: CheckedSettings = { settings: {}, secrets: {} },
): CheckedSettings {
  const issues: ProblemIssue[] = [];
  const result: CheckedSettings = { settings: {}, secrets: {} };
  const known = new Map(manifest.settings.map((field) => [field.name, field]));
  for (const name of Object.keys(given)) {
    if (!known.has(name)) issues.push(issue(name, 'this setting is unknown'));
  }
  const values: Settings = {};
  for (const field of manifest.settings) values[field.name] = settingOf(field, given, stored);
  for (const field of manifest.settings) {
    const value = values[field.name] ?? null;
    if (!shown(field, values)) continue;
    const fault = faultOf(field, value);
    if (fault !== null) {
      issues.push(issue(field.name, fault));
      continue;
    }
    if (isEmpty(value)) continue;
    (field.secret ? result.secrets : result.settings)[field.name] = value;
  }
  if (issues.length > 0) throw new AppError('invalid_request', 'The settings do not fit.', { issues });
  // Tokens a connector keeps beside the form's fields stay with the channel.
  for (const [name, value] of Object.entries(stored.secrets)) {
    if (!known.has(name)) result.secrets[name] = value;
  }
  return result;
}

function settingOf(field: SettingsField, given: Settings, stored: CheckedSettings): SettingsValue {
  const value = given[field.name];
  const kept = (field.secret ? stored.secrets : stored.settings)[field.name];
  if (field.secret) return isEmpty(value ?? null) ? (kept ?? null) : (value ?? null);
  if (value !== undefined) return value;
  return kept ?? field.defaultValue ?? null;
}

const shown = ({ showWhen }: SettingsField, values: Settings) =>
  showWhen === undefined || showWhen.values.some((value) => value === values[showWhen.field]);

function faultOf(field: SettingsField, value: SettingsValue): string | null {
  if (isEmpty(value)) return field.required ? 'this is needed' : null;
  switch (field.type) {
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? null : 'this is not a number';
    case 'checkbox':
      return typeof value === 'boolean' ? null : 'this is either true or false';
    case 'list':
      return Array.isArray(value) ? null : 'this is a list';
    default:
  }
  if (typeof value !== 'string') return 'this is a text';
  if (field.type === 'url' && !isHttpUrl(value)) return 'this is not an http or https address';
  if (field.type === 'email' && !/^[^\s@]+@[^\s@]+$/.test(value)) return 'this is not an email address';
  if (field.type === 'date' && Number.isNaN(Date.parse(value))) return 'this is not a date';
  if (field.type === 'select' && !field.options?.some((option) => option.value === value)) {
    return `this is one of ${(field.options ?? []).map((option) => option.value).join(', ')}`;
  }
  return null;
}

function isHttpUrl(value: string): boolean {
  return URL.canParse(value) && ['http:', 'https:'].includes(new URL(value).protocol);
}

const isEmpty = (value: SettingsValue) =>
  value === null || value === '' || (Array.isArray(value) && value.length === 0);

const issue = (name: string, message: string): ProblemIssue => ({ path: ['settings', name], message });
