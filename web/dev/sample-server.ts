import type { ConversationRow, View } from '@parley/shared/conversations.js';
import type { Message } from '@parley/shared/messages.js';
import { rolePermissions } from '@parley/shared/permissions.js';
import type { ServerEvent } from '@parley/shared/realtime.js';
import { compareRows, inView, passesFilter } from '../src/console/data/views.js';
import type { Connect } from '../src/console/realtime/connection.js';
import {
  ago,
  brand,
  channels,
  detailOf,
  file,
  manifests,
  me,
  members,
  messagesOf,
  now,
  pictureUrl,
  rows,
  tags,
  uuid,
} from './sample-data.js';

let push: (event: ServerEvent) => void = () => undefined;
const stored = new Map<string, Message[]>();
const messages = (row: ConversationRow) => {
  if (!stored.has(row.id)) stored.set(row.id, messagesOf(row));
  return stored.get(row.id) as Message[];
};
const find = (id: string) => rows.find((row) => row.id === id);
const user = {
  id: me.userId,
  email: me.email,
  name: me.name,
  locale: (localStorage.getItem('sample.locale') ?? 'en') as 'en' | 'de',
  theme: (localStorage.getItem('sample.theme') ?? 'system') as 'system',
};
const seat = {
  memberId: me.id,
  brandId: brand.id,
  brandName: brand.name,
  brandColor: brand.color,
  role: 'owner' as const,
};
const session = () => ({
  user,
  seats: [
    seat,
    { ...seat, brandId: uuid(), brandName: 'Kai & Sons', brandColor: '#0d8f6f', role: 'agent' as const },
  ],
  seat,
  permissions: [...rolePermissions.owner],
  undoMs: 5_000,
});
const health = {
  lastEventAt: ago(2),
  lastReplyAt: ago(14),
  lastPolledAt: ago(0.3),
  pollLagMs: 1_200,
  failedEvents: 2,
  unroutableEvents: 0,
  unconfirmedReplies: 0,
  waitingReplies: 0,
  tokenExpiresAt: null,
  missingPermissions: [],
  backfill: { state: 'running' as const, done: 1_840, total: 5_200, since: ago(90_000), message: null },
};
const week = {
  mon: [
    { from: '09:00', to: '12:30' },
    { from: '13:30', to: '18:00' },
  ],
  tue: [{ from: '09:00', to: '18:00' }],
  wed: [{ from: '09:00', to: '18:00' }],
  thu: [{ from: '09:00', to: '18:00' }],
  fri: [{ from: '09:00', to: '16:00' }],
  sat: [],
  sun: [],
};

type Handler = (params: string[], body: Record<string, unknown>, query: URLSearchParams) => unknown;
const changed = (row: ConversationRow, over: Partial<ConversationRow>) => {
  Object.assign(row, over, { version: row.version + 1 });
  return detailOf(row, messages(row));
};
const act: Handler = ([id = '', name = ''], body) => {
  const row = find(id) as ConversationRow;
  const theirs = { side: 'theirs' as const, waitingSince: null, answerBy: null };
  if (name === 'close') return changed(row, { status: 'closed', ...theirs });
  if (name === 'snooze') return changed(row, { status: 'snoozed', snoozedUntil: body.until as string });
  if (name === 'assign')
    return changed(row, {
      assignee:
        members
          .map((member) => ({ memberId: member.id, name: member.name }))
          .find((one) => one.memberId === body.memberId) ?? null,
    });
  if (name === 'tags')
    return changed(row, { tags: tags.filter((tag) => (body.tagIds as string[]).includes(tag.id)) });
  if (name === 'priority') return changed(row, { priority: body.priority as ConversationRow['priority'] });
  if (name === 'no-answer-needed') return changed(row, theirs);
  return changed(row, { status: 'open' });
};

