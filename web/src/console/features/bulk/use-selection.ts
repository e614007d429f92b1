import type { ConversationRow } from '@parley/shared/conversations.js';
import { useEffect, useMemo, useState } from 'react';

const none: ReadonlySet<string> = new Set();

/** The ids from one to the other, in the order of the list. */
export function between(ids: readonly string[], one: string, other: string): string[] {
  const [a, b] = [ids.indexOf(one), ids.indexOf(other)];
  if (a < 0 || b < 0) return [other];
  return ids.slice(Math.min(a, b), Math.max(a, b) + 1);
}

/**
 * Which rows of a list are chosen. What leaves the list leaves the choice.
 * @param place where this list is: another one begins with nothing chosen
 */
export function useSelection(rows: readonly ConversationRow[], place: string) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(none);
  const [anchor, setAnchor] = useState<string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list
  useEffect(() => {
    setChosen(none);
    setAnchor(null);
  }, [place]);
  const selected = useMemo(() => rows.filter((row) => chosen.has(row.id)), [rows, chosen]);
  return {
    /** Ids of the chosen rows that are in the list. */
    ids: useMemo<ReadonlySet<string>>(
      () => (selected.length === 0 ? none : new Set(selected.map(({ id }) => id))),
      [selected],
    ),
    rows: selected,
    toggle: (id: string) => {
      setAnchor(id);
      setChosen((before) => {
        const next = new Set(before);
        if (!next.delete(id)) next.add(id);
        return next;
      });
    },
    /** Everything from the row chosen last to this one. */
    extendTo: (id: string, from: string | null = anchor) => {
      const ids = rows.map((row) => row.id);
      setChosen((before) => new Set([...before, ...(from ? between(ids, from, id) : [id])]));
      setAnchor(id);
    },
    all: (ids: readonly string[]) => setChosen(new Set(ids)),
    clear: () => {
      setChosen(none);
      setAnchor(null);
    },
  };
}
