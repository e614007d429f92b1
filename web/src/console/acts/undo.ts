import type { TFunction } from 'i18next';
import { toast } from '../../ui/toast.js';

type Undo = {
  id: string;
  run: () => unknown;
  /** It was noted as the how-manieth thing that happened here. */
  since: number;
  /** ms; until then it can be taken back. */
  until: number;
  /** It has a last moment of its own: nothing else is waited for. */
  held: boolean;
  /** Whether the act itself has been done, once that is known; nothing else is taken back. */
  done: Promise<boolean>;
};
type Noted = { id: string; run: () => unknown; until?: number; done?: Promise<boolean> };
type UnderWay = { since: number; awaited: boolean; done: Promise<boolean>; end: (done: boolean) => void };

/** So long can an act be taken back by its key; the toast that offers it goes sooner. */
const undoMs = 60_000;
const most = 20;
let stack: Undo[] = [];
let happened = 0;
/** Acts whose answer is still to come, in the order they began; only their answer tells what takes them back. */
const underWay = new Map<object, UnderWay>();
let takingBack: Promise<unknown> = Promise.resolve();

/** @param act anything that stands for this one act, until `actEnded` */
export function actBegan(act: object): void {
  let end: UnderWay['end'] = () => undefined;
  const done = new Promise<boolean>((resolve) => {
    end = resolve;
  });
  underWay.set(act, { since: ++happened, awaited: false, done, end });
}

/** @param done false when it was refused, or nobody knows */
export function actEnded(act: object, done: boolean): void {
  underWay.get(act)?.end(done);
  underWay.delete(act);
}

/** Does something that can be taken back and is no mutation. */
export async function acting<T>(act: () => Promise<T>): Promise<T> {
  let done = false;
  actBegan(act);
  try {
    const result = await act();
    done = true;
    return result;
  } finally {
    actEnded(act, done);
  }
}

/** Lets the undo key take this back. A second one of the same id replaces the first. */
export function noteUndo({ id, run, until, done = Promise.resolve(true) }: Noted): Undo {
  const undo: Undo = {
    ...{ id, run, done, since: ++happened, held: until !== undefined },
    until: until ?? Date.now() + undoMs,
  };
  stack = [...stack.filter((other) => other.id !== id), undo].slice(-most);
  return undo;
}

export const forgetUndo = (id: string): void => {
  stack = stack.filter((other) => other.id !== id);
};

const newest = (): Undo | undefined => stack.filter(({ until }) => until > Date.now()).at(-1);

/**
 * Takes the newest act back. While its answer is still to come that is waited for, and nothing older is taken back in its place when
 * it is refused; asking again meanwhile is asking once.
 *
 * @returns whether there was one
 */
export async function undoLatest(): Promise<boolean> {
  const act = [...underWay.values()].at(-1);
  if (act !== undefined && act.since > (newest()?.since ?? 0)) {
    if (act.awaited) return true;
    act.awaited = true;
    if (!(await act.done)) return false;
  }
  const undo = newest();
  if (undo !== undefined) takeBack(undo);
  return undo !== undefined;
}

/** Once, and one after the other: the later of two acts is taken back first. */
function takeBack(undo: Undo): void {
  if (!stack.includes(undo)) return;
  stack = stack.filter((other) => other !== undo);
  toast.dismiss(`undo-${undo.id}`);
  const run = async () => {
    if (await undo.done) await undo.run();
  };
  const last = undo.held ? Promise.resolve() : takingBack;
  // What failed has said so itself; the next one is taken back all the same.
  takingBack = last.then(run).catch(() => undefined);
}

/** Says what was done, and how to take it back: by the button or the undo key. */
export function offerUndo(t: TFunction, { text, ...noted }: Noted & { text: string }): void {
  const undo = noteUndo(noted);
  toast.show({
    id: `undo-${undo.id}`,
    text,
    durationMs: 7_000,
    action: { label: t('conversation.undo'), keys: 'z', onSelect: () => takeBack(undo) },
  });
}
