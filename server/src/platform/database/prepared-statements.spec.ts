import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../../test/harness/test-database.js';
import { createDataSource } from './data-source.js';
import { Database, isUniqueViolation, sqlState } from './database.js';
import { PreparedStatements } from './prepared-statements.js';

let testDatabase: TestDatabase;
let source: DataSource;
let database: Database;
beforeAll(async () => {
  testDatabase = await createTestDatabase({ empty: true });
  // One connection: what is prepared on it is seen by the next statement.
  source = createDataSource({ url: testDatabase.url, poolSize: 1, entities: [], applicationName: 'test' });
  await source.initialize();
  database = new Database(source);
  await database.run('CREATE TABLE thing (id int PRIMARY KEY, name text NOT NULL)');
});
afterAll(async () => {
  await source.destroy();
  await testDatabase.drop();
});

const prepared = () =>
  database.query<{ statement: string }>('SELECT statement FROM pg_prepared_statements ORDER BY 1');
const often = async (work: () => Promise<unknown>) => {
  for (let run = 0; run < 12; run += 1) await work();
};

test('what is run often is prepared, what is run once is not', async () => {
  await database.query('SELECT $1::int AS once', [1]);
  await often(() => database.query('SELECT $1::int AS often', [1]));
  expect((await prepared()).map(({ statement }) => statement)).toEqual(['SELECT $1::int AS often']);
});

test('names are few, whatever is run', () => {
  const statements = new PreparedStatements();
  const named = new Set<string>();
  for (let text = 0; text < 500; text += 1) {
    for (let run = 0; run < 12; run += 1) {
      const { name } = statements.statement(`SELECT ${text}, $1`, [1]);
      if (name !== undefined) named.add(name);
    }
  }
  expect(named.size).toBe(200);
});

test('a statement without values keeps no name: it may be several', () => {
  const statements = new PreparedStatements();
  for (let run = 0; run < 20; run += 1) {
    expect(statements.statement('SELECT 1; SELECT 2', []).name).toBeUndefined();
  }
});

test('errors of a prepared statement say what is wrong, and the connection stays', async () => {
  const insert = (id: number) => database.run(`INSERT INTO thing (id, name) VALUES ($1, 'x')`, [id]);
  const ids = Array.from({ length: 12 }, (_, index) => index + 1);
  for (const id of ids) await insert(id);
  const error = await insert(1).catch((thrown: unknown) => thrown);
  expect(isUniqueViolation(error, 'thing_pkey')).toBe(true);
  expect(sqlState(error)).toBe('23505');
  expect(await insert(1_000)).toBe(1);
});

test('a table that changes under prepared statements is read as it is now', async () => {
  const read = () => database.one<{ name: unknown }>('SELECT * FROM thing WHERE id = $1', [1]);
  await often(read);
  await database.run('ALTER TABLE thing ADD COLUMN extra int DEFAULT 7');
  expect(await read()).toMatchObject({ name: 'x', extra: 7 });
  await often(read);
  await database.run('ALTER TABLE thing ADD COLUMN more int DEFAULT 8');
  expect(await database.transaction(read)).toMatchObject({ extra: 7, more: 8 });
});
