import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { MigrationBench } from '../../../../test/harness/migration-bench.js';
import { Foundation1700000000001 } from './0001-foundation.migration.js';
import { WhatChannelsShare1700000000014 } from './0014-what-channels-share.migration.js';

let bench: MigrationBench;
beforeAll(async () => {
  bench = await MigrationBench.open([new Foundation1700000000001()]);
}, 60_000);
afterAll(async () => {
  await bench?.close();
});

it('keeps what is in the ledger, and lets events be ignored beside the states there were', async () => {
  const { runner } = bench;
  const delivery = randomUUID();
  await runner.query(
    `INSERT INTO inbound_delivery (id, kind, source, headers, meta, received_at, next_attempt_at, body)
     VALUES ('${delivery}', 'api', 'webhook', '{}', '{}', now(), now(), '')`,
  );
  const write = (state: string) =>
    runner.query(
      `INSERT INTO inbound_event (id, delivery_id, account, position, kind, key, payload, received_at, state, next_attempt_at,
         updated_at)
       VALUES ('${randomUUID()}', '${delivery}', 'a', 0, 'message', '${randomUUID()}', '{}', now(), '${state}', now(), now())`,
    );
  await write('done');
  await expect(write('ignored')).rejects.toThrow('inbound_event_state_check');
  await new WhatChannelsShare1700000000014().up(runner);
  await write('ignored');
  await write('failed');
  await expect(write('forgotten')).rejects.toThrow('inbound_event_state_check');
  expect(await runner.query('SELECT state FROM inbound_event ORDER BY state')).toEqual([
    { state: 'done' },
    { state: 'failed' },
    { state: 'ignored' },
  ]);
});
