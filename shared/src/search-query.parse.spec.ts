import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MOST_SEARCH_FILTERS, MOST_SEARCH_WORDS, parseSearchQuery, wordsOf } from './search-query.parse.js';

const TODAY = '2026-03-31';
const parse = (typed: string) => parseSearchQuery(typed, TODAY);
const filters = (typed: string) => parse(typed).filters.map(({ negated: _, ...filter }) => filter);
/** Terms in short: `-` negated, `"…"` quoted, `…` unfinished. */
const terms = (typed: string) =>
  parse(typed).terms.map(
    ({ words, quoted, negated, unfinished }) =>
      `${negated ? '-' : ''}${quoted ? `"${words.join(' ')}"` : words.join('+')}${unfinished ? '…' : ''}`,
  );

describe('words', () => {
  test.each<[string, string[]]>([
    ['', []],
    ['  broken   lamp ', ['broken', 'lamp']],
    ['broken lam', ['broken', 'lam…']],
    ['"broken lamp" now', ['"broken lamp"', 'now…']],
    ['„kaputte Lampe“ «neu»', ['"kaputte Lampe"', '"neu"']],
    ['say "not finished', ['say', '"not finished"']],
    ['-lamp -"old lamp" x', ['-lamp', '-"old lamp"', 'x…']],
    ['e-mail 4711-22', ['e+mail', '4711+22…']],
    ['http://example.test/a?b', ['http+example+test+a+b…']],
    ["a'b:c", ['a+b+c…']],
    ['colour:red size:"very large"', ['colour+red', '"size very large"']],
    ['is:what before:tomorrow has:hope in:space', ['is+what', 'before+tomorrow', 'has+hope', 'in+space…']],
    ['before:2026-02-30', ['before+2026+02+30…']],
    ['from: tag:', []],
    ['lamp from:', ['lamp']],
    ['colour: lamp', ['colour', 'lamp…']],
    ['- -- : "" !? 🐘', []],
    ['constructor:x is:constructor', ['constructor+x', 'is+constructor…']],
    ['Mu\u0308ller', ['Müller…']],
  ])('%j', (typed, expected) => {
    expect(terms(typed)).toEqual(expected);
    expect(filters(typed)).toEqual([]);
  });
});

describe('filters', () => {
  test.each([
    ['from:anna', { name: 'from', value: 'anna' }],
    ['von:"Anna Maier"', { name: 'from', value: 'Anna Maier' }],
    ['FROM:anna@example.test', { name: 'from', value: 'anna@example.test' }],
    ['channel:shop', { name: 'channel', value: 'shop' }],
    ['kanal:„Unser Laden“', { name: 'channel', value: 'Unser Laden' }],
    ['tag:vip', { name: 'tag', value: 'vip' }],
    ['schlagwort:vip', { name: 'tag', value: 'vip' }],
    ['is:ours', { name: 'is', value: 'ours' }],
    ['ist:ungelesen', { name: 'is', value: 'unread' }],
    ['is:set_aside', { name: 'is', value: 'set_aside' }],
    ['ist:Später', { name: 'is', value: 'snoozed' }],
    ['in:email', { name: 'in', value: 'email' }],
    ['in:Kommentare', { name: 'in', value: 'comment' }],
    ['has:attachment', { name: 'has', value: 'attachment' }],
    ['hat:Anhang', { name: 'has', value: 'attachment' }],
    ['before:2026-05-04', { name: 'before', value: '2026-05-04' }],
    ['vor:4.5.2026', { name: 'before', value: '2026-05-04' }],
    ['nach:2026-05', { name: 'after', value: '2026-05-01' }],
    ['after:2026', { name: 'after', value: '2026-01-01' }],
    ['after:today', { name: 'after', value: '2026-03-31' }],
    ['nach:gestern', { name: 'after', value: '2026-03-30' }],
    ['after:2w', { name: 'after', value: '2026-03-17' }],
    ['after:1m', { name: 'after', value: '2026-02-28' }],
    ['after:1y', { name: 'after', value: '2025-03-31' }],
  ])('%j', (typed, expected) => {
    expect(parse(`lamp ${typed}`)).toEqual({
      terms: [{ words: ['lamp'], quoted: false, negated: false, unfinished: false }],
      filters: [{ ...expected, negated: false }],
    });
    expect(parse(`-${typed}`).filters).toEqual([{ ...expected, negated: true }]);
  });
});

/** Repeatable with PARLEY_SEED. */
const check = { seed: Number(process.env.PARLEY_SEED ?? Date.now() % 2 ** 31), numRuns: 300 };
const bit = fc.constantFrom(
  '"',
  '“',
  '-',
  ':',
  ' ',
  'from:',
  'is:ours',
  'vor:',
  '7d',
  'ü',
  'lamp',
  '\\',
  "'",
  '\0',
  '😀',
);
const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.array(bit, { maxLength: 40 }).map((bits) => bits.join('')),
);

describe('whatever is typed', () => {
  test('words hold nothing but letters and digits, and there are not too many', () => {
    fc.assert(
      fc.property(anything, (typed) => {
        const query = parse(typed);
        const words = query.terms.flatMap((term) => term.words);
        for (const word of words) expect(word).toMatch(/^[\p{L}\p{M}\p{N}]+$/u);
        for (const term of query.terms) expect(term.words).not.toEqual([]);
        expect(words.length).toBeLessThanOrEqual(MOST_SEARCH_WORDS);
        expect(query.filters.length).toBeLessThanOrEqual(MOST_SEARCH_FILTERS);
        expect(query.terms.filter(({ unfinished }) => unfinished).length).toBeLessThanOrEqual(1);
      }),
      check,
    );
  });

  test('plain words come back as they were typed', () => {
    const plain = fc.array(fc.stringMatching(/^[a-zäöü0-9]{1,12}$/), {
      minLength: 1,
      maxLength: MOST_SEARCH_WORDS,
    });
    fc.assert(
      fc.property(plain, (words) => {
        expect(parse(words.join(' ')).terms.flatMap((term) => term.words)).toEqual(words);
        expect(wordsOf(words.join('-'))).toEqual(words);
      }),
      check,
    );
  });

  test('no word gets lost beside operators', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('is:ours', '-tag:vip', 'has:attachment', 'lamp', '"old lamp"'), {
          maxLength: 8,
        }),
        (parts) => {
          const query = parse(parts.join(' '));
          expect(query.terms).toHaveLength(parts.filter((part) => part.includes('lamp')).length);
          expect(query.filters).toHaveLength(parts.filter((part) => part.includes(':')).length);
        },
      ),
      check,
    );
  });

  test.each([
    ['"'.repeat(10_000)],
    ['from:'.repeat(2_000)],
    ['-'.repeat(10_000)],
    ['a:'.repeat(5_000)],
    ['"a '.repeat(3_000)],
  ])('ten kilobytes of %.6s do no harm', (typed) => {
    expect(parse(typed).terms.flatMap((term) => term.words).length).toBeLessThanOrEqual(MOST_SEARCH_WORDS);
  });
});
