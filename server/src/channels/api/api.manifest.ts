import type { ChannelManifest } from '@parley/shared/channel-manifest.js';

export const API_KIND = 'api';

/** A week to fetch the files of a reply. */
export const API_FILE_LINKS = { purpose: 'api-file-link', lifetimeMs: 7 * 86_400_000 };

export const apiManifest: ChannelManifest = {
  kind: API_KIND,
  name: { en: 'API', de: 'API' },
  summary: {
    en: 'Any system of yours: it sends messages here by signed webhook, and gets answers the same way.',
    de: 'Ein beliebiges eigenes System: Es schickt Nachrichten per signiertem Webhook und erhält Antworten ebenso.',
  },
  icon: 'webhook',
  media: ['dm', 'chat', 'comment', 'email'],
  capabilities: [
    'receives_webhooks',
    'sends',
    'replies_publicly',
    'replies_privately',
    'attachments',
    'typing',
    'read_receipts',
    'delivery_log',
    'outgoing_webhook',
  ],
  limits: {
    textLength: 100_000,
    attachments: 20,
    attachmentBytes: 25 * 1024 * 1024,
    totalBytes: 100 * 1024 * 1024,
    attachmentTypes: null,
  },
  replyWindowMs: null,
  settings: [
    {
      name: 'webhookUrl',
      type: 'url',
      label: { en: 'Webhook address for answers', de: 'Webhook-Adresse für Antworten' },
      help: {
        en: 'Answers are posted here, signed with the secret of the endpoint (Standard Webhooks).',
        de: 'Hierhin gehen Antworten, signiert mit dem Geheimnis des Endpunkts (Standard Webhooks).',
      },
      placeholder: 'https://example.com/parley',
      required: false,
      secret: false,
      advanced: false,
    },
    {
      name: 'receiverDeduplicates',
      type: 'checkbox',
      label: { en: 'The receiver ignores repeats', de: 'Der Empfänger verwirft Wiederholungen' },
      help: {
        en: 'By the webhook-id, which is the same on every try. Then a try without an answer is repeated; otherwise a member decides.',
        de: 'Anhand der webhook-id, die bei jedem Versuch dieselbe ist. Dann wird ein Versuch ohne Antwort wiederholt; sonst entscheidet ein Mitglied.',
      },
      required: false,
      secret: false,
      advanced: true,
      defaultValue: true,
    },
  ],
};
