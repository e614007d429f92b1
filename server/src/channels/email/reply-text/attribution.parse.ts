import { ATTRIBUTION_STARTS, WROTE_WORDS, WROTE_WORDS_UNSPACED } from './quote-words.js';
import { CLOSE_LOOK_LIMIT, isBlank, type ReplyLine } from './reply-line.js';

/** Mail programs wrap at about 72 columns; "On …, a long name <a long address> wrote:" takes up to four
 * lines, and Polymail sets the angle brackets of the address on lines of their own. */
const MAX_LINES = 5;

const WROTE = new RegExp(
  `(?<!\\p{L})(?:${WROTE_WORDS.join('|')})(?!\\p{L})|${WROTE_WORDS_UNSPACED.join('|')}`,
  'iu',
);
const WROTE_ANYWHERE = new RegExp(WROTE.source, 'giu');
const ENDS_IN_WROTE = new RegExp(`(?:${WROTE.source})[^\\p{L}\\d]{0,4}[:\uff1a][^\\p{L}\\d]{0,4}$`, 'iu');
const DECORATION = `[\\s*_\\-–—+"'<(\\[]{0,12}`;
const STARTS = new RegExp(
  `^${DECORATION}(?:(?:${ATTRIBUTION_STARTS.join('|')})(?![\\p{Script=Latin}\\p{Script=Cyrillic}])|\\d)`,
  'iu',
);
const YEAR = /(?<!\d)(?:19|20)\d\d(?!\d)/;
const TIME = /(?<![\d.])[0-2]?\d[:.h][0-5]\d(?!\d)/i;
const NUMERIC_DATE = /(?<!\d)\d{1,4}[./-]\s?\d{1,2}[./-]\s?\d{1,4}(?!\d)/;
const STARTS_WITH_DATE =
  /^[\s*_]{0,4}(?:\d{1,4}[./-]\s?\d{1,2}[./-]\s?\d{1,4}(?![.\d])|\d{4}\s?[年년]|\d{1,2}\.?\s+\p{L}{3,12}\.?,?\s+\d{4})/u;
const ADDRESS = /[^\s<>()[\]"',;:]+@[^\s<>()[\]"',;:]+/;
const ANGLE_ADDRESS = /(?:<|&lt;|\()\s*(?:mailto:)?[^\s<>()]{1,120}@[^\s<>()]{1,120}\s*(?:>|&gt;|\))/;
const ENDS_IN_COLON = /[:\uff1a][\s*_]{0,6}$/;
/** "On …, Anna <address> wrote" without the colon: then address, date and time must all be there. */
const ENDS_BARE = new RegExp(`(?:${WROTE.source})[\\s*_]{0,6}$`, 'iu');
/** Gmail's form where the sender has no address: "2016-03-03 17:21 GMT+01:00 Anna Berger". */
const GMT_DATE_NAME = /^\d{4}-\d\d-\d\d \d{1,2}:\d\d GMT[+-]\d\d:\d\d \S.{1,60}$/;
const ENDS_IN_ADDRESS = /(?:>|&gt;|\))[\s*_]{0,4}[:\uff1a]?[\s*_]{0,6}$/;
const DASHED = /^\s*-{2,}\s*(.*?)\s*-{2,}\s*$/;
const NAME_THEN_DATE = new RegExp(
  `^${DECORATION}[^:!?]{2,80}?\\s(?:${WROTE.source})\\s+(?:am|on|at|le|op|den|il|el|em)\\s`,
  'iu',
);
/** A member of the conversation telling in their own words: "Am Montag um 10:30 schrieb ich Ihnen:". */
const FIRST_PERSON = /(?<!\p{L})(?:I|we|me|us|my|our|ich|wir|mir|uns|je|nous|yo|nosotros)(?!\p{L})|j['’]ai/u;

export interface Attribution {
  /** How many lines it takes. */
  readonly lines: number;
  /** Written by a program beyond doubt; a weak one counts only right above quoted lines. */
  readonly strong: boolean;
}

/**
 * Is there, beginning at `at`, a line (or a few, wrapped) by which a mail program announces a quote:
 * "On … wrote:", "Am … schrieb …:", "2014-03-20 20:48 GMT+01:00 Name <address>:"? Null if not.
 */
export function matchAttribution(lines: readonly ReplyLine[], at: number): Attribution | null {
  for (let count = 1; count <= MAX_LINES; count += 1) {
    if (!mayEnd(lines[at + count - 1])) continue;
    const text = joined(lines, at, count);
    if (text === null) return null;
    const strong = isStrong(text);
    if (!strong && !(count <= 2 && isWeak(text, lines, at + count))) continue;
    return swallowsText(lines, at, count) ? null : { lines: count, strong };
  }
  return null;
}

/** Splits off an announcement that shares its line with the reply: "sounds good--- On Mon, … wrote:". */
export function splitSharedLine(text: string): [string, string] | null {
  if (text.length > CLOSE_LOOK_LIMIT || !ENDS_IN_COLON.test(text.slice(-12)) || !ENDS_IN_WROTE.test(text))
    return null;
  const match = /\S(\s*-{2,}\s+|\s+)(?=(?:On|Am)\s+(?:\p{L}{2,9}[.,]|\d))/u.exec(text);
  if (!match) return null;
  const head = text.slice(0, match.index + 1);
  const rest = text.slice(match.index + match[0].length);
  return isStrong(rest) && ADDRESS.test(rest) && TIME.test(rest) ? [head, rest] : null;
}

/** A line of text above must not be taken for the beginning of the announcement that follows it. */
function swallowsText(lines: readonly ReplyLine[], at: number, count: number): boolean {
  for (let skip = 1; skip < count; skip += 1) {
    const later = joined(lines, at + skip, count - skip);
    if (later !== null && STARTS.test(later) && isStrong(later)) return true;
  }
  return false;
}

/** Announcements end in a colon, an address, or dashes: most lines need no closer look. */
function mayEnd(line: ReplyLine | undefined): boolean {
  if (line === undefined || line.quoted) return false;
  if (/[:\uff1a>);-][\s*_]{0,8}$/.test(line.text.slice(-10))) return true;
  return ENDS_BARE.test(line.text.slice(-24)) || GMT_DATE_NAME.test(line.text.slice(0, 120));
}

