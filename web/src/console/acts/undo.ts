import type { TFunction } from 'i18next';
import { toast } from '../../ui/toast.js';

type Undo = { id: string; until: number; run: () => unknown };

/** So long can an act be taken back by its key; the toast that offers it goes sooner. */
const undoMs = 60_000;
const most = 20;
let stack: Undo[] = [];

/** Lets the undo key take this back. A second one of the same id replaces the first. */
export function noteUndo(undo: { id: string; run: () => unknown; until?: number }): void {
  stack = [
    ...stack.filter((other) => other.id !== undo.id),
    { ...undo, until: undo.until ?? Date.now() + undoMs },
  ].slice(-most);
}

export const forgetUndo = (id: string): void => {
  stack = stack.filter((other) => other.id !== id);
};

/** Takes the newest act back that still can be. @returns whether there was one */
export function undoLatest(): boolean {
  stack = stack.filter(({ until }) => until > Date.now());
  const last = stack.pop();
  if (!last) return false;
  toast.dismiss(`undo-${last.id}`);
  last.run();
  return true;
}

/** Says what was done, and how to take it back: by the button or the undo key. */
export function offerUndo(
  t: TFunction,
  { id, text, run }: { id: string; text: string; run: () => unknown },
): void {
  const once = () => {
    forgetUndo(id);
    return run();
  };
  noteUndo({ id, run: once });
  toast.show({
    id: `undo-${id}`,
    text,
    durationMs: 7_000,
    action: { label: t('conversation.undo'), keys: 'z', onSelect: once },
  });
}
