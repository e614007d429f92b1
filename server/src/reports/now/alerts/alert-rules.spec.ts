import { describe, expect, it } from '@jest/globals';
import { type AlertMeasure, alertMeasures } from '@parley/shared/now.js';
import fc from 'fast-check';
import type { NowPart, NowReading } from '../now-reading.js';
import { type AlertRule, clearLevel, measured, raisedOf, stepOf, tellsOwedEnd } from './alert-rules.js';

const MINUTE = 60_000;
const rule = (given: Partial<AlertRule> = {}): AlertRule => ({
  ...{ id: 'a', brandId: 'b', measure: 'ours', threshold: 20, channelId: null, medium: null },
  ...{ quietMs: 30 * MINUTE, onlyInHours: false, enabled: true, open: null, lastToldAt: null, owedEnd: null },
  ...given,
});

/** Plays measured values, a minute apart, as the watch would write them down. @param isOpen the brand, by the minute */
function play(start: AlertRule, values: readonly number[], isOpen: (minute: number) => boolean = () => true) {
  let now = 0;
  let current = start;
  const steps: { minute: number; kind: string; told: boolean }[] = [];
  for (const [minute, value] of values.entries()) {
    now = minute * MINUTE;
    const moment = { at: now, inHours: isOpen(minute) };
    if (tellsOwedEnd(current, moment)) {
      steps.push({ minute, kind: 'end', told: true });
      current = { ...current, owedEnd: null };
    }
    const step = stepOf(current, value, moment);
    if (step === null) continue;
    const told =
      step.kind === 'tell' || (step.kind === 'raise' ? step.silence === null : step.end === 'tell');
    steps.push({ minute, kind: step.kind, told });
    if (step.kind === 'clear')
      current = {
        ...current,
        open: null,
        owedEnd: step.end === 'owe' ? (current.open?.id ?? null) : current.owedEnd,
      };
    else {
      const raisedAt = current.open?.raisedAt ?? now;
      current = {
        ...current,
        open: { id: 'x', raisedAt, toldAt: told ? now : null },
        lastToldAt: told ? now : current.lastToldAt,
      };
    }
  }
  return { steps, current };
}
const kinds = (
  values: readonly number[],
  given: Partial<AlertRule> = {},
  isOpen?: (minute: number) => boolean,
) =>
  play(rule(given), values, isOpen).steps.map(
    ({ minute, kind, told }) => `${minute} ${kind}${told ? '' : ' quietly'}`,
  );

describe('an alert', () => {
  it('is raised once above its threshold and cleared once clearly below', () => {
    expect(kinds([20, 21, 25, 21, 20, 19, 21, 18, 20, 20])).toEqual(['1 raise', '7 clear']);
  });

  it('is told at most once in its quiet time; what is still up after it is told then', () => {
    const values = [21, 10, 21, 21, ...Array<number>(30).fill(21), 10];
    expect(kinds(values)).toEqual(['0 raise', '1 clear', '2 raise quietly', '30 tell', '34 clear']);
  });

  it('that was kept quiet is cleared quietly', () => {
    expect(kinds([21, 10, 21, 10])).toEqual(['0 raise', '1 clear', '2 raise quietly', '3 clear quietly']);
  });

  it('that hangs in the margin when its quiet time is over is not told', () => {
    expect(kinds([21, 10, 21, ...Array<number>(40).fill(20)])).toEqual([
      '0 raise',
      '1 clear',
      '2 raise quietly',
    ]);
  });

  it('that is off does nothing', () => {
    expect(kinds([100, 0, 100], { enabled: false })).toEqual([]);
  });

  it.each([
    ['ours', 0, 0],
    ['ours', 1, 0],
    ['overdue', 2, 1],
    ['ours', 20, 18],
    ['ours', 25, 22],
    ['longest_wait', 10 * MINUTE, 9 * MINUTE],
    ['over_target', 0, 0],
  ] as const)('of %s above %d is over at %d', (measure, threshold, expected) => {
    expect(clearLevel({ measure, threshold })).toBe(expected);
  });

  it('never flaps, whatever is measured', () => {
    const history = fc.array(fc.nat(60), { maxLength: 300 });
    const given = fc.record({
      threshold: fc.nat(40),
      quietMs: fc.nat(60).map((minutes) => minutes * MINUTE),
      measure: fc.constantFrom<AlertMeasure>('ours', 'overdue'),
    });
    fc.assert(
      fc.property(history, given, (values, settings) => {
        const { steps, current } = play(rule(settings), values);
        const crossings = steps.filter(({ kind }) => kind !== 'tell').map(({ kind }) => kind);
        // Raised and cleared take turns, beginning with raised.
        expect(crossings).toEqual(crossings.map((_, index) => (index % 2 === 0 ? 'raise' : 'clear')));
        const told = steps.filter((step) => step.kind !== 'clear' && step.told).map(({ minute }) => minute);
        for (const [index, minute] of told.entries()) {
          const before = told[index - 1];
          if (before !== undefined)
            expect((minute - before) * MINUTE).toBeGreaterThanOrEqual(settings.quietMs);
        }
        // Who was told that it is up is told that it is over, and nobody else is.
        expect(steps.filter(({ kind, told: so }) => kind === 'clear' && so).length).toBe(
          told.length - (current.open?.toldAt == null ? 0 : 1),
        );
        // What it ends as fits what was measured last.
        const last = values.at(-1);
        if (last !== undefined && last > settings.threshold) expect(current.open).not.toBeNull();
        if (last !== undefined && last <= clearLevel(rule(settings))) expect(current.open).toBeNull();
      }),
    );
  });
});

