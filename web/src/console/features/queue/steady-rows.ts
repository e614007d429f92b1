import type { ConversationRow } from '@parley/shared/conversations.js';
import { useCallback, useLayoutEffect, useRef, useState } from 'react';

export type SteadyRow = { row: ConversationRow; gone: boolean };

/**
 * Keeps the row under the pointer where it is while the list changes around it: how far to scroll, and how
 * much space to put above the first row where scrolling cannot go. Units: rows and pixels.
 */
export function steady(
  before: { index: number; scrollTop: number; spacer: number },
  index: number,
  rowHeight: number,
): { scrollTop: number; spacer: number } {
  const wanted = before.scrollTop - before.spacer + (index - before.index) * rowHeight;
  return wanted >= 0 ? { scrollTop: wanted, spacer: 0 } : { scrollTop: 0, spacer: -wanted };
}

/**
 * The rows to draw. While the pointer rests on one, that row neither moves nor vanishes: others arrive and
 * leave around it, and if it leaves the view itself, it stays, marked as gone, until the pointer moves on.
 */
export function useSteadyRows(
  rows: ConversationRow[],
  scroller: React.RefObject<HTMLElement | null>,
  rowHeight: number,
  ownLeaving: React.RefObject<Set<string>>,
) {
  const [pointed, setPointed] = useState<string | null>(null);
  const [spacer, setSpacer] = useState(0);
  const last = useRef<ConversationRow[]>(rows);
  const held = useRef<{ row: ConversationRow; index: number } | null>(null);

  let shown: SteadyRow[] = rows.map((row) => ({ row, gone: false }));
  const before = last.current;
  const pointedBefore = before.findIndex((row) => row.id === pointed);
  const pointedNow = rows.findIndex((row) => row.id === pointed);
  if (pointed && pointedNow < 0 && !ownLeaving.current.has(pointed)) {
    const lost = before[pointedBefore];
    if (lost) held.current = { row: lost, index: Math.min(pointedBefore, rows.length) };
    if (held.current?.row.id === pointed)
      shown = shown.toSpliced(held.current.index, 0, { row: held.current.row, gone: true });
  } else held.current = null;

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element && pointedBefore >= 0 && pointedNow >= 0 && pointedBefore !== pointedNow) {
      const next = steady(
        { index: pointedBefore, scrollTop: element.scrollTop, spacer },
        pointedNow,
        rowHeight,
      );
      setSpacer(next.spacer);
      element.scrollTop = next.scrollTop;
    }
    last.current = rows;
  });

  const point = useCallback((id: string | null) => {
    setPointed(id);
    if (id === null) setSpacer(0);
  }, []);
  return { shown, spacer, point };
}
