import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Where domains take the time from. Durations on the wire and machinery (timeouts, rate limits)
 * do not use it: they must not jump when the demo or a test moves it.
 */
export abstract class Clock {
  /** Milliseconds since the epoch. */
  abstract nowMs(): number;

  now(): Date {
    return new Date(this.nowMs());
  }
}

/** The machine's own time. */
export class SystemClock extends Clock {
  nowMs(): number {
    return Date.now();
  }
}

/**
 * A clock that tests and the demo move. It stands still where it was put, until `run` lets it go on
 * at the machine's pace.
 */
export class MovableClock extends Clock {
  private at: number;
  private runningSince: number | undefined;
  private readonly moments = new AsyncLocalStorage<number>();

  constructor(
    start: Date | number = Date.now(),
    private readonly machine: () => number = Date.now,
  ) {
    super();
    this.at = millis(start);
  }

  nowMs(): number {
    const moment = this.moments.getStore();
    if (moment !== undefined) return moment;
    return this.runningSince === undefined ? this.at : this.at + (this.machine() - this.runningSince);
  }

  /** Puts the clock to that moment, also backwards; whether it runs does not change. */
  set(to: Date | number): void {
    this.at = millis(to);
    if (this.runningSince !== undefined) this.runningSince = this.machine();
  }

  /** @param ms how far to move forward; @throws RangeError when negative (use `set` to go back) */
  advance(ms: number): void {
    if (!(ms >= 0)) throw new RangeError(`A clock does not advance by ${ms} ms.`);
    this.set(this.nowMs() + ms);
  }

  /** Everything `work` does, however deep, sees that moment; what runs beside it does not. */
  during<T>(moment: Date | number, work: () => T): T {
    return this.moments.run(millis(moment), work);
  }

  /** From here on it follows the machine's pace, with the offset it has. */
  run(): void {
    this.runningSince ??= this.machine();
  }

  /** Stands still at the moment it shows. */
  stop(): void {
    this.at = this.nowMs();
    this.runningSince = undefined;
  }
}

function millis(moment: Date | number): number {
  const value = moment instanceof Date ? moment.getTime() : moment;
  if (!Number.isFinite(value)) throw new RangeError('Not a moment in time.');
  return value;
}
