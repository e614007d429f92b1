import { referenceMemberIsWithheld } from './ref-breakdown.js';
import { asked, figuresOf, type RefTurn } from './ref-turns.js';
import { nothing, type RefValue } from './ref-values.js';
import { comparedQuery, periodOf, piecesOf, type RefQuery, type RefWorld, valid } from './ref-world.js';

const PERCENTILES = ['median', 'p75', 'p90', 'p95'] as const;
const SHARES = ['withinTarget', 'coverage', 'noAnswerNeeded'] as const;
type Counted = ReturnType<typeof figuresOf>;

/** The whole overview of a period, but for where its bars begin. `own`: of the member themself, from whom nothing is withheld. */
export function referenceOverview(world: RefWorld, query: RefQuery, own = false) {
  const turns = asked(world, query);
  const all = figuresOf(turns, query.clock);
  const guarded = query.memberId !== undefined && !own;
  const earlier = comparedQuery(query);
  const tells = earlier !== null && !(guarded && referenceMemberIsWithheld(world, earlier));
  const before = earlier === null ? null : figuresOf(tells ? asked(world, earlier) : [], query.clock);
  const beforeTurns = earlier !== null && tells ? asked(world, earlier) : [];
  const hide = (value: RefValue) => (guarded && value.n < 10 ? nothing() : value);
  const hideCount = (count: number) => (guarded && count < 10 ? 0 : count);
  const cell = (some: readonly RefTurn[]) => {
    const { counts, median, p90 } = figuresOf(some, query.clock);
    return { opened: hideCount(counts.opened), median: hide(median), p90: hide(p90) };
  };
  const compared = (name: (typeof PERCENTILES | typeof SHARES)[number]) =>
    before === null ? null : hide(before[name]);
  const figure = (name: (typeof PERCENTILES | typeof SHARES)[number]) => ({
    ...all[name],
    leftOut: leftOutOf(name, all.counts, turns),
    precision: 'exact',
    compared: compared(name),
  });
  const figures = Object.fromEntries([...PERCENTILES, ...SHARES].map((name) => [name, figure(name)]));
  return {
    period: periodOf(world, query),
    compared: earlier === null ? null : periodOf(world, earlier),
    at: new Date(world.now).toISOString(),
    turns: query.turns,
    clock: query.clock,
    precision: 'exact',
    figures,
    counts: { ...all.counts, leftOut: reasonsOf(turns) },
    comparedCounts:
      before === null || (guarded && before.counts.opened < 10)
        ? null
        : { ...before.counts, leftOut: reasonsOf(beforeTurns) },
    distribution: {
      ...targetsOf(world, query, turns),
      never: turns.filter(({ inFigures, outcome }) => inFigures && outcome === 'closed_unanswered').length,
    },
    series: {
      granularity: query.granularity === 'week' ? 'week' : 'day',
      points: piecesOf(query).map(({ from, to }) => ({
        from,
        to,
        ...cell(turns.filter(({ local }) => local.date >= from && local.date <= to)),
      })),
    },
    heat: [1, 2, 3, 4, 5, 6, 7].flatMap((weekday) =>
      Array.from({ length: 24 }, (_, hour) => {
        const { p90, ...shown } = cell(
          turns.filter(({ local }) => local.weekday === weekday && local.hour === hour),
        );
        return { weekday, hour, ...shown };
      }),
    ),
  };
}

/** Of the waits that end, and of those that go on: how many fall between two edges, and how many of them late. */
export function referenceBar(world: RefWorld, query: RefQuery, fromMs: number, toMs: number | null) {
  const here = asked(world, query).filter(
    (turn) => turn.inFigures && turn[query.clock] >= fromMs && (toMs === null || turn[query.clock] < toMs),
  );
  const answered = here.filter(({ outcome }) => outcome === 'answered');
  return {
    fromMs,
    toMs,
    answered: answered.length,
    late: answered.filter((turn) => turn.late).length,
    open: here.filter(({ outcome }) => outcome === null).length,
  };
}

function reasonsOf(turns: readonly RefTurn[]) {
  const reasons = [...new Set(turns.flatMap(({ leftOutBecause }) => leftOutBecause ?? []))].sort();
  return reasons.map((reason) => ({
    reason,
    count: turns.filter(({ leftOutBecause }) => leftOutBecause === reason).length,
  }));
}

/** What a figure does not count, and why: percentiles and coverage nobody's who withdrew, the target's share those who did in time. */
function leftOutOf(
  name: string,
  { noAnswerNeeded, withdrawn, withdrawnLate }: Counted['counts'],
  turns: readonly RefTurn[],
) {
  const gone = name === 'withinTarget' ? withdrawn - withdrawnLate : withdrawn;
  const beside =
    name === 'noAnswerNeeded'
      ? []
      : [
          { reason: 'no_answer_needed', count: noAnswerNeeded },
          { reason: 'withdrawn', count: gone },
        ];
  return [...beside.filter(({ count }) => count > 0), ...reasonsOf(turns)];
}

/** What was promised at any time of the period for media that turns were opened in. */
function targetsOf(world: RefWorld, query: RefQuery, turns: readonly RefTurn[]) {
  const media = [...new Set(turns.filter(({ inFigures }) => inFigures).map(({ medium }) => medium))].sort();
  const { startsAt, endsAt } = periodOf(world, query);
  const [start, end] = [Date.parse(startsAt), Date.parse(endsAt)];
  const instants = [
    start,
    ...world.targets.map(({ from }) => from),
    ...world.recomputed.flatMap(({ from, to }) => [from, to]),
  ].filter((at) => at >= start && at < end);
  const promised = instants.flatMap((at) => {
    const version = valid(world, 'targets', at);
    return version === undefined ? [] : [version.ms];
  });
  const lengths = [
    ...new Set(promised.flatMap((one) => media.map((medium) => one[medium] ?? Number.NaN))),
  ].sort((a, b) => a - b);
  const targets = lengths.map((ms) => ({
    ms,
    media: media.filter((medium) => promised.some((one) => one[medium] === ms)),
  }));
  return { targetMs: lengths.length === 1 ? (lengths[0] ?? null) : null, targets };
}
