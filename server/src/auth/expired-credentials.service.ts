import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import { DurableRateLimiter } from '../platform/http/rate-limit/durable-rate-limiter.js';
import { Ticker } from '../platform/queue/ticker.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** What is over stays so long, for whoever asks what became of it; afterwards the audit entries tell. */
const KEPT_MS = 30 * DAY_MS;

/** Removes what no longer opens anything: sessions, links, windows of rate limits. */
@Injectable()
export class ExpiredCredentials {
  constructor(
    private readonly database: Database,
    private readonly limiter: DurableRateLimiter,
    private readonly clock: Clock,
    ticker: Ticker,
  ) {
    ticker.every('sweep-credentials', HOUR_MS, async () => {
      await this.sweep();
    });
  }

  /** @returns how many rows went */
  async sweep(): Promise<number> {
    const until = [new Date(this.clock.nowMs() - KEPT_MS)];
    const counts = [
      await this.limiter.sweep(),
      await this.database.run(
        'DELETE FROM session WHERE least(expires_at, revoked_at) < $1 -- any brand: what is over is over everywhere',
        until,
      ),
      await this.database.run('DELETE FROM password_reset WHERE least(expires_at, used_at) < $1', until),
      await this.database.run(
        'DELETE FROM invitation WHERE least(expires_at, accepted_at, revoked_at) < $1 -- any brand: what is over is over everywhere',
        until,
      ),
      await this.database.run('DELETE FROM setup_link WHERE used_at < $1', until),
    ];
    return counts.reduce((sum, count) => sum + count, 0);
  }
}
