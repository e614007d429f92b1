import { describe, expect, it } from 'vitest';
import { instantOf, readTime, wallOf } from './natural-time.js';

const zone = 'Europe/Berlin';
// A Wednesday, 10:20 in Berlin.
const now = new Date('2026-03-18T09:20:00Z');
const read = (text: string) => {
  const found = readTime(text, now, zone);
  if (!found) return null;
  const { year, month, day, hour, minute } = wallOf(found, zone);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}`;
};

describe('a time as people type it', () => {
  it.each([
    ['tomorrow 9', '2026-03-19 09:00'],
    ['tomorrow', '2026-03-19 09:00'],
    ['Tomorrow at 2pm', '2026-03-19 14:00'],
    ['tomorrow 2 pm', '2026-03-19 14:00'],
    ['morgen 9 Uhr', '2026-03-19 09:00'],
    ['morgen früh', '2026-03-19 09:00'],
    ['morgen um 14:30', '2026-03-19 14:30'],
    ['übermorgen mittag', '2026-03-20 12:00'],
    ['day after tomorrow', '2026-03-20 09:00'],
    ['heute abend', '2026-03-18 18:00'],
    ['tonight', '2026-03-18 18:00'],
    ['in 3 days', '2026-03-21 10:20'],
    ['in 3 tagen', '2026-03-21 10:20'],
    ['in 3 days at 8', '2026-03-21 08:00'],
    ['3d', '2026-03-21 10:20'],
    ['in 2 hours', '2026-03-18 12:20'],
    ['2h', '2026-03-18 12:20'],
    ['30 min', '2026-03-18 10:50'],
    ['in einer halben Stunde', '2026-03-18 10:50'],
    ['in half an hour', '2026-03-18 10:50'],
    ['in einer Woche', '2026-03-25 10:20'],
    ['in a month', '2026-04-18 10:20'],
    ['fr 14:00', '2026-03-20 14:00'],
    ['Freitag', '2026-03-20 09:00'],
    ['friday afternoon', '2026-03-20 14:00'],
    ['montag morgen', '2026-03-23 09:00'],
    ['wed', '2026-03-25 09:00'],
    ['next week', '2026-03-23 09:00'],
    ['nächsten Montag 8', '2026-03-23 08:00'],
    ['wochenende', '2026-03-21 09:00'],
    ['14:00', '2026-03-18 14:00'],
    ['9', '2026-03-19 09:00'],
    ['17 Uhr', '2026-03-18 17:00'],
    ['24.12.', '2026-12-24 09:00'],
    ['24.12. um 8', '2026-12-24 08:00'],
    ['1.2.2027', '2027-02-01 09:00'],
    ['1.2.', '2027-02-01 09:00'],
    ['2026-04-01 7:15', '2026-04-01 07:15'],
    ['apr 2', '2026-04-02 09:00'],
    ['2nd april', '2026-04-02 09:00'],
    ['2. April 10 Uhr', '2026-04-02 10:00'],
    ['9.30', '2026-03-19 09:30'],
  ])('%s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it.each([
    '',
    'soon',
    'tomorrow soon',
    '25:00',
    'heute 8',
    '31.2.',
    '2024-01-01',
    'in 3 years',
    '13pm',
    'fr 9 x',
  ])('is none: %s', (text) => {
    expect(read(text)).toBeNull();
  });

  it('goes by the clock of the brand, also when that is put forward', () => {
    // In the night to 29 March 2026 Berlin's clocks are put forward.
    expect(readTime('sonntag 9', now, zone)?.toISOString()).toBe('2026-03-22T08:00:00.000Z');
    expect(readTime('29.3. 9', now, zone)?.toISOString()).toBe('2026-03-29T07:00:00.000Z');
    expect(readTime('tomorrow 9', now, 'America/New_York')?.toISOString()).toBe('2026-03-19T13:00:00.000Z');
  });

  it('an instant is what clocks show', () => {
    for (const at of ['2026-01-05T23:30:00Z', '2026-07-05T00:10:00Z', '2026-10-25T02:30:00Z'])
      expect(instantOf(wallOf(new Date(at), zone), zone).toISOString()).toBe(new Date(at).toISOString());
  });
});
