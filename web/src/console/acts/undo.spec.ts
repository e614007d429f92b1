import { expect, it, vi } from 'vitest';
import { actBegan, actEnded, acting, forgetUndo, noteUndo, undoLatest } from './undo.js';

it('takes the newest back first, each once, and none that is too old', async () => {
  const done: string[] = [];
  const note = (id: string, until?: number) =>
    noteUndo({ id, run: () => done.push(id), ...(until === undefined ? {} : { until }) });
  note('a');
  note('b');
  note('over', Date.now() - 1);
  note('c');
  note('b');
  forgetUndo('c');
  expect([await undoLatest(), await undoLatest(), await undoLatest()]).toEqual([true, true, false]);
  expect(done).toEqual(['b', 'a']);
});

it('forgets after a minute', async () => {
  vi.useFakeTimers();
  const run = vi.fn();
  noteUndo({ id: 'x', run });
  vi.advanceTimersByTime(60_001);
  expect(await undoLatest()).toBe(false);
  expect(run).not.toHaveBeenCalled();
  vi.useRealTimers();
});

it('waits for what has not been answered yet, and then takes that back', async () => {
  const done: string[] = [];
  noteUndo({ id: 'older', run: () => done.push('older') });
  const slow = {};
  const slower = {};
  actBegan(slow);
  actBegan(slower);
  const first = undoLatest();
  const second = undoLatest();
  noteUndo({ id: 'slow', run: () => done.push('slow') });
  actEnded(slow);
  await Promise.resolve();
  expect(done).toEqual([]);
  actEnded(slower);
  expect(await Promise.all([first, second])).toEqual([true, true]);
  expect(done).toEqual(['slow', 'older']);
});

it('does not wait any longer for what has failed', async () => {
  const run = vi.fn();
  noteUndo({ id: 'older', run });
  await expect(acting(() => Promise.reject(new Error('no line')))).rejects.toThrow('no line');
  expect(await undoLatest()).toBe(true);
  expect(run).toHaveBeenCalledTimes(1);
});
