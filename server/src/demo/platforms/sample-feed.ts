import { setTimeout as sleep } from 'node:timers/promises';
import type { PolledDelivery, PollSession, Polls } from '../../channels/core/connector.js';

const BATCH = 50;
/** How often an idle platform says that there is nothing new. */
const IDLE_MS = 30_000;

/** A platform whose happenings come from the demo; everything behind it is the real way in. */
export class SampleFeed implements Polls {
  private readonly waiting: PolledDelivery[] = [];
  private wake: (() => void) | undefined;

  put(delivery: PolledDelivery): void {
    this.waiting.push(delivery);
    this.wake?.();
  }

  /** Everything put in has been handed over. */
  get empty(): boolean {
    return this.waiting.length === 0;
  }

  async poll(session: PollSession): Promise<void> {
    while (!session.signal.aborted) {
      const batch = this.waiting.slice(0, BATCH);
      if (batch.length === 0) {
        await session.caughtUp();
        if (this.empty) await this.arrival(session.signal);
        continue;
      }
      await session.accept(batch, {});
      this.waiting.splice(0, batch.length);
    }
  }

  private async arrival(signal: AbortSignal): Promise<void> {
    const over = new AbortController();
    const arrived = new Promise<void>((resolve) => {
      this.wake = resolve;
    });
    const idle = sleep(IDLE_MS, undefined, { signal: AbortSignal.any([signal, over.signal]) }).catch(
      () => {},
    );
    await Promise.race([arrived, idle]);
    this.wake = undefined;
    over.abort();
  }
}
