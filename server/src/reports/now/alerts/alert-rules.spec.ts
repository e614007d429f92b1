import { describe, expect, it } from '@jest/globals';
import { type AlertMeasure, alertMeasures } from '@parley/shared/now.js';
import fc from 'fast-check';
import type { NowPart, NowReading } from '../now-reading.js';
import { type AlertRule, clearLevel, measured, raisedOf, stepOf } from './alert-rules.js';

const MINUTE = 60_000;
const rule = (given: Partial<AlertRule> = {}): AlertRule => ({
  ...{ id: 'a', brandId: 'b', measure: 'ours', threshold: 20, channelId: null, medium: null },
  ...{ quietMs: 30 * MINUTE, enabled: true, open: null, lastToldAt: null },
  ...given,
});

/** Plays measured values, a minute apart, as the watch would write them down. */
function play(start: AlertRule, values: readonly number[]) {
  let now = 0;
  let current = start;
  const steps: { minute: number; kind: string; told: boolean }[] = [];
  for (const [minute, value] of values.entries()) {
    now = minute * MINUTE;
    const step = stepOf(current, value, now);
    if (step === null) continue;
    const told = step.kind === 'tell' || step.told;
    steps.push({ minute, kind: step.kind, told });
    if (step.kind === 'clear') current = { ...current, open: null };
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
const kinds = (values: readonly number[], given: Partial<AlertRule> = {}) =>
  play(rule(given), values).steps.map(
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
