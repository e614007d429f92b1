import { expect, it, vi } from 'vitest';
import { forgetUndo, noteUndo, undoLatest } from './undo.js';

it('takes the newest back first, each once, and none that is too old', () => {
  const done: string[] = [];
  const note = (id: string, until?: number) =>
    noteUndo({ id, run: () => done.push(id), ...(until === undefined ? {} : { until }) });
  note('a');
  note('b');
  note('over', Date.now() - 1);
  note('c');
  note('b');
  forgetUndo('c');
  expect([undoLatest(), undoLatest(), undoLatest()]).toEqual([true, true, false]);
  expect(done).toEqual(['b', 'a']);
});

it('forgets after a minute', () => {
  vi.useFakeTimers();
  const run = vi.fn();
  noteUndo({ id: 'x', run });
  vi.advanceTimersByTime(60_001);
  expect(undoLatest()).toBe(false);
  expect(run).not.toHaveBeenCalled();
  vi.useRealTimers();
});
