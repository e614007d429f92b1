import { describe, expect, it } from 'vitest';
import {
  dateIn,
  daysFrom,
  firstOfMonth,
  formatDates,
  formatLocalDate,
  hourName,
  plusDays,
  plusMonths,
  weekdayName,
  weekdayOf,
} from './local-dates.js';

describe('days on the calendar', () => {
  it('are those of the zone', () => {
    const late = Date.parse('2026-03-28T23:30:00Z');
    expect([dateIn(late, 'Europe/Berlin'), dateIn(late, 'America/New_York'), dateIn(late, 'UTC')]).toEqual([
      '2026-03-29',
      '2026-03-28',
      '2026-03-28',
    ]);
  });

  it('are counted across nights when clocks change', () => {
    expect(plusDays('2026-03-28', 2)).toBe('2026-03-30');
    expect(plusDays('2026-03-01', -1)).toBe('2026-02-28');
    expect(daysFrom('2026-03-28', '2026-03-30')).toBe(3);
    expect(daysFrom('2025-12-31', '2025-12-31')).toBe(1);
  });

  it('have weekdays and months', () => {
    expect([weekdayOf('2026-11-22'), weekdayOf('2026-11-23')]).toEqual([7, 1]);
    expect(firstOfMonth('2026-11-22')).toBe('2026-11-01');
    expect([plusMonths('2026-03-31', -1), plusMonths('2026-12-15', 1)]).toEqual(['2026-02-28', '2027-01-15']);
  });

  it('are written as people write them', () => {
    const tidy = (text: string) => text.replace(/[\u2009\u202f\u00a0]/g, ' ');
    expect(tidy(formatDates('en', '2026-11-03', '2026-11-09'))).toBe('Nov 3 – 9, 2026');
    expect(tidy(formatDates('de', '2026-11-03', '2026-11-09'))).toBe('3.–9. Nov. 2026');
    expect(formatDates('de', '2026-11-03', '2026-11-03')).toBe('3. Nov. 2026');
    expect(formatLocalDate('de', '2026-11-03')).toBe('Di., 3. Nov.');
    expect(weekdayName('de', 1, 'long')).toBe('Montag');
    expect([tidy(hourName('en', 9)), hourName('de', 9)]).toEqual(['9 AM', '09 Uhr']);
  });
});
