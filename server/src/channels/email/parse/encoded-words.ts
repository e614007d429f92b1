import { bytesOf, decodeText, isKnownCharset } from './charset.js';

interface EncodedWord {
  charset: string;
  bytes: Buffer;
  /** Index just behind the word. */
  end: number;
}

/** RFC 2047 allows 75 characters; some mailers put a whole long subject into one word. */
const MAX_WORD = 4 * 1024;

/**
 * A header value as text: encoded words (RFC 2047) decoded, raw eight-bit bytes read as UTF-8 or by the best guess.
 * `binary` holds one character per byte. Tolerates words that are split across characters, hold raw bytes or
 * white space, miss their padding or their end. Linear in the length of the value.
 */
export function decodeHeaderText(binary: string, hint?: string | null): string {
  if (!binary.includes('=?')) return decodeRaw(binary, hint);
  let text = '';
  let plainFrom = 0;
  let run: EncodedWord | null = null;
  const closings = new Closings(binary);
  let at = binary.indexOf('=?');
  while (at >= 0) {
    const word = encodedWordAt(binary, at, closings);
    if (word === null) {
      at = binary.indexOf('=?', at + 2);
      continue;
    }
    const between = binary.slice(plainFrom, at);
    const adjacent = run !== null && /^[ \t\r\n]*$/.test(between);
    if (run !== null && adjacent && sameCharset(run, word)) {
      // A character may be split over two words (forbidden, and common), so their bytes are joined first.
      run = { ...word, bytes: Buffer.concat([run.bytes, word.bytes]) };
    } else {
      if (run !== null) text += decodeWord(run, hint);
      if (!adjacent) text += decodeRaw(between, hint);
      run = word;
    }
    plainFrom = word.end;
    at = binary.indexOf('=?', word.end);
  }
  if (run !== null) text += decodeWord(run, hint);
  return text + decodeRaw(binary.slice(plainFrom), hint);
}

/** Where the ends of encoded words stand in a value; asked from left to right it looks at each place once. */
export class Closings {
  /** Nothing stands between `from` and `at`; -2 before the first look, -1 where none is left. */
  private at = -2;
  private from = 0;

  constructor(private readonly binary: string) {}

  /** The first `?=` at or behind `from`, or -1. */
  after(from: number): number {
    const known = from >= this.from && (this.at === -1 || this.at >= from);
    if (!known) {
      this.from = from;
      this.at = this.binary.indexOf('?=', from);
    }
    return this.at;
  }
}

/** The end of an encoded word that starts at `start`, or -1 where none does. */
export function encodedWordEnd(binary: string, start: number, closings: Closings): number {
  return encodedWordAt(binary, start, closings)?.end ?? -1;
}

/** Bytes of a Q-encoded string (RFC 2047, section 4.2); bytes outside ASCII pass as they are. */
export function decodeQ(binary: string): Buffer {
  const spaced = binary.replace(/_/g, ' ');
  return bytesOf(
    spaced.replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
  );
}

function encodedWordAt(binary: string, start: number, closings: Closings): EncodedWord | null {
  if (binary[start] !== '=' || binary[start + 1] !== '?') return null;
  const head = /^=\?([^?\s"(),<>@[\]]{1,64})\?([bBqQ])\?/.exec(binary.slice(start, start + 80));
  if (head === null) return null;
  const from = start + head[0].length;
  const to = closingAt(binary, from, closings.after(from));
  if (to < 0) return null;
  const body = binary.slice(from, to);
  const charset = head[1]!.replace(/\*.*$/, '').toLowerCase();
  const isBase64 = head[2]!.toLowerCase() === 'b';
  if (isBase64 && !/^[A-Za-z0-9+/=\s_-]*$/.test(body)) return null;
  const bytes = isBase64 ? decodeBase64(body) : decodeQ(body);
  return { charset, bytes, end: binary.startsWith('?=', to) ? to + 2 : to };
}

/** Where the encoded text ends: at `?=`, or at the end of the value when a cut word holds no white space. */
function closingAt(binary: string, from: number, first: number): number {
  if (first < 0) {
    const text = binary.slice(from, from + MAX_WORD);
    return from + text.length === binary.length && !/[ \t<>@]/.test(text) ? binary.length : -1;
  }
  const text = binary.slice(from, from + MAX_WORD);
  let at = first - from;
  // "?=" in front of two hex digits is an unescaped question mark and an encoded byte, if a real end follows.
  while (/^[0-9A-F]{2}/.test(text.slice(at + 2, at + 4))) {
    const next = text.indexOf('?=', at + 2);
    if (next < 0) break;
    at = next;
  }
  return at < text.length ? from + at : -1;
}

function decodeBase64(body: string): Buffer {
  // Every "=" ends a group; mailers glue several padded groups together.
  const groups = body.replace(/\s+/g, '').split(/=+/);
  return Buffer.concat(groups.map((group) => Buffer.from(group, 'base64')));
}

function sameCharset(a: EncodedWord, b: EncodedWord): boolean {
  return a.charset === b.charset;
}

function decodeWord(word: EncodedWord, hint?: string | null): string {
  const charset = isKnownCharset(word.charset) ? word.charset : (hint ?? null);
  return decodeText(word.bytes, charset, hint).text;
}

function decodeRaw(binary: string, hint?: string | null): string {
  return binary === '' ? '' : decodeText(bytesOf(binary), null, hint).text;
}
