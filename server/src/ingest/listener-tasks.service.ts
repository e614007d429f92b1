import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../platform/clock/clock.js';
import { Database, sqlState } from '../platform/database/database.js';
import { newId } from '../platform/database/id.js';
import { loggerFor } from '../platform/logging/logger.js';
import { Jobs } from '../platform/queue/jobs.js';
import { Ticker } from '../platform/queue/ticker.js';
import { RUN_LISTENER_TASKS } from './ingest.jobs.js';
import { isOutage } from './retry-delay.js';

export interface ListenerTask {
  id: string;
  brandId: string;
  payload: unknown;
}

/** May run more than once for the same task (a worker that died after it): it must make a repeat harmless. */
export type TaskListener = (task: ListenerTask) => Promise<void>;

interface TaskRow extends ListenerTask {
  listener: string;
  attempts: number;
}

const BATCH = 20;
/** A task whose worker died comes back after so long; a listener takes less. */
const CLAIM_SECONDS = 120;
const SWEEP_MS = 5_000;
/** With doubling waits from a second to an hour: a day and a half. */
const MOST_TRIES = 45;
const LONGEST_WAIT_MS = 3_600_000;

const log = loggerFor('listener-tasks');

/**
 * What must not be lost after a happening (outgoing webhooks, automation, notifications): one row per listener,
 * written in the happening's own transaction, each retried on its own until its listener has done it.
 */
@Injectable()
export class ListenerTasks implements OnModuleInit {
  private readonly listeners = new Map<string, TaskListener>();

  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly ticker: Ticker,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(RUN_LISTENER_TASKS, () => this.run());
    this.ticker.every('sweep-listener-tasks', SWEEP_MS, () => this.run());
  }

  /** Names the one function that does the tasks of this listener; at start. */
  register(listener: string, work: TaskListener): void {
    if (this.listeners.has(listener)) throw new Error(`The listener ${listener} is registered twice.`);
    this.listeners.set(listener, work);
  }

  /** Writes the task in the ambient transaction and wakes a worker after its commit. */
  async enqueue(brandId: string, listener: string, payload: Record<string, unknown>): Promise<void> {
    if (!this.listeners.has(listener)) throw new Error(`There is no listener ${listener}.`);
    await this.database.run(
      `INSERT INTO listener_task (id, brand_id, listener, payload, next_attempt_at, created_at)
       VALUES ($1, $2, $3, $4, clock_timestamp(), $5)`,
      [newId(), brandId, listener, JSON.stringify(payload), this.clock.now()],
    );
    this.database.afterCommit(() => this.jobs.enqueue(RUN_LISTENER_TASKS, {}));
  }

  /** Runs what is due until nothing is. */
  async run(): Promise<void> {
    for (;;) {
      const tasks = await this.claim();
      await Promise.all(tasks.map((task) => this.runOne(task)));
      if (tasks.length < BATCH) return;
    }
  }

  private claim(): Promise<TaskRow[]> {
    return this.database.query<TaskRow>(
      `UPDATE listener_task t
       SET attempts = t.attempts + 1, next_attempt_at = clock_timestamp() + interval '${CLAIM_SECONDS} seconds'
       FROM (
         SELECT id FROM listener_task WHERE state = 'pending' AND next_attempt_at <= clock_timestamp()
           AND listener = ANY($2) ORDER BY next_attempt_at LIMIT $1 FOR UPDATE SKIP LOCKED
       ) AS due WHERE t.id = due.id
       RETURNING t.id, t.brand_id AS "brandId", t.listener, t.payload, t.attempts
       -- any brand: workers work for all of them`,
      [BATCH, [...this.listeners.keys()]],
    );
  }

  private async runOne(task: TaskRow): Promise<void> {
    try {
      await this.listeners.get(task.listener)?.({
        id: task.id,
        brandId: task.brandId,
        payload: task.payload,
      });
      await this.database.run('DELETE FROM listener_task WHERE brand_id = $1 AND id = $2', [
        task.brandId,
        task.id,
      ]);
    } catch (error) {
      if (isOutage(sqlState(error))) throw error;
      const failed = task.attempts >= MOST_TRIES;
      log.warn({ err: error, listener: task.listener, task: task.id, failed }, 'a listener did not get done');
      await this.database.run(
        `UPDATE listener_task SET state = CASE WHEN $3 THEN 'failed' ELSE 'pending' END, reason = $4,
           next_attempt_at = clock_timestamp() + $5::float8 * interval '1 millisecond'
         WHERE brand_id = $1 AND id = $2`,
        [
          task.brandId,
          task.id,
          failed,
          (error instanceof Error ? error.message : String(error)).slice(0, 500),
          waitAfter(task.attempts),
        ],
      );
    }
  }
}

const waitAfter = (attempts: number) =>
  Math.min(LONGEST_WAIT_MS, 1_000 * 2 ** Math.min(attempts - 1, 20)) * (1 + Math.random() * 0.2);