describe('an alert of business hours', () => {
  const inHours = { onlyInHours: true, quietMs: 0 };
  const opensAt = (first: number) => (minute: number) => minute >= first;
  const closesAt = (last: number) => (minute: number) => minute < last;

  it('raised before them is told when they begin, if it is still up', () => {
    expect(kinds([21, 21, 21, 21], inHours, opensAt(2))).toEqual(['0 raise quietly', '2 tell']);
    expect(kinds([21, 10, 10, 10], inHours, opensAt(2))).toEqual(['0 raise quietly', '1 clear quietly']);
    // In the margin it is not clearly up, nor clearly over.
    expect(kinds([21, 20, 20, 20], inHours, opensAt(2))).toEqual(['0 raise quietly']);
  });

  it('told within them and over after them is said to be over when they begin again', () => {
    const isOpen = (minute: number) => minute < 2 || minute >= 5;
    expect(kinds([21, 21, 10, 10, 10, 10], inHours, isOpen)).toEqual(['0 raise', '2 clear quietly', '5 end']);
    // Up once more meanwhile: that the first is over is told before that the second is up.
    expect(kinds([21, 21, 10, 21, 21, 21], inHours, isOpen)).toEqual([
      '0 raise',
      '2 clear quietly',
      '3 raise quietly',
      '5 end',
      '5 tell',
    ]);
  });

  it('keeps its quiet time as well', () => {
    const values = [21, 10, 21, ...Array<number>(40).fill(21)];
    expect(kinds(values, { onlyInHours: true, quietMs: 10 * MINUTE }, opensAt(0))).toEqual([
      ...['0 raise', '1 clear', '2 raise quietly', '10 tell'],
    ]);
    const closed = (minute: number) => minute < 5 || minute >= 30;
    expect(kinds(values, { onlyInHours: true, quietMs: 10 * MINUTE }, closed)).toEqual([
      ...['0 raise', '1 clear', '2 raise quietly', '30 tell'],
    ]);
  });

  it('set to tell always does not ask for them', () => {
    expect(kinds([21, 10], { quietMs: 0 }, closesAt(0))).toEqual(['0 raise', '1 clear']);
  });

  it('says why it was silent', () => {
    const outside = { at: MINUTE, inHours: false };
    const silence = (given: Partial<AlertRule>, moment = outside) => {
      const step = stepOf(rule(given), 21, moment);
      return step?.kind === 'raise' ? step.silence : step;
    };
    expect(silence({ onlyInHours: true })).toBe('hours');
    expect(silence({ onlyInHours: true, lastToldAt: 0 })).toBe('hours');
    expect(silence({ lastToldAt: 0 })).toBe('quiet_time');
    expect(silence({ onlyInHours: true }, { at: MINUTE, inHours: true })).toBeNull();
  });

  it('tells nothing outside them, and both ends of whatever it tells, whatever is measured and whenever they are', () => {
    const history = fc.array(fc.nat(60), { maxLength: 300 });
    const given = fc.record({
      threshold: fc.nat(40),
      quietMs: fc.nat(60).map((minutes) => minutes * MINUTE),
      // Open and closed in turn, beginning with open: how long each.
      spans: fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 12 }),
    });
    fc.assert(
      fc.property(history, given, (values, { spans, ...settings }) => {
        const ends = spans.map((_, index) => spans.slice(0, index + 1).reduce((sum, span) => sum + span, 0));
        const isOpen = (minute: number) => ends.filter((end) => end <= minute).length % 2 === 0;
        const { steps, current } = play(rule({ ...settings, onlyInHours: true }), values, isOpen);
        const said = steps.filter(({ told }) => told);
        for (const { minute } of said) expect(isOpen(minute)).toBe(true);
        // Up and over are told in turn, beginning with up.
        const words = said.map(({ kind }) => (kind === 'raise' || kind === 'tell' ? 'up' : 'over'));
        expect(words).toEqual(words.map((_, index) => (index % 2 === 0 ? 'up' : 'over')));
        expect(words.length % 2 === 1).toBe(current.owedEnd !== null || current.open?.toldAt != null);
        // What has been up within them for as long as the quiet time has been told.
        const awake = [...values].reverse().findIndex((value, index) => {
          return value <= settings.threshold || !isOpen(values.length - 1 - index);
        });
        if ((awake === -1 ? values.length : awake) * MINUTE > settings.quietMs)
          expect(current.open?.toldAt).not.toBeNull();
      }),
    );
  });
});

