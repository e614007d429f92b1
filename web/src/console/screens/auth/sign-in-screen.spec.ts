import { expect, it } from 'vitest';
import { safeTarget } from './sign-in-screen.js';

it.each([
  ['/inbox/ours/1?x=1', '/inbox/ours/1?x=1'],
  ['//evil.example', '/inbox/ours'],
  ['/\\evil.example', '/inbox/ours'],
  ['https://evil.example', '/inbox/ours'],
  [null, '/inbox/ours'],
])('%s leads to %s', (from, to) => {
  expect(safeTarget(from)).toBe(to);
});
