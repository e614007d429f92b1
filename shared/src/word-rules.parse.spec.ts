import { describe, expect, test } from '@jest/globals';
import { wordFinder } from './word-rules.parse.js';

const found = (text: string, words: string[], whole = true) => wordFinder(words, whole)(text);

describe('words in a text', () => {
  test.each([
    ['Was für ein GÄNSEBLÜMCHEN!', 'gänseblümchen', true],
    ['gaensebluemchen', 'Gänseblümchen', true],
    ['ganseblumchen', 'Gänseblümchen', true],
    ['Gänseblümchen', 'gaensebluemchen', true],
    ['Straße', 'STRASSE', true],
    ['Crème brûlée', 'creme', true],
    ['(scam)', 'scam', true],
    ['scampi', 'scam', false],
    ['so-called scam_bot', 'scam', false],
    ['free   money here', 'free money', true],
    ['a.c', 'a.c', true],
    ['abc', 'a.c', false],
    ['buy 🎰 now', '🎰', true],
    ['', 'x', false],
  ])('%s, %s: %s', (text, word, expected) => {
    expect(found(text, [word]) !== null).toBe(expected);
  });

  test('stand in longer ones only when asked for', () => {
    expect(found('scampi', ['scam'], false)).toBe('scam');
    expect(found('scampi', ['scam'], true)).toBeNull();
  });

  test('the first that is found is named; empty ones find nothing', () => {
    expect(found('one two', ['', ' ', 'three', 'two', 'one'])).toBe('two');
    expect(found('anything', ['', ' '])).toBeNull();
  });
});
