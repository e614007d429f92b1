import { describe, expect, it } from 'vitest';
import { labelEvery, linearScale, logScale, logTimeTicks, niceSteps, timeSteps } from './scale.js';

const min = 60_000;

describe('scales', () => {
  it('a linear one has its ends where they were asked for', () => {
    const y = linearScale([0, 50], [200, 0]);
    expect([y(0), y(25), y(50)]).toEqual([200, 100, 0]);
    expect(linearScale([3, 3], [10, 90])(3)).toBe(10);
  });

  it('a logarithmic one gives each order of magnitude the same room', () => {
    const x = logScale([1_000, 1_000_000], [0, 300]);
    expect([1_000, 10_000, 100_000, 1_000_000].map((ms) => Math.round(x(ms)))).toEqual([0, 100, 200, 300]);
    expect(x(0)).toBe(0);
  });
});

describe('steps', () => {
  it.each([
    [0, [0, 1]],
    [1, [0, 1]],
    [3, [0, 1, 2, 3]],
    [13, [0, 5, 10, 15]],
    [380, [0, 100, 200, 300, 400]],
  ])('up to %d', (max, expected) => {
    expect(niceSteps(max)).toEqual(expected);
  });

  it('of time are lengths people have names for', () => {
    expect(timeSteps(90_000)).toEqual([0, 30_000, 60_000, 90_000]);
    expect(timeSteps(130 * min)).toEqual([0, 60 * min, 120 * min, 180 * min]);
    expect(timeSteps(4_000 * 86_400_000).at(-1)).toBeGreaterThanOrEqual(4_000 * 86_400_000);
  });

  it('on a logarithmic axis keep their distance', () => {
    const domain = [1_000, 86_400_000] as const;
    for (const width of [200, 320, 900]) {
      const x = logScale(domain, [0, width]);
      const ticks = logTimeTicks(x, domain, 44).map(x);
      expect(ticks.length).toBeGreaterThan(2);
      expect(Math.min(...ticks.slice(1).map((at, index) => at - (ticks[index] ?? 0)))).toBeGreaterThanOrEqual(
        44,
      );
    }
  });

  it('names are left out where there is no room', () => {
    expect(labelEvery(28, 600, 50)).toBe(3);
    expect(labelEvery(5, 600, 50)).toBe(1);
  });
});
