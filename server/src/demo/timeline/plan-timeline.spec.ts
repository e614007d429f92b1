import { describe, expect, it } from '@jest/globals';
import { businessMs } from '../../brands/business-time.js';
import { sampleTargets } from '../sample-brand.js';
import { openingHours } from './opening-hours.js';
import { planTimeline } from './plan-timeline.js';
import type { Talk } from './talk.js';

const DAY = 86_400_000;
const moments = [
  ['a Wednesday noon', Date.parse('2026-03-11T11:00:00Z')],
  ['a Sunday night', Date.parse('2026-03-29T01:30:00Z')],
  ['a Monday morning', Date.parse('2026-07-06T07:05:00Z')],
] as const;

const openedAt = (talk: Talk) => talk.steps[0]!.at;
const answered = (talk: Talk) => talk.steps.some((step) => /^answers/.test(step.kind));

describe.each(moments)('the timeline on %s', (_name, now) => {
  const timeline = planTimeline({ seed: 7, now, conversations: 300 });
  const { talks } = timeline;

  it('is the same for the same seed, and another for another', () => {
    expect(planTimeline({ seed: 7, now, conversations: 300 })).toEqual(timeline);
    expect(planTimeline({ seed: 8, now, conversations: 300 }).talks[40]).not.toEqual(talks[40]);
  });

  it('has the conversations asked for, in both languages, on every medium, over several weeks', () => {
    expect(talks).toHaveLength(300);
    for (const language of ['en', 'de']) {
      expect(talks.filter(({ person }) => person.language === language).length).toBeGreaterThan(80);
    }
    for (const medium of ['email', 'comment', 'chat', 'dm']) {
      expect(talks.filter(({ script }) => script.medium === medium).length).toBeGreaterThan(25);
    }
    const weeks = new Set(talks.map((talk) => Math.floor((now - openedAt(talk)) / (7 * DAY))));
    expect(weeks).toEqual(new Set([0, 1, 2, 3, 4]));
  });

  it('leaves nothing to the future, keeps steps in order, and begins with the person', () => {
    for (const { steps } of talks) {
      expect(steps[0]).toMatchObject({ kind: 'says', by: 'person' });
      const times = steps.map(({ at }) => at);
      expect(times).toEqual([...times].sort((one, other) => one - other));
      expect(times[0]).toBeGreaterThan(timeline.start);
      expect(times.at(-1)).toBeLessThanOrEqual(now);
      for (const step of steps) {
        if (step.kind !== 'says') continue;
        for (const saying of step.sayings) {
          expect(saying.text).not.toMatch(/[{}]|undefined/);
          expect(saying.at - step.at).toBeLessThan(5 * 60_000);
        }
      }
    }
  });

  it('answers most in time, some late, some never, and leaves a queue to work on', () => {
    const waits = talks.flatMap((talk) => {
      const answer = talk.steps.find(({ kind }) => kind === 'answers');
      if (answer === undefined) return [];
      return [businessMs(openedAt(talk), answer.at, openingHours) / sampleTargets[talk.script.medium]];
    });
    const late = waits.filter((ratio) => ratio > 1).length;
    expect(late / waits.length).toBeGreaterThan(0.08);
    expect(late / waits.length).toBeLessThan(0.4);
    const silent = talks.filter((talk) => !answered(talk));
    expect(silent.filter(({ steps }) => steps.some(({ kind }) => kind === 'closes')).length).toBeGreaterThan(
      3,
    );
    const waiting = silent.filter(({ steps }) => !steps.some(({ kind }) => kind === 'closes'));
    expect(waiting.length).toBeGreaterThan(14);
    expect(waiting.length).toBeLessThan(60);
  });

  it('lets mails bounce, people be away, snooze, comments be joined', () => {
    const kinds = new Set(talks.flatMap(({ steps }) => steps.map(({ kind }) => kind)));
    for (const kind of ['bounces', 'is_away', 'snoozes', 'tags', 'assigns', 'notes', 'needs_none', 'edits']) {
      expect(kinds).toContain(kind);
    }
    expect(
      talks.some(({ steps }) => steps.some((step) => step.kind === 'says' && step.by === 'joiner')),
    ).toBe(true);
    expect(timeline.machineMails.length).toBeGreaterThan(8);
  });

  it('gives every person a name and an address of their own', () => {
    const people = new Map(talks.map(({ person }) => [person.name, person.address]));
    expect(new Set(people.values()).size).toBe(people.size);
    expect(people.size).toBeGreaterThan(150);
    for (const address of people.values())
      expect(address).toMatch(/^[a-z0-9.-]+@[a-z.]*example\.(com|net|org)$/);
  });
});

it.each(moments)('the smallest demo has something of everything (%s)', (_name, now) => {
  const { talks, machineMails } = planTimeline({ seed: 1, now, conversations: 12 });
  expect(talks).toHaveLength(12);
  expect(machineMails.length).toBeGreaterThan(1);
  expect(talks.some((talk) => !answered(talk))).toBe(true);
  const kinds = new Set(talks.flatMap(({ steps }) => steps.map(({ kind }) => kind)));
  for (const kind of ['answers', 'snoozes', 'closes']) expect(kinds).toContain(kind);
  const left = talks.filter(({ steps }) => steps.at(-1)?.kind === 'answers');
  expect(left.length).toBeGreaterThan(0);
});
