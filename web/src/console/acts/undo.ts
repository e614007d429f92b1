import type { TFunction } from 'i18next';
import { toast } from '../../ui/toast.js';

type Undo = { id: string; until: number; run: () => unknown };

/** So long can an act be taken back by its key; the toast that offers it goes sooner. */
const undoMs = 60_000;
const most = 20;
let stack: Undo[] = [];

/** Acts that have not been answered yet. Only then is it known what takes them back, and what does must not overtake them. */
const underWay = new Set<object>();
let waiting: (() => void)[] = [];

/** @param act anything that stands for this one act, until `actEnded` */
export const actBegan = (act: object): void => void underWay.add(act);

export function actEnded(act: object): void {
  underWay.delete(act);
  if (underWay.size > 0) return;
  const told = waiting;
  waiting = [];
  for (const go of told) go();
}

/** Does something that can be taken back and is no mutation; the undo key waits for it. */
export async function acting<T>(act: () => Promise<T>): Promise<T> {
  actBegan(act);
  try {
    return await act();
  } finally {
    actEnded(act);
  }
}

const allAnswered = (): Promise<void> =>
  underWay.size === 0 ? Promise.resolve() : new Promise((go) => waiting.push(go));

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

/** Takes the newest act back that still can be, once all have been answered. @returns whether there was one */
export async function undoLatest(): Promise<boolean> {
  await allAnswered();
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
    action: { label: t('conversation.undo'), keys: 'z', onSelect: () => void allAnswered().then(once) },
  });
}
