import { randomBytes } from 'node:crypto';
import { Postgres } from './postgres.js';
import { sharedCluster } from './shared-cluster.js';
import type { TestDatabase } from './test-database.js';

/**
 * An empty database on the machine's own PostgreSQL (≥ 15), durable as in production:
 * what the flows of the server mode run on.
 */
export async function createServerDatabase(): Promise<TestDatabase> {
  const postgres = await sharedCluster('system', () => Postgres.start({ binaries: 'system', durable: true }));
  const name = `flow_${randomBytes(8).toString('hex')}`;
  await postgres.admin([`CREATE DATABASE ${name} TEMPLATE template0`]);
  return {
    url: postgres.url(name),
    drop: () => postgres.admin([`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`]),
  };
}
