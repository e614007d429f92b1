import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { LedgerBench } from '../../test/builders/ledger-bench.js';
import { Database } from '../platform/database/database.js';
import { ListenerTasks } from './listener-tasks.service.js';

let bench: LedgerBench;
let tasks: ListenerTasks;
let seen: unknown[] = [];
let failing = false;

beforeAll(async () => {
  bench = await LedgerBench.open();
  tasks = bench.get(ListenerTasks);
  tasks.register('first', async ({ payload }) => {
    if (failing) throw new Error('not today');
    seen.push(['first', payload]);
  });
  tasks.register('second', async ({ payload }) => {
    seen.push(['second', payload]);
  });
}, 60_000);
afterAll(async () => {
  await bench?.close();
});
beforeEach(async () => {
  seen = [];
  failing = false;
  await bench.database.run('DELETE FROM listener_task');
});

const enqueue = (listener: string, n: number) => tasks.enqueue(bench.owner.seat.brandId, listener, { n });
const rows = () => bench.rows<{ state: string; attempts: number; reason: string | null }>('listener_task');
const makeDue = () => bench.database.run('UPDATE listener_task SET next_attempt_at = now()');

it('runs each once and forgets it', async () => {
  for (let n = 0; n < 45; n += 1) await enqueue('second', n);
  await Promise.all([tasks.run(), tasks.run()]);
  expect(seen).toHaveLength(45);
  expect(new Set(seen.map((one) => JSON.stringify(one))).size).toBe(45);
  expect(await rows()).toEqual([]);
});

it('is written with the happening or not at all', async () => {
  const undone = bench.get(Database).transaction(async () => {
    await enqueue('second', 1);
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');
  expect(await rows()).toEqual([]);
});

it('tries one that failed again, without holding up the others, and gives up in the end', async () => {
  failing = true;
  await enqueue('first', 1);
  await enqueue('second', 2);
  await tasks.run();
  expect(seen).toEqual([['second', { n: 2 }]]);
  expect(await rows()).toMatchObject([{ state: 'pending', attempts: 1, reason: 'not today' }]);
  await tasks.run();
  expect(await rows()).toMatchObject([{ attempts: 1 }]);
  await makeDue();
  failing = false;
  await tasks.run();
  expect(seen).toContainEqual(['first', { n: 1 }]);
  expect(await rows()).toEqual([]);
  failing = true;
  await enqueue('first', 3);
  await bench.database.run('UPDATE listener_task SET attempts = 44');
  await tasks.run();
  expect(await rows()).toMatchObject([{ state: 'failed', attempts: 45 }]);
});

it('leaves a task whose worker died to the next one', async () => {
  await enqueue('second', 1);
  await bench.database.run(
    `UPDATE listener_task SET attempts = 1, next_attempt_at = now() + interval '2 minutes'`,
  );
  await tasks.run();
  expect(seen).toEqual([]);
  await makeDue();
  await tasks.run();
  expect(seen).toHaveLength(1);
});

it('knows its listeners by name', async () => {
  await expect(enqueue('nobody', 1)).rejects.toThrow('nobody');
  expect(() => tasks.register('first', async () => {})).toThrow('twice');
});
