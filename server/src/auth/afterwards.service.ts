import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { loggerFor } from '../platform/logging/logger.js';

const log = loggerFor('auth');

/**
 * Does what an answer must not wait for: how long it takes would tell whether there is such an account. Finished
 * before the process ends.
 */
@Injectable()
export class Afterwards implements BeforeApplicationShutdown {
  private readonly underWay = new Set<Promise<void>>();

  /** @param what completes "… failed" in the log */
  run(what: string, work: () => Promise<void>): void {
    const done = work()
      .catch((error: unknown) => log.error({ err: error }, `${what} failed`))
      .finally(() => this.underWay.delete(done));
    this.underWay.add(done);
  }

  /** Resolves when everything begun so far is done. */
  async settled(): Promise<void> {
    await Promise.all(this.underWay);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.settled();
  }
}
