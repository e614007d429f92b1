import { randomUUID } from 'node:crypto';
import { saveAlertSchema } from '@parley/shared/now.js';
import { ApiTokensService } from '../../src/auth/api-tokens.service.js';
import { InvitationsService } from '../../src/auth/invitations.service.js';
import { PasswordResetLinks } from '../../src/auth/password-reset-links.service.js';
import { SessionsService } from '../../src/auth/sessions.service.js';
import { UsersService } from '../../src/auth/users.service.js';
import { DEFAULT_TARGETS } from '../../src/brands/default-targets.js';
import { SnippetsService } from '../../src/brands/snippets.service.js';
import { TagsService } from '../../src/brands/tags.service.js';
import { API_FILE_LINKS } from '../../src/channels/api/api.manifest.js';
import { FileLinks } from '../../src/channels/core/file-link.js';
import { VisitorDoor } from '../../src/channels/livechat/visitor-door.service.js';
import { LIVECHAT_FILE_LINKS } from '../../src/channels/livechat/visitor-thread.presenter.js';
import { unsignedPerson } from '../../src/channels/livechat/visitor-token.js';
import { ViewsService } from '../../src/conversations/views/views.service.js';
import { PersonFields } from '../../src/people/person-fields.service.js';
import { SecretBox } from '../../src/platform/crypto/secret-box.js';
import { signedHeaders } from '../../src/platform/crypto/webhook-signature.js';
import { Ticker } from '../../src/platform/queue/ticker.js';
import { AlertsService } from '../../src/reports/now/alerts/alerts.service.js';
import { type AccessWorld, BRAND_WORD, HIDDEN_WORD, PASSWORD } from './access-world.js';

/** A call that would succeed if the caller may make it. */
export interface Call {
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
}

type MakeCall = (world: AccessWorld) => Promise<Call> | Call;

const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString();
const email = () => `${randomUUID()}@example.test`;
const plain =
  (path: string, body?: unknown): MakeCall =>
  () => ({ path, body });

/** Yesterday to tomorrow, in whatever zone. */
const today = () => {
  const date = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  return `from=${date(-1)}&to=${date(1)}`;
};
const report =
  (name: string, more = ''): MakeCall =>
  () => ({ path: `/api/v1/reports/${name}?${today()}${more}` });
/** Figures of one's own are there once an owner has switched figures per member on. */
const own =
  (name: string): MakeCall =>
  async (world) => {
    await world.database.run(
      `INSERT INTO report_setting (brand_id, per_member, changed_at) SELECT id, true, now() FROM brand
       ON CONFLICT (brand_id) DO UPDATE SET per_member = true`,
    );
    return { path: `/api/v1/reports/${name}?${today()}` };
  };

/** About a hidden conversation of its own. */
const conversation =
  (act: string, body?: unknown): MakeCall =>
  async (world) => ({ path: `/api/v1/conversations/${(await world.received()).conversationId}${act}`, body });

/** About a hidden channel of its own, so that none is left paused or removed. */
const channel =
  (act: string, body?: unknown): MakeCall =>
  async (world) => ({ path: `/api/v1/channels/${(await world.channel({ hidden: true })).id}${act}`, body });
const mailbox =
  (act: string, body?: unknown): MakeCall =>
  async (world) => ({ path: `/api/v1/channels/${(await world.mailbox()).id}${act}`, body });

const resetToken = async (world: AccessWorld) => {
  const { userId } = await world.user();
  const user = await world.get(UsersService).get(userId);
  return new URL(await world.get(PasswordResetLinks).create(user, 'command')).searchParams.get('token');
};
const invitation = async (world: AccessWorld) => {
  const made = await world
    .get(InvitationsService)
    .create(await world.caller('owner'), { email: email(), role: 'agent' });
  return { id: made.id, token: new URL(made.link).searchParams.get('token') };
};
const tag = async (world: AccessWorld) =>
  (await world.get(TagsService).create(world.people.owner.brandId, { name: `${BRAND_WORD} ${randomUUID()}` }))
    .id;

const snippetOf = (shared: boolean) => ({ name: randomUUID(), body: 'Words', shared });
/** The owner's are shared, the agent's their own. */
const snippet = async (world: AccessWorld, by: 'owner' | 'agent') =>
  (
    await world.get(SnippetsService).create(await world.caller(by), {
      ...snippetOf(by === 'owner'),
      body: BRAND_WORD,
      shortcut: null,
      html: null,
    })
  ).id;

/** Two hidden mails that the owner made one conversation, whose next mail finds it by what it refers to. */
const merged = async (world: AccessWorld) => {
  const from = await world.received(world.hidden, { medium: 'email' });
  const into = await world.received(world.hidden, { medium: 'email' });
  const owner = world.client(await world.session('owner'));
  await owner.post(`/api/v1/conversations/${from.conversationId}/merge`, { intoId: into.conversationId });
  await world.database.run('UPDATE conversation SET external_id = NULL WHERE brand_id = $1 AND id = $2', [
    world.people.owner.brandId,
    into.conversationId,
  ]);
  return { fromId: from.conversationId, intoId: into.conversationId, messageId: from.messageId };
};

