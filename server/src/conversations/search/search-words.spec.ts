import { describe, expect, test } from '@jest/globals';
import { parseSearchQuery } from '@parley/shared/search-query.parse.js';
import { spellings } from '../../people/names/spellings.js';
import { type KnownWord, marksOf, telling, wordsQuery } from './search-words.js';

const word = (plain: string, more: Partial<KnownWord> = {}): [string, KnownWord] => [
  plain,
  { plain, forms: [], filler: false, wide: false, ...more },
];
const termsOf = (typed: string) => parseSearchQuery(typed, '2026-01-01').terms;

test.each([
  ['lamp', ['lamp']],
  ['Müller', ['müller', 'mueller']],
  ['mueller', ['mueller', 'muller']],
  ['neue', ['neue']],
  ['quelle', ['quelle']],
  ['due', ['due']],
  [
    'Fussgaengerueberweg',
    ['fussgaengerueberweg', 'fussgangerueberweg', 'fussgaengeruberweg', 'fussgangeruberweg'],
  ],
])('%s may be spelt %j', (typed, expected) => {
  expect(new Set(spellings(typed))).toEqual(new Set(expected));
});

test('however many pairs there are, the ways stay few', () => {
  expect(spellings('bae'.repeat(20)).length).toBeLessThanOrEqual(8);
});

describe('the query of what was typed', () => {
  const known = new Map([
    word('lamp', { forms: ['lamps', 'lamp'] }),
    word('the', { filler: true }),
    word('sto', { wide: true }),
  ]);
  const of = (typed: string) => {
    const terms = termsOf(typed);
    return wordsQuery(telling(terms, known), terms, known);
  };

  test.each([
    ['lamp ', `(('lamp' | 'lamps'))`, null],
    ['lamp', `(('lamp' | 'lamps' | 'lamp':*))`, null],
    ['"lamp"', `(('lamp'))`, null],
    ['the lamp ', `(('lamp' | 'lamps'))`, null],
    ['the ', `(('the'))`, null],
    ['lamp st', `(('lamp' | 'lamps'))`, null],
    ['lamp sto', `(('lamp' | 'lamps'))`, `(('sto' | 'sto':*))`],
    ['sto', `(('sto' | 'sto':*))`, null],
    ['"the lamp" x-ray ', `(('the') <-> ('lamp')) & ((('x') <-> ('ray')) | 'xray')`, null],
    ['-lamp ', `(!(('lamp' | 'lamps')))`, null],
  ])('%j', (typed, found, checked) => {
    expect(of(typed)).toEqual({ found, checked });
  });

  test('is none where no word was typed', () => {
    expect(of('is:ours')).toBeNull();
  });

  test('marks everything it looks for, and nothing else', () => {
    const marks = marksOf(termsOf('lamp -shade Mü'), known);
    expect([...marks.words].sort()).toEqual(['lamp', 'lamps', 'mue', 'mü']);
    expect(marks.beginnings).toEqual(['mü', 'mue']);
  });
});
