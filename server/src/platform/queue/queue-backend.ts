import { type BeforeApplicationShutdown, Injectable, type OnApplicationShutdown } from '@nestjs/common';
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
import { loggerFor } from '../logging/logger.js';
import { type QueueName, queueNames } from './queue-names.js';

const log = loggerFor('queue');

export interface QueueSettings {
  /** Redis when set; else BullMQ's PostgreSQL backend on `databaseUrl`. */
  redisUrl: string | undefined;
  databaseUrl: string;
  /** Jobs done at once per queue; 0 in a process that only adds jobs. */
  concurrency: number;
}

/** How long a job may go without a sign of life before another worker takes it. */
const LOCK_MS = 30_000;
/**
 * How often a wake-up may lose its worker before it is dropped. To repeat one does no harm: what it is about is a row,
 * which counts its own tries, and a sweeper finds the row if the wake-up is gone.
 */
const MOST_LOST_WORKERS = 10;
/** What BullMQ says of a job that was dropped for that. */
const DROPPED = 'job stalled more than allowable limit';

/** BullMQ on either backend. One shared pool or connection per process; see connectionCount. */
@Injectable()
export class QueueBackend implements BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly queues = new Map<QueueName, Queue>();
  private readonly workers: Worker[] = [];

  private constructor(
    private readonly settings: QueueSettings,
    connection: ConnectionOptions,
    private readonly end: () => Promise<void>,
    private readonly workerConnection: ConnectionOptions,
  ) {
    for (const name of queueNames) {
      const queue = new Queue(name, {
        connection,
        prefix: settings.redisUrl === undefined ? undefined : 'parley',
        defaultJobOptions: { removeOnComplete: true, removeOnFail: true, attempts: 1 },
      });
      queue.on('error', (error) => log.warn({ err: error, queue: name }, 'queue connection'));
      this.queues.set(name, queue);
    }
  }

  static async connect(settings: QueueSettings): Promise<QueueBackend> {
    return settings.redisUrl === undefined
      ? QueueBackend.onPostgres(settings)
      : QueueBackend.onRedis(settings, settings.redisUrl);
  }

  private static async onPostgres(settings: QueueSettings): Promise<QueueBackend> {
    const pool = new pg.Pool({
      connectionString: settings.databaseUrl,
      // Each worker keeps one connection for LISTEN; a pool no larger than that would wait for itself.
      max: queueNames.length + 8,
      keepAlive: true,
      options: '-c search_path=bullmq,public',
      application_name: 'parley-queue',
    });
    pool.setMaxListeners(0);
    pool.on('error', (error) => log.warn({ err: error }, 'queue pool'));
    const client = await pool.connect();
    try {
      await runMigrations(client);
    } finally {
      client.release();
    }
    setDefaultBackendFactory(createPostgresBackend);
    const connection = pool as unknown as ConnectionOptions;
    return new QueueBackend(settings, connection, () => pool.end(), connection);
  }

  private static async onRedis(settings: QueueSettings, url: string): Promise<QueueBackend> {
    const retryStrategy = (times: number) => Math.min(times * 100, 2_000);
    // Adding must fail fast while Redis is away: the row is the truth and nobody may wait for the wake-up.
    const adding = new Redis(url, {
      maxRetriesPerRequest: 1,
      enableOfflineQueue: false,
      lazyConnect: true,
      retryStrategy,
    });
    const working = new Redis(url, { maxRetriesPerRequest: null, lazyConnect: true, retryStrategy });
    for (const redis of [adding, working]) redis.on('error', (error) => log.warn({ err: error }, 'redis'));
    await Promise.all([adding.connect(), working.connect()]);
    return new QueueBackend(
      settings,
      adding as unknown as ConnectionOptions,
      async () => {
        adding.disconnect();
        working.disconnect();
      },
      working as unknown as ConnectionOptions,
    );
  }

  async add(
    queue: QueueName,
    name: string,
    data: unknown,
    options: { id?: string; delayMs?: number },
  ): Promise<void> {
    await this.queues.get(queue)?.add(name, data, { jobId: options.id, delay: options.delayMs });
  }

  async addMany(queue: QueueName, name: string, items: { data: unknown; id?: string }[]): Promise<void> {
    await this.queues
      .get(queue)
      ?.addBulk(items.map(({ data, id }) => ({ name, data, opts: id === undefined ? {} : { jobId: id } })));
  }

  /** Starts the workers of this process. */
  work(process: (name: string, data: unknown) => Promise<void>): void {
    if (this.settings.concurrency === 0) return;
    for (const name of queueNames) {
      const worker = new Worker(name, async (job) => process(job.name, job.data), {
        connection: this.workerConnection,
        prefix: this.settings.redisUrl === undefined ? undefined : 'parley',
        concurrency: this.settings.concurrency,
        lockDuration: LOCK_MS,
        maxStalledCount: MOST_LOST_WORKERS,
        removeOnComplete: { count: 0 },
        removeOnFail: { count: 0 },
      });
      worker.on('error', (error) => log.warn({ err: error, queue: name }, 'worker'));
      worker.on('stalled', (id) => log.info({ queue: name, id }, 'a job lost its worker and is done again'));
      worker.on('failed', (job, error) => {
        if (error.message === DROPPED) log.warn({ job: job?.name }, 'a job lost its workers and was dropped');
        else log.error({ err: error, job: job?.name }, 'job failed');
      });
      this.workers.push(worker);
    }
  }

  /** Rejects when the queue does not answer. */
  async ping(): Promise<void> {
    await this.queues.get('background')?.getWaitingCount();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.close()));
    await Promise.all([...this.queues.values()].map((queue) => queue.close()));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.end();
  }
}
