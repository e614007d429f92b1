import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Role } from '@parley/shared/permissions.js';
import { ApiTokensService } from '../../src/auth/api-tokens.service.js';
import { SessionsService } from '../../src/auth/sessions.service.js';
import { UsersService } from '../../src/auth/users.service.js';
import { BrandsService } from '../../src/brands/brands.service.js';
import { MembersService } from '../../src/brands/members.service.js';
import { ChannelSecrets } from '../../src/channels/channel-secrets.service.js';
import type { InboundPost } from '../../src/channels/core/inbound-event.js';
import { Endpoints } from '../../src/channels/endpoints.service.js';
import { ConversationIntake } from '../../src/conversations/intake/conversation-intake.service.js';
import type { IntakeChannel } from '../../src/conversations/intake/intake-channel.js';
import { createHttpApp } from '../../src/http-app.js';
import { Env, envSchema } from '../../src/platform/config/env.js';
import { Database } from '../../src/platform/database/database.js';
import { newId } from '../../src/platform/database/id.js';
import { Authenticator, type Member, SESSION_COOKIE } from '../../src/platform/http/caller.js';
import { QueueBackend } from '../../src/platform/queue/queue-backend.js';
import { Storage } from '../../src/platform/storage/storage.js';
import { benchGround } from '../builders/bench-ground.js';
import { ApiClient } from '../harness/api-client.js';
import type { CallerName } from './access-table.js';

/** Stands in everything that is in the restricted channel, and in nothing else. */
export const HIDDEN_WORD = 'Zitronenfalter';
/** Stands in everything of the brand most callers sit in, and in nothing of the stranger's. */
export const BRAND_WORD = 'apfelbaum';
export const PASSWORD = 'correct horse battery';

const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

export interface Person {
  userId: string;
  email: string;
  memberId: string;
  brandId: string;
}

export interface HiddenChannel extends IntakeChannel {
  endpointId: string;
  endpointSecret: string;
}

/** The real server with two brands, everyone who may call it, and objects made to order. */
export class AccessWorld {
  /** Without a seat: memberId and brandId are empty. */
  readonly people = {} as Record<Exclude<CallerName, 'nobody'>, Person>;
  /** API tokens; whoever has no seat has none. */
  readonly tokens = {} as Record<Exclude<CallerName, 'nobody' | 'seatless'>, string>;
  revokedSession = '';
  revokedToken = '';
  /** Members who may see it: agent and manager. */
  hidden!: HiddenChannel;
  hiddenMailbox!: IntakeChannel;
  open!: HiddenChannel;

  private constructor(
    readonly app: NestFastifyApplication,
    readonly database: Database,
    readonly baseUrl: string,
    private readonly pictures: Server,
    private readonly end: () => Promise<void>,
  ) {}

  /** @param settings of the environment, beside its own */
  static async create(settings: Record<string, string> = {}): Promise<AccessWorld> {
    const ground = await benchGround('access');
    const { source } = ground;
    const queue = await QueueBackend.connect({
      redisUrl: undefined,
      databaseUrl: ground.databaseUrl,
      concurrency: 0,
    });
    const env = new Env(
      envSchema.parse({
        // No jobs are done and no chores run: everything stays as the test has made it.
        PARLEY_ROLE: 'api',
        PARLEY_DATA_DIR: ground.dataDir,
        PARLEY_SECRET: 's'.repeat(32),
        PARLEY_ALLOW_NETWORKS: '127.0.0.0/8',
        PARLEY_GOOGLE_CLIENT_ID: 'client',
        PARLEY_GOOGLE_CLIENT_SECRET: 'secret',
        ...settings,
      }),
    );
    const app = await createHttpApp({ env, source, queue });
    await app.listen(0, '127.0.0.1');
    const pictures = createServer((_, response) =>
      response.setHeader('content-type', 'image/gif').end(PIXEL),
    );
    await new Promise<void>((resolve) => pictures.listen(0, '127.0.0.1', resolve));
    const { port } = app.getHttpServer().address() as AddressInfo;
    const world = new AccessWorld(app, app.get(Database), `http://127.0.0.1:${port}`, pictures, async () => {
      await app.close();
      await ground.clear();
    });
    await world.settle();
    return world;
  }

  async close(): Promise<void> {
    await new Promise((resolve) => this.pictures.close(resolve));
    await this.end();
  }