/** The owner's, shared, of the hidden channel. */
const view = async (world: AccessWorld) => {
  const saved = await world.get(ViewsService).create(await world.caller('owner'), {
    name: `${HIDDEN_WORD} ${randomUUID()}`,
    filter: { view: 'ours', channelId: world.hidden.id },
    shared: true,
    icon: 'list',
    color: null,
  });
  return saved.id;
};

const alertOf = (world: AccessWorld) =>
  saveAlertSchema.parse({
    ...{ measure: 'ours', threshold: 1_000, channelId: world.hidden.id },
    webhookUrl: 'https://example.test/alerts',
  });
/** The owner's, about the hidden channel; the only one there is. */
const alert = async (world: AccessWorld) => {
  await world.database.run('DELETE FROM now_alert -- any brand: made to order');
  const { alert: made } = await world.get(AlertsService).create(await world.caller('owner'), alertOf(world));
  return made.id;
};

/** The owner's, of a post in the hidden channel. */
const wordRule = async (world: AccessWorld): Promise<string> => {
  const { id: postId } = await world.post();
  const owner = world.client(await world.session('owner'));
  return (await owner.post<{ id: string }>('/api/v1/word-rules', { words: [HIDDEN_WORD], postId })).id;
};

const personField = async (world: AccessWorld) =>
  (
    await world
      .get(PersonFields)
      .create(world.people.owner.brandId, { name: randomUUID(), kind: 'text', beside: true, options: [] })
  ).id;

const hook = (world: AccessWorld, signed: boolean, act = ''): Call => {
  const { endpointId, endpointSecret } = world.open;
  const body = JSON.stringify({
    type: 'message',
    id: randomUUID(),
    person: { id: 'anna', name: 'Anna' },
    conversation: { id: randomUUID() },
    message: { id: randomUUID(), text: 'Hello' },
  });
  return {
    path: `/hooks/api/${endpointId}${act}`,
    body,
    headers: {
      'content-type': 'application/json',
      ...(signed ? signedHeaders([endpointSecret], randomUUID(), new Date(), body) : {}),
    },
  };
};
const fileLink = async (world: AccessWorld, signed: boolean): Promise<Call> => {
  const { messageId } = await world.received(world.open);
  await world.change('message', messageId, 'direction', 'out');
  const attachmentId = await world.file({ messageId });
  const { endpointId } = world.open;
  const url = new FileLinks(world.get(SecretBox), API_FILE_LINKS).create(
    `${world.baseUrl}/hooks/api/${endpointId}`,
    endpointId,
    attachmentId,
    new Date(),
  );
  const { pathname, search } = new URL(url);
  return { path: pathname + (signed ? search : search.replace(/signature=.*/, 'signature=made-up')) };
};

const LIVECHAT_PAGE = 'https://shop.example';
const SAYS = { text: 'Hello', page: null, uploadIds: [] };
/** As the widget on an allowed page calls. @param token of a visitor */
const livechat = async (
  world: AccessWorld,
  act: string,
  { body, token, origin = LIVECHAT_PAGE }: { body?: unknown; token?: boolean; origin?: string } = {},
): Promise<Call> => {
  const { endpointId } = await world.livechat();
  const visitor = { person: unsignedPerson(), signed: false, name: null, email: null };
  const bearer = world.get(VisitorDoor).tokens.issue(endpointId, visitor, new Date());
  return {
    path: `/hooks/livechat/${endpointId}/${act}`,
    ...(body === undefined ? {} : { body }),
    headers: {
      origin,
      ...(token === undefined ? {} : { authorization: token ? `Bearer ${bearer}` : 'Bearer made-up' }),
    },
  };
};
const livechatCall =
  (act: string, how?: Parameters<typeof livechat>[2]): MakeCall =>
  (world) =>
    livechat(world, act, how);
const elsewhere = { origin: 'https://evil.example' };
const livechatFile = async (world: AccessWorld, signed: boolean): Promise<Call> => {
  const { endpointId, intake } = await world.livechat();
  const attachmentId = await world.file({ messageId: (await world.received(intake)).messageId });
  const links = new FileLinks(world.get(SecretBox), LIVECHAT_FILE_LINKS);
  const link = links.create(`/hooks/livechat/${endpointId}`, endpointId, attachmentId, new Date());
  return {
    path: signed ? link : link.replace(/signature=.*/, 'signature=made-up'),
    headers: { origin: LIVECHAT_PAGE },
  };
};

const GOOGLE = { kind: 'email', name: 'Mail', settings: { address: 'anna@gmail.com', login: 'google' } };

