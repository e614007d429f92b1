import { expect, it } from 'vitest';
import { rowStep } from './row-step.js';

it.each([
  ['j', -1, 0],
  ['ArrowDown', 0, 1],
  ['j', 2, 3],
  ['k', 2, 1],
  ['ArrowUp', 0, 0],
  ['k', -1, 0],
  ['End', 0, 2],
  ['Home', 2, 0],
  ['End', -1, null],
  ['x', 1, null],
])('%s at %i of three rows leads to %s', (key, at, to) => {
  expect(rowStep(key, at, 3)).toBe(to);
});

it('leads nowhere where there are no rows', () => {
  expect(rowStep('j', -1, 0)).toBeNull();
});
