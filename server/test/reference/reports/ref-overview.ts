import { asked, figuresOf } from './ref-turns.js';
import type { RefQuery, RefWorld } from './ref-world.js';

/** The overview of a period. */
export function referenceOverview(world: RefWorld, query: RefQuery) {
  const turns = asked(world, query);
  const dates = [
    ...new Set(turns.filter(({ inFigures }) => inFigures).map(({ local }) => local.date)),
  ].sort();
  const reasons = [...new Set(turns.flatMap(({ leftOutBecause }) => leftOutBecause ?? []))].sort();
  return {
    ...figuresOf(turns, query.clock),
    leftOut: reasons.map((reason) => ({
      reason,
      count: turns.filter(({ leftOutBecause }) => leftOutBecause === reason).length,
    })),
    days: dates.map((date) => {
      const { counts, median, p90 } = figuresOf(
        turns.filter(({ local }) => local.date === date),
        query.clock,
      );
      return { from: date, to: date, opened: counts.opened, median, p90 };
    }),
    heat: [1, 2, 3, 4, 5, 6, 7].flatMap((weekday) =>
      Array.from({ length: 24 }, (_, hour) => {
        const here = turns.filter(({ local }) => local.weekday === weekday && local.hour === hour);
        const { counts, median } = figuresOf(here, query.clock);
        return { weekday, hour, opened: counts.opened, median };
      }),
    ),
    never: turns.filter(({ inFigures, outcome }) => inFigures && outcome === 'closed_unanswered').length,
    waits: turns
      .filter(({ inFigures, outcome }) => inFigures && (outcome === null || outcome === 'answered'))
      .map((turn) => ({ ms: turn[query.clock], open: turn.outcome === null })),
  };
}
