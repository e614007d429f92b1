import { BEGINNINGS_SOURCE, EXCERPTS, QUOTING_SOURCE, WROTE_SOURCE } from './attribution-words.js';

const DECORATION = `[\\s*_\\-–—+"'<(\\[]{0,12}`;
const WROTE = new RegExp(WROTE_SOURCE, 'iu');
const WROTE_ANYWHERE = new RegExp(WROTE_SOURCE, 'giu');
const ENDS_IN_COLON = /[:\uff1a][\s*_]{0,6}$/;
const ENDS_BARE = new RegExp(`(?:${WROTE_SOURCE})[\\s*_]{0,6}$`, 'iu');
const BEGINS = new RegExp(
  `^${DECORATION}(?:(?:${BEGINNINGS_SOURCE})(?![\\p{Script=Latin}\\p{Script=Cyrillic}])|\\d)`,
  'iu',
);
/** Each set off from the next: "amama" could be divided in countless ways. */
const ONLY_BEGINS = new RegExp(`^(?:(?:${BEGINNINGS_SOURCE})(?:[.,]\\s*|\\s+|$))+$`, 'iu');
const QUOTING = new RegExp(
  `^${DECORATION}(?:${QUOTING_SOURCE})\\s[^:]{0,80}\\S@\\S{1,80}[:\uff1a]?[\\s*_]{0,6}$`,
  'iu',
);
const YEAR = /(?<!\d)(?:19|20)\d\d(?!\d)/;
const NUMERIC_DATE = /(?<!\d)\d{1,4}[./-]\s?\d{1,2}[./-]\s?\d{1,4}(?!\d)/;
const TIME = /(?<![\d.])[0-2]?\d[:.h][0-5]\d(?!\d|\.\d)/i;
const SECONDS = /\d[:.][0-5]\d[:.][0-5]\d/;
/** "3.3.2025" but not "5.1.1", "2025年", "3. März 2025", "Mar 3, 2025". */
const STARTS_WITH_DATE =
  /^[\s*_]{0,4}(?:(?:\d{4}[./-]\s?\d{1,2}[./-]\s?\d{1,2}|\d{1,2}[./-]\s?\d{1,2}[./-]\s?\d\d(?:\d\d)?)(?!\.?\d)|\d{4}\s?[年년]|\d{1,2}\.?\s+(?:de\s+)?\p{L}{3,12}\.?,?\s+(?:de\s+)?\d{4}|\p{Lu}\p{L}{2,11}\.?\s+\d{1,2},?\s+\d{4})/u;
