import type { ChannelManifest } from '@parley/shared/channel-manifest.js';
import type { ConversationDetail, ConversationRow, Turn } from '@parley/shared/conversations.js';
import type { Message } from '@parley/shared/messages.js';
import { PLAIN } from '@parley/shared/moderation.js';

let serial = 0;
export const uuid = () => `01890000-0000-7000-8000-${String(++serial).padStart(12, '0')}`;
export const now = Date.now();
export const ago = (minutes: number) => new Date(now - minutes * 60_000).toISOString();

export const brand = {
  id: uuid(),
  name: 'Nordlicht Coffee',
  color: '#3d63dd',
  locale: 'en' as const,
  timezone: 'Europe/Berlin',
  signature: 'Nordlicht Coffee · Hamburg',
  sample: true,
};
export const me = {
  id: uuid(),
  userId: uuid(),
  name: 'Anna Lindqvist',
  email: 'anna@nordlicht.example',
  role: 'owner' as const,
  createdAt: ago(90_000),
};
export const members = [
  me,
  ...['Ben Okafor', 'Clara Weiß', 'David Moreau'].map((name) => ({
    id: uuid(),
    userId: uuid(),
    name,
    email: `${name.split(' ')[0]?.toLowerCase()}@nordlicht.example`,
    role: 'agent' as const,
    createdAt: ago(50_000),
  })),
];
export const tags = [
  ['refund', '#d64545'],
  ['delivery', '#2b8a6e'],
  ['wholesale', '#8a5cd6'],
  ['praise', '#c98a1b'],
].map(([name = '', color = '']) => ({ id: uuid(), name, color }));

export const manifests: ChannelManifest[] = [
  {
    kind: 'mailbox',
    name: { en: 'Email', de: 'E-Mail' },
    summary: { en: 'A mailbox over IMAP and SMTP.', de: 'Ein Postfach über IMAP und SMTP.' },
    icon: 'mail',
    media: ['email'],
    capabilities: [
      'polls',
      'sends',
      'starts_conversations',
      'subjects',
      'recipients',
      'forwards',
      'attachments',
      'raw_source',
      'signatures',
      'backfill',
      'test_connection',
      'suggests_settings',
    ],
    limits: {
      textLength: null,
      attachments: 20,
      attachmentBytes: 20_000_000,
      totalBytes: 25_000_000,
      attachmentTypes: null,
    },
    replyWindowMs: null,
    settings: [
      {
        name: 'address',
        type: 'email',
        label: { en: 'Address', de: 'Adresse' },
        required: true,
        secret: false,
        advanced: false,
        placeholder: 'support@example.org',
      },
      {
        name: 'auth',
        type: 'select',
        label: { en: 'Sign in with', de: 'Anmelden mit' },
        required: true,
        secret: false,
        advanced: false,
        defaultValue: 'password',
        options: [
          { value: 'password', label: { en: 'Password', de: 'Passwort' } },
          { value: 'oauth', label: { en: 'OAuth 2', de: 'OAuth 2' } },
        ],
      },
      {
        name: 'password',
        type: 'password',
        label: { en: 'Password', de: 'Passwort' },
        help: {
          en: 'Some providers want an app password.',
          de: 'Manche Anbieter verlangen ein App-Passwort.',
        },
        required: true,
        secret: true,
        advanced: false,
        showWhen: { field: 'auth', values: ['password'] },
      },
      {
        name: 'imapHost',
        type: 'text',
        label: { en: 'IMAP server', de: 'IMAP-Server' },
        required: true,
        secret: false,
        advanced: true,
      },
      {
        name: 'imapPort',
        type: 'number',
        label: { en: 'IMAP port', de: 'IMAP-Port' },
        required: true,
        secret: false,
        advanced: true,
        defaultValue: 993,
      },
      {
        name: 'folders',
        type: 'list',
        label: { en: 'Folders', de: 'Ordner' },
        required: false,
        secret: false,
        advanced: true,
      },
    ],
  },
  {
    kind: 'programmatic',
    name: { en: 'API', de: 'API' },
    summary: {
      en: 'Any system that can send and receive signed webhooks.',
      de: 'Jedes System, das signierte Webhooks senden und empfangen kann.',
    },
    icon: 'api',
    media: ['dm', 'chat', 'comment'],
    capabilities: [
      'receives_webhooks',
      'sends',
      'replies_publicly',
      'replies_privately',
      'typing',
      'read_receipts',
      'attachments',
      'delivery_log',
      'outgoing_webhook',
    ],
    limits: {
      textLength: 1_000,
      attachments: 4,
      attachmentBytes: 10_000_000,
      totalBytes: 20_000_000,
      attachmentTypes: null,
    },
    replyWindowMs: null,
    settings: [
      {
        name: 'url',
        type: 'url',
        label: { en: 'Deliver answers to', de: 'Antworten zustellen an' },
        required: false,
        secret: false,
        advanced: false,
        placeholder: 'https://example.org/hook',
      },
    ],
  },
];
const summary = (index: number, name: string, status: 'connected' | 'degraded' = 'connected') => {
  const manifest = manifests[index] as ChannelManifest;
  return {
    id: uuid(),
    kind: manifest.kind,
    name,
    icon: manifest.icon,
    media: manifest.media,
    capabilities: manifest.capabilities,
    limits: manifest.limits,
    status,
    statusReason: status === 'degraded' ? 'The mail server refused the password.' : null,
    statusCode: status === 'degraded' ? 'poll.auth_expired' : null,
    restricted: false,
  };
};
export const channels = [
  summary(0, 'hello@nordlicht'),
  summary(1, 'Website & app'),
  summary(0, 'wholesale@nordlicht', 'degraded'),
];

