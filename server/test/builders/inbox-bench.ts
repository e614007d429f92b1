import { randomBytes, randomUUID } from 'node:crypto';
import fastifyCookie from '@fastify/cookie';
import fastifyMultipart from '@fastify/multipart';
import type { ModuleMetadata } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Medium } from '@parley/shared/brands.js';
import type { Role } from '@parley/shared/permissions.js';
import { AuthModule } from '../../src/auth/auth.module.js';
import { SessionsService } from '../../src/auth/sessions.service.js';
import { BrandsModule } from '../../src/brands/brands.module.js';
import { BrandsService } from '../../src/brands/brands.service.js';
import { MembersService } from '../../src/brands/members.service.js';
import { ChannelsModule } from '../../src/channels/channels.module.js';
import type { InboundEvent, MessageEvent } from '../../src/channels/core/inbound-event.js';
import { ConversationsModule } from '../../src/conversations/conversations.module.js';
import { InboxModule } from '../../src/conversations/inbox.module.js';
import { ConversationIntake } from '../../src/conversations/intake/conversation-intake.service.js';
import type { IntakeChannel } from '../../src/conversations/intake/intake-channel.js';
import { PostsModule } from '../../src/conversations/posts/posts.module.js';
import { IngestModule } from '../../src/ingest/ingest.module.js';
import { NotificationsModule } from '../../src/notifications/notifications.module.js';
import { PeopleModule } from '../../src/people/people.module.js';
import { PeoplePagesModule } from '../../src/people/people-pages.module.js';
import { Clock, MovableClock } from '../../src/platform/clock/clock.js';
import { Env, envSchema } from '../../src/platform/config/env.js';
import { EnvModule } from '../../src/platform/config/env.module.js';
import { CryptoModule } from '../../src/platform/crypto/crypto.module.js';
import { Database } from '../../src/platform/database/database.js';
import { DatabaseModule } from '../../src/platform/database/database.module.js';
import { newId } from '../../src/platform/database/id.js';
import { EventsModule } from '../../src/platform/events/events.module.js';
import { HttpModule } from '../../src/platform/http/http.module.js';
import { RateLimitModule } from '../../src/platform/http/rate-limit/rate-limit.module.js';
import { OutboundHttpModule } from '../../src/platform/outbound-http/outbound-http.module.js';
import { QueueModule } from '../../src/platform/queue/queue.module.js';
import type { QueueBackend } from '../../src/platform/queue/queue-backend.js';
import { Ticker } from '../../src/platform/queue/ticker.js';
import { StorageModule } from '../../src/platform/storage/storage.module.js';
import { RealtimeModule } from '../../src/realtime/realtime.module.js';
import { ApiClient } from '../harness/api-client.js';
import { benchGround } from './bench-ground.js';

/** A queue that keeps its jobs until the test runs them. */
class HeldQueue {
  readonly jobs: { name: string; data: unknown; id?: string }[] = [];
  private process: ((name: string, data: unknown) => Promise<void>) | undefined;

  async add(_queue: string, name: string, data: unknown, options: { id?: string }): Promise<void> {
    if (options.id !== undefined && this.jobs.some(({ id }) => id === options.id)) return;
    this.jobs.push({ name, data, ...(options.id === undefined ? {} : { id: options.id }) });
  }

  async addMany(queue: string, name: string, items: { data: unknown; id?: string }[]): Promise<void> {
    for (const { data, id } of items) await this.add(queue, name, data, id === undefined ? {} : { id });
  }

  work(process: (name: string, data: unknown) => Promise<void>): void {
    this.process = process;
  }

  async ping(): Promise<void> {}

  /** Does what waits, delayed or not. */
  async run(): Promise<void> {
    for (let job = this.jobs.shift(); job !== undefined; job = this.jobs.shift())
      await this.process?.(job.name, job.data);
  }
}

/** A signed-in member: how they call, and who they are. */
export interface Signed {
  client: ApiClient;
  memberId: string;
  userId: string;
  brandId: string;
  name: string;
}

/** The API and its sockets on a port of their own over a fresh database; messages come in through the intake. */
export class InboxBench {
  readonly baseUrl: string;
  owner!: Signed;
  channel!: IntakeChannel;

  private constructor(
    readonly app: NestFastifyApplication,
    readonly database: Database,
    readonly clock: MovableClock,
    readonly queue: HeldQueue,
    port: number,
    readonly close: () => Promise<void>,
  ) {
    this.baseUrl = `http://127.0.0.1:${port}`;
  }

