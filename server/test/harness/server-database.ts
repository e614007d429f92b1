import { randomBytes } from 'node:crypto';
import { makeDatabase } from './made-database.js';
import { Postgres } from './postgres.js';
import { sharedCluster } from './shared-cluster.js';
import type { TestDatabase } from './test-database.js';

const TEMPLATE = 'parley_template';

/**
 * A database on the machine's own PostgreSQL (≥ 15), with every migration: what the flows of the server mode run on.
 *
 * @param options.empty without any table and durable, as an operator's first start finds it
 */
export async function createServerDatabase(options: { empty?: boolean } = {}): Promise<TestDatabase> {
  const postgres = options.empty
    ? await sharedCluster('system', () => Postgres.start({ binaries: 'system', durable: true }))
    : await sharedCluster('system-made', startWithTemplate);
  const name = `flow_${randomBytes(8).toString('hex')}`;
  await postgres.admin([`CREATE DATABASE ${name} TEMPLATE ${options.empty ? 'template0' : TEMPLATE}`]);
  return {
    url: postgres.url(name),
    drop: () => postgres.admin([`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`]),
  };
}

async function startWithTemplate(): Promise<Postgres> {
  const postgres = await Postgres.start({ binaries: 'system', durable: false });
  try {
    await postgres.admin([`CREATE DATABASE ${TEMPLATE} TEMPLATE template0`]);
    await makeDatabase(postgres.url(TEMPLATE));
    return postgres;
  } catch (error) {
    await postgres.remove();
    throw error;
  }
}
