import { Injectable, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import type { z } from 'zod';
import { Clock } from '../clock/clock.js';
import { Database } from '../database/database.js';
import { loggerFor } from '../logging/logger.js';
import { Jobs } from './jobs.js';
import { DO_TASK } from './queue.jobs.js';
import { TaskRepository, type TaskRow } from './task.repository.js';
import { Ticker } from './ticker.js';

/** A kind of task, with what its row holds. */
export interface TaskDefinition<T> {
  /** Imperative, `look-up-reply`; it stands in rows, so it is never changed. */
  readonly name: string;
  readonly schema: z.ZodType<T>;
  /** Tries in a row that end in an error before it is given up; by default about a day of them. */
  readonly mostErrors: number;
}

export interface Task<T> {
  id: string;
  brandId: string;
  subjectId: string | null;
  data: T;
  /** This one included. */
  tries: number;
  createdAt: Date;
  /**
   * Writes down how far it has come, for whoever takes it up after this process: committed when it returns.
   * @throws when somebody else has the task by now
   */
  note(data: T): Promise<void>;
}

/** `done` removes the row, `again` keeps it for later, `given up` keeps it with its reason. */
export type TaskResult =
  | 'done'
  | { kind: 'again'; inMs: number; reason?: string }
  | { kind: 'given up'; reason: string };

/** May run more than once for the same row (a worker that died after it): it makes a repeat harmless. */
type Handler = (task: Task<unknown>) => Promise<TaskResult>;

/** What came of a try; one that failed counts its errors. */
type Outcome = TaskResult | { kind: 'again'; inMs: number; reason: string; errors: number };

/** With the waits between tries about a day. */
const MOST_ERRORS = 35;
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 3_600_000;
/** Whoever can do it starts within this, or is asked again. */
const NOBODY_WAIT_MS = 600_000;
/** Further away than this, the sweeper is good enough: a queue is no calendar. */
const LONGEST_DELAY_MS = 3_600_000;
const SWEEP_MS = 10_000;
/** Rows due for less than this still have a wake-up of their own. */
const SETTLED_MS = 2_000;
const SWEPT = 500;

const declared = new Map<string, TaskDefinition<unknown>>();
const log = loggerFor('tasks');

/** Declares a task; a name has exactly one owner. */
export function defineTask<T>(definition: {
  name: string;
  schema: z.ZodType<T>;
  mostErrors?: number;
}): TaskDefinition<T> {
  if (declared.has(definition.name)) throw new Error(`The task ${definition.name} is declared twice.`);
  const task = { mostErrors: MOST_ERRORS, ...definition };
  declared.set(task.name, task as TaskDefinition<unknown>);
  return task;
}

/**
 * What must not be lost after a happening (a copy to file, a mail, somebody to tell): one row per listener, written in
 * the happening's own transaction, each tried on its own until its handler has done it. The row is the truth, its job a
 * wake-up.
 */
@Injectable()
export class Tasks implements OnModuleInit, OnApplicationBootstrap {
  private readonly handlers = new Map<string, Handler>();

  constructor(
    private readonly database: Database,
    private readonly rows: TaskRepository,
    private readonly jobs: Jobs,
    private readonly ticker: Ticker,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(DO_TASK, ({ brandId, taskId }) => this.run(brandId, taskId));
    this.ticker.every('wake-due-tasks', SWEEP_MS, () => this.wakeDue());
  }

  onApplicationBootstrap(): void {
    for (const name of declared.keys()) {
      if (!this.handlers.has(name)) throw new Error(`The task ${name} has no handler.`);
    }
  }

  /** Names the one function that does this task. */
  handle<T>(task: TaskDefinition<T>, handler: (task: Task<T>) => Promise<TaskResult>): void {
    if (this.handlers.has(task.name)) throw new Error(`The task ${task.name} has two handlers.`);
    this.handlers.set(task.name, (row) => handler({ ...row, data: task.schema.parse(row.data) }));
  }

  /**
   * Writes the row, in the ambient transaction if there is one. Of a subject there is one row of a name: adding it again
   * starts it anew.
   * @param row.subjectId what it is about (a message), where there is no more than one at a time
   * @param row.delayMs before the first try
   */
  async add<T>(
    task: TaskDefinition<T>,
    row: { brandId: string; subjectId?: string; data: T; delayMs?: number },
  ): Promise<void> {
    const { brandId, subjectId = null, data, delayMs = 0 } = row;
    const now = this.clock.nowMs();
    const at = { now: new Date(now), due: new Date(now + delayMs) };
    const id = await this.rows.write({ brandId, name: task.name, subjectId, data, ...at });
    this.wake(brandId, id, 0, delayMs);
  }

  /** It is no longer wanted. One that is being done meanwhile is not held back. */
  async forget<T>(task: TaskDefinition<T>, brandId: string, subjectId: string): Promise<void> {
    await this.rows.forget(brandId, task.name, subjectId);
  }

  private async run(brandId: string, id: string): Promise<void> {
    const row = await this.rows.claim(brandId, id, this.clock.now());
    if (row === undefined) return;
    const result = await this.attempt(row);
    if (result === 'done') {
      await this.rows.remove(row);
    } else if (result.kind === 'again') {
      const due = new Date(this.clock.nowMs() + result.inMs);
      const errors = 'errors' in result ? result.errors : 0;
      await this.rows.postpone(row, due, { reason: result.reason ?? null, errors });
      this.wake(brandId, id, row.tries, result.inMs);
    } else {
      log.warn({ task: row.name, id, tries: row.tries, reason: result.reason }, 'a task was given up');
      await this.rows.giveUp(row, result.reason);
    }
  }

  private async attempt(row: TaskRow): Promise<Outcome> {
    const handler = this.handlers.get(row.name);
    // Of a later version, whose workers are starting, or of one that has it no more: nothing here may throw it away.
    if (handler === undefined)
      return { kind: 'again', inMs: NOBODY_WAIT_MS, reason: `Nobody here does ${row.name}.` };
    const note = async (data: unknown) => {
      if (!(await this.rows.note(row, data))) throw new Error('The task is in other hands by now.');
    };
    try {
      return await handler({ ...row, note });
    } catch (error) {
      log.warn({ err: error, task: row.name, id: row.id, tries: row.tries }, 'a task failed');
      const reason = error instanceof Error ? error.message : String(error);
      const most = declared.get(row.name)?.mostErrors ?? MOST_ERRORS;
      const errors = row.errors + 1;
      if (errors >= most) return { kind: 'given up', reason };
      return { kind: 'again', inMs: waitAfter(errors), reason, errors };
    }
  }

  private wake(brandId: string, taskId: string, tries: number, delayMs: number): void {
    if (delayMs > LONGEST_DELAY_MS) return;
    this.database.afterCommit(() =>
      this.jobs.enqueue(
        DO_TASK,
        { brandId, taskId },
        // A job of the same id that is being done would swallow this one.
        { id: `task-${taskId}-${tries}`, delayMs: Math.max(0, Math.ceil(delayMs)) },
      ),
    );
  }

  /** Those whose wake-up was lost, or whose worker died. */
  private async wakeDue(): Promise<void> {
    const due = await this.rows.due(new Date(this.clock.nowMs() - SETTLED_MS), SWEPT);
    await this.jobs.enqueueMany(
      DO_TASK,
      due.map(({ brandId, id }) => ({ data: { brandId, taskId: id }, id: `task-${id}-due` })),
    );
  }
}

/** Doubling, with up to a fifth of jitter. */
const waitAfter = (errors: number) =>
  Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(errors - 1, 20)) * (1 + Math.random() * 0.2);
