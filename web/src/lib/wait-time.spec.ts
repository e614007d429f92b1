import { describe, expect, it } from 'vitest';
import { formatWait, formatWaitTick } from './wait-time.js';

const min = 60_000;
const h = 60 * min;
const day = 24 * h;
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('formatWait', () => {
  it.each([
    [0, '0 s'],
    [400, '< 1 s'],
    [45_000, '45 s'],
    [59_400, '59 s'],
    [59_600, '1 min'],
    [4 * min + 20_000, '4 min 20 s'],
    [12 * min + 31_000, '13 min'],
    [59 * min + 40_000, '1 h'],
    [2 * h + 10 * min, '2 h 10 min'],
    [day - 10_000, '1 day'],
    [76 * h, '3 days 4 h'],
    [9 * day + 5 * h, '9 days'],
  ])('%d ms is %s', (ms, expected) => {
    expect(plain(formatWait('en', ms))).toBe(expected);
  });

  it('speaks German', () => {
    expect(plain(formatWait('de', 2 * h + 10 * min))).toBe('2 Std. 10 Min.');
    expect(plain(formatWait('de', 4 * min + 20_000))).toBe('4 Min. 20 Sek.');
    expect(plain(formatWait('de', 76 * h))).toBe('3 Tage 4 Std.');
    expect(plain(formatWait('de', day))).toBe('1 Tag');
    expect(plain(formatWait('de', 2_000 * day))).toBe('2.000 Tage');
  });

  it('keeps a number and its unit on one line', () => {
    expect(formatWait('en', 2 * h + 10 * min)).toBe('2\u00a0h 10\u00a0min');
  });
});

it('names the ticks of an axis in one unit', () => {
  expect(
    [0, 30_000, 10 * min, 8 * h, 2 * day, 90 * min].map((ms) => plain(formatWaitTick('de', ms))),
  ).toEqual(['0', '30 s', '10 min', '8 h', '2 T', '1,5 h']);
});
