import { expect, it } from 'vitest';
import { joinTarget, splitTarget } from './target-units.js';

it.each([
  [120_000, 2, 'minutes'],
  [3_600_000, 1, 'hours'],
  [5_400_000, 90, 'minutes'],
  [172_800_000, 2, 'days'],
  [90_000_000, 25, 'hours'],
])('%d ms is %d %s, and back', (ms, value, unit) => {
  expect(splitTarget(ms)).toEqual({ value, unit });
  expect(joinTarget(value, unit as 'minutes')).toBe(ms);
});
