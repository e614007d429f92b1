import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { plainText } from '../../people/names/plain-text.js';
import { excerptOf } from './search-excerpt.js';

const marks = (...words: string[]) => ({ words: new Set(words), beginnings: [] as string[] });
const shown = (text: string, ...words: string[]) =>
  excerptOf(text, marks(...words))
    .excerpt.replaceAll('\u{e000}', '[')
    .replaceAll('\u{e001}', ']');

describe('an excerpt', () => {
  test('marks words as they are written', () => {
    expect(shown('Das Päckchen, die Päckchen!', 'packchen')).toBe('Das [Päckchen], die [Päckchen]!');
    expect(excerptOf('cardboard', { words: new Set(), beginnings: ['card'] }).excerpt).toBe(
      '\u{e000}cardboard\u{e001}',
    );
  });

  test('is cut where the words stand', () => {
    const text = `${'lead '.repeat(100)}the lamp is broken ${'tail '.repeat(100)}`;
    expect(shown(text, 'lamp', 'broken')).toMatch(/^… (lead ){5}the \[lamp\] is \[broken\] (tail ){19}…$/);
  });

  test('shows the place with most of them', () => {
    const text = `lamp ${'x '.repeat(60)}broken lamp ${'y '.repeat(60)}`;
    expect(shown(text, 'lamp', 'broken')).toContain('[broken] [lamp]');
  });

  test('is the beginning where nothing was found', () => {
    expect(shown('Hello\n\n  there ', 'lamp')).toBe('Hello there');
    expect(shown('🐘 !!', 'lamp')).toBe('🐘 !!');
    expect(shown('', 'lamp')).toBe('');
  });

  test('takes no marks from a sender, and no long rows of signs', () => {
    expect(shown(`a\u{e000}b\u{e001} ${'-'.repeat(300)} lamp`, 'lamp')).toBe('ab --- [lamp]');
  });

  test('is short and well-formed, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 400 }),
        fc.constantFrom('a', 'e', '1'),
        (text, letter) => {
          const { excerpt } = excerptOf(text, { words: new Set(), beginnings: [letter] });
          expect(excerpt.replace(/\u{e000}[^\u{e000}\u{e001}]+\u{e001}/gu, '')).not.toMatch(
            /[\u{e000}\u{e001}]/u,
          );
        },
      ),
      { seed: Number(process.env.PARLEY_SEED ?? Date.now() % 2 ** 31) },
    );
  });
});

test.each([
  ['Müller', 'muller'],
  ['Straße', 'strasse'],
  ['ŁÓDŹ', 'lodz'],
  ['Ærø', 'aero'],
])('plainText(%s)', (word, plain) => {
  expect(plainText(word)).toBe(plain);
});
