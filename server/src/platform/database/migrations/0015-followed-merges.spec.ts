import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../../../test/harness/test-database.js';
import { createDataSource } from '../data-source.js';

let database: TestDatabase;
let source: DataSource;
beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ url: database.url, poolSize: 1, entities: [], applicationName: 'test' });
  await source.initialize();
});
afterAll(async () => {
  await source.destroy();
  await database.drop();
});

test('what was merged into a conversation is found by an index', async () => {
  await source.query('SET enable_seqscan = off');
  const plan: { 'QUERY PLAN': string }[] = await source.query(
    `EXPLAIN WITH RECURSIVE merged AS (
       SELECT id FROM conversation WHERE id = gen_random_uuid()
       UNION SELECT c.id FROM merged m JOIN conversation c ON c.merged_into_id = m.id
     ) SELECT id FROM merged`,
  );
  expect(plan.map((line) => line['QUERY PLAN']).join('\n')).toContain('conversation_merged_into');
});
