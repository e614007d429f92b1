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
  /** the first line below a drawn rule */
  | 'ruled'
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

/**
 * Lines looked at closely. Whatever stands further down in the writer's own words, in a mail of megabytes,
 * stays as it is; what is marked as quoted is still seen.
 */
export const CLOSE_LOOK_LINES = 20_000;

/** Marks that steer the direction of writing, and widthless ones, which programs set around names and dates. */
const UNSEEN_MARKS = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]/g;

/** The text as it looks: without unseen marks, with plain blanks. */
export function visible(text: string): string {
  return text.replace(UNSEEN_MARKS, '').replace(/[\u00a0\u2000-\u200a\u202f\u3000]/g, ' ');
}

export function isBlank(line: ReplyLine): boolean {
  return line.text.trim() === '';
}

/** `> text`, `>> text`, and the initials some programs put in front: `AB> text`. */
const QUOTE_PREFIX = /^[ \t]{0,3}(?:>|[A-Z]{1,3}>(?:[ \t]|$))/;

export function plainLine(text: string): ReplyLine {
  return { text, quoted: QUOTE_PREFIX.test(text), mark: 'none' };
}

/**
 * Reads plain text as lines. Accidents are mended: `>` at the beginning of a line may close an address
 * opened on the line above, or begin a face; and a quoted line may go on, unmarked, on the next.
 */
export function plainLines(texts: readonly string[]): ReplyLine[] {
  const lines = texts.map(plainLine);
  for (let i = 1; i < lines.length; i += 1) {
    const above = lines[i - 1]!;
    const line = lines[i]!;
    if (line.quoted && !above.quoted && (closesBracket(lines, i) || isFace(line.text))) {
      lines[i] = { ...line, quoted: false };
    }
    if (
      !line.quoted &&
      above.quoted &&
      lines[i + 1]?.quoted &&
      (goesOn(above.text, line.text) || isLink(line.text))
    ) {
      lines[i] = { ...line, quoted: true };
    }
  }
  return lines;
}

/** Column by which programs that wrap quoted lines have wrapped them. */
const WRAP_COLUMN = 60;

/** `>:(` */
function isFace(text: string): boolean {
  return /^\s{0,3}>[.:;=][-'^]?[()<>DPOo/\\|](?:\s|$)/.test(text);
}

/** A link that was too long for its quoted line: `<https://…>` and perhaps the mark of the line after. */
function isLink(text: string): boolean {
  return text.length < 2_000 && /^\s*[<([]?(?:https?:\/\/|mailto:)\S+\s?>?\s*$/.test(text);
}

function goesOn(quoted: string, next: string): boolean {
  return (
    quoted.length >= WRAP_COLUMN && !/[.?!:;]["”“)]?\s*$/.test(quoted.slice(-8)) && /^\p{Ll}/u.test(next)
  );
}

/** "Anna <anna@example.org" above, or a lone "<" two lines up, and now ">:". */
function closesBracket(lines: readonly ReplyLine[], at: number): boolean {
  for (let i = at - 1; i >= Math.max(0, at - 2); i -= 1) {
    const text = lines[i]!.text;
    if (text.length > CLOSE_LOOK_LIMIT || text.trim() === '') return false;
    if (text.trim() === '<') return true;
    const open = text.lastIndexOf('<');
    if (open > text.lastIndexOf('>')) return /^<\s*(?:mailto:|https?:|\S+@\S)/.test(text.slice(open));
    if (!/^mailto:/.test(text.trim())) return false;
  }
  return false;
}

/** A line of nothing but rule characters: `-----`, `_____`, `* * *`. */
export function isRule(line: ReplyLine): boolean {
  return line.text.length <= CLOSE_LOOK_LIMIT && /^\s*[-_=*~#+–—](?:\s*[-_=*~#+–—]){2,}\s*$/.test(line.text);
}
