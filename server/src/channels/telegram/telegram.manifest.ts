import type { ChannelManifest } from '@parley/shared/channel-manifest.js';
import { MOST_CAPTION, MOST_FILES, MOST_TEXT } from './outgoing.format.js';

const FIFTY_MB = 50 * 1024 * 1024;

export const telegramManifest: ChannelManifest = {
  kind: 'telegram',
  name: { en: 'Telegram', de: 'Telegram' },
  summary: {
    en: 'A bot of yours: people write to it in private, in groups and topics, or to your business account.',
    de: 'Ein eigener Bot: Man schreibt ihm privat, in Gruppen und Themen, oder eurem Geschäftskonto.',
  },
  icon: 'send',
  media: ['dm'],
  capabilities: [
    'receives_webhooks',
    'registers_webhooks',
    'polls',
    'sends',
    'replies_privately',
    'attachments',
    'shows_typing',
    'reactions',
    'test_connection',
  ],
  limits: {
    textLength: MOST_TEXT,
    textLengthWithFiles: MOST_CAPTION,
    textUnit: 'utf16',
    attachments: MOST_FILES,
    attachmentBytes: FIFTY_MB,
    totalBytes: FIFTY_MB,
    attachmentTypes: null,
  },
  replyWindowMs: null,
  steps: [
    {
      text: {
        en: 'Open Telegram and write /newbot to @BotFather.',
        de: 'Öffne Telegram und schreibe /newbot an @BotFather.',
      },
      url: 'https://t.me/BotFather',
    },
    {
      text: {
        en: 'Choose a name, which people will see, and a username that ends in “bot”.',
        de: 'Wähle einen Namen, den alle sehen, und einen Benutzernamen, der auf „bot“ endet.',
      },
    },
    {
      text: {
        en: 'BotFather answers with the token: copy it into the field below.',
        de: 'BotFather antwortet mit dem Token: Kopiere es in das Feld unten.',
      },
    },
    {
      text: {
        en: 'Only for groups: write /setprivacy to @BotFather, choose the bot and then Disable, and only then add the bot to the group. Otherwise it sees nothing there but commands, mentions and replies to it.',
        de: 'Nur für Gruppen: Schreibe /setprivacy an @BotFather, wähle den Bot und dann Disable, und nimm ihn erst danach in die Gruppe auf. Sonst sieht er dort nur Befehle, Erwähnungen und Antworten an ihn.',
      },
    },
  ],
  settings: [
    {
      name: 'token',
      type: 'password',
      label: { en: 'Token of the bot', de: 'Token des Bots' },
      placeholder: '123456789:AAE…',
      required: true,
      secret: true,
      advanced: false,
    },
    {
      name: 'adminsAreUs',
      type: 'checkbox',
      label: { en: 'Anonymous admins of groups are us', de: 'Anonyme Admins von Gruppen sind wir' },
      help: {
        en: 'What they write answers people, and is no question to us. Switch it off where others run the groups.',
        de: 'Was sie schreiben, beantwortet Fragen und ist keine an uns. Schalte es aus, wo andere die Gruppen führen.',
      },
      required: false,
      secret: false,
      advanced: true,
      defaultValue: true,
    },
    {
      name: 'delivery',
      type: 'select',
      label: { en: 'How messages come in', de: 'Wie Nachrichten eintreffen' },
      help: {
        en: 'Telegram can deliver to a public https address only. Without one Parley fetches, which is just as quick.',
        de: 'Telegram kann nur an eine öffentliche https-Adresse zustellen. Ohne eine solche holt Parley ab, was ebenso schnell ist.',
      },
      required: false,
      secret: false,
      advanced: true,
      defaultValue: 'auto',
      options: [
        { value: 'auto', label: { en: 'As it fits', de: 'Wie es passt' } },
        {
          value: 'webhook',
          label: { en: 'Telegram delivers (webhook)', de: 'Telegram stellt zu (Webhook)' },
        },
        {
          value: 'polling',
          label: { en: 'Parley fetches (long polling)', de: 'Parley holt ab (Long Polling)' },
        },
      ],
    },
    {
      name: 'apiUrl',
      type: 'url',
      label: { en: 'Bot API server', de: 'Bot-API-Server' },
      help: {
        en: 'Only for a Bot API server of your own.',
        de: 'Nur für einen eigenen Bot-API-Server.',
      },
      placeholder: 'https://api.telegram.org',
      required: false,
      secret: false,
      advanced: true,
      defaultValue: 'https://api.telegram.org',
    },
  ],
};