  // biome-ignore lint/suspicious/noExplicitAny: any injectable class
  get<T>(token: abstract new (...args: any[]) => T): T {
    return this.app.get(token as never);
  }

  get pictureUrl(): string {
    return `http://127.0.0.1:${(this.pictures.address() as AddressInfo).port}/picture.gif`;
  }

  private async settle(): Promise<void> {
    const brands = this.get(BrandsService);
    const owner = await this.user(`olga@${BRAND_WORD}.test`);
    const brand = await brands.create({ name: `Brand ${BRAND_WORD}`, ownerId: owner.userId });
    this.people.owner = { ...owner, ...brand };
    for (const [name, role] of [
      ['agent', 'agent'],
      ['agentOut', 'agent'],
      ['manager', 'manager'],
      ['managerOut', 'manager'],
    ] as const) {
      this.people[name] = await this.member(role, `${name.toLowerCase()}@${BRAND_WORD}.test`);
    }
    const stranger = await this.user('stan@elsewhere.test');
    this.people.stranger = {
      ...stranger,
      ...(await brands.create({ name: 'Elsewhere', ownerId: stranger.userId })),
    };
    this.people.seatless = { ...(await this.user('sam@nowhere.test')), memberId: '', brandId: '' };
    for (const name of ['agent', 'agentOut', 'manager', 'managerOut', 'owner', 'stranger'] as const) {
      const caller = await this.caller(name);
      this.tokens[name] = (await this.get(ApiTokensService).create(caller, { name: 'access' })).token;
    }
    const doomed = await this.caller('agent');
    const { token, row } = await this.get(ApiTokensService).create(doomed, { name: 'revoked' });
    this.revokedToken = token;
    await this.get(ApiTokensService).revoke(doomed, row.id);
    this.revokedSession = await this.session('agent');
    const { id } = (await this.get(SessionsService).find(this.revokedSession))!;
    await this.get(SessionsService).revoke(this.people.agent.userId, id, 'test');
    this.hidden = await this.channel({ hidden: true });
    this.hiddenMailbox = await this.mailbox();
    this.open = await this.channel({ hidden: false });
  }

  /** An account that sits nowhere, with `PASSWORD`. */
  async user(email = `${randomUUID()}@example.test`): Promise<{ userId: string; email: string }> {
    const name = email.includes(BRAND_WORD) ? `Member ${BRAND_WORD}` : 'Somebody';
    const user = await this.get(UsersService).create({ email, name, password: PASSWORD, locale: 'en' });
    return { userId: user.id, email };
  }

  async member(role: Role, email?: string): Promise<Person> {
    const user = await this.user(email);
    const { brandId } = this.people.owner;
    const memberId = await this.get(MembersService).join({ brandId, userId: user.userId, role });
    return { ...user, brandId, memberId };
  }

  session(name: Exclude<CallerName, 'nobody'>): Promise<string> {
    const { userId, brandId } = this.people[name];
    return this.get(SessionsService).create({
      userId,
      brandId: brandId || null,
      ip: '127.0.0.1',
      userAgent: null,
    });
  }

  client(session: string): ApiClient {
    return ApiClient.withSession(this.baseUrl, session);
  }

  /** Who a session of theirs is for the server. */
  async caller(name: Exclude<CallerName, 'nobody'>): Promise<Member> {
    const caller = await this.get(Authenticator).authenticate({
      bearer: null,
      sessionToken: await this.session(name),
      brandId: null,
      ip: '127.0.0.1',
      userAgent: null,
    });
    return caller as Member;
  }

  /** A channel of the API kind; a hidden one is for the agent and the manager. */
  async channel({ hidden }: { hidden: boolean }): Promise<HiddenChannel> {
    const { brandId } = this.people.owner;
    const { id: endpointId, secret } = await this.get(Endpoints).create('api', brandId);
    const channel = {
      id: newId(),
      brandId,
      kind: 'api',
      account: randomUUID(),
      settings: { webhookUrl: this.pictureUrl },
      settleMs: {},
      connectedAt: new Date(0),
    };
    await this.insertChannel(channel, { hidden, endpointId });
    return { ...channel, endpointId, endpointSecret: secret };
  }

  /** A hidden live chat, always the same. */
  livechat(): Promise<{ endpointId: string; intake: IntakeChannel }> {
    this.chat ??= this.makeChat();
    return this.chat;
  }
  private chat: Promise<{ endpointId: string; intake: IntakeChannel }> | undefined;