type Seed = [
  name: string,
  channel: number,
  medium: ConversationRow['medium'],
  subject: string | null,
  words: string,
  waited: number,
  target: number,
  extra?: Partial<ConversationRow>,
];
const seeds: Seed[] = [
  [
    'Marta Kowalska',
    0,
    'email',
    'Order 20418 arrived with a broken grinder',
    'The burr housing is cracked right through. I have attached two photos. Could you tell me',
    540,
    480,
    { unread: true, priority: 'high', tags: tags.slice(0, 2) },
  ],
  [
    'Jonas Feld',
    1,
    'chat',
    null,
    'Hallo? Ist der Laden in Altona heute länger offen?',
    1.6,
    2,
    { unread: true },
  ],
  [
    'Priya Raman',
    0,
    'email',
    'Re: Subscription, two bags instead of one',
    'Perfect, and could the second one be decaf from April on?',
    372,
    480,
    { assignee: { memberId: me.id, name: me.name } },
  ],
  [
    'Léa Fontaine',
    1,
    'comment',
    'Our new Ethiopia Guji is here',
    'Is this one washed or natural? The label in the picture is hard to read 🙈',
    71,
    120,
    { unread: true },
  ],
  [
    'Tobias Brandt',
    1,
    'dm',
    null,
    'Ich habe die Bestellung doppelt aufgegeben, kann man eine noch stornieren?',
    24,
    60,
    { assignee: { memberId: members[1]?.id ?? '', name: 'Ben Okafor' } },
  ],
  [
    'Hotel am Kai',
    0,
    'email',
    'Anfrage: Espresso für 40 Zimmer',
    'Guten Tag, wir suchen ab Mai einen neuen Lieferanten und würden gern',
    190,
    480,
    { tags: tags.slice(2, 3) },
  ],
  ['Sam Whitfield', 1, 'dm', null, 'You: thanks! One more thing, do you ship to Norway?', 9, 60],
  [
    'Yuki Tanaka',
    0,
    'email',
    'Invoice for February missing',
    'Our bookkeeper cannot find it anywhere in the portal.',
    120,
    480,
  ],
  [
    'Carlos Medina',
    1,
    'comment',
    'Our new Ethiopia Guji is here',
    'Best coffee I had this year, congratulations to the whole team!',
    15,
    120,
    { tags: tags.slice(3, 4) },
  ],
  [
    'Greta Sommer',
    0,
    'email',
    'Kaffeekurs am 12. verschieben',
    'Leider bin ich krank geworden. Gibt es einen anderen Termin?',
    60,
    480,
  ],
  [
    'Oliver Stone',
    0,
    'email',
    'Re: Wholesale price list',
    'Got it, thanks. I will come back to you after Easter.',
    33,
    480,
  ],
  ['Nadia Haddad', 1, 'chat', null, 'my code SPRING10 does not work', 0.4, 2, { unread: true }],
];

