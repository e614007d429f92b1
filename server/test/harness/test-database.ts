import { randomBytes } from 'node:crypto';
import { createDataSource } from '../../src/platform/database/data-source.js';
import { Postgres } from './postgres.js';
import { sharedCluster } from './shared-cluster.js';

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
  const postgres = await sharedCluster('unit', startWithTemplate);
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

async function startWithTemplate(): Promise<Postgres> {
  const postgres = await Postgres.start({ binaries: 'embedded', durable: false });
  try {
    await postgres.admin([`CREATE DATABASE ${TEMPLATE} TEMPLATE template0`]);
    await migrate(postgres.url(TEMPLATE));
    return postgres;
  } catch (error) {
    await postgres.remove();
    throw error;
  }
}
