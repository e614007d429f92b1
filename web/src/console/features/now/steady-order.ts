/**
 * The order in which rows are shown. While a hand is over them nothing moves under it: rows stay where they are, new ones
 * come last.
 * @param wanted ids in the order they should have
 * @param shown ids as they stand on the screen
 */
export function steadyOrder(wanted: readonly string[], shown: readonly string[], held: boolean): string[] {
  if (!held) return [...wanted];
  const there = new Set(wanted);
  const kept = shown.filter((id) => there.has(id));
  return [...kept, ...wanted.filter((id) => !kept.includes(id))];
}
