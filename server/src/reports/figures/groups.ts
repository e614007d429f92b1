import { BREAKDOWN_ROWS_MOST, type PlainDimension, type ReportDimension } from '@parley/shared/reports.js';
import { eachKey, type Sorted } from '../cohort/sorted.js';
import type { NamesRepository } from './names.repository.js';

/** The key of a breakdown's row; null for what has no channel, post … of its own. */
export type Key = string | null;

/** What is counted under a key; begun when it is the first. */
export function groupOf<T>(groups: Map<Key, T>, key: Key, begin: () => T): T {
  let group = groups.get(key);
  if (group === undefined) {
    group = begin();
    groups.set(key, group);
  }
  return group;
}

/** The keys of a breakdown's rows: the one with most first; equals by their key, so that they stay where they are. */
export const keysBySize = (groups: ReadonlyMap<Key, { readonly opened: number }>): Key[] =>
  [...groups.keys()].sort(
    (a, b) => (groups.get(b)?.opened ?? 0) - (groups.get(a)?.opened ?? 0) || (`${a}` < `${b}` ? -1 : 1),
  );

/** Things counted under the keys of several dimensions at once. */
export class DimensionGroups<T extends Sorted, Group> {
  private readonly each: { by: PlainDimension; groups: Map<Key, Group>; take: (key: Key, one: T) => void }[];

  constructor(
    dimensions: readonly PlainDimension[],
    begin: () => Group,
    count: (one: T, group: Group) => void,
  ) {
    this.each = dimensions.map((by) => {
      const groups = new Map<Key, Group>();
      return { by, groups, take: (key, one) => count(one, groupOf(groups, key, begin)) };
    });
  }

  readonly take = (one: T): void => {
    for (const { by, take } of this.each) eachKey(one, by, take);
  };

  of(dimension: PlainDimension): ReadonlyMap<Key, Group> {
    return this.each.find(({ by }) => by === dimension)?.groups ?? new Map<Key, Group>();
  }
}

/** The rows that are shown of a breakdown, and how many are not. */
export async function namedRows<Row>(
  names: NamesRepository,
  { brandId, by }: { brandId: string; by: ReportDimension },
  keys: readonly Key[],
  rowOf: (key: Key) => Row,
): Promise<{ rows: ({ key: Key; name: string | null } & Row)[]; otherRows: number }> {
  const shown = keys.slice(0, BREAKDOWN_ROWS_MOST);
  const known = await names.of(brandId, by, shown);
  const nameOf = (key: Key) => (key === null ? null : (known.get(key) ?? null));
  return {
    rows: shown.map((key) => ({ key, name: nameOf(key), ...rowOf(key) })),
    otherRows: keys.length - shown.length,
  };
}
