/** What the markup says about a line, where there was markup. */
export type LineMark =
  | 'none'
  /** a mail program's own container for "… wrote:" */
  | 'attribution'
  /** a mail program's own container for the mail that is answered: everything from here on is quoted */
  | 'original'
  /** a mail program's own container for a mail that is passed on */
  | 'forward'
  /** a mail program's own container for a signature */
  | 'signature'
  /** a quote in the container Gmail also gives to what the writer quotes by hand */
  | 'pasted';

/** One line of a mail body, from the plain text or read off the markup. */
export interface ReplyLine {
  readonly text: string;
  /** `>` in front, or inside a blockquote. */
  readonly quoted: boolean;
  readonly mark: LineMark;
}

/**
 * What a line is to the reader. Headers announce a quote. A signature below the quote is a `footer`: it
 * has no place among the writer's words even where signatures are kept.
 */
export type LineRole = 'own' | 'quote' | 'header' | 'forward' | 'signature' | 'footer';

/**
 * Longest line, in characters, that is looked at closely. Announcements and signatures are short; a
 * longer line is running text, and never costs more than a look at its first character.
 */
export const CLOSE_LOOK_LIMIT = 400;

export function isBlank(line: ReplyLine): boolean {
  return line.text.trim() === '';
}

/** `> text`, `>> text`, and the initials some programs put in front: `AB> text`. */
const QUOTE_PREFIX = /^[ \t]{0,3}(?:>|[A-Z]{1,3}>(?:[ \t]|$))/;

export function plainLine(text: string): ReplyLine {
  return { text, quoted: QUOTE_PREFIX.test(text), mark: 'none' };
}

/** A line of nothing but rule characters: `-----`, `_____`, `* * *`. */
export function isRule(line: ReplyLine): boolean {
  return line.text.length <= CLOSE_LOOK_LIMIT && /^\s*[-_=*~#–—](?:\s*[-_=*~#–—]){2,}\s*$/.test(line.text);
}
