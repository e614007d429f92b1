import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RateLimiter } from './rate-limiter.js';

const setUp = (maxKeys?: number) => {
  const time = { now: 1_000_000 };
  const limiter = new RateLimiter({ now: () => time.now, ...(maxKeys === undefined ? {} : { maxKeys }) });
  return { time, limiter };
};
const THREE_A_SECOND = { limit: 3, windowMs: 1_000 };

describe('RateLimiter', () => {
  it('allows a burst, then says how long to wait, and means it', () => {
    const { time, limiter } = setUp();
    for (let i = 0; i < 3; i += 1) {
      expect(limiter.hit('a', THREE_A_SECOND)).toEqual({ allowed: true, retryAfterMs: 0 });
    }
    const refused = limiter.hit('a', THREE_A_SECOND);
    expect(refused).toEqual({ allowed: false, retryAfterMs: 334 });
    time.now += refused.retryAfterMs - 1;
    expect(limiter.hit('a', THREE_A_SECOND).allowed).toBe(false);
    time.now += 1;
    expect(limiter.hit('a', THREE_A_SECOND).allowed).toBe(true);
    expect(limiter.hit('a', THREE_A_SECOND).allowed).toBe(false);
  });

  it('allows the full burst again after a quiet window', () => {
    const { time, limiter } = setUp();
    for (let i = 0; i < 5; i += 1) limiter.hit('a', THREE_A_SECOND);
    time.now += 1_000;
    const verdicts = Array.from({ length: 4 }, () => limiter.hit('a', THREE_A_SECOND).allowed);
    expect(verdicts).toEqual([true, true, true, false]);
  });

  it('counts keys apart, and forgets one when told', () => {
    const { limiter } = setUp();
    const once = { limit: 1, windowMs: 60_000 };
    expect(limiter.hit('a', once).allowed).toBe(true);
    expect(limiter.hit('b', once).allowed).toBe(true);
    expect(limiter.hit('a', once)).toEqual({ allowed: false, retryAfterMs: 60_000 });
    limiter.clear('a');
    expect(limiter.hit('a', once).allowed).toBe(true);
    expect(limiter.hit('b', once).allowed).toBe(false);
  });

  it('allows exactly the burst, then at most the rate', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 100_000 }),
        fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 200 }),
        (limit, windowMs, pauses) => {
          const { time, limiter } = setUp();
          const burst = Array.from(
            { length: limit + 1 },
            () => limiter.hit('a', { limit, windowMs }).allowed,
          );
          expect(burst).toEqual([...Array<boolean>(limit).fill(true), false]);
          const start = time.now;
          let allowed = limit;
          for (const pause of pauses) {
            time.now += pause;
            if (limiter.hit('a', { limit, windowMs }).allowed) allowed += 1;
            expect(allowed).toBeLessThanOrEqual(limit + ((time.now - start) * limit) / windowMs + 1e-6);
          }
        },
      ),
    );
  });

  it('stays within its memory, and forgets those first that have been quiet for longest', () => {
    const { time, limiter } = setUp(100);
    const rate = { limit: 1, windowMs: 60_000 };
    limiter.hit('early', rate);
    for (let i = 0; i < 5_000; i += 1) {
      time.now += 1;
      limiter.hit(`flood:${i}`, rate);
      expect(limiter.size).toBeLessThanOrEqual(100);
    }
    expect(limiter.hit('flood:4999', rate).allowed).toBe(false);
    expect(limiter.hit('early', rate).allowed).toBe(true);
  });

  it('makes room with what has expired, before it forgets anything that counts', () => {
    const { time, limiter } = setUp(10);
    for (let i = 0; i < 9; i += 1) limiter.hit(`short:${i}`, { limit: 1, windowMs: 10 });
    limiter.hit('long', { limit: 1, windowMs: 60_000 });
    time.now += 10;
    limiter.hit('next', { limit: 1, windowMs: 10 });
    expect(limiter.size).toBe(2);
    expect(limiter.hit('long', { limit: 1, windowMs: 60_000 }).allowed).toBe(false);
  });

  it.each([
    [0, 1_000],
    [1.5, 1_000],
    [1, 0],
    [1, Number.NaN],
  ])('refuses %p hits in %p ms as a limit', (limit, windowMs) => {
    expect(() => new RateLimiter().hit('a', { limit, windowMs })).toThrow(RangeError);
  });
});
