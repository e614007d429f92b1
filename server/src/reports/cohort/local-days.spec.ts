import { describe, expect, it, test } from '@jest/globals';
import {
  comparedRange,
  dateOf,
  dayNumber,
  dayRange,
  Granules,
  localDay,
  periodOf,
  startOfDay,
  weekdayOf,
} from './local-days.js';

const start = (date: string, zone: string) => new Date(startOfDay(dayNumber(date), zone)).toISOString();

describe('a local day', () => {
  it.each([
    // Clocks go forward and back.
    ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
    ['2026-03-30', 'Europe/Berlin', '2026-03-29T22:00:00.000Z'],
    ['2026-10-25', 'Europe/Berlin', '2026-10-24T22:00:00.000Z'],
    ['2026-10-26', 'Europe/Berlin', '2026-10-25T23:00:00.000Z'],
    ['2026-11-02', 'America/New_York', '2026-11-02T05:00:00.000Z'],
    // Midnight does not exist, and comes twice.
    ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
    ['2025-03-30', 'Asia/Beirut', '2025-03-29T22:00:00.000Z'],
    ['2026-11-01', 'America/Havana', '2026-11-01T04:00:00.000Z'],
    ['2026-06-01', 'Asia/Kathmandu', '2026-05-31T18:15:00.000Z'],
    ['2026-06-01', 'Pacific/Kiritimati', '2026-05-31T10:00:00.000Z'],
  ])('%s in %s begins at %s', (date, zone, instant) => {
    expect(start(date, zone)).toBe(instant);
    const at = Date.parse(instant);
    expect([localDay(at - 1, zone), localDay(at, zone)].map(dateOf)).toEqual([
      dateOf(dayNumber(date) - 1),
      date,
    ]);
  });

  test('has the weekday of the calendar', () => {
    expect(['2026-11-22', '2026-11-23', '1969-12-31'].map((date) => weekdayOf(dayNumber(date)))).toEqual([
      7, 1, 3,
    ]);
  });
});

describe('a period', () => {
  const range = dayRange(dayNumber('2026-03-25'), dayNumber('2026-04-03'), 'Europe/Berlin');

  test('is as long as its days are, and is compared with as many days before', () => {
    expect(periodOf(range)).toEqual({
      from: '2026-03-25',
      to: '2026-04-03',
      timezone: 'Europe/Berlin',
      startsAt: '2026-03-24T23:00:00.000Z',
      endsAt: '2026-04-03T22:00:00.000Z',
    });
    const before = comparedRange(range, { compare: 'previous' });
    expect(before && periodOf(before)).toMatchObject({
      from: '2026-03-15',
      to: '2026-03-24',
      endsAt: '2026-03-24T23:00:00.000Z',
    });
    expect(comparedRange(range, { compare: 'none' })).toBeNull();
  });

  test('is drawn in days, or in weeks cut where it begins and ends', () => {
    const weeks = new Granules(range, 'week');
    expect(Array.from({ length: weeks.count }, (_, index) => weeks.at(index))).toEqual([
      { from: '2026-03-25', to: '2026-03-29' },
      { from: '2026-03-30', to: '2026-04-03' },
    ]);
    expect([0, 4, 5, 9].map((day) => weeks.indexOf(day))).toEqual([0, 0, 1, 1]);
    expect(new Granules(range, 'auto')).toMatchObject({ granularity: 'day', count: 10 });
    const long = dayRange(range.first, range.first + 92, 'UTC');
    expect(new Granules(long, 'auto').granularity).toBe('week');
  });
});
