import { FORWARD_PHRASES, ORIGINAL_PHRASES } from './quote-words.js';
import { CLOSE_LOOK_LIMIT } from './reply-line.js';

const ORIGINALS = new Set(ORIGINAL_PHRASES);
const FORWARDS = new Set(FORWARD_PHRASES);
const WRAPPED = /^[\s>*]{0,12}([-_=#–—]{2,})\s*([^-_=#–—].{0,80}?)\s*[:]?\s*[-_=#–—]{2,}[\s*]{0,8}$/;
const ABOVE_THIS_LINE =
  /(?:reply|respond|write|type|antwort\w*|schreib\w*)\b.{0,40}\b(?:above|oberhalb|über)\b.{0,30}\b(?:line|zeile|linie)/i;

/**
 * A line that says "the mail answered follows" (original) or "a mail passed on follows" (forward).
 * Dashes on both sides make any of the phrases count; forwards are also announced by the bare phrase
 * and a colon (Apple Mail).
 */
export function matchSeparator(text: string): 'original' | 'forward' | null {
  if (text.length > CLOSE_LOOK_LIMIT) return null;
  const wrapped = WRAPPED.exec(text)?.[2];
  if (wrapped !== undefined) {
    const phrase = fold(wrapped);
    if (ORIGINALS.has(phrase) || ABOVE_THIS_LINE.test(wrapped)) return 'original';
    if (FORWARDS.has(phrase) || /^(?:forwarded|weitergeleitet) (?:by|von) /.test(phrase)) return 'forward';
    return null;
  }
  const bare = /^[\s>*_]{0,12}([^:]{6,60})\s?[:\uff1a][\s*_]{0,8}$/.exec(text)?.[1];
  return bare !== undefined && FORWARDS.has(fold(bare)) ? 'forward' : null;
}

function fold(phrase: string): string {
  return phrase.replace(/\*/g, '').replace(/\s+/g, ' ').trim().toLowerCase();
}
