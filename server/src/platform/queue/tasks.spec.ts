import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { createTestDatabase, type TestDatabase } from '../../../test/harness/test-database.js';
import { MovableClock } from '../clock/clock.js';
import type { Env } from '../config/env.js';
import { createDataSource } from '../database/data-source.js';
import { Database } from '../database/database.js';
import { Jobs } from './jobs.js';
import type { QueueBackend } from './queue-backend.js';
import { TaskRepository } from './task.repository.js';
import { defineTask, type TaskResult, Tasks } from './tasks.js';
import { Ticker } from './ticker.js';

const TELL = defineTask({ name: 'tell-it', schema: z.object({ n: z.number() }), mostErrors: 3 });
const FILE = defineTask({ name: 'file-it', schema: z.object({}) });

/** Jobs wait here until the test runs them; `lost` loses them, as a queue that is down does. */
const queue = {
  jobs: [] as { name: string; data: unknown; id?: string; delayMs?: number }[],
  lost: false,
  process: undefined as ((name: string, data: unknown) => Promise<void>) | undefined,
  async add(_queue: string, name: string, data: unknown, options: { id?: string; delayMs?: number }) {
    if (!this.lost) this.jobs.push({ name, data, ...options });
  },
  async addMany(_queue: string, name: string, items: { data: unknown; id?: string }[]) {
    for (const item of items) this.jobs.push({ name, ...item });
  },
  work(process: (name: string, data: unknown) => Promise<void>) {
    this.process = process;
  },
  async run() {
    for (let job = this.jobs.shift(); job; job = this.jobs.shift()) await this.process?.(job.name, job.data);
  },
};

const brandId = randomUUID();
const clock = new MovableClock(Date.UTC(2026, 4, 4));
let testDatabase: TestDatabase;
let source: DataSource;
let database: Database;
let ticker: Ticker;
let tasks: Tasks;
let told: number[] = [];
let filed = 0;
let answer: () => TaskResult | Promise<TaskResult> = () => 'done';

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  const { url } = testDatabase;
  source = await createDataSource({ url, poolSize: 4, entities: [], applicationName: 'test' }).initialize();
  database = new Database(source);
  await database.run(`INSERT INTO brand (id, name, created_at) VALUES ($1, 'Brand', now())`, [brandId]);
  const jobs = new Jobs(queue as unknown as QueueBackend);
  ticker = new Ticker({ role: 'api' } as Env);
  tasks = new Tasks(database, new TaskRepository(database), jobs, ticker, clock);
  tasks.onModuleInit();
  tasks.handle(TELL, async ({ data }) => {
    told.push(data.n);
    return answer();
  });
  expect(() => tasks.onApplicationBootstrap()).toThrow('file-it has no handler');
  tasks.handle(FILE, async () => {
    filed += 1;
    return 'done';
  });
  tasks.onApplicationBootstrap();
  jobs.onApplicationBootstrap();
}, 60_000);
afterAll(async () => {
  await source?.destroy();
  await testDatabase?.drop();
});
beforeEach(async () => {
  told = [];
  filed = 0;
  answer = () => 'done';
  queue.jobs = [];
  queue.lost = false;
  await database.run('DELETE FROM task WHERE brand_id = $1', [brandId]);
});

const rows = () =>
  database.query<{ id: string; state: string; tries: number; reason: string | null; data: unknown }>(
    'SELECT * FROM task WHERE brand_id = $1 ORDER BY created_at, id',
    [brandId],
  );
const tell = (n: number, more: { subjectId?: string; delayMs?: number } = {}) =>
  tasks.add(TELL, { brandId, data: { n }, ...more });
const sweep = async () => {
  await ticker.runNow('wake-due-tasks');
  await queue.run();
};

it('does each once and forgets it', async () => {
  for (let n = 0; n < 20; n += 1) await tell(n);
  await tasks.add(FILE, { brandId, data: {} });
  // A wake-up that comes twice finds nothing left to do.
  queue.jobs.push(...queue.jobs);
  await queue.run();
  expect(told.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, n) => n));
  expect(filed).toBe(1);
  expect(await rows()).toEqual([]);
});

