/** What is counted under a key; begun when it is the first. */
export function groupOf<T>(groups: Map<string | null, T>, key: string | null, begin: () => T): T {
  let group = groups.get(key);
  if (group === undefined) {
    group = begin();
    groups.set(key, group);
  }
  return group;
}

/** The keys of a breakdown's rows: the one with most first; equals by their key, so that they stay where they are. */
export const keysBySize = (
  groups: ReadonlyMap<string | null, { readonly opened: number }>,
): (string | null)[] =>
  [...groups.keys()].sort(
    (a, b) => (groups.get(b)?.opened ?? 0) - (groups.get(a)?.opened ?? 0) || (`${a}` < `${b}` ? -1 : 1),
  );
