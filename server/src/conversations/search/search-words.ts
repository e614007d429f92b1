import type { SearchTerm } from '@parley/shared/search-query.parse.js';
import { spellings } from '../../people/names/spellings.js';

/** What is known of a word somebody looks for. */
export interface KnownWord {
  /** Lower case, without accents: as it stands in the index. */
  plain: string;
  /** How else it is written where it means the same: other forms of it in German and English. */
  forms: string[];
  /** So common in one of the languages that it narrows nothing down. */
  filler: boolean;
  /** The index knows so many words with this beginning that it is no help in finding them. */
  wide: boolean;
}
export type KnownWords = ReadonlyMap<string, KnownWord>;

/** A condition on the words of a message: queries of the configuration `parley_simple`. */
export interface WordsQuery {
  /** Found by the index. */
  found: string;
  /** Checked on what the index finds. */
  checked: string | null;
}

/** Too short to be the beginning of a certain word. */
const SHORTEST_BEGINNING = 3;

/** Those that narrow something down; all of them where none does. */
export function telling(terms: readonly SearchTerm[], known: KnownWords): SearchTerm[] {
  const wanted = terms.filter(({ negated }) => !negated);
  const tells = wanted.filter((term) => {
    const [word, more] = term.words;
    if (word === undefined || more !== undefined || term.quoted) return true;
    if (term.unfinished && word.length < SHORTEST_BEGINNING) return false;
    return known.get(word.toLowerCase())?.filler !== true;
  });
  return tells.length > 0 ? tells : wanted;
}

/**
 * All of `wanted`, and nothing of what is negated in `terms`. Null where there is neither.
 * @param known every spelling of every word
 */
export function wordsQuery(
  wanted: readonly SearchTerm[],
  terms: readonly SearchTerm[],
  known: KnownWords,
): WordsQuery | null {
  const isWide = (term: SearchTerm) =>
    term.unfinished && spellingsOf(term.words.at(-1) ?? '', known).some(({ wide }) => wide);
  const help = wanted.filter((term) => !isWide(term));
  const found = help.length > 0 ? help : wanted;
  const checked = found === help ? wanted.filter(isWide) : [];
  const parts = [
    ...found.map((term) => termQuery(term, known)),
    ...terms.filter(({ negated }) => negated).map((term) => `!(${termQuery(term, known)})`),
  ];
  if (parts.length === 0) return null;
  const all = (queries: string[]) => queries.map((query) => `(${query})`).join(' & ');
  return {
    found: all(parts),
    checked: checked.length === 0 ? null : all(checked.map((term) => termQuery(term, known))),
  };
}

function termQuery(term: SearchTerm, known: KnownWords): string {
  const { words, quoted, unfinished } = term;
  const last = words.length - 1;
  const each = words.map((word, index) => {
    const ways = spellingsOf(word, known);
    const alternatives = new Set(ways.map(({ plain }) => lexeme(plain)));
    if (!quoted && words.length === 1)
      for (const { forms } of ways) for (const form of forms) alternatives.add(lexeme(form));
    if (unfinished && index === last) for (const { plain } of ways) alternatives.add(`${lexeme(plain)}:*`);
    return `(${[...alternatives].join(' | ')})`;
  });
  const inARow = each.join(' <-> ');
  if (quoted || words.length !== 2) return inARow;
  // `e-mail` is also found where it is written in one word.
  return `(${inARow}) | ${lexeme(`${spellingsOf(words[0] ?? '', known)[0]?.plain}${spellingsOf(words[1] ?? '', known)[0]?.plain}`)}`;
}

const spellingsOf = (word: string, known: KnownWords): KnownWord[] =>
  spellings(word).map((way) => known.get(way) ?? { plain: way, forms: [], filler: false, wide: false });

const lexeme = (word: string): string => `'${word.replace(/['\\]/g, '$&$&')}'`;

/** The words to mark where something was found. */
export function marksOf(
  terms: readonly SearchTerm[],
  known: KnownWords,
): { words: Set<string>; beginnings: string[] } {
  const marks = { words: new Set<string>(), beginnings: [] as string[] };
  for (const { words, negated, quoted, unfinished } of terms) {
    if (negated) continue;
    for (const [index, word] of words.entries()) {
      for (const { plain, forms } of spellingsOf(word, known)) {
        marks.words.add(plain);
        if (!quoted) for (const form of forms) marks.words.add(form);
        if (unfinished && index === words.length - 1) marks.beginnings.push(plain);
      }
    }
  }
  return marks;
}
