import { DataSource } from 'typeorm';
import { migrations } from './migrations/migrations.js';

/** A connection that waits longer than this for a lock or a statement is broken, not patient. */
const STATEMENT_TIMEOUT_MS = 60_000;

/**
 * Parley's PostgreSQL connection: `poolSize` connections at most. Entities are registered by the domains
 * through `entities`; the schema is made by hand-written migrations only.
 */
export function createDataSource(options: {
  url: string;
  poolSize: number;
  // biome-ignore lint/complexity/noBannedTypes: TypeORM's own type of entity classes
  entities: Function[];
  applicationName: string;
}): DataSource {
  return new DataSource({
    type: 'postgres',
    url: options.url,
    entities: options.entities,
    migrations,
    migrationsTableName: 'migration',
    migrationsTransactionMode: 'each',
    synchronize: false,
    logging: false,
    extra: {
      max: options.poolSize,
      application_name: options.applicationName,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
      keepAlive: true,
    },
  });
}
