import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase } from './test-database.js';

async function tables(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const result = await client.query(
    `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'`,
  );
  await client.end();
  return result.rows.map((row: { table_name: string }) => row.table_name);
}

describe('createTestDatabase', () => {
  it('gives databases of their own, migrated or empty', async () => {
    const [one, two, empty] = await Promise.all([
      createTestDatabase(),
      createTestDatabase(),
      createTestDatabase({ empty: true }),
    ]);
    expect(one.url).not.toBe(two.url);
    expect(await tables(one.url)).toEqual(expect.arrayContaining(['migration', 'brand']));
    expect(await tables(empty.url)).toEqual([]);
    await Promise.all([one.drop(), two.drop(), empty.drop()]);
    await expect(tables(one.url)).rejects.toMatchObject({ code: '3D000' });
  });

  it('folds case beyond ASCII', async () => {
    const database = await createTestDatabase();
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    expect((await client.query(`SELECT lower('ÄÖÜ') AS folded`)).rows).toEqual([{ folded: 'äöü' }]);
    await client.end();
    await database.drop();
  });
});
