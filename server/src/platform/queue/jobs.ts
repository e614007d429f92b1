import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { z } from 'zod';
import { loggerFor } from '../logging/logger.js';
import { QueueBackend } from './queue-backend.js';
import type { QueueName } from './queue-names.js';

/** A job is a wake-up: the truth is a row, and a sweeper finds rows whose job was lost. */
export interface JobDefinition<T> {
  readonly name: string;
  readonly queue: QueueName;
  readonly schema: z.ZodType<T>;
}

const declared = new Map<string, JobDefinition<unknown>>();

/** Declares a job (imperative, `send-message`); a name has exactly one owner. */
export function defineJob<T>(definition: JobDefinition<T>): JobDefinition<T> {
  if (declared.has(definition.name)) throw new Error(`The job ${definition.name} is declared twice.`);
  declared.set(definition.name, definition as JobDefinition<unknown>);
  return definition;
}

type Handler = (data: unknown) => Promise<void>;
const log = loggerFor('jobs');

@Injectable()
export class Jobs implements OnApplicationBootstrap {
  private readonly handlers = new Map<string, Handler>();

  constructor(private readonly backend: QueueBackend) {}

  /** Names the one function that does this job. */
  handle<T>(job: JobDefinition<T>, handler: (data: T) => Promise<void>): void {
    if (this.handlers.has(job.name)) throw new Error(`The job ${job.name} has two handlers.`);
    this.handlers.set(job.name, async (data) => handler(job.schema.parse(data)));
  }

  /**
   * Wakes a worker. Never throws: with the queue down the row waits for its sweeper.
   * @param options.id the same id while such a job waits is one job; `:` is not allowed in it
   * @param options.delayMs milliseconds to wait first
   */
  async enqueue<T>(
    job: JobDefinition<T>,
    data: T,
    options: { id?: string; delayMs?: number } = {},
  ): Promise<void> {
    try {
      await this.backend.add(job.queue, job.name, data, options);
    } catch (error) {
      log.warn({ err: error, job: job.name }, 'the queue did not take a job; its sweeper will find the row');
    }
  }

  /** Several jobs of one kind in one round trip. Never throws. */
  async enqueueMany<T>(job: JobDefinition<T>, items: { data: T; id?: string }[]): Promise<void> {
    if (items.length === 0) return;
    try {
      await this.backend.addMany(job.queue, job.name, items);
    } catch (error) {
      log.warn(
        { err: error, job: job.name },
        'the queue did not take jobs; their sweeper will find the rows',
      );
    }
  }

  onApplicationBootstrap(): void {
    for (const name of declared.keys()) {
      if (!this.handlers.has(name)) throw new Error(`The job ${name} has no handler.`);
    }
    this.backend.work(async (name, data) => {
      const handler = this.handlers.get(name);
      if (handler === undefined) {
        log.warn({ job: name }, 'a job of an earlier version was dropped; its row is found by a sweeper');
        return;
      }
      await handler(data);
    });
  }
}
