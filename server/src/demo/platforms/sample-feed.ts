import type { PolledDelivery, PollSession, Polls } from '../../channels/core/connector.js';
import { Arrivals } from '../feed/arrivals.js';

const BATCH = 50;

/** A platform whose happenings come from the demo; everything behind it is the real way in. */
export class SampleFeed implements Polls {
  private readonly waiting: PolledDelivery[] = [];
  private readonly arrivals = new Arrivals();

  put(delivery: PolledDelivery): void {
    this.waiting.push(delivery);
    this.arrivals.ring();
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
        if (this.empty) await this.arrivals.wait(session.signal);
        continue;
      }
      await session.accept(batch, {});
      this.waiting.splice(0, batch.length);
    }
  }
}