const part = (given: Partial<NowPart>): NowPart => ({
  ...{ channelId: 'shop', medium: 'chat', ours: 0, overdue: 0, dueSoon: 0, unassigned: 0, snoozed: 0 },
  ...{ answeredToday: 0, waitingSince: null, firstDue: null },
  ...given,
});
const channel = (id: string, restricted = false) => ({
  id,
  name: id,
  kind: 'api',
  status: 'connected' as const,
  restricted,
});
const reading: NowReading = {
  ...{ brandId: 'b', at: 100 * MINUTE, waits: [], raised: [], changesAt: 0, tookMs: 1 },
  channels: [channel('shop'), channel('board', true), channel('page')],
  parts: [
    part({ ours: 3, overdue: 1, waitingSince: 60 * MINUTE, firstDue: 90 * MINUTE }),
    part({ medium: 'email', ours: 2, waitingSince: 10 * MINUTE, firstDue: 130 * MINUTE }),
    part({ channelId: 'board', ours: 50, overdue: 9, waitingSince: MINUTE, firstDue: 2 * MINUTE }),
    part({ channelId: 'page', answeredToday: 4 }),
  ],
};

describe('what an alert measures', () => {
  const of = (measure: AlertMeasure, given: Partial<AlertRule> = {}) =>
    measured(rule({ measure, ...given }), reading);

  it('is that of all channels everybody may see', () => {
    expect(alertMeasures.map((measure) => of(measure))).toEqual([90 * MINUTE, 10 * MINUTE, 5, 1]);
  });

  it('is that of its channel, also of a restricted one', () => {
    expect(alertMeasures.map((measure) => of(measure, { channelId: 'board' }))).toEqual([
      99 * MINUTE,
      98 * MINUTE,
      50,
      9,
    ]);
  });

  it('is that of its medium', () => {
    expect(alertMeasures.map((measure) => of(measure, { medium: 'email' }))).toEqual([90 * MINUTE, 0, 2, 0]);
  });

  it('is nothing where nobody waits', () => {
    expect(alertMeasures.map((measure) => of(measure, { channelId: 'page' }))).toEqual([0, 0, 0, 0]);
  });
});

it('those that are up come newest first, without those that are off', () => {
  const open = (raisedAt: number) => ({ id: 'x', raisedAt, toldAt: null });
  const rules = [
    rule({ id: 'old', open: open(1) }),
    rule({ id: 'new', open: open(2) }),
    rule({ id: 'off', open: open(3), enabled: false }),
    rule({ id: 'down' }),
  ];
  expect(raisedOf(rules).map(({ id, since }) => [id, since])).toEqual([
    ['new', 2],
    ['old', 1],
  ]);
});