const routes: [method: string, path: RegExp, handler: Handler][] = [
  [
    'GET',
    /^\/session$/,
    () =>
      localStorage.getItem('sample.out')
        ? { status: 401, body: { code: 'unauthenticated', message: '', requestId: 'x' } }
        : session(),
  ],
  [
    'POST',
    /^\/session$/,
    () => {
      localStorage.removeItem('sample.out');
      return session();
    },
  ],
  [
    'DELETE',
    /^\/session$/,
    () => {
      localStorage.setItem('sample.out', '1');
      return { ok: true };
    },
  ],
  ['GET', /^\/setup$/, () => ({ needed: location.pathname === '/setup' })],
  [
    'GET',
    /^\/conversations\/counts$/,
    () => ({ ours: 38, mine: 4, unassigned: 21, theirs: 112, snoozed: 6, setAside: 31 }),
  ],
  [
    'GET',
    /^\/conversations$/,
    (_p, _b, query) => {
      const view = (query.get('view') ?? 'ours') as View;
      const all = rows
        .filter(
          (row) => inView(row, view, me.id) && passesFilter(row, { ...Object.fromEntries(query), view }),
        )
        .sort(compareRows(view));
      const from = Number(query.get('cursor') ?? 0);
      return {
        items: all.slice(from, from + 50),
        nextCursor: from + 50 < all.length ? String(from + 50) : null,
      };
    },
  ],
  [
    'GET',
    /^\/conversations\/([^/]+)$/,
    ([id = '']) => {
      const row = find(id);
      return row
        ? detailOf(row, messages(row))
        : { status: 404, body: { code: 'not_found', message: '', requestId: 'x' } };
    },
  ],
  [
    'GET',
    /^\/conversations\/([^/]+)\/messages$/,
    ([id = '']) => ({ items: messages(find(id) as ConversationRow), hasMore: false }),
  ],
  [
    'POST',
    /^\/conversations\/([^/]+)\/messages$/,
    ([id = ''], body) => {
      const row = find(id) as ConversationRow;
      const list = messages(row);
      if (String(body.body).includes('stale'))
        return {
          status: 409,
          body: {
            code: 'stale',
            message: '',
            requestId: 'x',
            details: { utteranceSeq: list.length, news: [list[list.length - 1]] },
          },
        };
      const message = {
        ...(list[1] as Message),
        id: uuid(),
        clientId: String(body.clientId),
        seq: list.length + 1,
        text: String(body.body),
        at: new Date().toISOString(),
        direction: body.kind === 'note' ? ('note' as const) : ('out' as const),
        state: body.kind === 'note' ? null : ('held' as const),
        heldUntil: new Date(Date.now() + 5_000).toISOString(),
        sentAt: null,
        readAt: null,
        member: { memberId: me.id, name: me.name },
        attachments: [],
      };
      list.push(message);
      setTimeout(() => {
        if (message.state === 'held') {
          Object.assign(message, {
            state: 'sent',
            heldUntil: null,
            sentAt: new Date().toISOString(),
            version: 2,
          });
          push({
            type: 'message.changed',
            brandId: brand.id,
            conversationId: id,
            version: 2,
            message: { ...message },
          });
        }
      }, 5_000);
      return { ...message };
    },
  ],
  [
    'POST',
    /^\/messages\/([^/]+)\/undo$/,
    ([id = '']) => {
      for (const list of stored.values())
        for (const message of list)
          if (message.id === id) return Object.assign(message, { state: 'cancelled', version: 3 });
      return null;
    },
  ],
  [
    'POST',
    /^\/conversations\/([^/]+)\/read$/,
    ([id = '']) => {
      Object.assign(find(id) ?? {}, { unread: false });
      return { ok: true };
    },
  ],
  ['GET', /^\/conversations\/([^/]+)\/draft$/, () => ({ draft: null, updatedAt: null })],
  ['PUT', /^\/conversations\/([^/]+)\/draft$/, () => ({ ok: true })],
  ['DELETE', /^\/conversations\/([^/]+)\/draft$/, () => ({ ok: true })],
  ['POST', /^\/conversations\/([^/]+)\/([\w-]+)$/, act],
  ['PUT', /^\/conversations\/([^/]+)\/([\w-]+)$/, act],
  ['GET', /^\/people\/([^/]+)\/conversations$/, () => ({ items: rows.slice(6, 9), nextCursor: null })],
  [
    'GET',
    /^\/people\/([^/]+)$/,
    ([id = '']) => {
      const person = rows.find((row) => row.person.id === id)?.person ?? rows[0]?.person;
      return {
        ...person,
        identities: [
          {
            id: uuid(),
            namespace: 'email',
            externalId: person?.handle,
            displayName: null,
            handle: person?.handle,
            avatarUrl: null,
            firstSeenAt: ago(400_000),
            lastSeenAt: ago(5),
          },
          {
            id: uuid(),
            namespace: 'app',
            externalId: 'cust_8812',
            displayName: 'marta.k',
            handle: 'marta.k',
            avatarUrl: null,
            firstSeenAt: ago(90_000),
            lastSeenAt: ago(5_000),
          },
        ],
        firstSeenAt: ago(400_000),
        lastSeenAt: ago(30),
        conversationCount: 4,
        notes: 'Bought the M3 grinder in March. Prefers to be called in the afternoon.',
        usuallyTalksWith: { memberId: me.id, name: me.name },
      };
    },
  ],
  [
    'GET',
    /^\/search$/,
    (_p, _b, query) => ({
      items: rows.slice(0, 5).map((conversation) => ({
        conversation,
        excerpt: `… about the \uE000${query.get('q')}\uE001 that arrived`,
        messageId: null,
        at: conversation.lastAt,
      })),
      nextCursor: null,
    }),
  ],
  ['GET', /^\/members$/, () => members],
  [
    'GET',
    /^\/invitations$/,
    () => [
      {
        id: uuid(),
        email: 'eva@nordlicht.example',
        role: 'agent',
        createdAt: ago(600),
        expiresAt: new Date(now + 5e8).toISOString(),
        invitedBy: me.name,
      },
    ],
  ],
  [
    'POST',
    /^\/invitations$/,
    (_p, body) => ({
      id: uuid(),
      ...body,
      createdAt: ago(0),
      expiresAt: new Date(now + 5e8).toISOString(),
      invitedBy: me.name,
      link: 'https://parley.example/invite/Zt7Jx2',
      mailed: false,
    }),
  ],
  ['GET', /^\/tags$/, () => tags],
  ['GET', /^\/channel-kinds$/, () => manifests],
  ['GET', /^\/channels$/, () => channels],
  [
    'GET',
    /^\/channels\/([^/]+)$/,
    ([id = '']) => {
      const channel = channels.find((one) => one.id === id);
      return {
        ...channel,
        settings: {
          address: 'hello@nordlicht.example',
          auth: 'password',
          imapHost: 'imap.nordlicht.example',
          imapPort: 993,
        },
        secretsSet: ['password'],
        endpointUrl: channel?.capabilities.includes('receives_webhooks')
          ? 'https://parley.example/hooks/api/01890000'
          : null,
        memberIds: [],
        settleMs: {},
        connectedAt: ago(80_000),
        health,
      };
    },
  ],
  [
    'POST',
    /^\/channel-kinds\/test$/,
    () => ({
      ok: false,
      checks: [
        { name: 'IMAP', ok: true, code: 'ok', message: 'Signed in, 12 folders.' },
        { name: 'SMTP', ok: false, code: 'auth', message: 'The server refused the password.' },
      ],
    }),
  ],
  [
    'GET',
    /^\/inbound-events$/,
    (_p, _b, query) => ({
      items:
        query.get('state') === 'failed'
          ? [1, 2].map((n) => ({
              id: uuid(),
              deliveryId: uuid(),
              channelId: channels[0]?.id,
              kind: 'message',
              key: `INBOX/${n}`,
              state: 'failed',
              attempts: 5,
              reason: 'The mail has no sender.',
              receivedAt: ago(300),
              updatedAt: ago(200),
            }))
          : [],
      nextCursor: null,
    }),
  ],
  [
    'GET',
    /^\/channels\/([^/]+)\/webhook-deliveries$/,
    () => ({
      items: [
        ['delivered', 200],
        ['failed', 503],
        ['pending', null],
      ].map(([state, lastStatus]) => ({
        id: uuid(),
        webhookId: uuid(),
        event: 'message.created',
        state,
        attempts: 2,
        lastStatus,
        lastError: state === 'failed' ? 'Service Unavailable' : null,
        createdAt: ago(40),
        nextAttemptAt: null,
        deliveredAt: null,
        messageId: null,
      })),
      nextCursor: null,
    }),
  ],
  ['GET', /^\/brand$/, () => brand],
  [
    'GET',
    /^\/brand\/calendar$/,
    () => ({
      id: uuid(),
      validFrom: ago(90_000),
      timezone: 'Europe/Berlin',
      week,
      holidays: [{ date: '2026-12-25', name: 'Christmas', hours: [] }],
    }),
  ],
  [
    'GET',
    /^\/brand\/targets$/,
    () => ({ chat: 120_000, dm: 3_600_000, comment: 7_200_000, email: 28_800_000 }),
  ],
  ['GET', /^\/profile$/, () => ({ ...user, undoMs: 5_000, signature: 'Anna' })],
  [
    'GET',
    /^\/profile\/sessions$/,
    () => [
      {
        id: uuid(),
        createdAt: ago(9_000),
        lastSeenAt: ago(1),
        ip: '10.0.0.4',
        userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Chrome/140',
        current: true,
      },
    ],
  ],
  [
    'GET',
    /^\/profile\/tokens$/,
    () => [
      {
        id: uuid(),
        name: 'Zapier',
        prefix: 'pat_9f2c',
        createdAt: ago(90_000),
        lastUsedAt: ago(500),
        expiresAt: null,
        permissions: null,
      },
    ],
  ],
];

