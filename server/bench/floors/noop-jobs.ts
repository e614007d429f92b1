// The floor of "inbound": BullMQ adding jobs and doing nothing with them, on the backend the product uses.
import {
  type ConnectionOptions,
  createPostgresBackend,
  Queue,
  runMigrations,
  setDefaultBackendFactory,
  Worker,
} from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';

export interface NoopTask {
  /** `add` and `work` as two processes, or both in one: as the product runs in this mode. */
  part: 'add' | 'work' | 'both';
  redisUrl: string | undefined;
  databaseUrl: string;
  /** Jobs in all. */
  count: number;
  /** Adds on their way at the same time; jobs done at the same time. */
  concurrency: number;
}

export interface NoopResult {
  from: number;
  to: number;
}

const QUEUE = 'bench-floor';
let connected: Promise<ConnectionOptions> | undefined;

async function connect({ redisUrl, databaseUrl }: NoopTask): Promise<ConnectionOptions> {
  if (redisUrl !== undefined) {
    return new Redis(redisUrl, { maxRetriesPerRequest: null }) as unknown as ConnectionOptions;
  }
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: 16,
    options: '-c search_path=bullmq,public',
  });
  pool.setMaxListeners(0);
  const client = await pool.connect();
  await runMigrations(client);
  client.release();
  setDefaultBackendFactory(createPostgresBackend);
  return pool as unknown as ConnectionOptions;
}

async function add(task: NoopTask, on: ConnectionOptions): Promise<void> {
  const queue = new Queue(QUEUE, {
    connection: on,
    defaultJobOptions: { removeOnComplete: true, removeOnFail: true, attempts: 1 },
  });
  await queue.waitUntilReady();
  let left = task.count;
  const adders = Array.from({ length: task.concurrency }, async () => {
    while (left > 0) {
      left -= 1;
      await queue.add('noop', {});
    }
  });
  await Promise.all(adders);
  await queue.close();
}

/** @returns when the last job was done */
async function work(task: NoopTask, on: ConnectionOptions): Promise<number> {
  let done = 0;
  let worker: Worker | undefined;
  await new Promise<void>((resolve) => {
    worker = new Worker(
      QUEUE,
      async () => {
        done += 1;
        if (done === task.count) resolve();
      },
      {
        connection: on,
        concurrency: task.concurrency,
        removeOnComplete: { count: 0 },
        removeOnFail: { count: 0 },
      },
    );
    worker.on('error', (error) => console.error(error.message));
  });
  const to = Date.now();
  await worker?.close();
  return to;
}

/** When the first add began and the last job was done, by the clock all processes share. */
async function run(task: NoopTask): Promise<NoopResult> {
  connected ??= connect(task);
  const on = await connected;
  const from = Date.now();
  const parts = await Promise.all([
    task.part === 'work' ? undefined : add(task, on),
    task.part === 'add' ? from : work(task, on),
  ]);
  return { from, to: parts[1] };
}

process.on('message', (task: NoopTask) => {
  run(task).then(
    (result) => process.send?.({ result }),
    (error: Error) => process.send?.({ error: error.message }),
  );
});
process.on('disconnect', () => process.exit());
process.send?.({ ready: true });
