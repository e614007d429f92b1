import { Injectable } from '@nestjs/common';
import { Jobs } from '../platform/queue/jobs.js';
import { PROCESS_LEDGER } from './ingest.jobs.js';

/**
 * Wakes the workers after rows were committed. While one wake-up is on its way to the queue, further ones become a
 * single one after it: every row is followed by a wake-up that began after its commit, and a flood of rows costs few
 * jobs.
 */
@Injectable()
export class LedgerWaker {
  private adding = false;
  private again = false;

  constructor(private readonly jobs: Jobs) {}

  wake(): void {
    if (this.adding) {
      this.again = true;
      return;
    }
    this.adding = true;
    void this.add();
  }

  private async add(): Promise<void> {
    do {
      this.again = false;
      await this.jobs.enqueue(PROCESS_LEDGER, {});
    } while (this.again);
    this.adding = false;
  }
}
