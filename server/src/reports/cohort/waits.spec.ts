import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bucketOf } from './wait-buckets.js';
import { nearestRank, Waits } from './waits.js';

it('is the nearest rank', () => {
  expect([0.5, 0.75, 0.9, 0.95].map((share) => nearestRank(share, 20))).toEqual([10, 15, 18, 19]);
  expect(nearestRank(0.5, 1)).toBe(1);
  expect(nearestRank(0.95, 3)).toBe(3);
});

it('says "at least" where open turns could still make it more, and nothing where there is none', () => {
  const waits = new Waits();
  expect(waits.percentile(0.5)).toEqual({ value: null, atLeast: false, never: false, n: 0 });
  for (const ms of [10, 20, 30]) waits.add(ms);
  waits.addOpen(15);
  // 10 15 20 30; without end: 10 20 30 ∞
  expect(waits.percentile(0.25)).toEqual({ value: 10, atLeast: false, never: false, n: 4 });
  expect(waits.percentile(0.5)).toEqual({ value: 15, atLeast: true, never: false, n: 4 });
  expect(waits.percentile(0.95)).toEqual({ value: 30, atLeast: true, never: false, n: 4 });
});

it('has no number where the one it falls on never got an answer', () => {
  const waits = new Waits();
  waits.add(10);
  waits.addNever();
  waits.addNever();
  expect(waits.percentile(0.5)).toEqual({ value: null, atLeast: false, never: true, n: 3 });
  expect(waits.percentile(0.25)).toEqual({ value: 10, atLeast: false, never: false, n: 3 });
});

const wait = fc.double({ min: 0, max: 10, noNaN: true }).map((power) => Math.floor(10 ** power) - 1);

it('is the same to one percent from buckets, alone or beside exact and open ones; bars are the same exactly', () => {
  const arbitrary = fc.record({
    waits: fc.array(fc.record({ ms: wait, bucketed: fc.boolean() }), { minLength: 1, maxLength: 200 }),
    open: fc.array(wait, { maxLength: 20 }),
    never: fc.nat(10),
  });
  fc.assert(
    fc.property(arbitrary, ({ waits, open, never }) => {
      const [exact, rolled] = [new Waits(), new Waits()];
      for (const { ms, bucketed } of waits) {
        exact.add(ms);
        if (bucketed) rolled.addBucket(bucketOf(ms));
        else rolled.add(ms);
      }
      for (const one of [exact, rolled]) {
        for (const ms of open) one.addOpen(ms);
        for (let some = 0; some < never; some += 1) one.addNever();
      }
      for (const share of [0.5, 0.75, 0.9, 0.95]) {
        const [known, about] = [exact.percentile(share), rolled.percentile(share)];
        expect(about.n).toBe(known.n);
        expect(about.never).toBe(known.never);
        if (known.value === null) expect(about.value).toBeNull();
        else
          expect(Math.abs((about.value ?? Number.NaN) - known.value)).toBeLessThanOrEqual(known.value * 0.01);
      }
      expect(rolled.bars()).toEqual(exact.bars());
    }),
    { numRuns: 500 },
  );
});
