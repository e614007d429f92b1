import { createHash } from 'node:crypto';
import { Database } from '../../database/database.js';
import { assertRateLimit, type RateLimit, type RateLimitVerdict } from './rate-limit.js';

/**
 * Limits in PostgreSQL (table `rate_limit`), the same for all processes and after a restart: for sign-in and
 * the like. Fixed windows by the database's clock, which begin with the first hit. Every hit counts, also a refused
 * one, but it does not prolong the window.
 *
 * Keys are stored as hashes: they may hold an e-mail or network address.
 */
export class DurableRateLimiter {
  constructor(private readonly database: Database) {}

  /**
   * Counts a hit. Count before checking a password, so that guesses at the same moment are all counted, and `clear`
   * after a right one. Must stand outside a transaction: rolled back, the hit would not have happened.
   */
  async hit(key: string, rate: RateLimit): Promise<RateLimitVerdict> {
    assertRateLimit(rate);
    this.#assertOutside();
    // One statement: hits at the same moment wait for the row and see each other's count.
    const [row] = await this.database.query<{ hits: number; left_ms: number }>(
      `INSERT INTO rate_limit AS r (key, hits, resets_at)
       VALUES ($1, 1, clock_timestamp() + $2 * interval '1 millisecond')
       ON CONFLICT (key) DO UPDATE SET
         hits = CASE WHEN r.resets_at <= clock_timestamp() THEN 1 ELSE least(r.hits, 1000000) + 1 END,
         resets_at = CASE WHEN r.resets_at <= clock_timestamp() THEN excluded.resets_at ELSE r.resets_at END
       RETURNING hits, (extract(epoch FROM resets_at - clock_timestamp()) * 1000)::float8 AS left_ms`,
      [hashed(key), rate.windowMs],
    );
    if (row!.hits <= rate.limit) return { allowed: true, retryAfterMs: 0 };
    return { allowed: false, retryAfterMs: Math.max(1, Math.ceil(row!.left_ms)) };
  }

  /** Takes one hit back: it was no guess after all, but those of others still count. */
  async forgive(key: string): Promise<void> {
    this.#assertOutside();
    await this.database.run('UPDATE rate_limit SET hits = hits - 1 WHERE key = $1 AND hits > 0', [
      hashed(key),
    ]);
  }

  /** Forgets the key's hits. */
  async clear(key: string): Promise<void> {
    this.#assertOutside();
    await this.database.run('DELETE FROM rate_limit WHERE key = $1', [hashed(key)]);
  }

  /** Removes the windows that are over; to be run now and then. @returns how many */
  async sweep(): Promise<number> {
    return this.database.run('DELETE FROM rate_limit WHERE resets_at <= clock_timestamp()');
  }

  #assertOutside(): void {
    if (this.database.inTransaction) throw new Error('Rate limits are counted outside of transactions.');
  }
}

const hashed = (key: string) => createHash('sha256').update(key).digest('hex');
