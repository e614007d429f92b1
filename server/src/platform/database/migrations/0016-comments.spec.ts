import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { MigrationBench } from '../../../../test/harness/migration-bench.js';
import { Foundation1700000000001 } from './0001-foundation.migration.js';
import { Comments1700000000016 } from './0016-comments.migration.js';

let bench: MigrationBench;
beforeAll(async () => {
  bench = await MigrationBench.open([new Foundation1700000000001()]);
}, 60_000);
afterAll(async () => {
  await bench?.close();
});

it('leaves posts, channels and what was said as they are: visible, liked by nobody, fetched by nobody', async () => {
  const { runner } = bench;
  const [brand, channel, post] = [randomUUID(), randomUUID(), randomUUID()];
  await runner.query(`INSERT INTO brand (id, name, created_at) VALUES ('${brand}', 'Example', now())`);
  await runner.query(
    `INSERT INTO channel (id, brand_id, kind, name, account, connected_at, created_at)
     VALUES ('${channel}', '${brand}', 'api', 'Shop', 'a', now(), now())`,
  );
  await runner.query(
    `INSERT INTO post (id, brand_id, channel_id, external_id, updated_at)
     VALUES ('${post}', '${brand}', '${channel}', 'p1', now())`,
  );
  await new Comments1700000000016().up(runner);
  expect(await runner.query('SELECT limits, quotas FROM channel')).toEqual([{ limits: null, quotas: {} }]);
  expect(await runner.query('SELECT next_fetch_at, fetch_attempts, fetched_at FROM post')).toEqual([
    { next_fetch_at: null, fetch_attempts: 0, fetched_at: null },
  ]);
  const columns = (await runner.query(
    `SELECT column_name AS name, is_nullable AS empty FROM information_schema.columns
     WHERE table_name = 'message' AND column_name IN ('moderation', 'liked', 'warning') ORDER BY 1`,
  )) as unknown[];
  expect(columns).toEqual([
    { name: 'liked', empty: 'NO' },
    { name: 'moderation', empty: 'YES' },
    { name: 'warning', empty: 'YES' },
  ]);
  await expect(
    runner.query(
      `INSERT INTO moderation_act (id, brand_id, message_id, member_id, action, state, was, was_liked, created_at)
       VALUES ('${randomUUID()}', '${brand}', '${randomUUID()}', '${randomUUID()}', 'hide', 'forgotten', 'visible', false, now())`,
    ),
  ).rejects.toThrow('moderation_act_state_check');
});
