/** Characters of the last words kept in the queue's row. */
const WORDS = 240;

/** One line for the queue's row. */
export function wordsOf(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= WORDS) return line;
  // An emoji is two of what JavaScript counts; half of one cannot be stored.
  return `${line.slice(0, WORDS - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
