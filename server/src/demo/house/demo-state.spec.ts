import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../../test/harness/test-database.js';
import { Env, envSchema } from '../../platform/config/env.js';
import { createDataSource } from '../../platform/database/data-source.js';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/database/id.js';
import { StartupError } from '../../platform/errors/startup-error.js';
import { DemoState } from './demo-state.service.js';

describe('what the demo knows of its data folder', () => {
  let testDatabase: TestDatabase;
  let source: DataSource;
  let database: Database;
  let state: DemoState;

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    source = createDataSource({ url: testDatabase.url, poolSize: 2, entities: [], applicationName: 'test' });
    await source.initialize();
    database = new Database(source);
    state = new DemoState(database, new Env(envSchema.parse({ PARLEY_DATA_DIR: 'some-folder' })));
  });
  afterAll(async () => {
    await source?.destroy();
    await testDatabase?.drop();
  });

  const aBrand = async () => {
    const id = newId();
    await database.run('INSERT INTO brand (id, name, created_at) VALUES ($1, $2, now())', [id, 'Example']);
    await database.run(
      `INSERT INTO app_user (id, email, name, password_hash, created_at, password_changed_at)
       VALUES ($1, $2, 'Somebody', '-', now(), now())`,
      [newId(), `${id}@example.test`],
    );
    await database.run(
      `INSERT INTO audit_entry (id, brand_id, at, action) VALUES ($1, $2, now(), 'channel.connected')`,
      [newId(), id],
    );
  };
  const brands = async () => (await database.query('SELECT 1 FROM brand')).length;

  it('an empty folder is there to be filled, and stays filled', async () => {
    expect(await state.filled()).toBe(false);
    await state.begin();
    await aBrand();
    await state.done();
    expect(await state.filled()).toBe(true);
    expect(await brands()).toBe(1);
  });

  it('what a filling cut short has left is taken away, and the audit trail grows as before', async () => {
    await state.begin();
    expect(await state.filled()).toBe(false);
    expect(await brands()).toBe(0);
    await aBrand();
    await expect(database.run('DELETE FROM audit_entry')).rejects.toThrow(/append-only/);
  });

  it("somebody's real data is not touched", async () => {
    await database.run('DELETE FROM installation');
    await expect(state.filled()).rejects.toThrow(StartupError);
    await expect(state.filled()).rejects.toThrow(/some-folder holds a Parley of its own/);
    expect(await brands()).toBe(1);
  });
});
