import { expect, it } from 'vitest';
import { pauseOf, pauseStep } from './pause.js';

const row = { waitingSince: '2026-03-01T10:00:00.000Z', answerBy: '2026-03-01T11:00:00.000Z' };

it('fills along the way to answerBy and counts what is over', () => {
  expect(pauseOf(row, Date.parse('2026-03-01T10:30:00Z'))).toEqual({
    waitedMs: 1_800_000,
    fraction: 0.5,
    overMs: 0,
  });
  expect(pauseOf(row, Date.parse('2026-03-01T12:00:00Z'))).toEqual({
    waitedMs: 7_200_000,
    fraction: 2,
    overMs: 3_600_000,
  });
});

it('never runs backwards, and is no pause when nothing is waiting', () => {
  expect(pauseOf(row, Date.parse('2026-03-01T09:00:00Z'))?.waitedMs).toBe(0);
  expect(pauseOf({ waitingSince: null, answerBy: null }, 0)).toBeNull();
});

it('ticks each second only for short promises', () => {
  expect(pauseStep({ ...row, answerBy: '2026-03-01T10:02:00.000Z' })).toBe(1_000);
  expect(pauseStep(row)).toBe(15_000);
});
