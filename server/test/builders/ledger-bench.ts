import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ChannelDetail } from '@parley/shared/channels.js';
import type { Role } from '@parley/shared/permissions.js';
import { rolePermissions } from '@parley/shared/permissions.js';
import { BrandsService } from '../../src/brands/brands.service.js';
import { MembersService } from '../../src/brands/members.service.js';
import { ChannelsService } from '../../src/channels/channels.service.js';
import type { Settings } from '../../src/channels/core/connector.js';
import { createHttpApp } from '../../src/http-app.js';
import { LedgerProcessor } from '../../src/ingest/ledger-processor.service.js';
import { Env, envSchema } from '../../src/platform/config/env.js';
import { signedHeaders } from '../../src/platform/crypto/webhook-signature.js';
import { Database } from '../../src/platform/database/database.js';
import { newId } from '../../src/platform/database/id.js';
import type { Member } from '../../src/platform/http/caller.js';
import { QueueBackend } from '../../src/platform/queue/queue-backend.js';
import { benchGround } from './bench-ground.js';

export interface Answer {
  status: number;
  headers: Record<string, unknown>;
  // biome-ignore lint/suspicious/noExplicitAny: whatever JSON came
  body: any;
}

/** The whole application on a fresh database, without workers: a test says when the ledger is worked on. */
export class LedgerBench {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly database: Database,
    readonly owner: Member,
    readonly close: () => Promise<void>,
  ) {}

  static async open(settings: Record<string, string> = {}): Promise<LedgerBench> {
    const ground = await benchGround('ledger', { poolSize: 12, setUp: false });
    const { source } = ground;
    const env = new Env(
      envSchema.parse({
        PARLEY_ROLE: 'api',
        PARLEY_DATA_DIR: ground.dataDir,
        PARLEY_SECRET: 'a secret for the ledger test',
        PARLEY_PUBLIC_URL: 'http://parley.test',
        PARLEY_ALLOW_NETWORKS: '127.0.0.0/8',
        ...settings,
      }),
    );
    const queue = await QueueBackend.connect({
      redisUrl: undefined,
      databaseUrl: ground.databaseUrl,
      concurrency: 0,
    });
    const app = await createHttpApp({ env, source, queue });
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    const database = app.get(Database);
    const close = async () => {
      await app.close();
      await ground.clear();
    };
    const userId = await insertUser(database);
    const { brandId, memberId } = await app
      .get(BrandsService)
      .create({ name: 'Test brand', ownerId: userId });
    return new LedgerBench(app, database, callerOf({ userId, brandId, memberId, role: 'owner' }), close);
  }

  // biome-ignore lint/suspicious/noExplicitAny: any injectable class
  get<T>(token: abstract new (...args: any[]) => T): T {
    return this.app.get(token as never);
  }

  /** A further member of the owner's brand, or the owner of another one. */
  async member(role: Role): Promise<Member> {
    const userId = await insertUser(this.database);
    const { brandId } = this.owner.seat;
    const memberId = await this.get(MembersService).join({ brandId, userId, role });
    return callerOf({ userId, brandId, memberId, role });
  }

  async stranger(): Promise<Member> {
    const userId = await insertUser(this.database);
    const { brandId, memberId } = await this.get(BrandsService).create({ name: 'Other', ownerId: userId });
    return callerOf({ userId, brandId, memberId, role: 'owner' });
  }

  async connectApi(settings: Settings = {}): Promise<ApiEndpoint> {
    const { channel, endpointSecret } = await this.get(ChannelsService).connect(this.owner, {
      kind: 'api',
      name: 'Shop',
      settings,
    });
    return new ApiEndpoint(this, channel, endpointSecret ?? '');
  }

  async inject(request: {
    method: 'GET' | 'POST';
    url: string;
    headers?: Record<string, string>;
    payload?: string | Buffer;
  }): Promise<Answer> {
    const answer = await this.app.inject(request);
    const json = String(answer.headers['content-type'] ?? '').includes('json');
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body: json ? answer.json() : answer.rawPayload,
    };
  }

  /** Works on the ledger until nothing is due. */
  work(): Promise<void> {
    return this.get(LedgerProcessor).work();
  }

  rows<T = Record<string, unknown>>(table: string, order = 'id'): Promise<T[]> {
    return this.database.query<T>(`SELECT * FROM ${table} ORDER BY ${order}`);
  }
}

/** An API channel, and the other system's side of it. */
export class ApiEndpoint {
  readonly path: string;
  private count = 0;

  constructor(
    private readonly bench: LedgerBench,
    readonly channel: ChannelDetail,
    public secret: string,
  ) {
    this.path = new URL(channel.endpointUrl ?? '').pathname;
  }

  /** Posts a body, signed as the other system would. */
  post(body: unknown, headers: Record<string, string> = {}, path = ''): Promise<Answer> {
    const payload = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    this.count += 1;
    return this.bench.inject({
      method: 'POST',
      url: this.path + path,
      payload,
      headers: {
        'content-type': 'application/json',
        ...signedHeaders([this.secret], `msg_${this.count}`, new Date(), payload.toString('latin1')),
        ...headers,
      },
    });
  }
}

let users = 0;
async function insertUser(database: Database): Promise<string> {
  const userId = newId();
  users += 1;
  await database.run(
    `INSERT INTO app_user (id, email, name, password_hash, created_at, password_changed_at)
     VALUES ($1, $2, 'Mia', '', now(), now())`,
    [userId, `user-${users}@example.test`],
  );
  return userId;
}

function callerOf(seat: { userId: string; brandId: string; memberId: string; role: Role }): Member {
  const { userId, ...rest } = seat;
  return {
    userId,
    name: 'Mia',
    sessionId: newId(),
    tokenId: null,
    seat: rest,
    permissions: new Set(rolePermissions[seat.role]),
    ip: '127.0.0.1',
  };
}
