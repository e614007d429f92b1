/** Characters of the last words kept in the queue's row. */
const WORDS = 240;

/** What a row shows of an utterance: what its author warned of instead of what stands behind it; of files alone their names. */
export function saidInShort(said: {
  text: string;
  warning?: string | null;
  filenames: readonly string[];
}): string {
  if (said.warning?.trim()) return `⚠️ ${said.warning}`;
  return said.text.trim() === '' ? said.filenames.map((name) => `📎 ${name}`).join(' ') : said.text;
}

/** One line for the queue's row. */
export function wordsOf(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= WORDS) return line;
  // An emoji is two of what JavaScript counts; half of one cannot be stored.
  return `${line.slice(0, WORDS - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
