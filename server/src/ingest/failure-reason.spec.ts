import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../test/harness/test-database.js';
import { ChannelError } from '../channels/core/channel-error.js';
import { createDataSource } from '../platform/database/data-source.js';
import { Database } from '../platform/database/database.js';
import { AppError } from '../platform/errors/app-error.js';
import { presentReason, reasonOf } from './failure-reason.js';

let testDatabase: TestDatabase;
let source: DataSource;
let database: Database;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  const { url } = testDatabase;
  source = await createDataSource({ url, poolSize: 1, entities: [], applicationName: 'test' }).initialize();
  database = new Database(source);
}, 60_000);
afterAll(async () => {
  await source?.destroy();
  await testDatabase?.drop();
});

const failure = (sql: string) =>
  database.run(sql).then(
    () => {
      throw new Error('it went well');
    },
    (error: unknown) => error,
  );

describe('the reason in the ledger', () => {
  it.each([
    ['not_storable', `SELECT 'x'::int`],
    ['not_storable', `SELECT 1 / 0`],
    ['contradicts', `INSERT INTO installation (key, value) VALUES ('a', NULL)`],
    ['not_applied', `SELECT * FROM nowhere`],
  ] as const)('is %s, and not what the database says, for %s', async (code, sql) => {
    const error = await failure(sql);
    const stored = reasonOf(error);
    expect(stored).toBe(code);
    const shown = presentReason(stored);
    expect(shown).toEqual({ reason: expect.stringContaining('The log'), reasonCode: code });
    expect(shown.reason).not.toContain((error as Error).message);
  });

  it('says nothing of a bug', () => {
    expect(reasonOf(new TypeError("Cannot read properties of undefined (reading 'id')"))).toBe('not_applied');
  });

  it('keeps words of our own', () => {
    const own = reasonOf(new AppError('not_found', 'Its channel is gone.'));
    expect(presentReason(own)).toEqual({ reason: 'Its channel is gone.', reasonCode: null });
    expect(reasonOf(ChannelError.rejected('x', 'It names no conversation.'))).toBe(
      'It names no conversation.',
    );
    expect(reasonOf(new Error('The upload does not exist.'))).toBe('The upload does not exist.');
    expect(reasonOf(new Error('the identity was not resolved'))).toBe('not_applied');
    expect(reasonOf(Object.assign(new Error('Connect refused.'), { code: 'ECONNREFUSED' }))).toBe(
      'not_applied',
    );
    expect(presentReason(null)).toEqual({ reason: null, reasonCode: null });
  });
});
