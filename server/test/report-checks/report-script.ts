import fc from 'fast-check';

export const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Nights in which clocks change, and one in which they do not. */
const SETTINGS = [
  { timezone: 'Europe/Berlin', start: '2026-03-27T17:00Z' },
  { timezone: 'Europe/Berlin', start: '2026-10-23T15:00Z' },
  { timezone: 'America/New_York', start: '2026-03-06T20:00Z' },
  { timezone: 'America/New_York', start: '2026-10-30T19:00Z' },
  { timezone: 'UTC', start: '2026-05-04T07:00Z' },
] as const;

const nine = [{ from: '09:00', to: '17:30' }];
const night = [{ from: '22:00', to: '06:00' }];
/** Business hours a brand may have. */
export const HOURS = [
  null,
  { mon: nine, tue: nine, wed: nine, thu: nine, fri: nine, sat: [], sun: [] },
  { mon: night, tue: [], wed: night, thu: night, fri: night, sat: night, sun: nine },
  { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] },
];

const step = fc.record({
  minutes: fc.constantFrom(1, 2, 5, 20, 45, 90, 200, 500, 900),
  thread: fc.nat(2),
  person: fc.constantFrom('anna', 'ben'),
  late: fc.constantFrom(0, 0, 0, 0, 7, 300),
  what: fc.constantFrom(
    ...([
      'in',
      'in',
      'in',
      'in',
      'in',
      'autoIn',
      'native',
      'reply',
      'reply',
      'reply',
      'rule',
      'bounced',
      'deletion',
      'putAway',
    ] as const),
    ...([
      'close',
      'close',
      'reopen',
      'snooze',
      'noAnswerNeeded',
      'markAsOurs',
      'needsAnswer',
      'assign',
      'assign',
    ] as const),
    ...(['hours', 'targets', 'merge'] as const),
  ),
  number: fc.nat(100),
});
/** One thing that happens, and how long after the one before. */
export type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** What happens in a brand, from the setting on. */
export const script = fc.record({
  setting: fc.constantFrom(...SETTINGS),
  hours: fc.nat(HOURS.length - 1),
  steps: fc.array(step, { minLength: 8, maxLength: 22 }),
  /** What passes before somebody reads the report. */
  after: fc.constantFrom(3 * HOUR, 2 * DAY, 16 * DAY),
});
