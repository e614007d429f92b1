import type { ChannelManifest } from '@parley/shared/channel-manifest.js';

export const echoManifest: ChannelManifest = {
  kind: 'echo',
  name: { en: 'Echo', de: 'Echo' },
  summary: { en: 'What somebody calls comes in.', de: 'Was jemand ruft, kommt an.' },
  icon: 'globe',
  media: ['dm'],
  capabilities: ['receives_webhooks', 'sends', 'replies_privately'],
  limits: { textLength: 140, attachments: 0, attachmentBytes: 0, totalBytes: 0, attachmentTypes: null },
  replyWindowMs: null,
  settings: [
    {
      name: 'valley',
      type: 'text',
      label: { en: 'Valley', de: 'Tal' },
      required: true,
      secret: false,
      advanced: false,
    },
  ],
};
