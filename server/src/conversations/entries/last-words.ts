/** Characters of the last words kept in the queue's row. */
const WORDS = 240;

/** One line for the queue's row. */
export function wordsOf(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > WORDS ? `${line.slice(0, WORDS - 1)}…` : line;
}