it('is written with the happening or not at all, and woken after its commit only', async () => {
  const undone = database.transaction(async () => {
    await tell(1);
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');
  expect(await rows()).toEqual([]);
  expect(queue.jobs).toEqual([]);
  await database.transaction(async () => {
    await tell(2);
    expect(queue.jobs).toEqual([]);
  });
  expect(queue.jobs).toHaveLength(1);
});

it('is found by the sweeper when its wake-up was lost, and not before it is due', async () => {
  queue.lost = true;
  await tell(1, { delayMs: 60_000 });
  await sweep();
  expect(told).toEqual([]);
  clock.advance(63_000);
  await sweep();
  expect(told).toEqual([1]);
});

it('tries one that failed again, later each time and without holding up others, and gives up in the end', async () => {
  answer = () => {
    throw new Error('not today');
  };
  await tell(1);
  await tasks.add(FILE, { brandId, data: {} });
  await queue.run();
  expect(filed).toBe(1);
  expect(await rows()).toMatchObject([{ state: 'pending', tries: 1, reason: 'not today' }]);
  await sweep();
  expect(told).toEqual([1]);
  clock.advance(60_000);
  await sweep();
  clock.advance(60_000);
  await sweep();
  expect(await rows()).toMatchObject([{ state: 'failed', tries: 3, reason: 'not today' }]);
  clock.advance(86_400_000);
  await sweep();
  expect(told).toEqual([1, 1, 1]);
});

it('comes again when its handler says so', async () => {
  answer = () => ({ kind: 'again', inMs: 5_000, reason: 'no mailbox yet' });
  await tell(1);
  await queue.jobs.shift();
  await sweep();
  clock.advance(3_000);
  await sweep();
  expect(await rows()).toMatchObject([{ tries: 1, reason: 'no mailbox yet' }]);
  // The wake-up of its own comes when it is due, not earlier.
  expect(queue.jobs).toEqual([]);
  clock.advance(10_000);
  answer = () => 'done';
  await sweep();
  expect(told).toEqual([1, 1]);
  expect(await rows()).toEqual([]);
});

it('leaves one whose worker died to the next, and what the dead one says later is void', async () => {
  let release: (result: TaskResult) => void = () => {};
  answer = () => new Promise((resolve) => (release = resolve));
  await tell(1);
  const first = queue.run();
  while (told.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  const dead = release;
  answer = () => ({ kind: 'again', inMs: 60_000, reason: 'the second one' });
  clock.advance(5 * 60_000);
  await sweep();
  expect(told).toEqual([1]);
  clock.advance(6 * 60_000);
  await sweep();
  expect(told).toEqual([1, 1]);
  dead('done');
  await first;
  expect(await rows()).toMatchObject([{ tries: 2, reason: 'the second one' }]);
});

it('notes how far it has come, unless somebody else has it by now', async () => {
  const notes: string[] = [];
  const NOTE = defineTask({ name: 'note-it', schema: z.object({ step: z.number() }) });
  tasks.handle(NOTE, async (task) => {
    await task.note({ step: 2 });
    await database.run('UPDATE task SET tries = tries + 1 WHERE brand_id = $1', [brandId]);
    await task.note({ step: 3 }).catch((error: Error) => notes.push(error.message));
    return 'done';
  });
  await tasks.add(NOTE, { brandId, data: { step: 1 } });
  await queue.run();
  expect(notes).toEqual(['The task is in other hands by now.']);
  expect(await rows()).toMatchObject([{ data: { step: 2 } }]);
});

it('is one of a subject: adding it again starts it anew', async () => {
  const subjectId = randomUUID();
  answer = () => ({ kind: 'given up', reason: 'no' });
  await tell(1, { subjectId });
  await queue.run();
  expect(await rows()).toMatchObject([{ state: 'failed', reason: 'no' }]);
  answer = () => 'done';
  await tell(2, { subjectId });
  expect(await rows()).toMatchObject([{ state: 'pending', tries: 0, data: { n: 2 } }]);
  await tasks.forget(TELL, brandId, subjectId);
  expect(await rows()).toEqual([]);
  await queue.run();
  expect(told).toEqual([1]);
});

it('is begun anew while it is being done: the new one is done too', async () => {
  const subjectId = randomUUID();
  const releases: ((result: TaskResult) => void)[] = [];
  answer = () => new Promise((resolve) => releases.push(resolve));
  const untilTold = async (count: number) => {
    while (told.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  await tell(1, { subjectId });
  const first = queue.run();
  await untilTold(1);
  await tell(2, { subjectId });
  const second = queue.run();
  await untilTold(2);
  releases[0]?.('done');
  await first;
  expect(await rows()).toMatchObject([{ data: { n: 2 } }]);
  releases[1]?.('done');
  await second;
  expect(await rows()).toEqual([]);
});

it('is not given up for having waited long', async () => {
  answer = () => ({ kind: 'again', inMs: 60_000, reason: 'no mailbox yet' });
  await tell(1);
  await queue.run();
  for (let minute = 0; minute < 5; minute += 1) {
    clock.advance(70_000);
    await sweep();
  }
  expect(told).toHaveLength(6);
  answer = () => {
    throw new Error('not today');
  };
  clock.advance(70_000);
  await sweep();
  expect(await rows()).toMatchObject([{ state: 'pending', reason: 'not today' }]);
});

it('keeps what nobody here can do for somebody who can', async () => {
  await tell(1);
  await database.run(`UPDATE task SET name = 'of-a-later-version' WHERE brand_id = $1`, [brandId]);
  await queue.run();
  expect(await rows()).toMatchObject([{ state: 'pending', reason: 'Nobody here does of-a-later-version.' }]);
  await database.run(`UPDATE task SET name = 'tell-it' WHERE brand_id = $1`, [brandId]);
  clock.advance(700_000);
  await sweep();
  expect(told).toEqual([1]);
});

it('has one owner per name', () => {
  expect(() => tasks.handle(TELL, async () => 'done')).toThrow('two handlers');
  expect(() => defineTask({ name: 'tell-it', schema: z.object({}) })).toThrow('declared twice');
});