export const rows: ConversationRow[] = seeds.map(
  ([name, channel, medium, subject, lastWords, waited, target, extra]) => {
    const of = channels[channel] as (typeof channels)[number];
    return {
      id: uuid(),
      brandId: brand.id,
      version: 1,
      medium,
      channel: { id: of.id, kind: of.kind, name: of.name, icon: of.icon },
      person: {
        id: uuid(),
        name,
        avatarUrl: null,
        handle: `${name.split(' ')[0]?.toLowerCase().normalize('NFD').replace(/\W/g, '')}@example.org`,
      },
      subject,
      postId: medium === 'comment' ? '01890000-0000-7000-8000-999999999999' : null,
      status: 'open',
      side: 'ours',
      setAside: null,
      priority: 'normal',
      assignee: null,
      tags: [],
      lastWords,
      lastWordsBy: 'person',
      lastAt: ago(waited * 0.8),
      waitingSince: ago(waited),
      answerBy: new Date(now + (target - waited) * 60_000).toISOString(),
      targetMs: target * 60_000,
      settlesAt: null,
      snoozedUntil: null,
      unconfirmed: false,
      messageCount: 4,
      utteranceSeq: 1,
      unread: false,
      ...extra,
    };
  },
);
for (let more = 0; more < 400; more++) {
  const base = rows[more % 12] as ConversationRow;
  const side = more % 3 === 0 ? 'theirs' : 'ours';
  const status = more % 7 === 0 ? 'closed' : more % 11 === 0 ? 'snoozed' : 'open';
  rows.push({
    ...base,
    id: uuid(),
    utteranceSeq: 3,
    unread: false,
    status,
    side,
    setAside: more % 13 === 0 ? 'newsletter' : null,
    lastAt: ago(2_000 + more * 37),
    waitingSince: side === 'ours' ? ago(60) : null,
    answerBy: side === 'ours' ? new Date(now + (420 + more) * 60_000).toISOString() : null,
    snoozedUntil: status === 'snoozed' ? new Date(now + 86_400_000).toISOString() : null,
    lastWordsBy: side === 'ours' ? 'person' : 'brand',
  });
}

const aMessage = (row: ConversationRow, seq: number, minutes: number, over: Partial<Message>): Message => ({
  id: uuid(),
  conversationId: row.id,
  version: 1,
  seq,
  direction: 'in',
  visibility: row.medium === 'comment' ? 'public' : 'private',
  person: row.person,
  member: null,
  outsideParley: false,
  automatic: false,
  text: '',
  fullText: null,
  html: null,
  replyHtml: null,
  at: ago(minutes),
  editedAt: null,
  deletedAt: null,
  history: false,
  inReplyToId: null,
  attachments: [],
  mail: null,
  hasRaw: false,
  clientId: null,
  state: null,
  heldUntil: null,
  sendAt: null,
  cancelIfTheyWrite: false,
  sentAt: null,
  deliveredAt: null,
  readAt: null,
  reason: null,
  refused: [],
  ...PLAIN,
  closeAfter: false,
  forward: false,
  ...over,
});
const out = (member: { id: string; name: string } = me): Partial<Message> => ({
  direction: 'out',
  person: null,
  member: { memberId: member.id, name: member.name },
  state: 'read',
  sentAt: ago(100),
  readAt: ago(90),
});
const mailOf = (row: ConversationRow, back = false): Message['mail'] => ({
  from: [back ? 'Anna <hello@nordlicht.example>' : `${row.person.name} <${row.person.handle}>`],
  to: [back ? `${row.person.name} <${row.person.handle}>` : 'hello@nordlicht.example'],
  cc: back ? [] : ['shop@nordlicht.example'],
  bcc: [],
  subject: row.subject ?? '',
  messageId: '<a@b>',
  date: ago(500),
  invitations: [],
});

const picture =
  "data:image/svg+xml;utf8,<svg xmlns='http://www.w3.org/2000/svg' width='320' height='220'><rect width='320' height='220' fill='%23b9a58e'/><circle cx='150' cy='120' r='60' fill='%23574634'/><path d='M150 60 L190 170' stroke='%23f5efe6' stroke-width='4'/></svg>";
export const file = (filename: string, contentType: string, size: number) => ({
  id: uuid(),
  filename,
  contentType,
  size,
  url: '/attachments/x',
  contentId: null,
  inline: false,
  state: 'ready' as const,
  reason: null,
});
export const pictureUrl = picture;

