import { describe, expect, it } from 'vitest';
import { addDays, fromField, instantOf, toField, wallTime, weekdayOf } from './zoned-time.js';

const at = (text: string, zone: string) => {
  const wall = fromField(text);
  if (!wall) throw new Error(text);
  return instantOf(wall, zone).toISOString();
};

describe('wall-clock times', () => {
  it('are instants of their zone, in summer and in winter', () => {
    expect(at('2026-07-01T09:00', 'Europe/Berlin')).toBe('2026-07-01T07:00:00.000Z');
    expect(at('2026-12-01T09:00', 'Europe/Berlin')).toBe('2026-12-01T08:00:00.000Z');
    expect(at('2026-12-01T09:00', 'Asia/Kolkata')).toBe('2026-12-01T03:30:00.000Z');
    expect(at('2026-12-01T00:00', 'Pacific/Auckland')).toBe('2026-11-30T11:00:00.000Z');
    expect(at('2026-12-01T23:30', 'America/Los_Angeles')).toBe('2026-12-02T07:30:00.000Z');
  });

  it('that are skipped come as much later as clocks jump; that come twice are the first', () => {
    expect(at('2026-03-29T02:30', 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z');
    expect(at('2026-03-29T01:59', 'Europe/Berlin')).toBe('2026-03-29T00:59:00.000Z');
    expect(at('2026-03-29T03:00', 'Europe/Berlin')).toBe('2026-03-29T01:00:00.000Z');
    expect(at('2026-10-25T02:30', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z');
    expect(at('2026-10-25T03:00', 'Europe/Berlin')).toBe('2026-10-25T02:00:00.000Z');
    expect(at('2026-11-01T01:30', 'America/New_York')).toBe('2026-11-01T05:30:00.000Z');
    expect(at('2026-03-08T02:15', 'America/New_York')).toBe('2026-03-08T07:15:00.000Z');
  });

  it('are the same there and back, for every hour of a year, where clocks do not repeat them', () => {
    for (const zone of [
      'Europe/Berlin',
      'America/St_Johns',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'UTC',
    ]) {
      let repeated = 0;
      for (let ms = Date.UTC(2026, 0, 1); ms < Date.UTC(2027, 0, 1); ms += 3_600_000) {
        const back = instantOf(wallTime(new Date(ms), zone), zone).getTime();
        if (back === ms) continue;
        repeated += 1;
        expect(ms - back).toBeGreaterThan(0);
      }
      expect(repeated).toBeLessThanOrEqual(1);
    }
  });

  it('go on over months, years and leap days', () => {
    const wall = { year: 2027, month: 12, day: 31, hour: 9, minute: 0 };
    expect(toField(addDays(wall, 1))).toBe('2028-01-01T09:00');
    expect(toField(addDays({ ...wall, year: 2028, month: 2, day: 28 }, 1))).toBe('2028-02-29T09:00');
    expect(weekdayOf({ ...wall, year: 2026, month: 11, day: 22 })).toBe(0);
    expect(fromField('')).toBeNull();
  });
});
