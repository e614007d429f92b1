import type { DataSource } from 'typeorm';
import type { Foundations } from './app.module.js';
import { entities } from './entities.js';
import type { Env } from './platform/config/env.js';
import { requireSameSecret } from './platform/crypto/same-secret.js';
import { createDataSource } from './platform/database/data-source.js';
import { acquireDataDirLock } from './platform/database/embedded/data-dir-lock.js';
import { startEmbeddedPostgres } from './platform/database/embedded/embedded-postgres.js';
import { StartupError } from './platform/errors/startup-error.js';
import { loggerFor } from './platform/logging/logger.js';
import { QueueBackend } from './platform/queue/queue-backend.js';

/** PostgreSQL's advisory lock that makes several starting processes migrate one after the other. */
const MIGRATION_LOCK = 7_275_395_391;

const log = loggerFor('start');

export type LaidFoundations = Foundations & {
  /** Tells a second start on the same data where this one is reached. */
  announce: (address: string) => Promise<void>;
  release: () => Promise<void>;
};

/**
 * Connects what everything stands on, in order: the data folder's lock and the embedded PostgreSQL (embedded
 * mode), the database, its migrations, the queues.
 * @returns the foundations and what to call once Nest has closed
 * @throws StartupError
 */
export async function layFoundations(env: Env): Promise<LaidFoundations> {
  const releases: (() => Promise<void>)[] = [];
  let announce = async (_address: string) => {};
  const release = async () => {
    for (const undo of releases.reverse()) await undo();
  };
  try {
    let url = env.databaseUrl;
    if (url === undefined) {
      const lock = await acquireDataDirLock(env.dataDir);
      releases.push(() => lock.release());
      announce = (address) => lock.announce(address);
      const postgres = await startEmbeddedPostgres({ dataDir: env.dataDir, log: (line) => log.info(line) });
      releases.push(() => postgres.stop());
      url = postgres.url;
    }
    const source = createDataSource({
      url,
      poolSize: env.databasePool,
      entities,
      applicationName: `parley-${env.role}`,
    });
    await connect(source, env);
    await migrate(source);
    await requireSameSecret(source, env);
    const queue = await connectQueue(env, url);
    return { env, source, queue, announce, release };
  } catch (error) {
    await release();
    throw error;
  }
}

async function connect(source: DataSource, env: Env): Promise<void> {
  try {
    await source.initialize();
  } catch (cause) {
    const where = env.embedded ? 'The embedded PostgreSQL' : 'PostgreSQL (DATABASE_URL)';
    throw new StartupError(`${where} cannot be reached: ${messageOf(cause)}.`, { cause });
  }
  const [row] = (await source.query('SHOW server_version_num')) as { server_version_num: string }[];
  if (Number(row?.server_version_num) < 150_000) {
    throw new StartupError('PostgreSQL 15 or newer is needed; DATABASE_URL points at an older one.');
  }
}

async function migrate(source: DataSource): Promise<void> {
  const runner = source.createQueryRunner();
  await runner.connect();
  try {
    await runner.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const known = source.migrations.map(({ name }) => name);
    const table = (await runner.query(`SELECT to_regclass('migration') AS found`)) as {
      found: string | null;
    }[];
    if (table[0]?.found != null) {
      const done = (await runner.query('SELECT name FROM migration ORDER BY id')) as { name: string }[];
      const newer = done.find(({ name }) => !known.includes(name));
      if (newer !== undefined) {
        throw new StartupError(
          `This database was made by a newer Parley (it knows "${newer.name}"): update Parley, or restore an older backup.`,
        );
      }
    }
    await source.runMigrations({ transaction: 'each' });
  } finally {
    await runner.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    await runner.release();
  }
}

async function connectQueue(env: Env, databaseUrl: string): Promise<QueueBackend> {
  try {
    return await QueueBackend.connect({
      redisUrl: env.redisUrl,
      databaseUrl,
      concurrency: env.role === 'api' ? 0 : env.workerConcurrency,
    });
  } catch (cause) {
    const where = env.redisUrl === undefined ? 'The queues in PostgreSQL' : 'Redis (REDIS_URL)';
    throw new StartupError(`${where} cannot be reached: ${messageOf(cause)}.`, { cause });
  }
}

const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)) || 'no answer';
