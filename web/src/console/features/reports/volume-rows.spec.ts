import { expect, test } from 'vitest';
import { allSaid } from './said.js';
import { sortVolume } from './volume-rows.js';

const row = (key: string, said: number[]) => {
  const [all = 0, byMembers = 0, outside = 0, byRules = 0] = said;
  return {
    key,
    name: null,
    ...{ in: all, outByMembers: byMembers, outOutside: outside, outByRules: byRules },
    compared: null,
  };
};
const rows = [row('email', [5, 4, 0, 1]), row('chat', [8, 1, 1, 0]), row('dm', [2, 4, 0, 0])];
const keys = (some: readonly { key: string | null }[]) => some.map(({ key }) => key);

test('rows go by all messages or by who said them, equals as they came', () => {
  expect(rows.map(allSaid)).toEqual([10, 10, 6]);
  expect(keys(sortVolume(rows, { column: 'all', down: true }))).toEqual(['email', 'chat', 'dm']);
  expect(keys(sortVolume(rows, { column: 'all', down: false }))).toEqual(['dm', 'email', 'chat']);
  expect(keys(sortVolume(rows, { column: 'in', down: true }))).toEqual(['chat', 'email', 'dm']);
  expect(keys(sortVolume(rows, { column: 'outByMembers', down: false }))).toEqual(['chat', 'email', 'dm']);
});