/** How each row of the table is called. */
export const accessCalls: Record<string, MakeCall> = {
  'GET /healthz': plain('/healthz'),
  'GET /readyz': plain('/readyz'),
  'GET /api/docs': plain('/api/docs'),
  'GET /api/docs-yaml': plain('/api/docs-yaml'),
  'GET /api/openapi.json': plain('/api/openapi.json'),

  'POST /api/v1/session': async (world) => ({
    path: '/api/v1/session',
    body: { email: (await world.user()).email, password: PASSWORD },
  }),
  'GET /api/v1/session': plain('/api/v1/session'),
  'DELETE /api/v1/session': plain('/api/v1/session'),
  'POST /api/v1/session/brand': ({ people }) => ({
    path: '/api/v1/session/brand',
    body: { brandId: people.owner.brandId },
  }),
  'GET /api/v1/setup': plain('/api/v1/setup'),
  'POST /api/v1/setup': plain('/api/v1/setup', {
    token: 'made-up',
    brandName: 'Mine',
    name: 'Mallory',
    email: 'mallory@example.test',
    password: PASSWORD,
  }),
  'POST /api/v1/password-resets': plain('/api/v1/password-resets', { email: 'nobody@example.test' }),
  'GET /api/v1/password-resets/:token': async (world) => ({
    path: `/api/v1/password-resets/${await resetToken(world)}`,
  }),
  'POST /api/v1/password-resets/:token': async (world) => ({
    path: `/api/v1/password-resets/${await resetToken(world)}`,
    body: { password: PASSWORD },
  }),

  'GET /api/v1/profile': plain('/api/v1/profile'),
  'PATCH /api/v1/profile': plain('/api/v1/profile', { theme: 'dark' }),
  'POST /api/v1/profile/password': plain('/api/v1/profile/password', {
    current: PASSWORD,
    password: PASSWORD,
  }),
  'GET /api/v1/profile/sessions': plain('/api/v1/profile/sessions'),
  "DELETE /api/v1/profile/sessions/:id (the agent's)": async (world) => {
    const session = await world.get(SessionsService).find(await world.session('agent'));
    return { path: `/api/v1/profile/sessions/${session?.id}` };
  },
  'GET /api/v1/profile/tokens': plain('/api/v1/profile/tokens'),
  'POST /api/v1/profile/tokens': plain('/api/v1/profile/tokens', { name: 'script' }),
  "DELETE /api/v1/profile/tokens/:id (the agent's)": async (world) => {
    const { row } = await world.get(ApiTokensService).create(await world.caller('agent'), { name: 'doomed' });
    return { path: `/api/v1/profile/tokens/${row.id}` };
  },

  'GET /api/v1/invitations': plain('/api/v1/invitations'),
  'POST /api/v1/invitations': () => ({
    path: '/api/v1/invitations',
    body: { email: email(), role: 'owner' },
  }),
  'DELETE /api/v1/invitations/:id': async (world) => ({
    path: `/api/v1/invitations/${(await invitation(world)).id}`,
  }),
  'GET /api/v1/invitations/by-token/:token': async (world) => ({
    path: `/api/v1/invitations/by-token/${(await invitation(world)).token}`,
  }),
  'POST /api/v1/invitations/by-token/:token/accept': async (world) => ({
    path: `/api/v1/invitations/by-token/${(await invitation(world)).token}/accept`,
    body: { name: 'New', password: PASSWORD },
  }),
  'GET /api/v1/members': plain('/api/v1/members'),
  'PATCH /api/v1/members/:id': async (world) => ({
    path: `/api/v1/members/${(await world.member('agent')).memberId}`,
    body: { role: 'owner' },
  }),
  'DELETE /api/v1/members/:id': async (world) => ({
    path: `/api/v1/members/${(await world.member('agent')).memberId}`,
  }),
  'POST /api/v1/brands': plain('/api/v1/brands', { name: 'Another' }),
  'GET /api/v1/audit-entries': plain('/api/v1/audit-entries'),

  'GET /api/v1/brand': plain('/api/v1/brand'),
  'PATCH /api/v1/brand': plain('/api/v1/brand', { color: '#123456' }),
  'GET /api/v1/brand/calendar': plain('/api/v1/brand/calendar'),
  'PUT /api/v1/brand/calendar': plain('/api/v1/brand/calendar', {
    timezone: 'UTC',
    week: null,
    holidays: [],
  }),
  'GET /api/v1/brand/targets': plain('/api/v1/brand/targets'),
  'PUT /api/v1/brand/targets': plain('/api/v1/brand/targets', DEFAULT_TARGETS),
  'GET /api/v1/tags': plain('/api/v1/tags'),
  'POST /api/v1/tags': () => ({ path: '/api/v1/tags', body: { name: randomUUID() } }),
  'PUT /api/v1/tags/:id': async (world) => ({
    path: `/api/v1/tags/${await tag(world)}`,
    body: { name: randomUUID() },
  }),
  'DELETE /api/v1/tags/:id': async (world) => ({ path: `/api/v1/tags/${await tag(world)}` }),
  'GET /api/v1/snippets': plain('/api/v1/snippets'),
  "POST /api/v1/snippets (one's own)": () => ({ path: '/api/v1/snippets', body: snippetOf(false) }),
  'POST /api/v1/snippets (shared)': () => ({ path: '/api/v1/snippets', body: snippetOf(true) }),
  'PUT /api/v1/snippets/:id (shared)': async (world) => ({
    path: `/api/v1/snippets/${await snippet(world, 'owner')}`,
    body: snippetOf(true),
  }),
  "PUT /api/v1/snippets/:id (the agent's)": async (world) => ({
    path: `/api/v1/snippets/${await snippet(world, 'agent')}`,
    body: snippetOf(false),
  }),
  'DELETE /api/v1/snippets/:id (shared)': async (world) => ({
    path: `/api/v1/snippets/${await snippet(world, 'owner')}`,
  }),
  "DELETE /api/v1/snippets/:id (the agent's)": async (world) => ({
    path: `/api/v1/snippets/${await snippet(world, 'agent')}`,
  }),

  'GET /api/v1/channel-kinds': plain('/api/v1/channel-kinds'),
  'POST /api/v1/channel-kinds/test': ({ hiddenMailbox }) => ({
    path: '/api/v1/channel-kinds/test',
    body: { kind: 'email', settings: { ...hiddenMailbox.settings, password: 'secret' } },
  }),
  'POST /api/v1/channel-kinds/test (with a channel)': (world) => ({
    path: '/api/v1/channel-kinds/test',
    body: { kind: 'email', settings: world.hiddenMailbox.settings, channelId: world.hiddenMailbox.id },
  }),
  'POST /api/v1/channel-kinds/suggest': plain('/api/v1/channel-kinds/suggest', {
    kind: 'email',
    address: 'anna@gmail.com',
  }),
  'POST /api/v1/channel-kinds/consent': plain('/api/v1/channel-kinds/consent', GOOGLE),
  'POST /api/v1/channel-kinds/consent (with a channel)': (world) => ({
    path: '/api/v1/channel-kinds/consent',
    body: { ...GOOGLE, channelId: world.hiddenMailbox.id },
  }),
  'GET /api/v1/channel-kinds/consent/callback': plain(
    '/api/v1/channel-kinds/consent/callback?state=a&code=b',
  ),
  'GET /api/v1/channels': plain('/api/v1/channels'),
  'POST /api/v1/channels': plain('/api/v1/channels', { kind: 'api', name: 'New', settings: {} }),
  'GET /api/v1/channels/:id': channel(''),
  'PATCH /api/v1/channels/:id': channel('', { name: `${HIDDEN_WORD} renamed` }),
  'DELETE /api/v1/channels/:id': channel(''),
  'POST /api/v1/channels/:id/pause': channel('/pause'),
  'POST /api/v1/channels/:id/resume': channel('/resume'),
  'POST /api/v1/channels/:id/check': mailbox('/check'),
  'POST /api/v1/channels/:id/backfill': mailbox('/backfill', { since: '2026-01-01T00:00:00Z' }),
  'POST /api/v1/channels/:id/rotate-secret': channel('/rotate-secret'),
  'PUT /api/v1/channels/:id/members': channel('/members', { restricted: true, memberIds: [] }),
  'GET /api/v1/channels/:id/webhook-deliveries': async (world) => {
    await world.webhookDelivery();
    return { path: `/api/v1/channels/${world.hidden.id}/webhook-deliveries` };
  },
  'POST /api/v1/channels/:id/webhook-deliveries/:deliveryId/send-again': async (world) => ({
    path: `/api/v1/channels/${world.hidden.id}/webhook-deliveries/${await world.webhookDelivery()}/send-again`,
  }),
  'POST /api/v1/channels/:id/process-failed': channel('/process-failed'),
  'GET /api/v1/inbound-events': async (world) => {
    await world.failed('event');
    return { path: '/api/v1/inbound-events' };
  },
  'GET /api/v1/inbound-events (of the channel)': async (world) => {
    await world.failed('delivery');
    return { path: `/api/v1/inbound-events?channelId=${world.hidden.id}` };
  },
  'POST /api/v1/inbound-events/:id/process': async (world) => ({
    path: `/api/v1/inbound-events/${await world.failed('event')}/process`,
  }),
  'POST /api/v1/inbound-events/:id/process (a delivery)': async (world) => ({
    path: `/api/v1/inbound-events/${await world.failed('delivery')}/process`,
  }),

  'POST /hooks/:kind/:endpointId (signed)': (world) => hook(world, true),
  'POST /hooks/:kind/:endpointId (unsigned)': (world) => hook(world, false),
  'GET /hooks/:kind/:endpointId': (world) => ({ path: `/hooks/api/${world.open.endpointId}` }),
  'POST /hooks/api/:endpointId/uploads (signed)': (world) => hook(world, true, '/uploads'),
  'POST /hooks/api/:endpointId/uploads (unsigned)': (world) => hook(world, false, '/uploads'),
  'GET /hooks/wordpress/parley-comments.php': plain('/hooks/wordpress/parley-comments.php'),
  'GET /hooks/api/:endpointId/files/:attachmentId (signed)': (world) => fileLink(world, true),
  'GET /hooks/api/:endpointId/files/:attachmentId (unsigned)': (world) => fileLink(world, false),
  'OPTIONS /hooks/livechat/:endpointId/:what': livechatCall('messages'),
  'OPTIONS /hooks/livechat/:endpointId/:what (from elsewhere)': livechatCall('messages', elsewhere),
  'OPTIONS /hooks/livechat/:endpointId/:what/:id': livechatCall(`files/${randomUUID()}`),
  'GET /hooks/livechat/:endpointId/settings': livechatCall('settings'),
  'GET /hooks/livechat/:endpointId/settings (from elsewhere)': livechatCall('settings', elsewhere),
  'POST /hooks/livechat/:endpointId/visits': livechatCall('visits', {
    body: { token: null, identity: null, language: 'en' },
  }),
  'POST /hooks/livechat/:endpointId/visits (from elsewhere)': livechatCall('visits', {
    ...elsewhere,
    body: { token: null, identity: null, language: 'en' },
  }),
  'POST /hooks/livechat/:endpointId/messages': (world) =>
    livechat(world, 'messages', { token: true, body: { ...SAYS, clientId: randomUUID() } }),
  'POST /hooks/livechat/:endpointId/messages (no token)': (world) =>
    livechat(world, 'messages', { token: false, body: { ...SAYS, clientId: randomUUID() } }),
  'PUT /hooks/livechat/:endpointId/profile': livechatCall('profile', {
    token: true,
    body: { name: 'Anna', email: null },
  }),
  'PUT /hooks/livechat/:endpointId/profile (no token)': livechatCall('profile', {
    token: false,
    body: { name: 'Anna', email: null },
  }),
  'POST /hooks/livechat/:endpointId/files': livechatCall('files', { token: true, body: 'words' }),
  'POST /hooks/livechat/:endpointId/files (no token)': livechatCall('files', { token: false, body: 'words' }),
  'GET /hooks/livechat/:endpointId/thread': livechatCall('thread', { token: true }),
  'GET /hooks/livechat/:endpointId/thread (no token)': livechatCall('thread', { token: false }),
  'GET /hooks/livechat/:endpointId/files/:attachmentId (signed)': (world) => livechatFile(world, true),
  'GET /hooks/livechat/:endpointId/files/:attachmentId (unsigned)': (world) => livechatFile(world, false),

  'GET /api/v1/conversations': plain('/api/v1/conversations?limit=200'),
  'GET /api/v1/conversations (of the channel)': (world) => ({
    path: `/api/v1/conversations?channelId=${world.hidden.id}`,
  }),
  'GET /api/v1/conversations/counts': plain('/api/v1/conversations/counts'),
  'GET /api/v1/conversations/:id': conversation(''),
  'GET /api/v1/conversations/:id (linked to it)': async (world) => {
    const { conversationId: hidden } = await world.received();
    const { conversationId: open } = await world.received(world.open);
    await world.database.run(
      `INSERT INTO conversation_link (from_id, to_id, brand_id, relation) VALUES ($1, $2, $3, 'follows')`,
      [open, hidden, world.people.owner.brandId],
    );
    return { path: `/api/v1/conversations/${open}` };
  },
  'GET /api/v1/conversations/:id/messages': conversation('/messages'),
  'POST /api/v1/conversations': (world) => ({
    path: '/api/v1/conversations',
    body: {
      channelId: world.hiddenMailbox.id,
      to: ['anna@example.test'],
      subject: HIDDEN_WORD,
      clientId: randomUUID(),
      body: HIDDEN_WORD,
    },
  }),
  'POST /api/v1/conversations/:id/messages': async (world) => ({
    path: `/api/v1/conversations/${(await world.received()).conversationId}/messages`,
    body: { clientId: randomUUID(), body: HIDDEN_WORD, seenSeq: 1 },
  }),
  'POST /api/v1/conversations/:id/messages (a note)': async (world) => ({
    path: `/api/v1/conversations/${(await world.received()).conversationId}/messages`,
    body: { clientId: randomUUID(), body: HIDDEN_WORD, kind: 'note' },
  }),
  'POST /api/v1/conversations/:id/close': conversation('/close', {}),
  'POST /api/v1/conversations/:id/block': async (world) => ({
    path: `/api/v1/conversations/${(await world.received((await world.livechat()).intake)).conversationId}/block`,
    body: { reason: 'spam' },
  }),
  'POST /api/v1/conversations/:id/unblock': conversation('/unblock'),
  'POST /api/v1/conversations/:id/reopen': async (world) => {
    const { conversationId } = await world.received();
    await world
      .client(await world.session('owner'))
      .post(`/api/v1/conversations/${conversationId}/close`, {});
    return { path: `/api/v1/conversations/${conversationId}/reopen` };
  },
  'POST /api/v1/conversations/:id/snooze': conversation('/snooze', { until: null }),
  'POST /api/v1/conversations/:id/unsnooze': async (world) => {
    const { conversationId } = await world.received();
    const owner = world.client(await world.session('owner'));
    await owner.post(`/api/v1/conversations/${conversationId}/snooze`, { until: null });
    return { path: `/api/v1/conversations/${conversationId}/unsnooze` };
  },
  'POST /api/v1/conversations/:id/assign': async (world) => ({
    path: `/api/v1/conversations/${(await world.received()).conversationId}/assign`,
    body: { memberId: world.people.agent.memberId },
  }),
  'POST /api/v1/conversations/:id/priority': conversation('/priority', { priority: 'high' }),
  'PUT /api/v1/conversations/:id/tags': async (world) => ({
    path: `/api/v1/conversations/${(await world.received()).conversationId}/tags`,
    body: { tagIds: [await tag(world)] },
  }),
  'POST /api/v1/conversations/:id/no-answer-needed': conversation('/no-answer-needed', {}),
  'POST /api/v1/conversations/:id/ours': async (world) => {
    const { conversationId } = await world.received();
    const owner = world.client(await world.session('owner'));
    await owner.post(`/api/v1/conversations/${conversationId}/no-answer-needed`, {});
    return { path: `/api/v1/conversations/${conversationId}/ours`, body: {} };
  },
  'POST /api/v1/conversations/:id/needs-answer': async (world) => {
    const { conversationId } = await world.received(world.hidden, { setAside: 'list' });
    return { path: `/api/v1/conversations/${conversationId}/needs-answer`, body: {} };
  },
  'POST /api/v1/conversations/:id/merge': async (world) => ({
    path: `/api/v1/conversations/${(await world.received(world.hidden, { medium: 'email' })).conversationId}/merge`,
    body: { intoId: (await world.received(world.hidden, { medium: 'email' })).conversationId },
  }),
  'POST /api/v1/conversations/:id/merge (into it)': async (world) => ({
    path: `/api/v1/conversations/${(await world.received(world.open, { medium: 'email' })).conversationId}/merge`,
    body: { intoId: (await world.received(world.hidden, { medium: 'email' })).conversationId },
  }),
  'POST /api/v1/conversations/:id/unmerge': async (world) => {
    const { fromId } = await merged(world);
    return { path: `/api/v1/conversations/${fromId}/unmerge` };
  },
  'POST /api/v1/conversations/:id/split': async (world) => {
    const { intoId, messageId } = await merged(world);
    return { path: `/api/v1/conversations/${intoId}/split`, body: { messageId, only: true } };
  },
  'GET /api/v1/views': plain('/api/v1/views'),
  'POST /api/v1/views': () => ({ path: '/api/v1/views', body: { name: randomUUID(), filter: {} } }),
  'POST /api/v1/views (shared)': () => ({
    path: '/api/v1/views',
    body: { name: randomUUID(), filter: {}, shared: true },
  }),
  'POST /api/v1/views (of the channel)': (world) => ({
    path: '/api/v1/views',
    body: { name: randomUUID(), filter: { channelId: world.hidden.id } },
  }),
  'PUT /api/v1/views/order': plain('/api/v1/views/order', { ids: [randomUUID()] }),
  'PUT /api/v1/views/:id': async (world) => ({
    path: `/api/v1/views/${await view(world)}`,
    body: { name: randomUUID(), filter: { channelId: world.hidden.id }, shared: true },
  }),
  'DELETE /api/v1/views/:id': async (world) => ({ path: `/api/v1/views/${await view(world)}` }),
  'POST /api/v1/conversations/bulk': async (world) => ({
    path: '/api/v1/conversations/bulk',
    body: { act: { kind: 'close' }, items: [{ id: (await world.received()).conversationId }] },
  }),
  'POST /api/v1/conversations/:id/read': conversation('/read', { seq: 1 }),
  'POST /api/v1/conversations/:id/unread': conversation('/unread'),
  'GET /api/v1/conversations/:id/draft': conversation('/draft'),
  'PUT /api/v1/conversations/:id/draft': conversation('/draft', { body: HIDDEN_WORD, visibility: 'private' }),
  'DELETE /api/v1/conversations/:id/draft': conversation('/draft'),
  'GET /api/v1/posts': async (world) => {
    await world.post();
    return { path: '/api/v1/posts?limit=200' };
  },
  'GET /api/v1/posts/:id': async (world) => ({ path: `/api/v1/posts/${(await world.post()).id}` }),
  'GET /api/v1/posts/:id/comments': async (world) => ({
    path: `/api/v1/posts/${(await world.post()).id}/comments`,
  }),
  'GET /api/v1/posts/:id/picture': async (world) => ({
    path: `/api/v1/posts/${(await world.post()).id}/picture`,
  }),
  'POST /api/v1/posts/:id/replies': async (world) => {
    const { id, conversationId } = await world.post();
    const item = { conversationId, clientId: randomUUID(), body: HIDDEN_WORD, seenSeq: 1 };
    return { path: `/api/v1/posts/${id}/replies`, body: { items: [item] } };
  },
  'GET /api/v1/word-rules': async (world) => {
    await wordRule(world);
    return { path: '/api/v1/word-rules' };
  },
  'GET /api/v1/word-rules (of the post)': async (world) => ({
    path: `/api/v1/word-rules?postId=${(await world.post()).id}`,
  }),
  'POST /api/v1/word-rules/preview': async (world) => ({
    path: '/api/v1/word-rules/preview',
    body: { words: [HIDDEN_WORD], postId: (await world.post()).id },
  }),
  'POST /api/v1/word-rules': async (world) => ({
    path: '/api/v1/word-rules',
    body: { words: [HIDDEN_WORD], postId: (await world.post()).id },
  }),
  'POST /api/v1/word-rules (of the channel)': async (world) => ({
    path: '/api/v1/word-rules',
    body: { words: ['nothing like it'], channelId: world.hidden.id },
  }),
  'PATCH /api/v1/word-rules/:id': async (world) => ({
    path: `/api/v1/word-rules/${await wordRule(world)}`,
    body: { active: false },
  }),
  'DELETE /api/v1/word-rules/:id': async (world) => ({ path: `/api/v1/word-rules/${await wordRule(world)}` }),
  'GET /api/v1/word-rules/:id/hits': async (world) => ({
    path: `/api/v1/word-rules/${await wordRule(world)}/hits`,
  }),
  'POST /api/v1/word-rules/:id/undo': async (world) => ({
    path: `/api/v1/word-rules/${await wordRule(world)}/undo`,
    body: {},
  }),
  'POST /api/v1/messages/undo': async (world) => ({
    path: '/api/v1/messages/undo',
    body: { messageIds: [await world.reply('held')] },
  }),
  'POST /api/v1/messages/:id/undo': async (world) => ({
    path: `/api/v1/messages/${await world.reply('held')}/undo`,
  }),
  'POST /api/v1/messages/:id/resolve': async (world) => ({
    path: `/api/v1/messages/${await world.reply('unconfirmed')}/resolve`,
    body: { outcome: 'not_sent' },
  }),
  'POST /api/v1/messages/:id/send-again': async (world) => ({
    path: `/api/v1/messages/${await world.reply('failed')}/send-again`,
    body: {},
  }),
  'POST /api/v1/messages/:id/moderation (cannot here)': async (world) => ({
    path: `/api/v1/messages/${(await world.received()).messageId}/moderation`,
    body: { action: 'hide' },
  }),
  'GET /api/v1/scheduled-replies': async (world) => {
    await world.reply('held');
    return { path: '/api/v1/scheduled-replies?limit=200' };
  },
  'PUT /api/v1/scheduled-replies/:id': async (world) => ({
    path: `/api/v1/scheduled-replies/${await world.reply('held')}`,
    body: {
      body: HIDDEN_WORD,
      version: 1,
      seenSeq: 2,
      sendAt: tomorrow(),
      closeAfter: false,
      cancelIfTheyWrite: true,
    },
  }),
  'PATCH /api/v1/scheduled-replies/:id': async (world) => ({
    path: `/api/v1/scheduled-replies/${await world.reply('held')}`,
    body: { sendAt: tomorrow() },
  }),
  'POST /api/v1/scheduled-replies/:id/send-now': async (world) => ({
    path: `/api/v1/scheduled-replies/${await world.reply('held')}/send-now`,
    body: { seenSeq: 2 },
  }),
  'POST /api/v1/scheduled-replies/:id/cancel': async (world) => ({
    path: `/api/v1/scheduled-replies/${await world.reply('held')}/cancel`,
  }),
  'GET /api/v1/messages/:id/raw': async (world) => ({
    path: `/api/v1/messages/${await world.rawMail()}/raw`,
  }),
  'GET /api/v1/messages/:id/remote-image': async (world) => ({
    path: `/api/v1/messages/${(await world.received()).messageId}/remote-image?url=${encodeURIComponent(world.pictureUrl)}`,
  }),
  'POST /api/v1/attachments': () => {
    const body = new FormData();
    body.append('file', new Blob(['words'], { type: 'text/plain' }), 'words.txt');
    return { path: '/api/v1/attachments', body };
  },
  'GET /api/v1/attachments/:id': async (world) => ({
    path: `/api/v1/attachments/${await world.file({ messageId: (await world.received()).messageId })}`,
  }),
  "GET /api/v1/attachments/:id (loose, the agent's)": async (world) => ({
    path: `/api/v1/attachments/${await world.file('agent')}`,
  }),
  'GET /api/v1/notifications': async (world) => {
    const { conversationId } = await world.received();
    const { agent, agentOut } = world.people;
    // As if it had been told before the channel was restricted.
    await world.database.run(
      `INSERT INTO notification (id, brand_id, member_id, kind, conversation_id, at)
       SELECT gen_random_uuid(), $1, m, 'assigned', $2, now() FROM unnest($3::uuid[]) AS m`,
      [agent.brandId, conversationId, [agent.memberId, agentOut.memberId]],
    );
    return { path: '/api/v1/notifications?limit=200' };
  },
  'GET /api/v1/notifications/unread': plain('/api/v1/notifications/unread'),
  'POST /api/v1/notifications/read': async (world) => ({
    path: '/api/v1/notifications/read',
    body: { conversationId: (await world.received()).conversationId },
  }),
  'GET /api/v1/notifications/settings': plain('/api/v1/notifications/settings'),
  'PUT /api/v1/notifications/settings': () => ({
    path: '/api/v1/notifications/settings',
    body: { unwanted: ['assigned'] },
  }),
  'GET /api/v1/now': async (world) => {
    await world.received();
    return { path: '/api/v1/now' };
  },
  'GET /api/v1/now/alerts': async (world) => {
    await alert(world);
    return { path: '/api/v1/now/alerts' };
  },
  'POST /api/v1/now/alerts': async (world) => {
    await world.database.run('DELETE FROM now_alert -- any brand: made to order');
    return { path: '/api/v1/now/alerts', body: alertOf(world) };
  },
  'GET /api/v1/now/alerts/log': async (world) => {
    const id = await alert(world);
    await world.database.run(
      `INSERT INTO now_alert_crossing (id, brand_id, alert_id, measure, threshold, channel_id, raised_at, value, cleared_at)
       VALUES (gen_random_uuid(), $1, $2, 'ours', 5, $3, now(), 6, now())`,
      [world.people.owner.brandId, id, world.hidden.id],
    );
    return { path: '/api/v1/now/alerts/log' };
  },
  'PUT /api/v1/now/alerts/:id': async (world) => ({
    path: `/api/v1/now/alerts/${await alert(world)}`,
    body: alertOf(world),
  }),
  'DELETE /api/v1/now/alerts/:id': async (world) => ({ path: `/api/v1/now/alerts/${await alert(world)}` }),
  'POST /api/v1/now/alerts/:id/webhook-secret': async (world) => ({
    path: `/api/v1/now/alerts/${await alert(world)}/webhook-secret`,
  }),
  'POST /api/v1/now/alerts/:id/test': async (world) => ({
    path: `/api/v1/now/alerts/${await alert(world)}/test`,
  }),
  'GET /api/v1/search': async (world) => {
    await world.received();
    await world.get(Ticker).runNow('index-words');
    return { path: `/api/v1/search?q=${HIDDEN_WORD}` };
  },
  'GET /api/v1/people': plain(`/api/v1/people?q=${HIDDEN_WORD}&limit=200`),
  'GET /api/v1/people/:id': async (world) => ({
    path: `/api/v1/people/${(await world.received()).personId}`,
  }),
  'PATCH /api/v1/people/:id': async (world) => ({
    path: `/api/v1/people/${(await world.received()).personId}`,
    body: { notes: HIDDEN_WORD },
  }),
  'GET /api/v1/people/:id/conversations': async (world) => ({
    path: `/api/v1/people/${(await world.received()).personId}/conversations`,
  }),
  'GET /api/v1/people/:id/merge-preview': async (world) => ({
    path: `/api/v1/people/${(await world.received()).personId}/merge-preview?fromId=${(await world.received()).personId}`,
  }),
  'POST /api/v1/people/:id/merge': async (world) => ({
    path: `/api/v1/people/${(await world.received()).personId}/merge`,
    body: { fromId: (await world.received()).personId },
  }),
  'POST /api/v1/people/:id/merge (of a hidden one)': async (world) => ({
    path: `/api/v1/people/${(await world.received(world.open)).personId}/merge`,
    body: { fromId: (await world.received()).personId },
  }),
  'POST /api/v1/people/:id/merges/:mergeId/undo': async (world) => {
    const [{ personId }, from] = [await world.received(), await world.received()];
    const client = world.client(await world.session('owner'));
    const merged = await client.post<{ merges: { id: string }[] }>(`/api/v1/people/${personId}/merge`, {
      fromId: from.personId,
    });
    return { path: `/api/v1/people/${personId}/merges/${merged.merges[0]?.id}/undo`, body: {} };
  },
  'GET /api/v1/people/:id/merge-suggestions': async (world) => ({
    path: `/api/v1/people/${(await world.received()).personId}/merge-suggestions`,
  }),
  'POST /api/v1/people/:id/merge-suggestions/:otherId/dismiss': async (world) => ({
    path: `/api/v1/people/${(await world.received()).personId}/merge-suggestions/${(await world.received()).personId}/dismiss`,
    body: {},
  }),
  'GET /api/v1/reports/overview': report('overview'),
  'GET /api/v1/reports/overview (of the channel)': (world) => ({
    path: `/api/v1/reports/overview?${today()}&channelId=${world.hidden.id}`,
  }),
  'GET /api/v1/reports/mine': own('mine'),
  'GET /api/v1/reports/mine/turns': own('mine/turns'),
  'GET /api/v1/reports/mine/turns.csv': own('mine/turns.csv'),
  'GET /api/v1/reports/breakdown': report('breakdown', '&by=channel'),
  'GET /api/v1/reports/resolution': report('resolution'),
  'GET /api/v1/reports/resolution/breakdown': report('resolution/breakdown', '&by=channel'),
  'GET /api/v1/reports/volume': report('volume'),
  'GET /api/v1/reports/volume/breakdown': report('volume/breakdown', '&by=channel'),
  'GET /api/v1/reports/quiet': report('quiet'),
  'GET /api/v1/reports/turns': report('turns'),
  'GET /api/v1/reports/figures.csv': report('figures.csv'),
  'GET /api/v1/reports/turns.csv': report('turns.csv'),
  'GET /api/v1/reports/conversations.csv': report('conversations.csv'),
  'GET /api/v1/reports/messages': report('messages'),
  'GET /api/v1/reports/messages.csv': report('messages.csv'),
  'GET /api/v1/reports/episodes': report('episodes'),
  'GET /api/v1/reports/episodes.csv': report('episodes.csv'),
  'GET /api/v1/reports/people': report('people'),
  'GET /api/v1/reports/people.csv': report('people.csv'),
  'GET /api/v1/reports/left-out': report('left-out'),
  'GET /api/v1/reports/recomputations': plain('/api/v1/reports/recomputations'),
  'POST /api/v1/reports/recomputations': async (world) => {
    await world.database.run('DELETE FROM recomputation');
    const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
    return { path: '/api/v1/reports/recomputations', body: { from: yesterday, to: yesterday } };
  },
  'GET /api/v1/reports/settings': plain('/api/v1/reports/settings'),
  'PUT /api/v1/reports/settings': plain('/api/v1/reports/settings', { perMember: true }),
  'GET /api/v1/person-fields': plain('/api/v1/person-fields'),
  'POST /api/v1/person-fields': () => ({
    path: '/api/v1/person-fields',
    body: { name: randomUUID(), kind: 'text' },
  }),
  'PUT /api/v1/person-fields/order': plain('/api/v1/person-fields/order', { ids: [] }),
  'PUT /api/v1/person-fields/:id': async (world) => ({
    path: `/api/v1/person-fields/${await personField(world)}`,
    body: { name: randomUUID() },
  }),
  'DELETE /api/v1/person-fields/:id': async (world) => ({
    path: `/api/v1/person-fields/${await personField(world)}`,
  }),
};
