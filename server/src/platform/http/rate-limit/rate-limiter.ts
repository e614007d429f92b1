import { assertRateLimit, type RateLimit, type RateLimitVerdict } from './rate-limit.js';

const DEFAULT_MAX_KEYS = 100_000;

/**
 * Limits in this process's memory: for floods, where each process may count for itself. What must hold across
 * processes and restarts (guessing passwords) takes `DurableRateLimiter`.
 *
 * GCRA, the leaky bucket as a meter (ITU-T I.371): one number per key, a full burst of `limit` at once, then one hit
 * every `windowMs / limit`. Refused hits cost nothing.
 */
export class RateLimiter {
  /** Key → when its bucket will have drained, ms of `now`. Least recently allowed first. */
  readonly #drainedAt = new Map<string, number>();
  readonly #maxKeys: number;
  readonly #now: () => number;

  /**
   * @param options.maxKeys bounds the memory (about 100 bytes a key); past it the key that has been quiet for longest
   *   is forgotten
   * @param options.now a monotonic clock in ms: moving the time of day must not lock anybody out
   */
  constructor(options: { maxKeys?: number; now?: () => number } = {}) {
    this.#maxKeys = options.maxKeys ?? DEFAULT_MAX_KEYS;
    this.#now = options.now ?? (() => performance.now());
  }

  /** Counts a hit, if it is allowed. Keys name what they limit, e.g. `hook:<endpoint id>`. */
  hit(key: string, rate: RateLimit): RateLimitVerdict {
    assertRateLimit(rate);
    const now = this.#now();
    const drainedAt = Math.max(this.#drainedAt.get(key) ?? now, now);
    const share = rate.windowMs / rate.limit;
    const next = drainedAt + share;
    // A tolerance far below a hit: sums of fractions must not refuse the last hit of a burst.
    const excess = next - now - rate.windowMs;
    if (excess > share * 5e-7) return { allowed: false, retryAfterMs: Math.ceil(excess) };
    this.#drainedAt.delete(key);
    this.#drainedAt.set(key, next);
    if (this.#drainedAt.size > this.#maxKeys) this.#makeRoom(now);
    return { allowed: true, retryAfterMs: 0 };
  }

  /** Forgets the key's hits. */
  clear(key: string): void {
    this.#drainedAt.delete(key);
  }

  get size(): number {
    return this.#drainedAt.size;
  }

  #makeRoom(now: number): void {
    for (const [key, drainedAt] of this.#drainedAt) if (drainedAt <= now) this.#drainedAt.delete(key);
    // A tenth at once, so that a flood of new keys does not search the map each time.
    let surplus = this.#drainedAt.size - Math.floor(this.#maxKeys * 0.9);
    for (const key of this.#drainedAt.keys()) {
      if (surplus-- <= 0) break;
      this.#drainedAt.delete(key);
    }
  }
}
