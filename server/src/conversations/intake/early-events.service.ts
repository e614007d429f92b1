import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { Env } from '../../platform/config/env.js';
import { Database } from '../../platform/database/database.js';
import { Ticker } from '../../platform/queue/ticker.js';

const EVERY_MS = 3_600_000;
const DAY_MS = 86_400_000;

/**
 * Forgets edits, deletions and receipts whose message never came: as late as the deliveries they came in, which say in
 * the ledger that they did.
 */
@Injectable()
export class EarlyEvents {
  constructor(
    ticker: Ticker,
    private readonly database: Database,
    private readonly env: Env,
    private readonly clock: Clock,
  ) {
    ticker.every('forget-early-events', EVERY_MS, () => this.forget());
  }

  private async forget(): Promise<void> {
    await this.database.run(
      `DELETE FROM early_event WHERE created_at < $1 -- any brand: those of all grow old`,
      [new Date(this.clock.nowMs() - this.env.retentionDays * DAY_MS)],
    );
  }
}
