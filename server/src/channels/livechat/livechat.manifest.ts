import type { ChannelManifest, SettingsField } from '@parley/shared/channel-manifest.js';

export const LIVECHAT_KIND = 'livechat';

const MIB = 1024 * 1024;

const plain = { required: false, secret: false, advanced: false } as const;

const greeting = (language: 'en' | 'de'): SettingsField => ({
  ...plain,
  name: language === 'en' ? 'greetingEn' : 'greetingDe',
  type: 'lines',
  label:
    language === 'en'
      ? { en: 'Greeting in English', de: 'Begrüßung auf Englisch' }
      : { en: 'Greeting in German', de: 'Begrüßung auf Deutsch' },
  placeholder: language === 'en' ? 'Hello! How can we help?' : 'Hallo! Wie können wir helfen?',
});

export const livechatManifest: ChannelManifest = {
  kind: LIVECHAT_KIND,
  name: { en: 'Live chat', de: 'Live-Chat' },
  summary: {
    en: 'A chat on your own website: visitors write at once, you answer here, and both see it as it happens.',
    de: 'Ein Chat auf der eigenen Website: Besucher schreiben sofort, ihr antwortet hier, und beide sehen es im selben Moment.',
  },
  icon: 'chat',
  media: ['chat'],
  capabilities: [
    'embeds',
    'sends',
    'replies_privately',
    'attachments',
    'typing',
    'read_receipts',
    'blocks',
    'follows_up_by_email',
  ],
  limits: {
    textLength: 10_000,
    attachments: 10,
    attachmentBytes: 20 * MIB,
    totalBytes: 100 * MIB,
    attachmentTypes: null,
  },
  replyWindowMs: null,
  settings: [
    {
      ...plain,
      name: 'origins',
      type: 'list',
      label: { en: 'Websites it may stand on', de: 'Websites, auf denen er stehen darf' },
      help: {
        en: 'Each with its scheme: https://shop.example, or https://*.brand.example for all subdomains. Elsewhere the chat does not answer.',
        de: 'Jeweils mit Schema: https://shop.example oder https://*.marke.example für alle Subdomains. Anderswo antwortet der Chat nicht.',
      },
      placeholder: 'https://www.example.com',
      required: true,
    },
    {
      ...plain,
      name: 'colour',
      type: 'colour',
      label: { en: 'Colour', de: 'Farbe' },
      placeholder: '#3b5bdb',
      defaultValue: '#3b5bdb',
    },
    {
      ...plain,
      name: 'languages',
      type: 'select',
      label: { en: 'Languages', de: 'Sprachen' },
      help: {
        en: 'The chat speaks the language of the page or of the visitor; the first where they speak neither.',
        de: 'Der Chat spricht die Sprache der Seite oder des Besuchers; sonst die erste.',
      },
      defaultValue: 'en,de',
      options: [
        { value: 'en,de', label: { en: 'English and German', de: 'Englisch und Deutsch' } },
        { value: 'de,en', label: { en: 'German and English', de: 'Deutsch und Englisch' } },
        { value: 'en', label: { en: 'English only', de: 'Nur Englisch' } },
        { value: 'de', label: { en: 'German only', de: 'Nur Deutsch' } },
      ],
    },
    greeting('en'),
    greeting('de'),
    {
      ...plain,
      name: 'side',
      type: 'select',
      label: { en: 'Side of the page', de: 'Seite des Fensters' },
      defaultValue: 'right',
      options: [
        { value: 'right', label: { en: 'Right', de: 'Rechts' } },
        { value: 'left', label: { en: 'Left', de: 'Links' } },
      ],
    },
    {
      ...plain,
      name: 'unsigned',
      type: 'checkbox',
      label: { en: 'Everybody may write', de: 'Alle dürfen schreiben' },
      help: {
        en: 'Without this only visitors may whom your own server vouches for.',
        de: 'Sonst nur Besucher, für die euer eigener Server bürgt.',
      },
      advanced: true,
      defaultValue: true,
    },
    {
      ...plain,
      name: 'followUpChannel',
      type: 'channel',
      capability: 'sends_system_mail',
      label: { en: 'Mailbox for answers that were not read', de: 'Postfach für ungelesene Antworten' },
      help: {
        en: 'Visitors who left an address get the answer from there when they have gone.',
        de: 'Wer eine Adresse hinterlassen hat und gegangen ist, bekommt die Antwort von dort.',
      },
    },
    {
      ...plain,
      name: 'followUpMinutes',
      type: 'number',
      label: {
        en: 'Minutes until an answer follows by email',
        de: 'Minuten, bis eine Antwort per E-Mail folgt',
      },
      advanced: true,
      defaultValue: 3,
    },
  ],
};
