import type { DataSource } from 'typeorm';
import { entities } from '../../src/entities.js';
import { createDataSource } from '../../src/platform/database/data-source.js';
import { removeDir, tempDir } from '../harness/temp-dir.js';
import { createTestDatabase } from '../harness/test-database.js';

/** What a bench stands on: a database of its own with all tables, connected, and a data folder. */
export interface BenchGround {
  readonly source: DataSource;
  readonly databaseUrl: string;
  readonly dataDir: string;
  /** Both are gone afterwards; whatever stands on them is closed before. */
  readonly clear: () => Promise<void>;
}

/**
 * @param name of the folder, for whoever looks
 * @param options.setUp with an account in it: the installation is set up, and no link is printed
 */
export async function benchGround(
  name: string,
  { poolSize = 8, setUp = true }: { poolSize?: number; setUp?: boolean } = {},
): Promise<BenchGround> {
  const database = await createTestDatabase();
  const dataDir = await tempDir(name);
  const source = createDataSource({ url: database.url, poolSize, entities, applicationName: `${name}-test` });
  await source.initialize();
  if (setUp)
    await source.query(
      `INSERT INTO app_user (id, email, name, password_hash, created_at, password_changed_at)
       VALUES (gen_random_uuid(), 'first@example.test', 'First', '', now(), now())`,
    );
  return {
    source,
    databaseUrl: database.url,
    dataDir,
    clear: async () => {
      await database.drop();
      await removeDir(dataDir);
    },
  };
}
