import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/database/id.js';
import { loggerFor } from '../../platform/logging/logger.js';
import { Jobs } from '../../platform/queue/jobs.js';
import { Ticker } from '../../platform/queue/ticker.js';
import { retryDelayMs } from '../gate/retry-delay.js';
import { DO_OUTBOUND_TASK } from '../outbound.jobs.js';

/**
 * - `look_up`: ask the platform whether an unconfirmed reply arrived
 * - `copy_sent`: what the sender does on its own side after acceptance (a copy in Sent)
 * - `mail_system`: a mail of the house
 */
export type TaskKind = 'look_up' | 'copy_sent' | 'mail_system';

export interface OutboundTask {
  id: string;
  brandId: string;
  messageId: string | null;
  kind: TaskKind;
  payload: string | null;
  /** This one included. */
  attempts: number;
  createdAt: Date;
}

/** `done` removes the task; else it comes again, with a reason fit for the log. */
export type TaskResult = 'done' | { againInMs: number; reason?: string };

/** A task whose worker died comes again after this. */
const LEASE_MS = 5 * 60_000;
/** After so many errors it rests: the row stays, with its reason. */
const MOST_ERRORS = 20;
const log = loggerFor('outbound');

/** What is still to be done beside sending, one row each: written with what it follows from, done by any worker. */
@Injectable()
export class OutboundTasks implements OnModuleInit {
  private readonly handlers = new Map<TaskKind, (task: OutboundTask) => Promise<TaskResult>>();

  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly ticker: Ticker,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(DO_OUTBOUND_TASK, ({ brandId, taskId }) => this.run(brandId, taskId));
    this.ticker.every('wake-outbound-tasks', 10_000, () => this.wakeDue());
  }

  /** Names the one function that does tasks of a kind. */
  handle(kind: TaskKind, handler: (task: OutboundTask) => Promise<TaskResult>): void {
    if (this.handlers.has(kind)) throw new Error(`Tasks of kind ${kind} have two handlers.`);
    this.handlers.set(kind, handler);
  }

  /** In the caller's transaction. A message has one task of a kind: adding it again starts it anew. */
  async add(task: {
    brandId: string;
    messageId: string | null;
    kind: TaskKind;
    payload?: string;
    delayMs?: number;
  }): Promise<void> {
    const now = this.clock.nowMs();
    const row = await this.database.one<{ id: string }>(
      `INSERT INTO outbound_task (id, brand_id, message_id, kind, payload, next_attempt_at, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (message_id, kind) WHERE message_id IS NOT NULL
         DO UPDATE SET attempts = 0, reason = NULL, next_attempt_at = excluded.next_attempt_at, created_at = excluded.created_at
       RETURNING id`,
      [
        newId(),
        task.brandId,
        task.messageId,
        task.kind,
        task.payload ?? null,
        new Date(now + (task.delayMs ?? 0)),
        new Date(now),
      ],
    );
    if (row !== undefined) this.wake(task.brandId, row.id, 0, task.delayMs ?? 0);
  }

  async forget(brandId: string, messageId: string, kind: TaskKind): Promise<void> {
    await this.database.run(
      'DELETE FROM outbound_task WHERE brand_id = $1 AND message_id = $2 AND kind = $3',
      [brandId, messageId, kind],
    );
  }

  async run(brandId: string, taskId: string): Promise<void> {
    const now = this.clock.nowMs();
    const task = await this.database.one<OutboundTask>(
      `UPDATE outbound_task SET attempts = attempts + 1, next_attempt_at = $4
       WHERE brand_id = $1 AND id = $2 AND next_attempt_at <= $3
       RETURNING id, brand_id AS "brandId", message_id AS "messageId", kind, payload, attempts, created_at AS "createdAt"`,
      [brandId, taskId, new Date(now), new Date(now + LEASE_MS)],
    );
    if (task === undefined) return;
    const result = await this.attempt(task);
    if (result === 'done') {
      // Begun anew meanwhile (`add`), it is another task: what came of this try does not end it.
      await this.database.run('DELETE FROM outbound_task WHERE brand_id = $1 AND id = $2 AND attempts = $3', [
        brandId,
        taskId,
        task.attempts,
      ]);
      return;
    }
    await this.database.run(
      'UPDATE outbound_task SET next_attempt_at = $3, reason = $4 WHERE brand_id = $1 AND id = $2 AND attempts = $5',
      [
        brandId,
        taskId,
        Number.isFinite(result.againInMs) ? new Date(this.clock.nowMs() + result.againInMs) : 'infinity',
        result.reason?.slice(0, 2_000) ?? null,
        task.attempts,
      ],
    );
    this.wake(brandId, taskId, task.attempts, result.againInMs);
  }

  private async attempt(task: OutboundTask): Promise<TaskResult> {
    const handler = this.handlers.get(task.kind);
    if (handler === undefined) return { againInMs: Infinity, reason: `nobody does ${task.kind}` };
    try {
      return await handler(task);
    } catch (error) {
      log.warn(
        { err: error, task: task.kind, messageId: task.messageId, attempts: task.attempts },
        'a task failed',
      );
      const reason = error instanceof Error ? error.message : String(error);
      return { againInMs: task.attempts >= MOST_ERRORS ? Infinity : retryDelayMs(task.attempts + 2), reason };
    }
  }

  private wake(brandId: string, taskId: string, attempts: number, delayMs: number): void {
    // Further away than this, the sweeper is good enough.
    if (delayMs > 3_600_000) return;
    this.database.afterCommit(() =>
      this.jobs.enqueue(
        DO_OUTBOUND_TASK,
        { brandId, taskId },
        { id: `task-${taskId}-${attempts}`, delayMs: Math.max(0, Math.ceil(delayMs)) },
      ),
    );
  }

  private async wakeDue(): Promise<void> {
    const rows = await this.database.query<{ id: string; brand_id: string }>(
      `SELECT id, brand_id FROM outbound_task WHERE next_attempt_at <= $1 ORDER BY next_attempt_at LIMIT 500
       -- any brand: a sweeper looks after all`,
      [new Date(this.clock.nowMs() - 2_000)],
    );
    await this.jobs.enqueueMany(
      DO_OUTBOUND_TASK,
      rows.map(({ id, brand_id }) => ({ data: { brandId: brand_id, taskId: id }, id: `task-${id}-due` })),
    );
  }
}
