import type { ConversationRow } from '@parley/shared/conversations.js';
import { useEffect, useRef } from 'react';
import { useSteady } from '../../../lib/steady.js';
import type { WorkedList } from '../lists/use-worked-list.js';
import type { ListPlace } from './use-list-place.js';

type Options = {
  rows: readonly ConversationRow[];
  list: WorkedList;
  place: ListPlace;
  openId: string | null;
  narrow: boolean;
  /** What is answered or closed stays in what a search found. */
  stays: boolean;
};

/** Where the hand goes when conversations leave the list by an act of this member. */
export function useLeaving({ rows, list, place, openId, narrow, stays }: Options) {
  const own = useRef(new Set<string>());
  useEffect(() => {
    if (openId) own.current.delete(openId);
  }, [openId]);
  const { cursor, mark } = list;
  return {
    /** Ids of those that leave by this member's own act: no need to say so. */
    own,
    /** Before the one that is open leaves: on to the one after it. */
    one: useSteady((id: string) => {
      own.current.add(id);
      if (stays || id !== openId) return;
      const at = rows.findIndex((row) => row.id === id);
      if (at < 0) return;
      if (narrow) place.close();
      else place.open((rows[at + 1] ?? rows[at - 1])?.id ?? null, true);
    }),
    /** Before many leave: on to the next one that stays. */
    many: (ids: string[]) => {
      for (const id of ids) own.current.add(id);
      if (stays) return;
      const gone = new Set(ids);
      const from = rows.findIndex((row) => row.id === (cursor ?? openId ?? ids[0]));
      const next = [...rows.slice(from + 1), ...rows.slice(0, Math.max(0, from)).reverse()].find(
        (row) => !gone.has(row.id),
      );
      if (openId && gone.has(openId)) place.open(narrow ? null : (next?.id ?? null), true);
      else if (cursor && gone.has(cursor)) mark(next?.id ?? null);
    },
    /** Read no more: back to the list. */
    unread: useSteady(() => (narrow ? place.close() : place.open(null, true))),
  };
}
