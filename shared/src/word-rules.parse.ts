/**
 * Finds the first of these words in a text, whatever its case, accents and umlauts: `Gänse`, `ganse` and `Gaense` are the same
 * word. Pure; no pattern anybody could write is ever run.
 * @param whole only where nothing of a word stands before or behind it
 * @returns the word as it was given, or null
 */
export function wordFinder(words: readonly string[], whole: boolean): (text: string) => string | null {
  const sought = words
    .map((word) => ({ word, forms: readings(word.trim()) }))
    .filter(({ forms }) => forms.some((form) => form !== ''));
  return (text) => {
    const read = readings(text);
    const found = sought.find(({ forms }) =>
      forms.some((form, at) => form !== '' && stands(read[at] ?? '', form, whole)),
    );
    return found?.word ?? null;
  };
}

const UMLAUTS: Record<string, string> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' };

/** A text as it is compared: without accents, and with umlauts written out. */
function readings(text: string): [string, string] {
  const lower = text.normalize('NFC').toLowerCase();
  const bare = (value: string) =>
    value
      .normalize('NFKD')
      .replace(/\p{Diacritic}/gu, '')
      .replaceAll('ß', 'ss')
      .replace(/\s+/gu, ' ');
  return [bare(lower), bare(lower.replace(/[äöüß]/g, (sign) => UMLAUTS[sign] ?? sign))];
}

const PART_OF_WORD = /[\p{L}\p{N}_]/u;

function stands(text: string, word: string, whole: boolean): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!whole) return true;
    const before = [...text.slice(Math.max(0, at - 2), at)].at(-1) ?? '';
    const after = [...text.slice(at + word.length, at + word.length + 2)][0] ?? '';
    if (!PART_OF_WORD.test(before) && !PART_OF_WORD.test(after)) return true;
  }
  return false;
}
