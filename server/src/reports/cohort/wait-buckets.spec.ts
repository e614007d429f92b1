import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BAR_EDGES, BUCKETS, bucketOf, waitOfBucket } from './wait-buckets.js';

it('knows every wait to one percent, and the shortest ones exactly', () => {
  for (let ms = 0; ms < 500; ms += 1) expect(waitOfBucket(bucketOf(ms))).toBe(ms);
  for (let ms = 500; ms < 20_000; ms += 1)
    if (Math.abs(waitOfBucket(bucketOf(ms)) - ms) > ms * 0.01)
      throw new Error(`${ms} ms is not known so well`);
  fc.assert(
    fc.property(fc.double({ min: 0, max: 11, noNaN: true }), (power) => {
      const ms = Math.floor(10 ** power);
      expect(Math.abs(waitOfBucket(bucketOf(ms)) - ms)).toBeLessThanOrEqual(ms * 0.01);
    }),
    { numRuns: 5_000 },
  );
});

it('keeps the order of waits, and fits into the bytes it has', () => {
  expect(BUCKETS).toBeLessThan(0xffff);
  for (let bucket = 1; bucket < BUCKETS; bucket += 1)
    expect(waitOfBucket(bucket)).toBeGreaterThan(waitOfBucket(bucket - 1));
});

it('begins a bucket wherever a bar begins', () => {
  for (const edge of BAR_EDGES.slice(1)) expect(bucketOf(edge - 1)).toBe(bucketOf(edge) - 1);
});