/** Gmail's form where the sender has no address: "2016-03-03 17:21 GMT+01:00 Anna Berger". */
const GMT_DATE_NAME = /^\d{4}-\d\d-\d\d \d{1,2}:\d\d GMT[+-]\d\d:\d\d \S.{1,60}$/;
const ADDRESS = /[^\s<>()[\]"',;:]@[^\s<>()[\]"',;:]/;
const BRACKETED_ADDRESS = /(?:<|&lt;|\()\s*(?:mailto:)?[^\s<>()]{1,120}@[^\s<>()]{1,120}\s*(?:>|&gt;|\))/;
const ENDS_IN_BARE_ADDRESS = /\s[^\s<>()[\]"',;:]{1,80}@[^\s<>()[\]"',;:]{1,80}[:\uff1a][\s*_]{0,6}$/;
const DASHES_AHEAD = /^[-\u2010-\u2015]{2,}/;
const DASHES_BEHIND = /(?<![-\u2010-\u2015])[-\u2010-\u2015]{2,}$/;
const DASHED_WROTE = new RegExp(`(?:${WROTE_SOURCE})\\s?[:\uff1a]?$`, 'iu');
/** "Anna Berger schrieb am 3. März 2025 um 09:12:". */
const NAME_WROTE_DATE = new RegExp(
  `^${DECORATION}(?:\\p{Lu}|[^\\s@]{1,60}@)[^:!?]{1,80}?\\s(?:${WROTE_SOURCE})\\s+(?:\\p{L}{1,12}\\.?,?\\s+){0,3}\\[?\\d`,
  'u',
);
/** "Anna Berger hat am 03.03.2025 09:12 geschrieben:", "Anna Berger 於 2025/3/3 09:12 寫道:". */
const NAME_DATE_WROTE = /^[\s"']{0,4}\p{Lu}[^:!?\d]{1,60}\s\d/u;
/** A member of the conversation telling in their own words: "Am Montag um 10:30 schrieb ich Ihnen:". */
const FIRST_PERSON =
  /(?<!\p{L})(?:I|we|me|us|my|our|ich|wir|mir|uns|meine?|unsere?|nous|yo|nosotros|io|ik|wij|jag|jeg)(?!\p{L})|j['’]ai|(?<!\p{L})je\s+(?:vous|te|lui|leur|l['’])/u;
/** Somebody telling of others: "On 15 Dec 2024 the team wrote:". Programs know names only. */
const TELLING =
  /(?<!\p{L})(?<!(?:von|van|zu|an|auf|in|bei|aus|op|de)\s)(?:the|this|that|these|those|some|many|several|his|her|their|its|der|die|das|eine?r?|diese[rs]?|ihre?r?|seine?r?)(?!\p{L})/u;
/** "As Anna wrote on 15 Dec 2024:" */
const CLAUSE =
  /^[^\p{L}]{0,12}(?:what|as|when|since|because|in|if|wie|was|als|da|weil|wenn|comme|quand|como|cuando|come|quando|zoals|som)\s/iu;
const TWO_SENTENCES = /\p{Ll}{4}[.!?]\s+\p{Lu}/u;

/** What of the parts of an announcement a text shows. */
interface Evidence {
  readonly address: boolean;
  /** In `<…>`, `&lt;…&gt;` or `(…)`. */
  readonly bracket: RegExpExecArray | null;
  /** `bracket`, unless it is round: people put addresses in round brackets too. */
  readonly angle: RegExpExecArray | null;
  readonly date: boolean;
  readonly time: boolean;
  /** Begins with a word or weekday programs begin with, or with a digit. */
  readonly begins: boolean;
}

function evidenceIn(text: string): Evidence {
  const bracket = BRACKETED_ADDRESS.exec(text);
  const round = /^\((?!<)/.test(bracket?.[0] ?? '');
  return {
    address: ADDRESS.test(text),
    bracket,
    angle: round ? null : bracket,
    date: YEAR.test(text) || NUMERIC_DATE.test(text),
    time: TIME.test(text),
    begins: BEGINS.test(text),
  };
}

/** Did a program write this, beyond doubt, to announce a quote? `text` is one line, unwrapped and visible. */
export function isStrongAttribution(text: string): boolean {
  const dashed = betweenDashes(text.trim());
  // "---- On Mon, … wrote ----" and "---- Anna wrote ----" (Zoho, Notes, some Android programs)
  if (dashed) return dashed.length < 200 && DASHED_WROTE.test(dashed);
  if (GMT_DATE_NAME.test(text) || QUOTING.test(text) || EXCERPTS.test(text)) return true;
  const seen = evidenceIn(text);
  if (STARTS_WITH_DATE.test(text) && namesSender(text, seen)) return true;
  if (FIRST_PERSON.test(withoutAddresses(text))) return false;
  const complete = seen.begins && seen.angle !== null && YEAR.test(text) && seen.time;
  // without the colon, address, date and time must all be there
  if (!ENDS_IN_COLON.test(text)) return complete && ENDS_BARE.test(text);
  return complete || framesDate(text, seen) || saysWrote(text, seen);
}

function betweenDashes(text: string): string | null {
  if (!DASHES_AHEAD.test(text) || !DASHES_BEHIND.test(text)) return null;
  return text.replace(DASHES_AHEAD, '').replace(DASHES_BEHIND, '').trim();
}

/** Behind the date, an address closes the line: "2025-03-03 9:12 Anna <anna@example.org>:". */
function namesSender(text: string, seen: Evidence): boolean {
  const after = seen.angle ? text.slice(seen.angle.index + seen.angle[0].length) : null;
  // "…>:" and "…>님이 작성:"; without the colon, a line of a log tells seconds
  if (after !== null && ENDS_IN_COLON.test(text)) return wordsIn(after) <= 3;
  if (after !== null && /^[>\s*_]*$/.test(after) && !SECONDS.test(text)) {
    // a changelog tells dates, and no time; Gmail once did, with slashes: "2013/7/20 Anna <anna@example.org>"
    return seen.time || /^\d{4}\/\d/.test(text);
  }
  // "3. März 2025, 09:12 von anna@example.org:" (Tuta)
  return seen.time && ENDS_IN_BARE_ADDRESS.test(text) && wordsIn(text) <= 6;
}

/**
 * Date, time and address as only programs put them together, whatever the words: the date in the first few
 * words and the address at the end, or name and address first and next to no words but the date behind.
 */
function framesDate(text: string, { angle, date, time }: Evidence): boolean {
  if (!angle || !date || !time) return false;
  const before = text.slice(0, angle.index);
  const after = text.slice(angle.index + angle[0].length);
  if (wordsAhead(before) <= 3) return wordsIn(after) <= 3;
  return angle.index < 60 && !/\d/.test(before) && wordsIn(before) <= 5 && wordsIn(after) <= 3;
}

function saysWrote(text: string, { address, bracket, date, time, begins }: Evidence): boolean {
  const wrote = lastWrote(text);
  if (!wrote) return false;
  // parcels are sent and people talk: only with the date, by programs that write addresses or seconds
  if (/^(?:sent|said)$/i.test(wrote[0]) && !(date && begins && (SECONDS.test(text) || (address && time)))) {
    return false;
  }
  if (!address && (TELLING.test(text) || CLAUSE.test(text) || TWO_SENTENCES.test(text))) return false;
  if (begins && (date || time) && text.length - wrote.index < 160) return true;
  if (bracket && bracket.index < 90 && wrote.index > bracket.index) return true;
  // "Wiadomość napisana przez Anna <anna@example.org> w dniu 3 mar 2025, o godz. 09:12:"
  if (bracket && bracket.index < 60 && date && time && wordsIn(text.slice(0, bracket.index)) <= 6)
    return true;
  if (date && time && namesOnly(text, wrote)) {
    // in a language whose beginnings we do not list
    if (wordsAhead(text) <= 3 && wordsIn(text) <= 10) return true;
    if (NAME_DATE_WROTE.test(text) && wordsAhead(text) <= 5) return true;
  }
  return NAME_WROTE_DATE.test(text) && (time || YEAR.test(text));
}

/**
 * An announcement, or somebody's own words: "Anna Berger wrote:". Right above quoted lines it is taken for
 * the one, anywhere else for the other.
 */
export function isWeakAttribution(text: string): boolean {
  if (text.length > 200) return false;
  if (!ENDS_IN_COLON.test(text)) {
    const { angle, date, time, begins } = evidenceIn(text);
    if (angle && STARTS_WITH_DATE.test(text)) return angle.index + angle[0].length >= text.length - 1;
    return date && time && begins && WROTE.test(text) && !FIRST_PERSON.test(withoutAddresses(text));
  }
  if (WROTE.test(text) || QUOTING.test(text)) return true;
  // without "wrote": something of a date and an address, or a date, a name and next to nothing else
  const bracket = BRACKETED_ADDRESS.exec(text);
  if (bracket && wordsAhead(text.slice(0, bracket.index)) <= 3) return true;
  return TIME.test(text) && (YEAR.test(text) || NUMERIC_DATE.test(text)) && lowerCaseWordsIn(text) <= 1;
}

/** Could a line that ends like this end an announcement? Cheap: most lines need no closer look. */
export function mayEndAttribution(line: string): boolean {
  if (/[:\uff1a>);-][\s*_\u200b-\u200f\u202a-\u202e\u2060-\u2069]{0,8}$/.test(line.slice(-10))) return true;
  return ENDS_BARE.test(line.slice(-24)) || GMT_DATE_NAME.test(line.slice(0, 120));
}

/** Would `text` do as an announcement, and `above` add neither date nor name to it? */
export function needsNothingAbove(text: string, above: string): boolean {
  if (BEGINS.test(text) && !/^\d/.test(text)) return true;
  if (/\d/.test(above) || above.includes('@') || /^[<(]/.test(text)) return false;
  return !ONLY_BEGINS.test(above);
}

const SHARED_LINE =
  /\S(\s*-{2,}\s+|\s+)(?=(?:On|Am|Le|El|Il|Op|Em|Den|Dnia|W dniu)\s+(?:\p{L}{2,12}[.,]?\s+)?(?:\p{L}{2,9}[.,]|\d))/gu;

/** Splits off an announcement that shares its line with the reply: "sounds good--- On Mon, … wrote:". */
export function splitAttribution(text: string): [string, string] | null {
  if (!ENDS_IN_COLON.test(text.slice(-12)) || text.startsWith('>')) return null;
  for (const match of text.matchAll(SHARED_LINE)) {
    const head = text.slice(0, match.index + 1);
    const rest = text.slice(match.index + match[0].length);
    if (ADDRESS.test(rest) && TIME.test(rest) && isStrongAttribution(rest)) return [head, rest];
  }
  return null;
}

function withoutAddresses(text: string): string {
  return text
    .split(/\s+/)
    .filter((word) => !word.includes('@'))
    .join(' ');
}

function wordsIn(text: string): number {
  return text.match(/\p{L}[\p{L}\p{M}'’]*/gu)?.length ?? 0;
}

/** Words before the date. */
function wordsAhead(text: string): number {
  const digit = text.search(/\d/);
  return digit < 0 ? Number.POSITIVE_INFINITY : wordsIn(text.slice(0, digit));
}

/** Behind "wrote" comes nothing but a name. */
function namesOnly(text: string, wrote: RegExpMatchArray & { index: number }): boolean {
  const after = text.slice(wrote.index + wrote[0].length);
  return after.length < 60 && lowerCaseWordsIn(after) <= 1;
}

function lowerCaseWordsIn(text: string): number {
  return text.match(/(?<![\p{L}@.])\p{Ll}[\p{L}\p{M}]*/gu)?.length ?? 0;
}

function lastWrote(text: string): (RegExpMatchArray & { index: number }) | null {
  return [...text.matchAll(WROTE_ANYWHERE)].at(-1) ?? null;
}
