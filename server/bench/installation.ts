import pg from 'pg';
import type { ApiClient } from '../test/harness/api-client.js';
import { type Mode, Parley } from '../test/harness/app.js';
import type { WebhookTarget } from './load/signed-webhook.js';

/** Connections of the product to its database, and of a floor to the same one. */
export const DATABASE_POOL = 16;

/** A Parley of its own for one row: a fresh database, real processes, nothing left of the row before. */
export class Installation {
  private constructor(
    readonly mode: Mode,
    readonly parley: Parley,
    readonly owner: ApiClient,
    readonly databaseUrl: string,
    readonly redisUrl: string | undefined,
    /** The harness's own connection, beside the product's. */
    readonly database: pg.Client,
  ) {}

  /** @param env settings beside the bench's own, for whoever looks for where time goes */
  static async start(mode: Mode, env: Record<string, string> = {}): Promise<Installation> {
    const parley = await Parley.start({
      mode,
      // Durable, as an operator's own.
      firstStart: true,
      redis: { appendfsync: 'everysec' },
      env: {
        DATABASE_POOL: String(DATABASE_POOL),
        PARLEY_LOG_LEVEL: 'warn',
        PARLEY_HOOKS_PER_SECOND: '1000000',
        NODE_ENV: 'production',
        ...env,
      },
    });
    try {
      const databaseUrl = await parley.databaseUrl();
      const database = new pg.Client({ connectionString: databaseUrl, application_name: 'bench' });
      await database.connect();
      await database.query('SET jit = off');
      return new Installation(
        mode,
        parley,
        await parley.signedIn(),
        databaseUrl,
        parley.redis?.url,
        database,
      );
    } catch (error) {
      await parley.remove();
      throw error;
    }
  }

  get port(): number {
    return Number(new URL(this.parley.baseUrl).port);
  }

  /** Connects a channel of the API kind, as an owner does in the console. */
  async apiChannel(): Promise<{ channelId: string; target: WebhookTarget }> {
    const { channel, endpointSecret } = await this.owner.post<{
      channel: { id: string; endpointUrl: string | null };
      endpointSecret: string | null;
    }>('/api/v1/channels', { kind: 'api', name: 'Bench', settings: {} });
    if (channel.endpointUrl === null || endpointSecret === null) {
      throw new Error('The API channel came without an endpoint.');
    }
    const { pathname } = new URL(channel.endpointUrl);
    return {
      channelId: channel.id,
      target: { port: this.port, path: pathname, secret: endpointSecret },
    };
  }

  /** One number from the database. */
  async number(sql: string, params: unknown[] = []): Promise<number> {
    const { rows } = await this.database.query<{ number: string }>(sql, params);
    return Number(rows[0]?.number);
  }

  async remove(): Promise<void> {
    await this.database.end();
    await this.parley.remove();
  }
}
