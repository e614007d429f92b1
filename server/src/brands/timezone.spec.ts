import { describe, expect, it } from '@jest/globals';
import { timezoneOf } from './timezone.js';

describe('time zones', () => {
  it.each([
    ['UTC', 'UTC'],
    ['Europe/Kyiv', 'Europe/Kyiv'],
    ['Etc/GMT+3', 'Etc/GMT+3'],
    // Two clocks would be meant: here and in the database.
    ['IST', 'Asia/Calcutta'],
    ['CET', 'Europe/Brussels'],
    ['utc', 'UTC'],
  ])('takes %s for %s', (asked, name) => expect(timezoneOf(asked)).toBe(name));

  it.each(['', 'Mars/Olympus', 'SystemV/PST8', '+05:30', 'local'])('does not know "%s"', (asked) => {
    expect(() => timezoneOf(asked)).toThrow(expect.objectContaining({ code: 'invalid_request' }));
  });
});
