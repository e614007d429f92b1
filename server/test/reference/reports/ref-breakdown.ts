import { asked, figuresOf, memberOf, type RefTurn } from './ref-turns.js';
import type { RefQuery, RefWorld } from './ref-world.js';

/** The counts and figures of each row of a breakdown. */
export function referenceBreakdown(
  world: RefWorld,
  query: RefQuery,
  by: 'medium' | 'priority' | 'channel' | 'tag' | 'member',
) {
  const turns = asked(world, query).filter(({ inFigures }) => inFigures);
  const keysOf = (turn: RefTurn): (string | null)[] => {
    const { conversation, outcome, answeredBy } = turn;
    if (by === 'member') return outcome === 'answered' ? [memberOf(answeredBy)] : [];
    if (by === 'tag') return conversation.tagIds.length === 0 ? [null] : conversation.tagIds;
    return [
      by === 'medium'
        ? conversation.medium
        : by === 'priority'
          ? conversation.priority
          : conversation.channelId,
    ];
  };
  const keys = [...new Set(turns.flatMap(keysOf))];
  return new Map(
    keys.map((key) => [
      key,
      figuresOf(
        turns.filter((turn) => keysOf(turn).includes(key)),
        query.clock,
      ),
    ]),
  );
}
