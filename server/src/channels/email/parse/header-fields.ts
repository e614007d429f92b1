import { bytesOf, decodeText, latin1, trimBinary } from './charset.js';
import { decodeHeaderText } from './encoded-words.js';

/** One header field, its value unfolded, one character per byte, not yet decoded. */
export interface RawField {
  /** Lower case. */
  name: string;
  binary: string;
}

/** What a header block holds, and the lines in it that turned out to be the start of the body. */
export interface HeaderBlock {
  fields: RawField[];
  /** Lines behind the last field which are none, where the blank line between header and body is missing. */
  bodyLines: Uint8Array[];
  faults: string[];
}

/** A structured value such as `text/plain; charset=utf-8` (RFC 2045, RFC 2231). */
export interface ParameterizedValue {
  /** Lower case, without parameters. */
  value: string;
  /** Decoded; names lower case. */
  params: Record<string, string>;
}

/** White space in a name is an error; in one that begins with `X-` it is taken for the slip it is. */
const FIELD = /^([\x21-\x39\x3b-\x7e]{1,1000}(?=[ \t]*:)|[Xx]-[^:]{1,1000})[ \t]*:/;
const MAX_FIELDS = 2_000;
const MAX_PARAMS = 200;
const MAX_VALUE = 64 * 1024;

/**
 * Reads the lines of a header. Lines that are no field belong to the field before them, as long as fields follow;
 * behind the last field they are given back.
 */
export function readHeaderBlock(lines: readonly Uint8Array[]): HeaderBlock {
  const texts = lines.map((line) => latin1(line).replace(/\r+$/, ''));
  let last = -1;
  for (let i = 0; i < texts.length; i += 1) {
    if (FIELD.test(texts[i]!) || (last >= 0 && last === i - 1 && /^[ \t]/.test(texts[i]!))) last = i;
  }
  const fields: RawField[] = [];
  const faults = new Set<string>();
  let current: { name: string; pieces: string[] } | null = null;
  const flush = (): void => {
    if (current === null) return;
    if (fields.length < MAX_FIELDS)
      fields.push({ name: current.name, binary: trimBinary(current.pieces.join('')) });
    else faults.add('too-many-header-fields');
    current = null;
  };
  for (let i = 0; i <= last; i += 1) {
    const text = texts[i]!;
    const field = FIELD.exec(text);
    if (field !== null) {
      flush();
      current = { name: trimBinary(field[1]!).toLowerCase(), pieces: [text.slice(field[0].length)] };
    } else if (/^[ \t]/.test(text) && current !== null) {
      (current as { pieces: string[] }).pieces.push(text);
    } else if (i > 0 || !/^>?From /.test(text)) {
      // The line between an mbox's messages is no fault; anything else here is.
      // A fold that lost its indent on the way; what follows belongs to the field before it.
      (current as { pieces: string[] } | null)?.pieces.push(` ${text}`);
      faults.add('junk-in-header');
    }
  }
  flush();
  const rest = lines.slice(last + 1).filter((_, i) => !(last + 1 + i === 0 && /^>?From /.test(texts[0]!)));
  if (rest.length > 0) faults.add('header-without-end');
  return { fields, bodyLines: rest, faults: [...faults] };
}

/** The first non-empty field of that name, as bytes in a string, or null. */
export function firstField(fields: readonly RawField[], name: string): string | null {
  return fields.find((field) => field.name === name && field.binary !== '')?.binary ?? null;
}

/** Reads value and parameters. Continuations, charsets and encoded words in parameters are resolved. */
export function readParameters(binary: string, hint?: string | null): ParameterizedValue {
  const pieces = splitParameters(binary.slice(0, MAX_VALUE));
  const value = stripComments(pieces[0] ?? '')
    .replace(/[\s"]/g, '')
    .toLowerCase();
  const plain = new Map<string, string>();
  const extended = new Map<string, { index: number; encoded: boolean; text: string }[]>();
  for (const piece of pieces.slice(1, MAX_PARAMS)) {
    const eq = piece.indexOf('=');
    if (eq <= 0) continue;
    const name = piece.slice(0, eq).trim().toLowerCase();
    const text = unquote(trimBinary(piece.slice(eq + 1)));
    const section = /^([^*\s]+)\*(?:(\d{1,4})(\*?))?$/.exec(name);
    if (section === null) {
      // Of doubles the first wins, as with fields.
      if (!plain.has(name)) plain.set(name, text);
      continue;
    }
    const list = extended.get(section[1]!) ?? [];
    list.push({
      index: Number(section[2] ?? 0),
      encoded: section[2] === undefined || section[3] === '*',
      text,
    });
    extended.set(section[1]!, list);
  }
  const params: Record<string, string> = Object.create(null) as Record<string, string>;
  // A boundary is compared byte by byte, and may look like an encoded word.
  for (const [name, text] of plain) params[name] = name === 'boundary' ? text : decodeHeaderText(text, hint);
  for (const [name, sections] of extended) {
    const text = joinSections(sections, hint);
    if (text !== '') params[name] = text;
  }
  return { value, params };
}

/** Comments in round brackets taken out (RFC 5322, section 3.2.2). */
export function stripComments(text: string): string {
  if (!text.includes('(')) return text;
  let depth = 0;
  let kept = '';
  for (const char of text) {
    if (char === '(') depth += 1;
    else if (char === ')' && depth > 0) depth -= 1;
    else if (depth === 0) kept += char;
  }
  return kept;
}

function splitParameters(text: string): string[] {
  const pieces: string[] = [];
  let from = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i];
    if (char === '\\' && quoted) i += 1;
    else if (char === '"') {
      // A quote that is never closed is a letter like any other.
      if (quoted) quoted = false;
      else quoted = text.indexOf('"', i + 1) > 0;
    } else if (char === ';' && !quoted) {
      pieces.push(text.slice(from, i));
      from = i + 1;
      if (pieces.length > MAX_PARAMS) break;
    }
  }
  pieces.push(text.slice(from));
  return pieces;
}

function unquote(text: string): string {
  if (!text.startsWith('"')) return text.replace(/"$/, '');
  const close = text.lastIndexOf('"');
  const inner = close > 0 ? text.slice(1, close) : text.slice(1);
  // Only quotes and backslashes are escaped in practice; others are Windows paths.
  return inner.replace(/\\(["\\])/g, '$1');
}

function joinSections(
  sections: { index: number; encoded: boolean; text: string }[],
  hint?: string | null,
): string {
  const ordered = sections.toSorted((a, b) => a.index - b.index);
  let charset: string | null = null;
  const bytes: Buffer[] = [];
  let encodedWords = false;
  for (const [i, section] of ordered.entries()) {
    let text = section.text;
    if (section.encoded) {
      if (i === 0) {
        const head = /^([^']{0,64})'([^']{0,64})'/.exec(text);
        if (head !== null) {
          charset = head[1]!;
          text = text.slice(head[0].length);
        }
      }
      text = text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      );
    } else if (text.includes('=?')) encodedWords = true;
    bytes.push(bytesOf(text));
  }
  const whole = Buffer.concat(bytes);
  // Some mailers cut an encoded word into continuations instead of using RFC 2231's own encoding.
  return encodedWords && charset === null
    ? decodeHeaderText(latin1(whole), hint)
    : decodeText(whole, charset, hint).text;
}