/** Answers the console's calls in the page itself. */
export function installSample(): void {
  const original = window.fetch.bind(window);
  window.fetch = async (input, init) => {
    const url = new URL(String(input), location.origin);
    if (!url.pathname.startsWith('/api/v1')) return original(input, init);
    const path = url.pathname.slice('/api/v1'.length);
    for (const [method, pattern, handler] of routes) {
      const match = pattern.exec(path);
      if (!match || method !== (init?.method ?? 'GET')) continue;
      const result = handler(
        match.slice(1),
        init?.body ? JSON.parse(String(init.body)) : {},
        url.searchParams,
      );
      const { status, body } =
        typeof result === 'object' &&
        result !== null &&
        'status' in result &&
        typeof result.status === 'number'
          ? (result as unknown as { status: number; body: unknown })
          : { status: 200, body: result };
      return new Response(JSON.stringify(body), { status });
    }
    return new Response(
      JSON.stringify(
        init?.method && init.method !== 'GET'
          ? { ok: true }
          : { code: 'not_found', message: path, requestId: 'x' },
      ),
      { status: init?.method && init.method !== 'GET' ? 200 : 404 },
    );
  };
  void [file, pictureUrl];
}

/** A connection that shows a colleague and, now and then, something new. */
export const connectSample: Connect = (_brandId, { onState, onEvent }) => {
  push = onEvent;
  setTimeout(() => onState('online'), 100);
  return {
    send: (event) => {
      if (event.type !== 'conversation.open') return;
      const members = [{ memberId: 'ben', name: 'Ben Okafor', writing: true }];
      setTimeout(
        () =>
          onEvent({
            type: 'presence.changed',
            brandId: brand.id,
            conversationId: event.conversationId,
            members,
          }),
        200,
      );
    },
    close: () => undefined,
  };
};
