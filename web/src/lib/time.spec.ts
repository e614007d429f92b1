import { describe, expect, it, vi } from 'vitest';
import { formatBytes, formatClock, formatDateTime, formatDay, formatDuration, formatWhen } from './time.js';

const now = new Date(2026, 2, 18, 15, 0).getTime();
const at = (daysAgo: number, hour = 9) => new Date(2026, 2, 18 - daysAgo, hour, 5);

describe('formatWhen', () => {
  it.each([
    [at(0), '09:05'],
    [at(2), 'Mo'],
    [at(20), '26. Feb.'],
    [at(400), '11.2.25'],
  ])('%s', (date, expected) => {
    expect(formatWhen('de', date, now)).toBe(expected);
  });
});

it('reads the clock of the time zone it is asked for', () => {
  const late = '2026-11-22T23:54:00Z';
  expect(formatDateTime('de', late, 'Europe/Berlin')).toBe('23.11.2026, 00:54');
  expect(formatDateTime('de', late, 'America/Lima')).toBe('22.11.2026, 18:54');
});

describe('formatDay', () => {
  it('names today and yesterday, and gives the year only where it differs', () => {
    expect(formatDay('en', at(0), now)).toBe('Today');
    expect(formatDay('de', at(1, 23), now)).toBe('Gestern');
    expect(formatDay('en', at(9), now)).toBe('Monday, March 9');
    expect(formatDay('en', at(400), now)).toContain('2025');
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0 sec'],
    [59_999, '59 sec'],
    [12 * 60_000, '12 min'],
    [3 * 3_600_000, '3 hr'],
    [3 * 3_600_000 + 20 * 60_000, '3 hr 20 min'],
    [26 * 3_600_000, '1 day 2 hr'],
    [80 * 3_600_000, '3 days'],
    [-5, '0 sec'],
  ])('%d ms is %s', (ms, expected) => {
    expect(formatDuration('en', ms)).toBe(expected);
  });
});

describe('the clock', () => {
  const quarterPast = new Date(2026, 2, 18, 15, 15);

  it('has 12 hours where the browser is American', () => {
    expect(formatClock('en', quarterPast)).toBe('3:15 PM');
    expect(formatClock('de', quarterPast)).toBe('15:15');
  });

  it.each([['en-GB'], ['de-DE'], ['fr']])('has 24 hours for English in a browser of %s', async (tag) => {
    vi.resetModules();
    vi.spyOn(navigator, 'languages', 'get').mockReturnValue([tag]);
    const fresh = await import('./time.js');
    expect(fresh.formatClock('en', quarterPast)).toBe('15:15');
    expect(fresh.formatDateTime('en', quarterPast)).toBe('18 Mar 2026, 15:15');
  });
});

it('is short and of one kind in lists', () => {
  const ms = (14 * 60 + 20) * 60_000;
  expect(formatDuration('en', ms, 'narrow')).toBe('14h 20m');
  expect(formatDuration('de', ms, 'narrow')).toBe('14\u00a0h 20\u00a0min');
  expect(formatDuration('de', 53 * 3_600_000, 'narrow')).toBe('2\u00a0T 5\u00a0h');
});

it('formats sizes', () => {
  expect(formatBytes('en', 0)).toBe('0 byte');
  expect(formatBytes('en', 1_400)).toBe('1 kB');
  expect(formatBytes('de', 2_340_000)).toBe('2,3 MB');
});
