import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isAlmostCalled, slips } from './alike.js';

test.each([
  ['meier', 'maier', 1],
  ['jon', 'john', 1],
  ['schmitt', 'schmidt', 1],
  ['katarina', 'katharina', 1],
  ['anan', 'anna', 1],
  ['muler', 'muller', 1],
  ['rechnng', 'rechner', 2],
  ['a', 'abcdef', 3],
  ['same', 'same', 0],
])('from %s to %s it is %i', (a, b, expected) => {
  expect(slips(a, b, 2)).toBe(expected);
});

test('it is a distance, and none of more than one slip after one slip', () => {
  const word = fc.stringMatching(/^[ab]{1,10}$/);
  fc.assert(
    fc.property(word, word, fc.nat(9), (a, b, place) => {
      expect(slips(a, b, 20)).toBe(slips(b, a, 20));
      expect(slips(a, b, 20) === 0).toBe(a === b);
      expect(slips(a, a.slice(0, place) + a.slice(place + 1), 20)).toBeLessThanOrEqual(1);
      expect(Math.min(slips(a, b, 1), 2)).toBe(Math.min(slips(a, b, 20), 2));
    }),
    { seed: Number(process.env.PARLEY_SEED ?? Date.now() % 2 ** 31) },
  );
});

describe('somebody is almost called that', () => {
  test.each([
    [['anna', 'maier'], ['meier'], true],
    [['anna', 'maier'], ['meier', 'ana'], false], // three letters are too few for a slip
    [['anna', 'maier'], ['meier', 'anja'], true],
    [['ben'], ['jen'], false],
    [['maximilian'], ['maximilan'], true],
    [['maximilian'], ['maximal'], false],
  ])('%j by %j: %s', (name, words, expected) => {
    expect(isAlmostCalled(name, words)).toBe(expected);
  });
});
