import { asked, type RefTurn } from './ref-turns.js';
import { share } from './ref-values.js';
import { comparedQuery, DAY, periodOf, type RefQuery, type RefWorld } from './ref-world.js';

/** Who wrote nothing more for 14 days after their last turn of the period that was late, or answered in time. */
function sideOf(world: RefWorld, query: RefQuery, late: boolean) {
  const since = (turn: RefTurn) => {
    if (turn.outcome === 'answered') return turn.answeredAt ?? 0;
    if (turn.outcome === 'closed_unanswered') return turn.closedAt ?? 0;
    return turn.due;
  };
  const turns = asked(world, query)
    .filter(
      ({ inFigures, outcome }) =>
        inFigures && (outcome === null || outcome === 'answered' || outcome === 'closed_unanswered'),
    )
    .filter((turn) => (turn.outcome === null ? late && turn.late : turn.late === late));
  const people = [...new Set(turns.map(({ personId }) => personId))];
  const lasts = people.flatMap((person) => {
    const own = turns.filter(({ personId }) => personId === person);
    const latest = Math.max(...own.map(({ openedAt }) => openedAt));
    const last = own.find(({ openedAt }) => openedAt === latest);
    return last === undefined ? [] : [{ person, since: since(last) }];
  });
  const old = lasts.filter(({ since }) => since + 14 * DAY <= world.now);
  const wrote = ({ person, since }: { person: string; since: number }) =>
    world.conversations.some(({ messages }) =>
      messages.some(
        ({ at, personId, out, automatic, history }) =>
          !out && !automatic && !history && personId === person && at > since && at <= since + 14 * DAY,
      ),
    );
  return {
    ...share(old.filter((one) => !wrote(one)).length, old.length),
    tooYoung: lasts.length - old.length,
  };
}

/** Who went quiet: the whole report. */
export function referenceQuiet(world: RefWorld, query: RefQuery) {
  const earlier = comparedQuery(query);
  const figure = (late: boolean) => {
    const { tooYoung, ...value } = sideOf(world, query, late);
    const leftOut = tooYoung === 0 ? [] : [{ reason: 'too_young', count: tooYoung }];
    return {
      ...value,
      leftOut,
      precision: 'exact',
      compared: earlier === null ? null : shareOnly(world, earlier, late),
    };
  };
  return {
    period: periodOf(world, query),
    compared: earlier === null ? null : periodOf(world, earlier),
    late: figure(true),
    inTime: figure(false),
    difference: differenceOf(world, query),
    comparedDifference: earlier === null ? null : differenceOf(world, earlier),
  };
}

function shareOnly(world: RefWorld, query: RefQuery, late: boolean) {
  const { tooYoung, ...value } = sideOf(world, query, late);
  return value;
}

function differenceOf(world: RefWorld, query: RefQuery): number | null {
  const [late, inTime] = [sideOf(world, query, true).value, sideOf(world, query, false).value];
  return late === null || inTime === null ? null : late - inTime;
}
