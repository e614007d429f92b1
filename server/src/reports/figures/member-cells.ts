import { FEWEST_TURNS_OF_MEMBER, type ReportOverview, type ReportValue } from '@parley/shared/reports.js';

type Bar = ReportOverview['distribution']['bars'][number];

/** A figure that rests on too few turns of one member says nothing at all. */
export function hideSmall(value: ReportValue, fewest: number): ReportValue {
  return value.n >= fewest ? value : { value: null, atLeast: false, never: false, n: 0 };
}

/**
 * Which rows of a table say nothing: those that rest on too few turns, and the next smallest until at least two are withheld that
 * rest on enough turns together. What is left of a total then tells of nobody alone.
 * @param sizes turns by row
 * @param fewest 0 where nothing is about a single member
 */
export function withheldRows<K extends string | null>(
  sizes: ReadonlyMap<K, number>,
  fewest = FEWEST_TURNS_OF_MEMBER,
): Set<K> {
  const rising = [...sizes].sort(([a, m], [b, n]) => m - n || (`${a}` < `${b}` ? -1 : 1));
  const withheld = new Set<K>();
  let together = 0;
  for (const [key, size] of rising) {
    const mustGo = withheld.size > 0 && (withheld.size < 2 || together < fewest);
    if (size >= fewest && !mustGo) break;
    withheld.add(key);
    together += size;
  }
  return withheld;
}

/** Neighbours together until each bar holds enough turns, so that each can be opened; what is left at the end joins the last. */
export function joinBars(bars: readonly Bar[], fewest: number): Bar[] {
  if (fewest === 0) return [...bars];
  const joined: Bar[] = [];
  for (const bar of bars) {
    const last = joined.at(-1);
    if (last === undefined || sizeOf(last) >= fewest) joined.push(bar);
    else joined.splice(-1, 1, together(last, bar));
  }
  const [before, rest] = joined.slice(-2);
  if (before !== undefined && rest !== undefined && sizeOf(rest) < fewest)
    joined.splice(-2, 2, together(before, rest));
  return joined;
}

const sizeOf = ({ answered, open }: Bar) => answered + open;
const together = (one: Bar, next: Bar): Bar => ({
  fromMs: one.fromMs,
  toMs: next.toMs,
  answered: one.answered + next.answered,
  late: one.late + next.late,
  open: one.open + next.open,
});
