import { asked, type RefTurn } from './ref-turns.js';
import { share } from './ref-values.js';
import { DAY, type RefQuery, type RefWorld } from './ref-world.js';

/** Who wrote nothing more for 14 days after their last turn of the period that was late, or answered in time. */
export function referenceQuiet(world: RefWorld, query: RefQuery, late: boolean) {
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
        ({ at, personId, out, automatic }) =>
          !out && !automatic && personId === person && at > since && at <= since + 14 * DAY,
      ),
    );
  return {
    ...share(old.filter((one) => !wrote(one)).length, old.length),
    tooYoung: lasts.length - old.length,
  };
}
