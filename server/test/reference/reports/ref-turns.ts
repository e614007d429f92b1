// Every turn of a world, and the figures of some of them: each answered by looking through all of it.
import { referenceFold } from '../reference-fold.js';
import { walkBusinessMs } from '../walk-business-time.js';
import { referencePercentile, share } from './ref-values.js';
import { isAbout, localTime, MINUTE, type RefQuery, type RefWorld, valid } from './ref-world.js';

const known = new WeakMap<RefWorld, RefTurn[]>();

/** Every turn that ever was. */
export function allTurns(world: RefWorld): RefTurn[] {
  const turns = known.get(world) ?? turnsOf(world);
  known.set(world, turns);
  return turns;
}

function turnsOf(world: RefWorld) {
  return world.conversations.flatMap((conversation) => {
    const folded = referenceFold(conversation.entries);
    return folded.turns.map((turn) => {
      const hours = valid(world, 'calendars', turn.openedAt)?.hours ?? null;
      const business = (to: number) => {
        const none = hours === null || hours.week.every((day) => day.length === 0);
        return none ? Math.max(0, to - turn.openedAt) : walkBusinessMs(turn.openedAt, to, hours);
      };
      const due = dueAt(world, turn.openedAt, conversation.medium);
      const ended = turn.outcome === 'answered' ? turn.answeredAt : turn.closedAt;
      const late =
        turn.outcome === 'closed_unanswered' ||
        (turn.outcome !== 'no_answer_needed' && (turn.outcome === null ? world.now : (ended ?? 0)) > due);
      const to = turn.outcome === 'answered' ? (turn.answeredAt ?? 0) : world.now;
      const isOpen =
        hours === null || hours.week.every((day) => day.length === 0) || business(turn.openedAt + MINUTE) > 0;
      return {
        ...turn,
        conversation,
        due,
        late,
        wall: to - turn.openedAt,
        business: business(to),
        medium: conversation.medium,
        first: turn.firstOfEpisode,
        outsideHours: turn.outcome === 'answered' && business(to) === 0 && !isOpen,
        local: localTime(turn.openedAt, world.timeZone),
      };
    });
  });
}

export type RefTurn = ReturnType<typeof turnsOf>[number];

/** The figures of some turns. */
export function figuresOf(turns: readonly RefTurn[], clock: 'wall' | 'business') {
  const counted = turns.filter(({ inFigures }) => inFigures);
  const of = (outcome: string | null) => counted.filter((turn) => turn.outcome === outcome);
  const late = (some: readonly RefTurn[]) => some.filter((turn) => turn.late).length;
  const [answered, open, closed, gone, none] = [
    of('answered'),
    of(null),
    of('closed_unanswered'),
    of('withdrawn'),
    of('no_answer_needed'),
  ];
  const percentile = (percent: number) =>
    referencePercentile(
      percent,
      answered.map((turn) => turn[clock]),
      open.map((turn) => turn[clock]),
      closed.length,
    );
  return {
    counts: {
      opened: counted.length,
      answered: answered.length,
      answeredLate: late(answered),
      open: open.length,
      openOverdue: late(open),
      closedUnanswered: closed.length,
      withdrawn: gone.length,
      withdrawnLate: late(gone),
      noAnswerNeeded: none.length,
      outsideHours: answered.filter((turn) => turn.outsideHours).length,
    },
    median: percentile(50),
    p75: percentile(75),
    p90: percentile(90),
    p95: percentile(95),
    withinTarget: share(
      answered.length - late(answered),
      answered.length + closed.length + late(gone) + open.length,
      late(open) < open.length,
    ),
    coverage: share(answered.length, answered.length + closed.length + open.length),
    noAnswerNeeded: share(none.length, counted.length),
  };
}

/** The turns a question is about. */
export function asked(world: RefWorld, query: RefQuery): RefTurn[] {
  const fits = isAbout(query);
  return allTurns(world).filter(
    ({ local, first, conversation, outcome, answeredBy }) =>
      local.date >= query.from &&
      local.date <= query.to &&
      (query.turns === 'all' || first) &&
      fits(conversation) &&
      (query.memberId === undefined || (outcome === 'answered' && memberOf(answeredBy) === query.memberId)),
  );
}

export const memberOf = (by: RefTurn['answeredBy']): string | null =>
  by !== null && 'memberId' in by && typeof by.memberId === 'string' ? by.memberId : null;

/** The first instant at which the promised time has passed. */
function dueAt(world: RefWorld, openedAt: number, medium: string): number {
  const hours = valid(world, 'calendars', openedAt)?.hours ?? null;
  const target = valid(world, 'targets', openedAt)?.ms[medium] ?? Number.NaN;
  if (hours === null || hours.week.every((day) => day.length === 0)) return openedAt + target;
  let at = openedAt;
  for (let passed = 0; passed < target; at += MINUTE) passed += walkBusinessMs(at, at + MINUTE, hours);
  return at;
}
