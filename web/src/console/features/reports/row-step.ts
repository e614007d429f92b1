/**
 * Where a key leads in a list: the place of a row, or `count` behind the last one, where there may be more. Null for other keys.
 * @param at the place of the row with the focus, −1 for none
 */
export function rowStep(key: string, at: number, count: number): number | null {
  if (count === 0) return null;
  switch (key) {
    case 'j':
    case 'ArrowDown':
      return at + 1;
    case 'k':
    case 'ArrowUp':
      return Math.max(0, at - 1);
    case 'Home':
      return at < 0 ? null : 0;
    case 'End':
      return at < 0 ? null : count - 1;
    default:
      return null;
  }
}
