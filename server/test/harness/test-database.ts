import { randomBytes } from 'node:crypto';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createDataSource } from '../../src/platform/database/data-source.js';
import { Postgres } from './postgres.js';
import { loadHandle, runDir, saveHandle } from './test-run.js';

const TEMPLATE = 'parley_template';

export interface TestDatabase {
  /** Connection string. */
  url: string;
  /** Drops it, ending sessions that are still open. */
  drop(): Promise<void>;
}

/**
 * A fresh, fully migrated database on the cluster of this test run: a copy of a
 * template, so a matter of milliseconds. The first call of a run starts the cluster
 * (embedded binaries, fsync off).
 *
 * @param options.empty without any table, for what tests migrations and restores
 */
export async function createTestDatabase(options: { empty?: boolean } = {}): Promise<TestDatabase> {
  const postgres = await sharedCluster();
  const name = `test_${randomBytes(8).toString('hex')}`;
  await postgres.admin([`CREATE DATABASE ${name} TEMPLATE ${options.empty ? 'template0' : TEMPLATE}`]);
  return {
    url: postgres.url(name),
    drop: () => postgres.admin([`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`]),
  };
}

/** Runs all migrations on a database. */
export async function migrate(url: string): Promise<void> {
  const source = createDataSource({ url, poolSize: 2, entities: [], applicationName: 'parley-test' });
  await source.initialize();
  try {
    await source.runMigrations();
  } finally {
    await source.destroy();
  }
}

/** One cluster for all of Jest's processes: the first to come starts it, the others wait. */
async function sharedCluster(): Promise<Postgres> {
  const lock = join(runDir(), 'postgres.lock');
  for (;;) {
    const handle = await loadHandle();
    if (handle) return Postgres.attach(handle);
    if (await takes(lock)) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  let postgres: Postgres | undefined;
  try {
    postgres = await Postgres.start({ binaries: 'embedded', durable: false });
    await postgres.admin([`CREATE DATABASE ${TEMPLATE} TEMPLATE template0`]);
    await migrate(postgres.url(TEMPLATE));
    await saveHandle(postgres.handle);
    return postgres;
  } catch (error) {
    await postgres?.remove();
    throw error;
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

/** mkdir either makes the lock or finds it made; a lock older than two minutes belongs to the dead. */
async function takes(lock: string): Promise<boolean> {
  try {
    await mkdir(lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const age = await stat(lock).then(
      (info) => Date.now() - info.mtimeMs,
      () => 0,
    );
    if (age > 120_000) await rm(lock, { recursive: true, force: true });
    return false;
  }
}
