import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PLAIN_POLICY, resumeOrRefold } from '../../../test/fold-bench.js';
import { type RefEntry, referenceFold } from '../../../test/reference/reference-fold.js';
import type { Entry } from './entry.js';
import type { FoldState } from './fold-state.js';
import { foldTurns, type StepResult } from './fold-turns.js';
import type { Episode, Turn } from './turn.js';

const seed = Number(process.env.PARLEY_SEED ?? Date.now() % 2 ** 31);
const numRuns = Number(process.env.PARLEY_RUNS ?? 150);

const person = fc.constantFrom('anna', 'ben', 'carl');
const medium = fc.constantFrom('dm' as const, 'chat' as const, 'email' as const);
const persons = fc.option(fc.subarray(['anna', 'ben', 'carl'], { minLength: 1 }));
const often = <T>(usual: T, ...others: T[]) => fc.constantFrom(usual, usual, usual, usual, ...others);

/** What is said or done; times, order of arrival and targets follow from the numbers beside it. */
const happening = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('inbound' as const),
      personId: person,
      medium,
      automatic: often(false, true),
      origin: often('live' as const, 'history' as const, 'imported' as const),
      outOfFigures: often<string | null>(null, 'too_old'),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('reply' as const),
      answers: fc.oneof(fc.constant('everyone' as const), fc.subarray(['anna', 'ben', 'carl'])),
      memberId: fc.constantFrom('m1', 'm2', null),
      automatic: often(false, true),
      state: often('accepted' as const, 'unconfirmed' as const, 'failed' as const, 'failed_later' as const),
      failureDelay: fc.integer({ min: 0, max: 12 }),
      outOfFigures: often<string | null>(null, 'too_old'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('deletion' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('edit' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('needs_answer' as const) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('closed' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reopened' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('no_answer_needed' as const), personIds: persons }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('marked_as_ours' as const),
      personIds: persons,
      medium,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('snoozed' as const),
      forTime: fc.option(fc.integer({ min: -2, max: 20 })),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('unsnoozed' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('split' as const) }) },
);

type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

interface Line {
  what: Happening;
  /** A slot in time, a place in the order of arrival, and which earlier or later message is meant. */
  slot: number;
  arrival: number;
  target: number;
  threadId: string;
  platformId: string | null;
  /** A reply of unknown outcome at first. */
  unknownFirst: boolean;
}

function scripts(threads: readonly string[], maxLength: number) {
  const line: fc.Arbitrary<Line> = fc.record({
    what: happening,
    slot: fc.integer({ min: 0, max: 20 }),
    arrival: fc.integer({ min: 0, max: 1000 }),
    target: fc.nat(100),
    threadId: fc.constantFrom(...threads),
    platformId: fc.option(fc.integer({ min: 1, max: 12 }).map(String)),
    unknownFirst: fc.boolean(),
  });
  return fc.array(line, { minLength: 1, maxLength });
}

/** Entries in order of arrival. Without `ties`, no two of them have the same time. */
function entriesOf(script: readonly Line[], unit: number, ties: boolean): Entry[] {
  const arriving = script
    .map((line, n) => ({ line, n }))
    .sort((a, b) => a.line.arrival - b.line.arrival || a.n - b.n);
  const timeOf = (line: Line, n: number) => unit * (ties ? line.slot : line.slot + n / 1000);
  const messages = arriving.filter(({ line }) => line.what.kind === 'inbound');
  return arriving.flatMap(({ line, n }, index): Entry[] => {
    const { what } = line;
    const at = timeOf(line, n);
    const base = { id: `e${n}`, threadId: line.threadId, at, arrival: index + 1 };
    const target = messages[line.target % Math.max(messages.length, 1)];
    const targetId = target ? `e${target.n}` : 'nothing';
    const uttered = { platformId: line.platformId, replyTo: line.target % 2 ? targetId : null };
    switch (what.kind) {
      case 'inbound':
        return [{ ...base, ...uttered, ...what }];
      case 'reply': {
        const { failureDelay, ...reply } = what;
        const failureArrival = what.state === 'failed_later' ? base.arrival + failureDelay : null;
        return [{ ...base, ...uttered, ...reply, failureArrival }];
      }
      case 'deletion': {
        const messageAt = target ? timeOf(target.line, target.n) : null;
        const threadId = target?.line.threadId ?? line.threadId;
        return [{ ...base, kind: 'deletion', threadId, messageId: targetId, messageAt }];
      }
      case 'edit':
      case 'needs_answer':
        return target ? [{ ...base, kind: what.kind, messageId: targetId }] : [];
      case 'snoozed':
        return [{ ...base, kind: 'snoozed', until: what.forTime === null ? null : at + unit * what.forTime }];
      default:
        return [{ ...base, ...what }];
    }
  });
}

/** As it is known when it arrives: a deletion knows its message only if that is there. */
function asKnown(entry: Entry, present: readonly Entry[]): Entry {
  if (entry.kind !== 'deletion') return entry;
  const message = present.find((candidate) => candidate.id === entry.messageId);
  return { ...entry, messageAt: message?.at ?? null };
}

/** Takes the entries in as they arrive and keeps rows the way a table would. */
function arriveOneByOne(entries: readonly Entry[], unknownFirst: ReadonlySet<string>) {
  let state: FoldState | null = null;
  let turns = new Map<string, Turn>();
  let episodes = new Map<string, Episode>();
  let steps = 0;
  const present: Entry[] = [];
  const take = (entry: Entry) => {
    const result = resumeOrRefold(state, present, entry, PLAIN_POLICY);
    if (result.kind === 'refold') {
      turns = new Map();
      episodes = new Map();
    } else {
      steps += 1;
      for (const key of result.goneTurnKeys) turns.delete(key);
    }
    for (const turn of result.turns) turns.set(turn.key, turn);
    for (const episode of result.episodes) episodes.set(episode.key, episode);
    state = JSON.parse(JSON.stringify(result.state));
    expect(state).toEqual(foldTurns(present, PLAIN_POLICY).state);
    return result.conversation;
  };
  let conversation: StepResult['conversation'] | undefined;
  for (const final of entries) {
    const unknown = final.kind === 'reply' && unknownFirst.has(final.id);
    const entry: Entry = unknown
      ? { ...final, state: 'unconfirmed', failureArrival: null }
      : asKnown(final, [...present, final]);
    present.push(entry);
    conversation = take(entry);
  }
  for (const [n, final] of entries.entries()) {
    if (final.kind !== 'reply' || !unknownFirst.has(final.id)) continue;
    present[n] = final;
    conversation = take(final);
  }
  return { turns: [...turns.values()], episodes: [...episodes.values()], conversation, steps };
}

const byKey = <T extends { key: string }>(rows: readonly T[]) =>
  [...rows].sort((a, b) => (a.key < b.key ? -1 : 1));

/** The fields of `expected` in `actual`, so that both sides show the same in a failure. */
function sameFields<T extends object>(actual: readonly { key: string }[], expected: readonly T[]): unknown[] {
  return byKey(actual).map((row, n) => {
    const fields = Object.keys(expected[n] ?? {});
    return Object.fromEntries(
      Object.entries(row)
        .filter(([name]) => fields.includes(name))
        .map(([name, value]) => [name, name === 'unconfirmedReplyIds' ? [...value].sort() : value]),
    );
  });
}

function check(script: readonly Line[], unit: number, merging: boolean): number {
  const entries = entriesOf(script, unit, !merging);
  fc.pre(entries.length > 0);
  const unknownFirst = new Set(script.flatMap((line, n) => (line.unknownFirst ? [`e${n}`] : [])));
  const expected = referenceFold(entries as RefEntry[]);
  const { turns, episodes, conversation, steps } = arriveOneByOne(entries, unknownFirst);
  const whole = foldTurns(entries, PLAIN_POLICY);
  const expectedTurns = byKey(
    expected.turns.map(({ episode, ...turn }) => ({ ...turn, episodeKey: episode })),
  );
  expect(sameFields(turns, expectedTurns)).toEqual(expectedTurns);
  expect(byKey(turns)).toEqual(byKey(whole.turns));
  expect(conversation).toMatchObject(expected.conversation);
  expect(byKey(episodes)).toEqual(byKey(whole.episodes));
  const expectedEpisodes = byKey(expected.episodes);
  expect(sameFields(episodes, expectedEpisodes)).toEqual(expectedEpisodes);
  for (const turn of turns) expect(turn.waitMs ?? 0).toBeGreaterThanOrEqual(0);
  return steps;
}

describe(`turns, against a slow and obvious fold (seed ${seed})`, () => {
  const unit = fc.constantFrom(1_000, 7_000, 86_400_000);

  it('are the same in whatever order the entries arrive', () => {
    fc.assert(
      fc.property(scripts(['thread'], 16), unit, (script, u) => {
        check(script, u, false);
      }),
      { seed, numRuns },
    );
  });

  // The properties say nothing about stepping unless steps are taken.
  it('come from steps, not from folding again, where entries arrive in their order', () => {
    const reply = { kind: 'reply', answers: 'everyone', memberId: 'm1', state: 'accepted' } as const;
    const inbound = { kind: 'inbound', medium: 'email', automatic: false, origin: 'live' } as const;
    const said: Happening[] = [
      { ...inbound, personId: 'anna', outOfFigures: null },
      { ...inbound, personId: 'ben', outOfFigures: null },
      { kind: 'snoozed', forTime: null },
      { ...reply, automatic: false, failureDelay: 0, outOfFigures: null },
      { ...inbound, personId: 'anna', outOfFigures: null },
      { kind: 'no_answer_needed', personIds: ['anna'] },
      { kind: 'closed' },
      { ...inbound, personId: 'carl', outOfFigures: null },
    ];
    const script = said.map(
      (what, n): Line => ({
        what,
        slot: n,
        arrival: n,
        target: 0,
        threadId: 'thread',
        platformId: null,
        unknownFirst: false,
      }),
    );
    // The first entry finds nothing to step on from.
    expect(check(script, 1_000, false)).toBe(script.length - 1);
  });

  it('are the same when entries arrive in their order, one step each', () => {
    fc.assert(
      fc.property(scripts(['thread'], 16), unit, (script, u) => {
        const inOrder = script.map((line, n) => ({ ...line, slot: n, arrival: n, unknownFirst: false }));
        check(inOrder, u, false);
      }),
      { seed, numRuns },
    );
  });

  it('are the same when conversations are merged', () => {
    const merge = fc.record({
      position: fc.nat(30),
      from: fc.constantFrom('a', 'b', 'c'),
      into: fc.constantFrom('a', 'b', 'c'),
    });
    fc.assert(
      fc.property(
        scripts(['a', 'b', 'c'], 14),
        fc.array(merge, { minLength: 1, maxLength: 3 }),
        unit,
        (script, merges, u) => {
          checkMerged(script, merges, u);
        },
      ),
      { seed, numRuns },
    );
  });
});

function checkMerged(
  script: readonly Line[],
  merges: readonly { position: number; from: string; into: string }[],
  unit: number,
) {
  const entries = entriesOf(script, unit, false);
  for (const [n, { position, from, into }] of merges.entries()) {
    const at = unit * ((position % 21) + 0.9 + n / 10_000);
    entries.splice(position % (entries.length + 1), 0, {
      kind: 'merged',
      id: `merge${n}`,
      threadId: into,
      fromThreadId: from,
      at,
      arrival: 0,
    });
  }
  const arrived = entries.map((entry, n): Entry => ({ ...entry, arrival: n + 1 }));
  const expected = referenceFold(arrived as RefEntry[]);
  const { turns, episodes, conversation } = arriveOneByOne(arrived, new Set());
  const expectedTurns = byKey(
    expected.turns.map(({ episode, ...turn }) => ({ ...turn, episodeKey: episode })),
  );
  expect(sameFields(turns, expectedTurns)).toEqual(expectedTurns);
  expect(conversation).toMatchObject(expected.conversation);
  expect(byKey(episodes)).toEqual(byKey(foldTurns(arrived, PLAIN_POLICY).episodes));
  const counted = episodes.filter(({ mergedIntoKey }) => mergedIntoKey === null);
  const expectedEpisodes = byKey(expected.episodes);
  expect(sameFields(counted, expectedEpisodes)).toEqual(expectedEpisodes);
}
