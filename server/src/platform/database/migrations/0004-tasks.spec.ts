import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { QueryRunner } from 'typeorm';
import { MigrationBench } from '../../../../test/harness/migration-bench.js';
import { Foundation1700000000001 } from './0001-foundation.migration.js';
import { Tasks1700000000004 } from './0004-tasks.migration.js';

let bench: MigrationBench;
let runner: QueryRunner;

beforeAll(async () => {
  bench = await MigrationBench.open([new Foundation1700000000001()]);
  runner = bench.runner;
}, 60_000);
afterAll(async () => {
  await bench?.close();
});

it('takes along everything that is still to be done', async () => {
  const [brand, mail, resting, listener] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  await runner.query(`INSERT INTO brand (id, name, created_at) VALUES ($1, 'Brand', now())`, [brand]);
  await runner.query(
    `INSERT INTO outbound_task (id, brand_id, kind, payload, attempts, next_attempt_at, reason, created_at)
     VALUES ($2, $1, 'mail_system', 'sealed words', 3, '2026-05-04T10:00Z', 'no mailbox yet', '2026-05-04T09:00Z'),
            ($3, $1, 'copy_sent', NULL, 20, 'infinity', 'refused', '2026-05-04T08:00Z')`,
    [brand, mail, resting],
  );
  await runner.query(
    `INSERT INTO listener_task (id, brand_id, listener, payload, attempts, next_attempt_at, created_at)
     VALUES ($2, $1, 'tell-it', '{"n": 1}', 1, '2026-05-04T10:00Z', '2026-05-04T09:00Z')`,
    [brand, listener],
  );
  await new Tasks1700000000004().up(runner);
  const rows = await runner.query('SELECT * FROM task');
  expect(rows).toHaveLength(3);
  const dates = { next_try_at: new Date('2026-05-04T10:00Z'), created_at: new Date('2026-05-04T09:00Z') };
  expect(rows.find(({ id }: { id: string }) => id === mail)).toMatchObject({
    ...dates,
    brand_id: brand,
    name: 'send-system-mail',
    data: { sealed: 'sealed words' },
    state: 'pending',
    tries: 3,
    reason: 'no mailbox yet',
  });
  expect(rows.find(({ id }: { id: string }) => id === resting)).toMatchObject({
    name: 'copy-sent-reply',
    data: {},
    state: 'failed',
    tries: 20,
    reason: 'refused',
  });
  expect(rows.find(({ id }: { id: string }) => id === listener)).toMatchObject({
    ...dates,
    name: 'tell-it',
    data: { n: 1 },
    state: 'pending',
    tries: 1,
  });
  const gone = await runner.query(
    `SELECT to_regclass('outbound_task') AS a, to_regclass('listener_task') AS b`,
  );
  expect(gone).toEqual([{ a: null, b: null }]);
});
