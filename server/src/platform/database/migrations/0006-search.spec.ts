import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { QueryRunner } from 'typeorm';
import { MigrationBench } from '../../../../test/harness/migration-bench.js';
import { Foundation1700000000001 } from './0001-foundation.migration.js';
import { LeanIndexes1700000000005 } from './0005-lean-indexes.migration.js';
import { Search1700000000006 } from './0006-search.migration.js';

let bench: MigrationBench;
let runner: QueryRunner;

beforeAll(async () => {
  bench = await MigrationBench.open([new Foundation1700000000001(), new LeanIndexes1700000000005()]);
  runner = bench.runner;
}, 60_000);
afterAll(async () => {
  await bench?.close();
});

it('has every message indexed anew, as far as it is still there, and each only once', async () => {
  const [brand, channel, person, conversation] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  const [kept, due, deleted] = [randomUUID(), randomUUID(), randomUUID()];
  await runner.query(`INSERT INTO brand (id, name, created_at) VALUES ('${brand}', 'Brand', now());
    INSERT INTO channel (id, brand_id, kind, name, account, connected_at, created_at)
      VALUES ('${channel}', '${brand}', 'api', 'Api', 'a', now(), now());
    INSERT INTO person (id, brand_id, name, first_seen_at, last_seen_at) VALUES ('${person}', '${brand}', 'P', now(), now());
    INSERT INTO conversation (id, brand_id, channel_id, person_id, medium, last_at, created_at)
      VALUES ('${conversation}', '${brand}', '${channel}', '${person}', 'dm', now(), now())`);
  for (const [seq, id] of [kept, due, deleted].entries()) {
    await runner.query(
      `INSERT INTO message (id, brand_id, channel_id, conversation_id, thread_id, seq, direction, text, occurred_at, received_at, deleted_at)
       VALUES ($1, $2, $3, $4, $4, $5, 'in', 'hello', now(), now(), $6)`,
      [id, brand, channel, conversation, seq, id === deleted ? new Date() : null],
    );
  }
  await runner.query(
    `INSERT INTO message_search (message_id, brand_id, conversation_id, words) VALUES ($1, $2, $3, to_tsvector('parley_german', 'hello'))`,
    [kept, brand, conversation],
  );
  await runner.query('INSERT INTO message_search_due (message_id) VALUES ($1)', [due]);
  await new Search1700000000006().up(runner);
  const rows = (await runner.query('SELECT message_id FROM message_search_due')) as { message_id: string }[];
  expect(rows.map(({ message_id }) => message_id).sort()).toEqual([kept, due].sort());
  expect(await runner.query('SELECT count(*)::int AS count FROM message_search')).toEqual([{ count: 0 }]);
});
