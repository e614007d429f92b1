import type { ChannelLimits, ChannelManifest } from '@parley/shared/channel-manifest.js';
import { SCOPES } from './scopes.js';

const MIB = 1024 * 1024;

/** How Mastodon counts (StatusLengthValidator): signs, addresses as 23, people elsewhere without their host. */
export const mastodonCounting = {
  textUnit: 'graphemes',
  textRules: { urlLength: 23, mentionsWithoutHost: true },
} as const satisfies Partial<ChannelLimits>;

export const mastodonManifest: ChannelManifest = {
  kind: 'mastodon',
  name: { en: 'Mastodon', de: 'Mastodon' },
  summary: {
    en: 'Mentions, comments under your posts and direct messages, on any instance.',
    de: 'Erwähnungen, Kommentare unter euren Beiträgen und Direktnachrichten, auf jeder Instanz.',
  },
  icon: 'at',
  media: ['comment', 'dm'],
  capabilities: [
    'polls',
    'backfill',
    'sends',
    'replies_publicly',
    'replies_privately',
    'attachments',
    'likes',
    'deletes_own',
    'reactions',
    'oauth',
    'test_connection',
  ],
  limits: {
    textLength: 500,
    ...mastodonCounting,
    attachments: 4,
    attachmentBytes: 99 * MIB,
    totalBytes: 4 * 99 * MIB,
    attachmentTypes: ['image/', 'video/', 'audio/'],
  },
  replyWindowMs: null,
  steps: [
    {
      text: {
        en: 'On your instance open Preferences → Development → New application, and name it Parley.',
        de: 'Öffne auf eurer Instanz Einstellungen → Entwicklung → Neue Anwendung und nenne sie Parley.',
      },
      showWhen: { field: 'login', values: ['token'] },
    },
    {
      text: {
        en: `Tick these scopes, and no others: ${SCOPES.join(', ')}. Save.`,
        de: `Hake genau diese Berechtigungen an: ${SCOPES.join(', ')}. Speichere.`,
      },
      showWhen: { field: 'login', values: ['token'] },
    },
    {
      text: {
        en: 'Open the application you have just made and copy “Your access token”.',
        de: 'Öffne die Anwendung, die gerade entstanden ist, und kopiere „Dein Zugriffstoken“.',
      },
      showWhen: { field: 'login', values: ['token'] },
    },
  ],
  settings: [
    {
      name: 'instance',
      type: 'text',
      label: { en: 'Your instance', de: 'Eure Instanz' },
      help: {
        en: 'Its address, or the whole name of the account: @shop@mastodon.social.',
        de: 'Ihre Adresse oder der ganze Name des Kontos: @laden@mastodon.social.',
      },
      placeholder: 'mastodon.social',
      required: true,
      secret: false,
      advanced: false,
    },
    {
      name: 'login',
      type: 'select',
      label: { en: 'How Parley gets access', de: 'Wie Parley Zugang bekommt' },
      help: {
        en: 'Signing in takes you to your instance: choose the account that people are to reach, and press “Authorize”. An access token you make there yourself.',
        de: 'Zum Anmelden geht es auf eure Instanz: Wähle das Konto, das man erreichen soll, und drücke „Autorisieren“. Ein Zugriffstoken erzeugst du dort selbst.',
      },
      required: true,
      secret: false,
      advanced: false,
      defaultValue: 'oauth',
      options: [
        { value: 'oauth', label: { en: 'Sign in on the instance', de: 'Auf der Instanz anmelden' } },
        { value: 'token', label: { en: 'With an access token', de: 'Mit einem Zugriffstoken' } },
      ],
    },
    {
      name: 'accessToken',
      type: 'password',
      label: { en: 'Access token', de: 'Zugriffstoken' },
      required: true,
      secret: true,
      advanced: false,
      showWhen: { field: 'login', values: ['token'] },
    },
  ],
};