  private async makeChat() {
    const { brandId } = this.people.owner;
    const { id: endpointId } = await this.get(Endpoints).create('livechat', brandId);
    const id = newId();
    const intake = {
      id,
      brandId,
      kind: 'livechat',
      account: id,
      settings: { origins: ['https://shop.example'] },
      settleMs: {},
      connectedAt: new Date(0),
    };
    await this.insertChannel(intake, { hidden: true, endpointId });
    return { endpointId, intake };
  }

  /** A hidden mailbox. */
  async mailbox(): Promise<IntakeChannel> {
    const id = newId();
    const address = `${id}@${BRAND_WORD}.test`;
    const settings = {
      address,
      login: 'password',
      imapHost: '127.0.0.1',
      imapPort: 9,
      imapSecurity: 'tls',
      smtpHost: '127.0.0.1',
      smtpPort: 9,
      smtpSecurity: 'tls',
    };
    const channel = {
      id,
      brandId: this.people.owner.brandId,
      kind: 'email',
      account: address,
      settings,
      settleMs: {},
      connectedAt: new Date(0),
    };
    await this.insertChannel(channel, { hidden: true, endpointId: null });
    return channel;
  }

  private async insertChannel(
    channel: IntakeChannel,
    { hidden, endpointId }: { hidden: boolean; endpointId: string | null },
  ): Promise<void> {
    await this.database.run(
      `INSERT INTO channel (id, brand_id, kind, name, account, endpoint_id, settings, secrets, restricted, connected_at, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, now())`,
      [
        channel.id,
        channel.brandId,
        channel.kind,
        `${hidden ? HIDDEN_WORD : 'Everybody'} ${BRAND_WORD}`,
        channel.account,
        endpointId,
        JSON.stringify(channel.settings),
        this.get(ChannelSecrets).seal(channel.id, { password: 'secret' }),
        hidden,
        channel.connectedAt,
      ],
    );
    if (!hidden) return;
    for (const name of ['agent', 'manager'] as const) {
      await this.database.run(
        'INSERT INTO channel_member (channel_id, member_id, brand_id) VALUES ($1, $2, $3)',
        [channel.id, this.people[name].memberId, channel.brandId],
      );
    }
  }

  /** Somebody writes to a channel; in the hidden one, words that must not be found. */
  async received(
    channel: IntakeChannel = this.hidden,
    given: { medium?: 'dm' | 'email' | 'comment'; setAside?: string; post?: InboundPost } = {},
  ): Promise<{ conversationId: string; messageId: string; personId: string }> {
    const hidden = channel !== this.open;
    const externalId = randomUUID();
    const words = `${hidden ? HIDDEN_WORD : 'Hello'} ${BRAND_WORD}`;
    await this.database.transaction(() =>
      this.get(ConversationIntake).apply({
        event: {
          type: 'message',
          key: `message/${externalId}`,
          account: channel.account,
          at: new Date(Date.now() - 60_000).toISOString(),
          conversation: { externalId: randomUUID(), medium: given.medium ?? 'dm', subject: words },
          externalId,
          direction: 'in',
          visibility: 'private',
          author: { namespace: `test:${channel.id}`, externalId: randomUUID(), name: words, handle: words },
          others: [],
          text: words,
          html: `<p>${words}</p><img src="${this.pictureUrl}">`,
          attachments: [],
          ...(given.post === undefined ? {} : { post: given.post }),
        },
        eventId: newId(),
        channel,
        receivedAt: new Date(),
      }),
    );
    const row = await this.database.one<{ id: string; conversation_id: string; person_id: string }>(
      `SELECT m.id, m.conversation_id, c.person_id FROM message m JOIN conversation c ON c.id = m.conversation_id
       WHERE m.brand_id = $1 AND m.channel_id = $2 AND m.external_id = $3`,
      [channel.brandId, channel.id, externalId],
    );
    if (row === undefined) throw new Error('the message is not there');
    if (given.setAside !== undefined) {
      await this.change('conversation', row.conversation_id, 'set_aside', given.setAside);
    }
    return { conversationId: row.conversation_id, messageId: row.id, personId: row.person_id };
  }

  /** A reply of the owner in a hidden conversation, in that state. */
  async reply(state: 'held' | 'failed' | 'unconfirmed'): Promise<string> {
    const { conversationId } = await this.received();
    const client = this.client(await this.session('owner'));
    const { id } = await client.post<{ id: string }>(`/api/v1/conversations/${conversationId}/messages`, {
      clientId: randomUUID(),
      body: `${HIDDEN_WORD} ${BRAND_WORD}`,
      seenSeq: 1,
      sendAt: new Date(Date.now() + 3_600_000).toISOString(),
    });
    if (state !== 'held') await this.change('message', id, 'state', state);
    return id;
  }

