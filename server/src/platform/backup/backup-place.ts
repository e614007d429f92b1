import path from 'node:path';
import type { Env } from '../config/env.js';
import { acquireDataDirLock, findDataDirHolder } from '../database/embedded/data-dir-lock.js';
import { startEmbeddedPostgres, urlOf } from '../database/embedded/embedded-postgres.js';
import { readPostgresSettings } from '../database/embedded/postgres-home.js';

export const storageDirOf = (env: Env): string => path.join(env.dataDir, 'storage');

/**
 * Runs `work` with a connection to the database of this environment: the configured one, that of the Parley
 * that runs here (only with `beside`), or the embedded one, started for as long as it takes.
 * @throws {StartupError}
 */
export async function withDatabase<T>(
  env: Env,
  { what, beside }: { what: string; beside: boolean },
  work: (url: string) => Promise<T>,
): Promise<T> {
  if (env.databaseUrl !== undefined) return work(env.databaseUrl);
  if (beside && (await findDataDirHolder(env.dataDir))) {
    const settings = await readPostgresSettings(env.dataDir);
    if (settings) return work(urlOf({ host: '127.0.0.1', ...settings }));
  }
  const lock = await acquireDataDirLock(env.dataDir, what);
  try {
    const postgres = await startEmbeddedPostgres({ dataDir: env.dataDir, log: console.log });
    try {
      return await work(postgres.url);
    } finally {
      await postgres.stop();
    }
  } finally {
    await lock.release();
  }
}
