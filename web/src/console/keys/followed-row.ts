import { type RefObject, useEffect } from 'react';
import { isTyping } from './stroke.js';

/**
 * Keeps the row that is marked or open in sight. The focus goes along with the mark, so that Enter opens it, unless somebody
 * is typing.
 *
 * @param list.index of that row; -1 while it is not in the list
 * @param list.rows where rows are drawn, each with its id in `data-row`
 */
export function useFollowedRow(list: {
  cursorId: string | null;
  openId: string | null;
  index: (id: string) => number;
  scrollTo: (index: number) => void;
  rows: RefObject<HTMLElement | null>;
}): void {
  const { cursorId, openId, index, scrollTo, rows } = list;
  const current = cursorId ?? openId;
  // biome-ignore lint/correctness/useExhaustiveDependencies: follow the cursor, not every change of the list
  useEffect(() => {
    const at = current ? index(current) : -1;
    if (at >= 0) scrollTo(at);
    if (!cursorId || isTyping(document.activeElement)) return;
    // Once the row is drawn.
    const frame = requestAnimationFrame(() =>
      rows.current
        ?.querySelector<HTMLElement>(`[data-row="${CSS.escape(cursorId)}"]`)
        ?.focus({ preventScroll: true }),
    );
    return () => cancelAnimationFrame(frame);
  }, [current]);
}
