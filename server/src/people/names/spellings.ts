/** So many pairs of letters are read both ways; more than that nobody writes in one word. */
const MOST_PAIRS = 3;
const UMLAUTS: Record<string, string> = { ä: 'ae', ö: 'oe', ü: 'ue' };

/**
 * The ways a word may be spelt where `ü` cannot be typed. The index knows `Müller` as `muller` and `Mueller` as `mueller`:
 * whoever types `Müller` or `mueller` means both. Behind another vowel or a `q` (`neue`, `Quelle`) it is no umlaut.
 */
export function spellings(word: string): string[] {
  const lower = word.toLowerCase();
  const ways = new Set([lower, lower.replace(/[äöü]/g, (letter) => UMLAUTS[letter] ?? letter)]);
  const pairs = [...lower.matchAll(/(?<![aeiouqäöü])([aou])e/g)].slice(0, MOST_PAIRS);
  for (let choice = 1; choice < 2 ** pairs.length && lower.length > 3; choice += 1) {
    let way = lower;
    // From behind, so that the places before stay true.
    for (let place = pairs.length - 1; place >= 0; place -= 1) {
      const at = pairs[place]?.index;
      if (at !== undefined && choice & (1 << place)) way = way.slice(0, at + 1) + way.slice(at + 2);
    }
    ways.add(way);
  }
  return [...ways];
}
