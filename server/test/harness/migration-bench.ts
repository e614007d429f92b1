import type { DataSource, MigrationInterface, QueryRunner } from 'typeorm';
import { createDataSource } from '../../src/platform/database/data-source.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';

/** A database as it was before a migration, to be filled and migrated. */
export class MigrationBench {
  private constructor(
    private readonly database: TestDatabase,
    private readonly source: DataSource,
    readonly runner: QueryRunner,
  ) {}

  /** @param before the migrations it has seen, in their order */
  static async open(before: readonly MigrationInterface[]): Promise<MigrationBench> {
    const database = await createTestDatabase({ empty: true });
    const { url } = database;
    const source = await createDataSource({
      url,
      poolSize: 2,
      entities: [],
      applicationName: 'test',
    }).initialize();
    const runner = source.createQueryRunner();
    for (const migration of before) await migration.up(runner);
    return new MigrationBench(database, source, runner);
  }

  async close(): Promise<void> {
    await this.runner.release();
    await this.source.destroy();
    await this.database.drop();
  }
}
