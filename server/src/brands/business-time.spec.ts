import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { walkBusinessMs } from '../../test/reference/walk-business-time.js';
import {
  addBusinessMs,
  type BusinessCalendar,
  businessMs,
  type HoursInterval,
  hasHours,
  isOpenAt,
  versionAt,
} from './business-time.js';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const at = (iso: string) => Date.parse(iso);
const hours = (start: number, end: number): HoursInterval => ({ start: start * 60, end: end * 60 });

function calendar(over: Partial<BusinessCalendar> & { daily?: HoursInterval[] } = {}): BusinessCalendar {
  const { daily = [hours(9, 17)], ...rest } = over;
  const week = [0, 1, 2, 3, 4].map(() => daily);
  return { timeZone: 'Europe/Berlin', week: [...week, [], []], holidays: [], ...rest };
}
const everyDay = (...daily: HoursInterval[]) => Array.from({ length: 7 }, () => daily);

describe('business time', () => {
  it('counts only the part inside the hours, over night and weekend', () => {
    // Friday 16:00 to Monday 10:00, Berlin winter time.
    expect(businessMs(at('2026-01-09T15:00:00Z'), at('2026-01-12T09:00:00Z'), calendar())).toBe(2 * HOUR);
  });

  it('is zero entirely outside the hours, and for a span that runs backwards', () => {
    expect(businessMs(at('2026-01-10T08:00:00Z'), at('2026-01-11T20:00:00Z'), calendar())).toBe(0);
    expect(businessMs(at('2026-01-12T12:00:00Z'), at('2026-01-12T11:00:00Z'), calendar())).toBe(0);
  });

  it('knows several intervals a day, overlapping ones counted once', () => {
    const lunch = calendar({ daily: [hours(9, 12), hours(11, 12), hours(13, 17)] });
    expect(businessMs(at('2026-01-12T00:00:00Z'), at('2026-01-13T00:00:00Z'), lunch)).toBe(7 * HOUR);
  });

  it('knows overnight intervals, which belong to the day they start on', () => {
    const night = calendar({ week: [[], [], [], [], [hours(22, 6)], [], []] });
    expect(businessMs(at('2026-01-09T00:00:00Z'), at('2026-01-12T00:00:00Z'), night)).toBe(8 * HOUR);
    expect(isOpenAt(at('2026-01-10T04:59:00Z'), night)).toBe(true);
    expect(isOpenAt(at('2026-01-10T05:00:00Z'), night)).toBe(false);
  });

  it('closes on holidays, cuts the night before, and keeps half days', () => {
    const week = everyDay(hours(20, 4));
    const holidays = [{ date: '2026-12-25' }, { date: '2026-12-24', hours: [hours(8, 12)] }];
    const shifts = { timeZone: 'UTC', week, holidays };
    const worked = (day: string) =>
      businessMs(at(`${day}T00:00:00Z`), at(`${day}T00:00:00Z`) + 24 * HOUR, shifts);
    expect(worked('2026-12-23')).toBe(8 * HOUR);
    expect(worked('2026-12-24')).toBe(4 * HOUR);
    expect(worked('2026-12-25')).toBe(0);
    expect(worked('2026-12-26')).toBe(4 * HOUR);
    expect(worked('2026-12-27')).toBe(8 * HOUR);
  });

  it('counts neither the hour a clock change skips nor misses the one it repeats', () => {
    const early = { timeZone: 'Europe/Berlin', week: everyDay(hours(1, 5)), holidays: [] };
    expect(businessMs(at('2026-03-28T23:00:00Z'), at('2026-03-29T22:00:00Z'), early)).toBe(3 * HOUR);
    expect(businessMs(at('2026-10-24T22:00:00Z'), at('2026-10-25T23:00:00Z'), early)).toBe(5 * HOUR);
  });

  it('adds business time to the earliest instant that has it', () => {
    const c = calendar();
    // Eight hours from Friday 16:00: Friday has one, Monday seven.
    expect(addBusinessMs(at('2026-01-09T15:00:00Z'), 8 * HOUR, c)).toBe(at('2026-01-12T15:00:00Z'));
    // An exhausted day ends at its closing.
    expect(addBusinessMs(at('2026-01-09T15:00:00Z'), HOUR, c)).toBe(at('2026-01-09T16:00:00Z'));
    expect(addBusinessMs(at('2026-01-10T15:00:00Z'), 0, c)).toBe(at('2026-01-10T15:00:00Z'));
  });

  it('is wall time without hours', () => {
    for (const none of [null, calendar({ week: everyDay() })]) {
      expect(hasHours(none)).toBe(false);
      expect(businessMs(1000, 5000, none)).toBe(4000);
      expect(addBusinessMs(1000, 5000, none)).toBe(6000);
    }
  });

  it('spans decades without walking minutes', () => {
    const c = calendar();
    const [from, to] = [at('1990-01-01T00:00:00Z'), at('2030-01-01T00:00:00Z')];
    const total = businessMs(from, to, c);
    // Forty years of five days of eight hours: 2087 weeks and a day.
    expect(total / (8 * HOUR)).toBe(10_436);
    expect(addBusinessMs(from, total, c)).toBe(at('2029-12-31T16:00:00Z'));
  });

  it('refuses invalid calendars and unreachable sums', () => {
    expect(() => businessMs(0, 1, calendar({ timeZone: 'Mars/Olympus' }))).toThrow(RangeError);
    expect(() => businessMs(0, 1, calendar({ holidays: [{ date: '24.12.' }] }))).toThrow(RangeError);
    expect(() => businessMs(0, 1, calendar({ daily: [hours(9, 25)] }))).toThrow(RangeError);
    expect(() => businessMs(0, 1, calendar({ week: [[hours(9, 17)]] }))).toThrow(RangeError);
    const farAway = calendar({ timeZone: 'UTC' });
    expect(() => addBusinessMs(8.64e15 - HOUR, 24 * HOUR, farAway)).toThrow(RangeError);
    for (const nothing of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => addBusinessMs(0, nothing, farAway)).toThrow(RangeError);
      expect(() => addBusinessMs(nothing, HOUR, farAway)).toThrow(RangeError);
    }
  });

  it('takes the version valid at an instant', () => {
    const versions = [
      { validFrom: 200, value: 'b' },
      { validFrom: 100, value: 'a' },
    ];
    expect([99, 100, 199, 200].map((t) => versionAt(versions, t))).toEqual([undefined, 'a', 'a', 'b']);
  });
});