export function messagesOf(row: ConversationRow): Message[] {
  if (row.medium === 'email')
    return [
      aMessage(row, 1, 3_100, {
        text: 'Hi there,\n\nmy grinder stopped after two weeks. Is that covered?\n\nBest\nMarta',
        mail: mailOf(row),
        hasRaw: true,
        history: false,
      }),
      aMessage(row, 2, 3_040, {
        ...out(),
        text: 'Hello Marta,\n\nsorry to hear that! Yes, it is covered for two years. A replacement is on its way, you can follow it here: https://nordlicht.example/track/88213.\n\nAnna',
        mail: mailOf(row, true),
        fullText: 'Hello Marta,\n\nsorry to hear that! Yes…\n\n> my grinder stopped after two weeks.',
        html: '<p>x</p>',
      }),
      aMessage(row, 3, 2_900, {
        direction: 'note',
        person: null,
        member: { memberId: members[1]?.id ?? '', name: 'Ben Okafor' },
        text: 'Third cracked housing from this batch. @Clara Weiß could you check with the supplier?',
      }),
      aMessage(row, 4, 540, {
        text: 'Hi Anna,\n\nthe new one arrived today, but the burr housing is cracked right through.',
        mail: mailOf(row),
        hasRaw: true,
        html: '<html><body style="font-family:Georgia"><p>Hi Anna,</p><p>the new one arrived today, but the <b>burr housing is cracked</b> right through. I have attached two photos.</p><table cellpadding="6" style="border-collapse:collapse" border="1"><tr><th>Order</th><th>Item</th></tr><tr><td>20418</td><td>Grinder M3</td></tr></table><p>Could you tell me what to do now? <img src="https://tracker.example/p.gif" width="40" height="40"></p><p>Marta</p></body></html>',
        replyHtml: null,
        attachments: [
          file('IMG_2041.jpg', 'image/jpeg', 2_300_000),
          file('IMG_2042.jpg', 'image/jpeg', 1_900_000),
          file('Invoice 20418.pdf', 'application/pdf', 88_000),
        ],
      }),
    ];
  return [
    aMessage(row, 1, 1_500, { text: 'Hey, do you also sell the beans unroasted?' }),
    aMessage(row, 2, 1_490, {
      ...out(members[1]),
      text: 'We do! Five kilos and up. Shall I send you the list?',
    }),
    aMessage(row, 3, 1_480, { text: 'Yes please 🙏' }),
    aMessage(row, 4, 40, {
      ...out(),
      text: 'Here it is.',
      attachments: [file('Green beans 2026.pdf', 'application/pdf', 410_000)],
      state: 'delivered',
    }),
    aMessage(row, 5, 30, {
      ...out(),
      text: 'And the Guji lot is almost gone, so be quick.',
      state: 'failed',
      reason: {
        code: 'rejected',
        message: 'The receiving system answered 422.',
        remedy: 'Check its log, then try again.',
      },
    }),
    aMessage(row, 6, 25, { text: 'Ich habe die Bestellung doppelt aufgegeben,' }),
    aMessage(row, 7, 24, { text: row.lastWords }),
  ];
}

export function detailOf(row: ConversationRow, messages: Message[]): ConversationDetail {
  const channelDetail = channels.find(
    (channel) => channel.id === row.channel.id,
  ) as (typeof channels)[number];
  const answer = messages.find((message) => message.direction === 'out');
  const turn: Turn = {
    id: uuid(),
    personId: row.person.id,
    openedAt: ago(3_100),
    openedByMessageId: messages[0]?.id ?? null,
    closedAt: ago(3_040),
    outcome: 'answered',
    answeredAt: answer?.at ?? null,
    answeredBy: { memberId: me.id, name: me.name },
    answeredByMessageId: answer?.id ?? null,
    inboundCount: 1,
    lastInboundAt: ago(3_100),
    waitMs: 3_600_000,
    waitBusinessMs: 1_800_000,
    targetMs: row.targetMs ?? 0,
    answerBy: ago(2_700),
    imported: false,
    inFigures: true,
  };
  return {
    ...row,
    splits: row.medium === 'email',
    channelDetail,
    participants: [row.person],
    post: row.postId
      ? {
          id: row.postId,
          title: 'Our new Ethiopia Guji is here',
          excerpt:
            'Bergamot, peach, a little jasmine. We roasted it light, and it has been on our own table every morning since.',
          url: 'https://social.example/p/1',
          imageUrl: null,
          authorName: 'Nordlicht Coffee',
          publishedAt: ago(4_000),
        }
      : null,
    turns: [turn],
    acts: [
      {
        id: uuid(),
        at: ago(3_039),
        kind: 'assigned',
        member: { memberId: me.id, name: me.name },
        details: { memberId: me.id, name: me.name },
      },
      {
        id: uuid(),
        at: ago(3_038),
        kind: 'priority_changed',
        member: { memberId: me.id, name: me.name },
        details: { from: 'normal', to: 'high' },
      },
    ],
    utteranceSeq: messages.length,
    readSeq: Math.max(0, messages.length - 1),
    linked: [],
    mergedIntoId: null,
    replyWindowEndsAt: null,
    replyTo:
      row.medium === 'email'
        ? {
            to: [`${row.person.name} <${row.person.handle}>`],
            cc: [],
            allTo: [`${row.person.name} <${row.person.handle}>`],
            allCc: ['shop@nordlicht.example'],
          }
        : null,
  };
}
