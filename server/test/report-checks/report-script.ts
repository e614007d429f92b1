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

/** Everything that can happen. Those from `history` on come in phrases of their own. */
const OFTEN = [
  ...(['in', 'in', 'in', 'in', 'autoIn', 'native', 'reply', 'reply', 'reply', 'rule', 'bounced'] as const),
  ...(['deletion', 'putAway', 'close', 'close', 'reopen', 'snooze', 'noAnswerNeeded'] as const),
  ...([
    'markAsOurs',
    'needsAnswer',
    'assign',
    'assign',
    'hours',
    'targets',
    'merge',
    'split',
    'people',
  ] as const),
] as const;
const SELDOM = [
  'history',
  'imported',
  'tooOld',
  'recompute',
  'replyAtTarget',
  'takeBack',
  'takeBackAtTarget',
  'rush',
] as const;
type What = (typeof OFTEN)[number] | (typeof SELDOM)[number];

/** One thing that happens, and how long after the one before. */
export interface Step {
  minutes: number;
  /** The last digit says what kind of thread it is: 0 direct messages, 1 and 3 mail, 2 chat, 4 comments. */
  thread: number;
  person: string;
  /** How many minutes late it comes in. */
  late: number;
  what: What;
  number: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  minutes: fc.constantFrom(1, 2, 5, 20, 45, 90, 200, 500, 900),
  thread: fc.constantFrom(0, 1, 1, 2, 3, 3, 4),
  person: fc.constantFrom('anna', 'ben'),
  late: fc.constantFrom(0, 0, 0, 0, 7, 300),
  what: fc.constantFrom(...OFTEN),
  number: fc.nat(100),
});

const WEEK = 7 * 24 * 60;
/** What a history must have in it, thing after thing: each in threads of its own, so that nothing keeps it from happening. */
const PHRASES: readonly (readonly (What | [What, Partial<Step>])[])[] = [
  ['in', 'in', ['in', { person: 'carl' }], 'native'],
  ['autoIn', 'rule', 'needsAnswer'],
  ['in', 'bounced', 'snooze'],
  ['in', 'takeBack'],
  [
    ['in', { thread: 2 }],
    ['takeBack', { thread: 2, minutes: 900 }],
  ],
  ['in', 'close', 'reopen', 'reply', 'noAnswerNeeded'],
  // Nobody hears of Dora again.
  [
    ['in', { person: 'dora' }],
    ['close', { person: 'dora' }],
  ],
  ['in', 'reply', 'close', ['in', { minutes: 900 }], 'reply'],
  ['in', 'reply', 'close', ['in', { minutes: 900 }], 'noAnswerNeeded'],
  ['in', 'reply', 'close', ['in', { minutes: WEEK }]],
  ['in', 'reply', 'markAsOurs'],
  ['in', ['assign', { number: 0 }], ['assign', { number: 1 }], 'reply', 'close'],
  [
    ['in', { thread: 1 }],
    ['reply', { thread: 1 }],
    ['in', { thread: 3 }],
    ['in', { thread: 1 }],
    ['merge', { thread: 1 }],
    ['reply', { thread: 1 }],
    ['close', { thread: 1 }],
  ],
  [
    ['in', { thread: 1 }],
    ['in', { thread: 1, person: 'ben' }],
    ['in', { thread: 1 }],
    ['split', { thread: 1 }],
  ],
  [['in', { thread: 2 }], ['in', { thread: 2, person: 'ben' }], 'people'],
  ['history', 'imported', 'reply', 'close'],
  [['tooOld', { late: 300 }]],
  [
    ['in', { thread: 4 }],
    ['reply', { thread: 4 }],
    ['in', { thread: 4, person: 'ben' }],
  ],
  [
    ['hours', { number: 1 }],
    ['targets', { number: 7 }],
    ['hours', { number: 3 }],
    ['in', { minutes: 5 }],
    ['recompute', { minutes: 90 }],
  ],
  ['in', 'replyAtTarget'],
  ['in', 'takeBackAtTarget'],
  ['in', ['reply', { minutes: 900 }], ['in', { late: 300 }]],
  [['hours', { number: 0 }], 'in', 'reply'],
  // Three times eight hours apart: at least one of them is not between nine and half past five.
  [
    ['hours', { number: 1 }],
    'in',
    ['reply', { minutes: 5 }],
    ['in', { minutes: 475 }],
    ['reply', { minutes: 5 }],
    ['in', { minutes: 475 }],
    ['reply', { minutes: 5 }],
  ],
  [['rush', { number: 0 }]],
  [['rush', { number: 1 }]],
];
/** The two rushes are in the same histories, and make these long: every second one is enough. */
const isInHistory = (phrase: number, history: number) =>
  phrase % 2 === history % 2 || (phrase >= PHRASES.length - 2 && history % 2 === 0);

/** What happens in a brand, from the setting on. */
export const script = fc.record({
  setting: fc.constantFrom(...SETTINGS),
  hours: fc.nat(HOURS.length - 1),
  steps: fc.array(step, { minLength: 4, maxLength: 14 }),
  /** In which order the phrases come. */
  order: fc.shuffledSubarray([...PHRASES.keys()], { minLength: PHRASES.length }),
  /** What passes before somebody reads the report; or until the last closing or answer is exactly old enough to be judged by. */
  after: fc.constantFrom<number | 'week' | 'fortnight'>(3 * HOUR, 2 * DAY, 16 * DAY, 'week', 'fortnight'),
});
type Script = typeof script extends fc.Arbitrary<infer T> ? T : never;

/** The steps of a history: half of all phrases, those of the even and of the odd histories, with other things between them. */
export function stepsOf({ steps, order }: Script, history: number): Step[] {
  const between = [...steps];
  const first: Step = { minutes: 1, thread: 0, person: 'anna', late: 0, what: 'in', number: 0 };
  const phrases = order
    .filter((phrase) => isInHistory(phrase, history))
    .flatMap((phrase) => [
      ...between.splice(0, 1),
      ...(PHRASES[phrase] ?? []).map((one, n): Step => {
        const [what, more] = typeof one === 'string' ? [one, {}] : one;
        const given = {
          ...first,
          minutes: 3 + ((phrase * 7 + n * 13) % 40),
          number: phrase + n,
          ...more,
          what,
        };
        // In threads of its own, at times that differ from phrase to phrase.
        return { ...given, thread: 10 + phrase * 10 + given.thread };
      }),
    ]);
  return [first, { ...first, thread: 1 }, ...phrases, ...between];
}
