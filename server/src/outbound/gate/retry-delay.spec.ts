import { describe, expect, it } from '@jest/globals';
import { MOST_RETRIES, retryDelayMs } from './retry-delay.js';

describe('retryDelayMs', () => {
  it('doubles from two seconds and stops growing at half an hour', () => {
    const longest = (failures: number) => retryDelayMs(failures, () => 1);
    expect([1, 2, 3, 4].map(longest)).toEqual([2_000, 4_000, 8_000, 16_000]);
    expect(longest(40)).toBe(30 * 60_000);
    expect(longest(4_000)).toBe(30 * 60_000);
  });

  it('spreads by up to half', () => {
    expect(retryDelayMs(3, () => 0)).toBe(4_000);
    expect(retryDelayMs(3, () => 0.5)).toBe(6_000);
  });

  it('gives up after hours, not minutes or days', () => {
    let total = 0;
    for (let failures = 1; failures < MOST_RETRIES; failures += 1) total += retryDelayMs(failures, () => 0.5);
    expect(total).toBeGreaterThan(3_600_000);
    expect(total).toBeLessThan(12 * 3_600_000);
  });
});
