import { expect, it } from 'vitest';
import type { Command } from '../keys/commands.js';
import { found, grouped, remembered } from './palette-order.js';

const command = (
  id: string,
  label: string,
  group: Command['group'],
  more: Partial<Command> = {},
): Command => ({
  id,
  label,
  group,
  run: () => undefined,
  ...more,
});
const commands = [
  command('go-search', 'Search', 'app'),
  command('view-ours', 'Go to Ours', 'go'),
  command('c-close', 'Close conversation', 'conversation'),
  command('c-assign', 'Assign to …', 'conversation', {
    steps: () => [
      command('assign-1', 'Assign to Anna Berg', 'conversation', { keywords: 'anna@example.test' }),
      command('assign-2', 'Assign to Ben Vogt', 'conversation'),
    ],
  }),
];
const ids = (list: Command[]) => list.map(({ id }) => id);

it('nothing typed: what was used last, then what is about the conversation', () => {
  expect(ids(grouped(commands, ['view-ours', 'gone']))).toEqual([
    'view-ours',
    'c-close',
    'c-assign',
    'go-search',
  ]);
});

it('what would be asked next is found at once', () => {
  expect(ids(found(commands, 'assign anna', true))[0]).toBe('assign-1');
  expect(ids(found(commands, 'anna@', true))).toEqual(['assign-1']);
  expect(ids(found(commands, 'anna', false))).toEqual([]);
  expect(ids(found(commands, 'close', true))[0]).toBe('c-close');
});

it('remembers five, each once', () => {
  expect(['a', 'b', 'c', 'd', 'e', 'f', 'b'].reduce<string[]>(remembered, [])).toEqual([
    'b',
    'f',
    'e',
    'd',
    'c',
  ]);
});