function joined(lines: readonly ReplyLine[], at: number, count: number): string | null {
  let text = '';
  for (let i = at; i < at + count; i += 1) {
    const line = lines[i];
    if (!line || line.quoted || line.text.length > CLOSE_LOOK_LIMIT) return null;
    if (isBlank(line) && !(i > at && lines[i + 1]?.text.trim() === '<')) return null;
    text += (text ? ' ' : '') + line.text.trim();
  }
  return text.length > CLOSE_LOOK_LIMIT ? null : text;
}

function isStrong(raw: string): boolean {
  const dashed = DASHED.exec(raw)?.[1];
  // "---- On Mon, … wrote ----" and "---- Anna wrote ----" (Zoho, some Android programs)
  if (dashed) return dashed.length < 200 && new RegExp(`(?:${WROTE.source})[:\uff1a]?$`, 'iu').test(dashed);
  const hasAddress = ADDRESS.test(raw);
  const hasDate = YEAR.test(raw) || NUMERIC_DATE.test(raw) || TIME.test(raw);
  if (STARTS_WITH_DATE.test(raw) && ANGLE_ADDRESS.test(raw)) {
    if (ENDS_IN_ADDRESS.test(raw) || ENDS_IN_COLON.test(raw)) return true;
  }
  if (GMT_DATE_NAME.test(raw)) return true;
  if (FIRST_PERSON.test(raw.replace(/[^\s]+@[^\s]+/g, ''))) return false;
  const angle = ANGLE_ADDRESS.exec(raw);
  const complete = STARTS.test(raw) && angle !== null && YEAR.test(raw) && TIME.test(raw);
  if (!ENDS_IN_COLON.test(raw)) return complete && ENDS_BARE.test(raw);
  if (complete) return true;
  const wrote = lastWrote(raw);
  if (!wrote) return false;
  if (/^sent$/i.test(wrote[0]) && !hasAddress) return false;
  if (STARTS.test(raw) && hasDate && raw.length - wrote.index < 160) return true;
  if (angle && angle.index < 90 && wrote.index > angle.index) return true;
  return NAME_THEN_DATE.test(raw) && TIME.test(raw);
}

function lastWrote(text: string): (RegExpMatchArray & { index: number }) | null {
  return [...text.matchAll(WROTE_ANYWHERE)].at(-1) ?? null;
}

/** "Anna Berger wrote:" is somebody's own sentence unless quoted lines follow at once. */
function isWeak(text: string, lines: readonly ReplyLine[], next: number): boolean {
  if (text.length > 200 || !(ENDS_IN_WROTE.test(text) || (ENDS_IN_COLON.test(text) && WROTE.test(text)))) {
    return false;
  }
  let i = next;
  while (i < next + 2 && lines[i] && isBlank(lines[i]!)) i += 1;
  return lines[i]?.quoted === true;
}
