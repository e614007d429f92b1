/** So many hits within so much time. */
export interface RateLimit {
  limit: number;
  windowMs: number;
}

export interface RateLimitVerdict {
  allowed: boolean;
  /** When trying again makes sense, for `Retry-After`; 0 when allowed. */
  retryAfterMs: number;
}

export function assertRateLimit({ limit, windowMs }: RateLimit): void {
  if (!(Number.isInteger(limit) && limit > 0 && windowMs > 0)) {
    throw new RangeError(`${limit} hits in ${windowMs} ms is no limit.`);
  }
}