describe('business time against a walk through every minute', () => {
  const zones = [
    'UTC',
    'Europe/Berlin',
    'America/New_York',
    'America/St_Johns',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'Africa/Casablanca',
    'America/Santiago',
  ];
  // Around the clock changes of these zones, St John's at a minute past midnight among them.
  const moments = [
    '2026-03-08',
    '2026-03-29',
    '2026-10-25',
    '2026-11-01',
    '2010-11-07',
    '2026-04-05',
    '2026-02-15',
  ];
  const interval = fc.record({
    start: fc.integer({ min: 0, max: 1439 }),
    end: fc.integer({ min: 0, max: 1440 }),
  });
  const day = fc.array(interval, { maxLength: 2 });
  const calendars = fc.record({
    timeZone: fc.constantFrom(...zones),
    week: fc.array(day, { minLength: 7, maxLength: 7 }),
    holidays: fc.uniqueArray(
      fc.record({ date: fc.constantFrom(...moments), hours: fc.option(day, { nil: undefined }) }),
      { maxLength: 2, selector: (h) => h.date },
    ),
  });
  const seed = Number(process.env.PARLEY_SEED ?? Date.now() % 2 ** 31);

  it(`equals the sum of its open minutes, and adding finds the way back (seed ${seed})`, () => {
    fc.assert(
      fc.property(
        calendars,
        fc.constantFrom(...moments),
        fc.integer({ min: -1500, max: 1500 }),
        fc.integer({ min: 0, max: 2500 }),
        (c, moment, shift, length) => {
          fc.pre(hasHours(c));
          const from = at(`${moment}T00:00:00Z`) + shift * MINUTE;
          const to = from + length * MINUTE;
          const expected = walkBusinessMs(from, to, c);
          expect(businessMs(from, to, c)).toBe(expected);
          const found = addBusinessMs(from, expected, c);
          expect(found).toBeLessThanOrEqual(to);
          expect(businessMs(from, found, c)).toBe(expected);
          if (expected > 0) expect(businessMs(from, found - 1, c)).toBe(expected - 1);
        },
      ),
      { seed, numRuns: 150 },
    );
  });
});
