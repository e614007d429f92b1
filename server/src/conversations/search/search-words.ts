/** More words than that narrow nothing down. */
const MOST_WORDS = 12;

/**
 * What somebody typed, as a query of the configuration `parley_simple`: all its words, the last one as a beginning,
 * because they may still be typing it. Null when there is no word in it. Only letters and digits, so that nothing of
 * it is syntax.
 */
export function prefixQuery(typed: string): string | null {
  const words =
    typed
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu)
      ?.slice(0, MOST_WORDS) ?? [];
  if (words.length === 0) return null;
  return words.map((word, index) => (index === words.length - 1 ? `${word}:*` : word)).join(' & ');
}

/** Trigram indexes know nothing shorter. */
const SHORTEST_NAME = 3;

/** Whether it is long enough to look for within names, addresses and subjects. */
export const findsNames = (typed: string): boolean => [...typed.trim()].length >= SHORTEST_NAME;
