import { asked, figuresOf, memberOf, type RefTurn } from './ref-turns.js';
import { nothing } from './ref-values.js';
import { referenceWithheld } from './ref-withheld.js';
import { comparedQuery, type RefQuery, type RefWorld } from './ref-world.js';

export type RefDimension = 'channel' | 'medium' | 'tag' | 'member' | 'post' | 'priority';
type Key = string | null;
const FIGURES = ['median', 'p90', 'withinTarget', 'coverage'] as const;

function keysOf({ conversation, outcome, answeredBy }: RefTurn, by: RefDimension): Key[] {
  if (by === 'member') return outcome === 'answered' ? [memberOf(answeredBy)] : [];
  if (by === 'tag') return conversation.tagIds.length === 0 ? [null] : conversation.tagIds;
  if (by === 'post') return [conversation.postId];
  if (by === 'medium') return [conversation.medium];
  return [by === 'priority' ? conversation.priority : conversation.channelId];
}

function groupsOf(world: RefWorld, query: RefQuery, by: RefDimension): Map<Key, RefTurn[]> {
  const turns = asked(world, query).filter(({ inFigures }) => inFigures);
  const keys = [...new Set(turns.flatMap((turn) => keysOf(turn, by)))];
  return new Map(keys.map((key) => [key, turns.filter((turn) => keysOf(turn, by).includes(key))]));
}

/** How many turns each row of a breakdown counts. */
export const referenceCountsBy = (world: RefWorld, query: RefQuery, by: RefDimension): Map<Key, number> =>
  new Map([...groupsOf(world, query, by)].map(([key, turns]) => [key, turns.length]));

function hiddenIn(world: RefWorld, query: RefQuery, by: RefDimension): Set<Key> {
  const sizes = referenceCountsBy(world, query, by);
  if (query.memberId === undefined) return by === 'member' ? referenceWithheld(sizes) : new Set();
  if (referenceMemberIsWithheld(world, query)) return new Set(sizes.keys());
  const hidden = referenceWithheld(sizes);
  for (const key of sizes.keys()) {
    const { memberId, ...everybody } = query;
    const here = groupsOf(world, everybody, by).get(key) ?? [];
    const among = new Map<Key, number>();
    for (const turn of here)
      if (turn.outcome === 'answered')
        among.set(memberOf(turn.answeredBy), (among.get(memberOf(turn.answeredBy)) ?? 0) + 1);
    if (
      by !== 'member' &&
      ((among.get(memberId ?? null) ?? 0) < 10 || referenceWithheld(among).has(memberId ?? null))
    )
      hidden.add(key);
  }
  return hidden;
}

/** A whole breakdown; null where it is refused. */
export function referenceBreakdown(world: RefWorld, query: RefQuery, by: RefDimension) {
  if (query.memberId !== undefined && referenceMemberIsWithheld(world, query)) return null;
  const earlier = comparedQuery(query);
  const groups = groupsOf(world, query, by);
  const hidden = hiddenIn(world, query, by);
  const before = earlier === null ? null : groupsOf(world, earlier, by);
  const hiddenBefore = earlier === null ? new Set() : hiddenIn(world, earlier, by);
  const guarded = by === 'member' || query.memberId !== undefined;
  const told = (turns: readonly RefTurn[]) => {
    const all = figuresOf(turns, query.clock);
    const figures = FIGURES.map((name) => [name, guarded && all[name].n < 10 ? nothing() : all[name]]);
    return { counts: all.counts, figures: Object.fromEntries(figures) };
  };
  const rows = [...groups].map(([key, turns]) => {
    const { counts, figures } = told(hidden.has(key) ? [] : turns);
    const then = before === null ? null : told(hiddenBefore.has(key) ? [] : (before.get(key) ?? []));
    return {
      key,
      name: key === null || by === 'medium' || by === 'priority' ? null : (world.names[key] ?? null),
      withheld: hidden.has(key),
      counts,
      ...figures,
      compared: then === null ? null : { opened: then.counts.opened, ...then.figures },
    };
  });
  rows.sort((a, b) => b.counts.opened - a.counts.opened || (String(a.key) < String(b.key) ? -1 : 1));
  return { by, precision: 'exact', rows, otherRows: 0 };
}

/** Whether the row of the member a question is about would be withheld in a table of everybody. */
export function referenceMemberIsWithheld(world: RefWorld, query: RefQuery): boolean {
  const { memberId, ...everybody } = query;
  const sizes = referenceCountsBy(world, everybody, 'member');
  return (sizes.get(memberId ?? null) ?? 0) < 10 || referenceWithheld(sizes).has(memberId ?? null);
}
