import type { ConversationRow } from '@parley/shared/conversations.js';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSelection } from '../../features/bulk/use-selection.js';
import { type Command, useCommands } from '../../keys/commands.js';

type Options = {
  rows: readonly ConversationRow[];
  /** Where this list is: another one begins with nothing chosen. */
  place: string;
  openId: string | null;
  /** Shows a conversation; `replace`: in place of the one that is open beside the list. */
  onOpen: (id: string, replace: boolean) => void;
};

export type WorkedList = ReturnType<typeof useWorkedList>;

/** A list of conversations worked through by hand: which row is marked, which are chosen, and the keys that move both. */
export function useWorkedList({ rows, place, openId, onOpen }: Options) {
  const [cursor, mark] = useState<string | null>(null);
  const selection = useSelection(rows, place);
  const current = cursor ?? openId;
  const open = (id: string, replace = false) => {
    mark(null);
    onOpen(id, replace);
  };
  /** To the next row or the one before it; `growing`: what the hand comes from and what it comes to are chosen. */
  const step = (by: 1 | -1, growing = false) => {
    const at = rows.findIndex(({ id }) => id === current);
    const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by];
    if (!next) return;
    if (growing) selection.extendTo(next.id, at < 0 ? next.id : (rows[at]?.id ?? null));
    // With a conversation beside the list, moving shows the next one at once.
    if (openId) open(next.id, true);
    else mark(next.id);
  };
  const choose = () => {
    const wanted = current ?? rows[0]?.id;
    if (!wanted) return;
    if (!current) mark(wanted);
    selection.toggle(wanted);
  };
  const openMarked = () => {
    const focused = document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset.row;
    const wanted = cursor ?? focused;
    if (wanted) open(wanted);
  };
  useCommands(useListCommands({ step, choose, openMarked }));
  const cursorRow = openId ? undefined : rows.find(({ id }) => id === cursor);
  return {
    rows,
    /** The marked row; null while one is open, which then is the mark. */
    cursor,
    mark,
    selection,
    step,
    open,
    /** What an act is for: the chosen rows, or else the one that is marked. */
    targets: selection.rows.length > 0 ? selection.rows : cursorRow ? [cursorRow] : [],
    select: useCallback(
      (id: string, range: boolean) => (range ? selection.extendTo(id) : selection.toggle(id)),
      [selection.extendTo, selection.toggle],
    ),
  };
}

type Hand = { step: (by: 1 | -1, growing?: boolean) => void; choose: () => void; openMarked: () => void };

function useListCommands({ step, choose, openMarked }: Hand): Command[] {
  const { t } = useTranslation();
  const command = (id: string, label: string, keys: string, run: () => void): Command => ({
    id,
    label,
    group: 'queue',
    keys,
    hidden: id !== 'select',
    run,
  });
  return [
    command('next', t('inbox.next'), 'j | down', () => step(1)),
    command('previous', t('inbox.previous'), 'k | up', () => step(-1)),
    command('open', t('inbox.open'), 'enter | o', openMarked),
    command('select', t('desk.keys.select'), 'x', choose),
    command('extend-down', t('desk.keys.extendDown'), 'shift+j | shift+down', () => step(1, true)),
    command('extend-up', t('desk.keys.extendUp'), 'shift+k | shift+up', () => step(-1, true)),
  ];
}