  /** A post in the hidden channel, with a comment under it. */
  async post(): Promise<{ id: string; conversationId: string }> {
    const externalId = randomUUID();
    const excerpt = `${HIDDEN_WORD} ${BRAND_WORD}`;
    const { conversationId } = await this.received(this.hidden, {
      medium: 'comment',
      post: { externalId, excerpt, imageUrl: this.pictureUrl },
    });
    const row = await this.database.one<{ id: string }>(
      'SELECT id FROM post WHERE brand_id = $1 AND channel_id = $2 AND external_id = $3',
      [this.people.owner.brandId, this.hidden.id, externalId],
    );
    if (row === undefined) throw new Error('the post is not there');
    return { id: row.id, conversationId };
  }

  /** A file of a message in the hidden channel, or one the agent has brought and not used yet. */
  async file(of: { messageId: string } | 'agent'): Promise<string> {
    const { brandId } = this.people.owner;
    const { key, size } = await this.get(Storage).put(brandId, Buffer.from(HIDDEN_WORD));
    const id = newId();
    await this.database.run(
      `INSERT INTO attachment (id, brand_id, message_id, uploaded_by, filename, content_type, size, storage_key, created_at)
       VALUES ($1, $2, $3, $4, $5, 'text/plain', $6, $7, now())`,
      [
        id,
        brandId,
        of === 'agent' ? null : of.messageId,
        of === 'agent' ? this.people.agent.memberId : null,
        `${HIDDEN_WORD}.txt`,
        size,
        key,
      ],
    );
    return id;
  }

  /** A mail whose bytes are kept. */
  async rawMail(): Promise<string> {
    const { messageId } = await this.received(this.hiddenMailbox, { medium: 'email' });
    const { key } = await this.get(Storage).put(
      this.people.owner.brandId,
      Buffer.from(`Subject: ${HIDDEN_WORD}`),
    );
    await this.change('message', messageId, 'raw_key', key);
    return messageId;
  }

  /** Something that came in on the hidden channel and could not be read, or applied. */
  async failed(what: 'delivery' | 'event'): Promise<string> {
    const { id: channelId, brandId, account, endpointId } = this.hidden;
    const deliveryId = newId();
    await this.database.run(
      `INSERT INTO inbound_delivery (id, kind, endpoint_id, channel_id, brand_id, source, body, received_at, state, next_attempt_at, reason)
       VALUES ($1, 'api', $2, $3, $4, 'webhook', '{}', now(), $5, now(), $6)`,
      [deliveryId, endpointId, channelId, brandId, what === 'delivery' ? 'failed' : 'parsed', HIDDEN_WORD],
    );
    if (what === 'delivery') return deliveryId;
    const id = newId();
    await this.database.run(
      `INSERT INTO inbound_event (id, delivery_id, brand_id, channel_id, account, position, kind, key, payload, received_at, state, next_attempt_at, reason, updated_at)
       VALUES ($1, $2, $3, $4, $5, 0, 'message', $6, '{}', now(), 'failed', now(), $6, now())`,
      [id, deliveryId, brandId, channelId, account, `${HIDDEN_WORD}/${id}`],
    );
    return id;
  }

  async webhookDelivery(): Promise<string> {
    const id = newId();
    await this.database.run(
      `INSERT INTO webhook_delivery (id, brand_id, channel_id, webhook_id, event, url, body, state, last_error, created_at)
       VALUES ($1, $2, $3, $4, 'message.created', $5, '{"data":{"attachments":[]}}', 'failed', $6, now())`,
      [id, this.hidden.brandId, this.hidden.id, randomUUID(), this.pictureUrl, HIDDEN_WORD],
    );
    return id;
  }

  async change(table: 'conversation' | 'message' | 'channel', id: string, column: string, value: unknown) {
    await this.database.run(`UPDATE ${table} SET ${column} = $3 WHERE brand_id = $1 AND id = $2`, [
      this.people.owner.brandId,
      id,
      value,
    ]);
  }

  /** A session as a browser sends it. */
  static cookie(session: string): string {
    return `${SESSION_COOKIE}=${session}`;
  }
}
