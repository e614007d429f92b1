import { setTimeout as sleep } from 'node:timers/promises';

/** How often an idle source says that there is nothing new. */
const IDLE_MS = 30_000;

/** Wakes the poller that waits for something to arrive. */
export class Arrivals {
  private wake: (() => void) | undefined;

  ring(): void {
    this.wake?.();
  }

  /** Until it rings, the signal aborts, or it is time to say that there is nothing. */
  async wait(signal: AbortSignal): Promise<void> {
    const over = new AbortController();
    const rung = new Promise<void>((resolve) => {
      this.wake = resolve;
    });
    const idle = sleep(IDLE_MS, undefined, { signal: AbortSignal.any([signal, over.signal]) }).catch(
      () => {},
    );
    await Promise.race([rung, idle]);
    this.wake = undefined;
    over.abort();
  }
}
