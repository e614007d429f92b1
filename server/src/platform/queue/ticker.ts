import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Env } from '../config/env.js';
import { loggerFor } from '../logging/logger.js';

interface Tick {
  name: string;
  everyMs: number;
  work: () => Promise<void>;
  timer?: NodeJS.Timeout;
  running?: Promise<void>;
}

/** Chores that come at least this often look for what was lost; tests that lose something need not wait for them. */
const FREQUENT_MS = 10_000;

const log = loggerFor('ticker');

/**
 * Repeats small chores (sweepers) in every worker process. A chore never overlaps itself within a process;
 * across processes it must lock what it takes (`FOR UPDATE SKIP LOCKED`).
 */
@Injectable()
export class Ticker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly ticks: Tick[] = [];
  private stopped = false;

  constructor(private readonly env: Env) {}

  every(name: string, everyMs: number, work: () => Promise<void>): void {
    this.ticks.push({ name, everyMs, work });
  }

  onApplicationBootstrap(): void {
    if (this.env.role === 'api') return;
    for (const tick of this.ticks) this.schedule(tick);
  }

  /** Runs a chore now; for tests and for start-up. */
  async runNow(name: string): Promise<void> {
    for (const tick of this.ticks) if (tick.name === name) await tick.work();
  }

  private schedule(tick: Tick): void {
    if (this.stopped) return;
    tick.timer = setTimeout(() => {
      tick.running = tick
        .work()
        .catch((error: unknown) => log.error({ err: error, chore: tick.name }, 'a chore failed'))
        .finally(() => this.schedule(tick));
    }, this.pauseOf(tick));
  }

  private pauseOf({ everyMs }: Tick): number {
    const { testChoresMs } = this.env;
    return testChoresMs === undefined || everyMs > FREQUENT_MS ? everyMs : Math.min(everyMs, testChoresMs);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    for (const tick of this.ticks) clearTimeout(tick.timer);
    await Promise.all(this.ticks.map((tick) => tick.running));
  }
}
