import { plainText } from '../../people/names/plain-text.js';

/** Words of an excerpt, and how many of them stand before the first one that was found. */
const LENGTH = 28;
const BEFORE = 6;
const BEGIN = '\u{e000}';
const END = '\u{e001}';

export interface Marks {
  /** Lower case, without accents. */
  words: ReadonlySet<string>;
  beginnings: readonly string[];
}

/**
 * The place in a text where most of the words stand, each found word between U+E000 and U+E001; its beginning where there
 * is none of them.
 */
export function excerptOf(text: string, marks: Marks): { excerpt: string; found: number } {
  const words = [...text.matchAll(/[\p{L}\p{M}\p{N}]+/gu)].map((match) => ({
    from: match.index,
    to: match.index + match[0].length,
    found: isMarked(match[0], marks),
  }));
  const start = bestStart(words.map(({ found }) => found));
  const shown = words.slice(start, start + LENGTH);
  const last = shown.at(-1);
  if (last === undefined) return { excerpt: clean(text).slice(0, 200), found: 0 };
  const isEnd = start + LENGTH >= words.length;
  let excerpt = start === 0 ? '' : '… ';
  let at = start === 0 ? 0 : (shown[0]?.from ?? 0);
  for (const { from, to, found } of shown) {
    const word = text.slice(from, to);
    excerpt += clean(text.slice(at, from)) + (found ? `${BEGIN}${word}${END}` : word);
    at = to;
  }
  excerpt += isEnd ? clean(text.slice(at)).slice(0, 20) : ' …';
  return { excerpt: excerpt.replace(/\s+/g, ' ').trim(), found: shown.filter(({ found }) => found).length };
}

/** What a sender wrote between words is no mark of ours, and no 300 dashes. */
const clean = (between: string): string =>
  between.replace(/[\u{e000}\u{e001}]/gu, '').replace(/(\S)\1{3,}/gu, '$1$1$1');

function isMarked(word: string, { words, beginnings }: Marks): boolean {
  const plain = plainText(word);
  return words.has(plain) || beginnings.some((beginning) => plain.startsWith(beginning));
}

/** The first place from which most found words are in sight. */
function bestStart(found: readonly boolean[]): number {
  let best = 0;
  let most = 0;
  let inSight = 0;
  let from = 0;
  for (const [index, isFound] of found.entries()) {
    if (isFound) inSight += 1;
    for (; index - from >= LENGTH - BEFORE; from += 1) if (found[from]) inSight -= 1;
    if (inSight > most) {
      most = inSight;
      best = from;
    }
  }
  const first = found.indexOf(true, best);
  if (first < 0) return 0;
  // Room before it, but none of it where the text ends sooner than the excerpt.
  return Math.max(0, Math.min(first - BEFORE, Math.max(0, found.length - LENGTH)));
}
