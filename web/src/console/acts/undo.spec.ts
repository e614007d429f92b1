import { beforeEach, expect, it, vi } from 'vitest';
import { toast } from '../../ui/toast.js';
import { actBegan, actEnded, acting, forgetUndo, noteUndo, offerUndo, undoLatest } from './undo.js';

let done: string[] = [];
const note = (id: string, more: { until?: number; done?: Promise<boolean> } = {}) =>
  noteUndo({ id, run: () => done.push(id), ...more });
/** Everything that was asked to be taken back, is. */
const taken = async () => {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
  return done;
};

beforeEach(async () => {
  while (await undoLatest());
  await taken();
  done = [];
});

it('takes the newest back first, each once, and none that is too old', async () => {
  note('a');
  note('b');
  note('over', { until: Date.now() - 1 });
  note('c');
  note('b');
  forgetUndo('c');
  expect([await undoLatest(), await undoLatest(), await undoLatest()]).toEqual([true, true, false]);
  expect(await taken()).toEqual(['b', 'a']);
});

it('forgets after a minute', async () => {
  vi.useFakeTimers();
  note('x');
  vi.advanceTimersByTime(60_001);
  expect(await undoLatest()).toBe(false);
  vi.useRealTimers();
  expect(await taken()).toEqual([]);
});

it('waits for the answer to the newest act, and takes that back; asked twice meanwhile, once', async () => {
  note('older');
  const act = {};
  actBegan(act);
  const pressed = [undoLatest(), undoLatest()];
  expect(await taken()).toEqual([]);
  note('act');
  actEnded(act, true);
  expect(await Promise.all(pressed)).toEqual([true, true]);
  expect(await taken()).toEqual(['act']);
});

it('takes nothing older back in the place of what was refused', async () => {
  note('older');
  const act = {};
  actBegan(act);
  const pressed = undoLatest();
  actEnded(act, false);
  expect(await pressed).toBe(false);
  expect(await taken()).toEqual([]);
  await undoLatest();
  expect(await taken()).toEqual(['older']);
});

it('does not wait for what began before the newest', async () => {
  const slow = {};
  actBegan(slow);
  note('reply', { until: Date.now() + 5_000 });
  expect(await undoLatest()).toBe(true);
  expect(await taken()).toEqual(['reply']);
  actEnded(slow, true);
});

it('takes back after the act itself, and nothing that was refused', async () => {
  let answer = (_done: boolean) => {};
  note('kept', {
    done: new Promise((resolve) => {
      answer = resolve;
    }),
  });
  await undoLatest();
  expect(await taken()).toEqual([]);
  answer(true);
  expect(await taken()).toEqual(['kept']);
  note('refused', { done: Promise.resolve(false) });
  await undoLatest();
  expect(await taken()).toEqual(['kept']);
});

it('takes back one after the other, whatever becomes of the first', async () => {
  let end = () => {};
  note('first');
  noteUndo({
    id: 'second',
    run: () =>
      new Promise((_, reject) => {
        end = () => reject(new Error('no line'));
      }),
  });
  await undoLatest();
  await undoLatest();
  expect(await taken()).toEqual([]);
  end();
  expect(await taken()).toEqual(['first']);
});

it('is taken back once by the key and the button', async () => {
  const show = vi.spyOn(toast, 'show');
  offerUndo((() => 'Undo') as never, { id: 'a', text: 'Closed.', run: () => done.push('a') });
  const button = show.mock.calls.at(-1)?.[0].action?.onSelect;
  await undoLatest();
  button?.();
  button?.();
  expect(await taken()).toEqual(['a']);
  show.mockRestore();
});

it('knows of acts that are no mutations, and of their end when they fail', async () => {
  note('older');
  await expect(acting(() => Promise.reject(new Error('no line')))).rejects.toThrow('no line');
  expect(await acting(() => Promise.resolve(7))).toBe(7);
  expect(await undoLatest()).toBe(true);
  expect(await taken()).toEqual(['older']);
});
