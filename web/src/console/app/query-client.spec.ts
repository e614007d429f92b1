import { MutationObserver } from '@tanstack/react-query';
import { expect, it } from 'vitest';
import { noteUndo, undoLatest } from '../acts/undo.js';
import { makeQueryClient } from './query-client.js';

it('lets the undo key wait for the answer to a mutation that says it can be taken back', async () => {
  const done: string[] = [];
  noteUndo({ id: 'older', run: () => done.push('older') });
  let answer = () => {};
  const act = new MutationObserver(makeQueryClient(), {
    meta: { undoable: true, quiet: true },
    mutationFn: () =>
      new Promise<void>((resolve) => {
        answer = resolve;
      }),
    onSuccess: () => void noteUndo({ id: 'act', run: () => done.push('act') }),
  });
  const acted = act.mutate();
  await Promise.resolve();
  const pressed = undoLatest();
  await new Promise((resolve) => setTimeout(resolve));
  expect(done).toEqual([]);
  answer();
  await acted;
  expect(await pressed).toBe(true);
  await new Promise((resolve) => setTimeout(resolve));
  expect(done).toEqual(['act']);
});
