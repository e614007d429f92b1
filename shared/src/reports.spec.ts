import { expect, test } from '@jest/globals';
import { reportQuerySchema } from './reports.js';

const asked = (from: string, to: string, more = {}) =>
  reportQuerySchema.safeParse({ from, to, ...more }).success;

test('periods are whole days of years with four digits, also the ones they are compared with', () => {
  expect(asked('2026-03-10', '2026-03-10')).toBe(true);
  expect(asked('1970-01-01', '1970-01-02', { compare: 'previous' })).toBe(true);
  for (const date of ['0000-01-01', '0001-01-01', '9999-12-31', '2026-02-30', '2026-3-1'])
    expect({ date, fits: asked(date, date) }).toEqual({ date, fits: false });
  const compared = (compareFrom: string, compareTo: string) =>
    asked('2026-03-10', '2026-03-10', { compare: 'period', compareFrom, compareTo });
  expect(compared('2025-03-10', '2025-03-11')).toBe(true);
  expect(compared('2025-03-11', '2025-03-10')).toBe(false);
  expect(compared('0000-01-01', '0000-01-02')).toBe(false);
});

test('a period ends no earlier than it begins, and has 1,100 days at most', () => {
  expect(asked('2026-03-10', '2026-03-09')).toBe(false);
  expect(asked('2023-03-08', '2026-03-11')).toBe(true);
  expect(asked('2023-03-08', '2026-03-12')).toBe(false);
});
