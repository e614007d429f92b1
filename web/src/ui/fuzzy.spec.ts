import { describe, expect, it } from 'vitest';
import { fuzzyScore } from './fuzzy.js';

const best = (query: string, texts: string[]) =>
  texts
    .map((text) => ({ text, score: fuzzyScore(text, query) }))
    .filter(({ score }) => score !== null)
    .sort((a, b) => (b.score ?? 0) - (a.score ?? 0))
    .map(({ text }) => text);

const commands = [
  'Close conversation',
  'Go to Closed',
  'Assign to me',
  'Assign to …',
  'Snooze',
  'Settings',
  'Für später',
];

describe('what was typed finds', () => {
  it.each([
    ['close', 'Close conversation'],
    ['cc', 'Close conversation'],
    ['assme', 'Assign to me'],
    ['me assign', 'Assign to me'],
    ['snz', 'Snooze'],
    ['fur spat', 'Für später'],
    ['gclo', 'Go to Closed'],
  ])('%s: %s', (query, first) => {
    expect(best(query, commands)[0]).toBe(first);
  });

  it('nothing where letters are strewn about by chance', () => {
    expect(best('zzz', commands)).toEqual([]);
    expect(fuzzyScore('Mark this conversation as unread again', 'rsng')).toBeNull();
  });
});