  static async open(
    settings: Record<string, string> = {},
    more: NonNullable<ModuleMetadata['imports']> = [],
  ): Promise<InboxBench> {
    const ground = await benchGround('inbox');
    const { source } = ground;
    // Chores run when the test says so: a process of role api has no ticker of its own.
    const env = new Env(
      envSchema.parse({
        PARLEY_DATA_DIR: ground.dataDir,
        PARLEY_ROLE: 'api',
        PARLEY_SECRET: 's'.repeat(32),
        ...settings,
      }),
    );
    const queue = new HeldQueue();
    const clock = new MovableClock();
    clock.run();
    const adapter = new FastifyAdapter({ forceCloseConnections: true });
    const app = await NestFactory.create<NestFastifyApplication>(
      {
        module: class InboxBenchModule {},
        imports: [
          EnvModule.with(env),
          DatabaseModule.with(source),
          QueueModule.with(queue as unknown as QueueBackend),
          {
            module: class BenchClockModule {},
            global: true,
            providers: [{ provide: Clock, useValue: clock }],
            exports: [Clock],
          },
          ...[
            CryptoModule,
            StorageModule,
            EventsModule,
            RateLimitModule,
            OutboundHttpModule,
            HttpModule,
            AuthModule,
          ],
          ...[
            BrandsModule,
            ChannelsModule,
            PeopleModule,
            PeoplePagesModule,
            ConversationsModule,
            InboxModule,
            PostsModule,
            IngestModule,
            NotificationsModule,
            RealtimeModule,
          ],
          ...more,
        ],
      },
      adapter,
      { logger: false, abortOnError: false, rawBody: true },
    );
    await app.register(fastifyCookie);
    await app.register(fastifyMultipart, { limits: { fileSize: env.uploadBytes, files: 10 } });
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as { port: number };
    const bench = new InboxBench(app, app.get(Database), clock, queue, port, async () => {
      await app.close();
      await ground.clear();
    });
    bench.owner = await bench.brandWithOwner('Olga');
    bench.channel = await bench.aChannel();
    return bench;
  }

  // biome-ignore lint/suspicious/noExplicitAny: any injectable class
  get<T>(token: abstract new (...args: any[]) => T): T {
    return this.app.get(token as never);
  }

  /** Runs a sweeper now. */
  chore(name: string): Promise<void> {
    return this.get(Ticker).runNow(name);
  }

  async brandWithOwner(name: string): Promise<Signed> {
    const userId = await this.user(name);
    const { brandId, memberId } = await this.get(BrandsService).create({
      name: `Brand of ${name}`,
      ownerId: userId,
    });
    return this.signIn({ userId, brandId, memberId, name });
  }

  async member(role: Role, name: string, brandId = this.owner.brandId): Promise<Signed> {
    const userId = await this.user(name);
    const memberId = await this.get(MembersService).join({ brandId, userId, role });
    return this.signIn({ userId, brandId, memberId, name });
  }

  async aChannel(given: { brandId?: string; only?: string[]; name?: string } = {}): Promise<IntakeChannel> {
    const { brandId = this.owner.brandId, only, name = 'Test' } = given;
    const channel: IntakeChannel = {
      id: newId(),
      brandId,
      kind: 'test',
      account: randomUUID(),
      settings: {},
      settleMs: {},
      connectedAt: new Date(0),
    };
    await this.database.run(
      `INSERT INTO channel (id, brand_id, kind, name, account, restricted, connected_at, created_at)
       VALUES ($1, $2, 'test', $3, $4, $5, $6, now())`,
      [channel.id, brandId, name, channel.account, only !== undefined, channel.connectedAt],
    );
    for (const memberId of only ?? []) {
      await this.database.run(
        'INSERT INTO channel_member (channel_id, member_id, brand_id) VALUES ($1, $2, $3)',
        [channel.id, memberId, brandId],
      );
    }
    return channel;
  }

  /** Applies an event in a transaction of its own, as the ledger does. */
  async apply(event: InboundEvent, channel = this.channel): Promise<void> {
    const intake = this.get(ConversationIntake);
    await this.database.transaction(() =>
      intake.apply({ event, eventId: newId(), channel, receivedAt: this.clock.now() }),
    );
  }

  message(
    given: Partial<MessageEvent> & {
      thread?: string;
      person?: string;
      medium?: Medium;
      subject?: string;
    } = {},
  ): MessageEvent {
    const { thread = randomUUID(), person = 'anna', medium = 'dm', subject = null, ...rest } = given;
    const externalId = rest.externalId ?? randomUUID();
    const ref = { namespace: 'test', externalId: person, name: person, handle: `@${person}` };
    return {
      type: 'message',
      key: `message/${externalId}`,
      account: 'test',
      at: this.clock.now().toISOString(),
      conversation: { externalId: thread, medium, subject },
      externalId,
      direction: 'in',
      visibility: 'private',
      author: rest.direction === 'out' ? null : ref,
      others: rest.direction === 'out' ? [ref] : [],
      text: 'Hello?',
      attachments: [],
      ...rest,
    };
  }

  /** A message comes in. @returns the conversation it stands in now, and its own id */
  async received(
    given: Parameters<InboxBench['message']>[0] = {},
    channel = this.channel,
  ): Promise<{ conversationId: string; messageId: string; thread: string }> {
    const event = this.message(given);
    await this.apply(event, channel);
    const row = await this.database.one<{ id: string; conversation_id: string }>(
      'SELECT id, conversation_id FROM message WHERE brand_id = $1 AND channel_id = $2 AND external_id = $3',
      [channel.brandId, channel.id, event.externalId],
    );
    if (row === undefined) throw new Error('the message is not there');
    return {
      conversationId: row.conversation_id,
      messageId: row.id,
      thread: event.conversation.externalId ?? '',
    };
  }

  private async user(name: string): Promise<string> {
    const id = newId();
    await this.database.run(
      `INSERT INTO app_user (id, email, name, password_hash, created_at, password_changed_at) VALUES ($1, $2, $3, '', now(), now())`,
      [id, `${randomBytes(6).toString('hex')}@example.test`, name],
    );
    return id;
  }

  private async signIn(who: Omit<Signed, 'client'>): Promise<Signed> {
    const token = await this.get(SessionsService).create({
      userId: who.userId,
      brandId: who.brandId,
      ip: '127.0.0.1',
      userAgent: null,
    });
    return { ...who, client: ApiClient.withSession(this.baseUrl, token) };
  }
}
