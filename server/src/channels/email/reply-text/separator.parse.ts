import { headerField } from './header-block.parse.js';
import { CLOSE_LOOK_LIMIT, isBlank, type ReplyLine, visible } from './reply-line.js';
import { ABOVE_THIS_LINE_SOURCE, FORWARD_STEMS, MAIL_STEMS, ORIGINAL_STEMS } from './separator-words.js';

const MAIL = new RegExp(MAIL_STEMS, 'iu');
const ORIGINAL = new RegExp(ORIGINAL_STEMS, 'iu');
const FORWARD = new RegExp(FORWARD_STEMS, 'iu');
const ABOVE_THIS_LINE = new RegExp(ABOVE_THIS_LINE_SOURCE, 'iu');
const ONLY_ABOVE_THIS_LINE = new RegExp(`^(?:\\p{L}+[,:]?\\s+){0,2}(?:${ABOVE_THIS_LINE_SOURCE})`, 'iu');
/** Two words that are no "original" in themselves. */
const REPLY_MESSAGE = /^(?:reply|antwort|replied)[\s-]?(?:message|nachricht|e-?mail)$/i;

const RULE = '[-_=#~*+\u2010-\u2015\u2500]';
const WRAPPED = new RegExp(
  `^[\\s>*]{0,12}${RULE}{2,}(?!${RULE})\\s*(\\S.{0,90}?)\\s*(?::\\s*)?${RULE}{2,}[\\s*]{0,8}$`,
);
const ENDS_IN_RULE = new RegExp(`${RULE}{2}[\\s*]{0,8}$`);
/** GroupWise: `>>> Anna <anna@example.org> 03.03.2025 09:12 >>>`. */
const GROUPWISE = /^>{3} ?\S.{0,200}\d{1,2}[:.]\d\d.{0,20}>{3}$/;
/** Most words of an announcement. "This is the original of the message I sent you" is a sentence. */
const MOST_WORDS = 6;
/** Most lines to the first field of the header below an announcement. */
const REACH = 3;

/**
 * Does the line say "the mail answered follows" (original) or "a mail passed on follows" (forward)? Rules on
 * both sides make any such phrase count; a bare one counts with a mail's header right below it.
 */
export function matchSeparator(lines: readonly ReplyLine[], at: number): 'original' | 'forward' | null {
  const raw = lines[at]!.text;
  if (raw.length > CLOSE_LOOK_LIMIT || raw.length < 6) return null;
  const text = visible(raw).trim();
  if (GROUPWISE.test(text)) return 'original';
  const wrapped = ENDS_IN_RULE.test(text.slice(-10)) ? WRAPPED.exec(text)?.[1] : undefined;
  if (wrapped !== undefined) {
    const said = announced(wrapped);
    if (said) return said;
    if (ABOVE_THIS_LINE.test(wrapped)) return 'original';
    // an announcement in words we do not know
    return wordsOf(wrapped) <= MOST_WORDS && heads(lines, at, 2, true) ? 'original' : null;
  }
  const bare = /^[\s>*_[(#]{0,12}([^\s>*_[(#][^:]{5,90}?)\s?[:\uff1a.]?[\s*_\])#]{0,12}$/.exec(text)?.[1];
  if (bare === undefined) return null;
  if (ONLY_ABOVE_THIS_LINE.test(bare) && wordsOf(bare) <= 2 * MOST_WORDS) return 'original';
  const said = announced(bare);
  return said && heads(lines, at, 1, false) ? said : null;
}

function announced(said: string): 'original' | 'forward' | null {
  // the Turkish capital has no small form that patterns know
  const phrase = said.replace(/\u0130/g, 'i');
  // "Weitergeleitet von Anna/Firma am 03.03.2025" (Notes)
  if (/^(?:forwarded|weitergeleitet) (?:by|von|durch)\s/iu.test(phrase)) return 'forward';
  if (wordsOf(phrase) > MOST_WORDS || !MAIL.test(phrase)) return null;
  if (FORWARD.test(phrase)) return 'forward';
  return ORIGINAL.test(phrase) || REPLY_MESSAGE.test(phrase) ? 'original' : null;
}

/** `count` fields of a mail's header follow at once; `proven`, one tells an address or a minute. */
function heads(lines: readonly ReplyLine[], at: number, count: number, proven: boolean): boolean {
  let fields = 0;
  let proof = !proven;
  let others = 0;
  for (let i = at + 1; i < lines.length && others < REACH && fields < count; i += 1) {
    const line = lines[i]!;
    const text = visible(line.text.slice(0, CLOSE_LOOK_LIMIT)).replace(/^[ \t>]{1,20}/, '');
    const field = headerField(text);
    if (field && field !== 'other') {
      fields += 1;
      proof ||= /\S@\S|\d:\d\d/.test(text);
    } else if (isBlank(line) || text.trim() === '' || fields > 0) others += 1;
    else return false;
  }
  return fields >= count && proof;
}

function wordsOf(phrase: string): number {
  return phrase.trim().split(/\s+/).length;
}
