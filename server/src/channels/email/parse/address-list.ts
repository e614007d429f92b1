import { trimBinary } from './charset.js';
import { Closings, decodeHeaderText, encodedWordEnd } from './encoded-words.js';
import type { MailAddress } from './parsed-mail.js';

const MAX_ADDRESSES = 2_000;
const MAX_VALUE = 256 * 1024;
/** No mailbox is longer; what is, is not searched for addresses. */
const MAX_MAILBOX = 4_000;

/** What has been read of the mailbox under way, one character per byte. */
interface Draft {
  words: string;
  angle: string | null;
  comments: string[];
  quoted: boolean;
}

/**
 * Mailboxes of an address header (RFC 5322, section 3.4), given one character per byte. Reads what mailers write:
 * semicolons as separators, missing brackets, commas inside encoded words, quotes and brackets that never close.
 * Linear in the length of the value.
 */
export function readAddresses(binary: string, hint?: string | null): MailAddress[] {
  const text = binary.slice(0, MAX_VALUE);
  const found: MailAddress[] = [];
  let group: string | null = null;
  let draft = emptyDraft();
  const closings = new Closings(text);
  const closing = { quote: true, paren: true, angle: true };
  const finish = (): void => {
    for (const address of toAddresses(draft, hint)) {
      if (found.length < MAX_ADDRESSES) found.push(group === null ? address : { ...address, group });
    }
    draft = emptyDraft();
  };
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i]!;
    if (char === '=' && text[i + 1] === '?') {
      const end = encodedWordEnd(text, i, closings);
      draft.words += end > i ? text.slice(i, end) : char;
      if (end > i) i = end - 1;
    } else if (char === '"' && closing.quote) {
      const end = quoteEnd(text, i);
      if (end < 0) closing.quote = false;
      else {
        const raw = text.slice(i, end + 1);
        // A quoted local part stays as written; a quoted name loses its quotes.
        if (text[end + 1] === '@') draft.words += raw;
        else draft.words += raw.slice(1, -1).replace(/\\([\s\S])/g, '$1');
        draft.quoted = true;
        i = end;
      }
    } else if (char === '(' && closing.paren) {
      const end = commentEnd(text, i);
      if (end < 0) closing.paren = false;
      else {
        draft.comments.push(text.slice(i + 1, end));
        i = end;
      }
    } else if (char === '<' && closing.angle) {
      const end = text.indexOf('>', i);
      if (end < 0) closing.angle = false;
      else {
        const inner = text.slice(i + 1, end);
        // Of two bracketed addresses in one mailbox the first is the one shown elsewhere.
        if (draft.angle === null || trimBinary(draft.angle) === '') draft.angle = inner;
        i = end;
      }
    } else if (char === ',' || char === ';') {
      finish();
      if (char === ';') group = null;
    } else if (char === ':' && draft.angle === null && group === null && isGroupName(draft, text, i)) {
      group = tidy(decodeHeaderText(draft.words, hint));
      draft = emptyDraft();
    } else if (char === ':' && draft.angle !== null) {
      // `"A" <a@x>:<b@y>` hides one address behind another; both are shown.
      finish();
    } else if (char !== '>' || draft.angle === null) {
      draft.words += char;
    }
  }
  finish();
  return found;
}

function emptyDraft(): Draft {
  return { words: '', angle: null, comments: [], quoted: false };
}

function quoteEnd(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i += 1) {
    if (text[i] === '\\') i += 1;
    else if (text[i] === '"') return i;
  }
  return -1;
}

function commentEnd(text: string, start: number): number {
  let depth = 0;
  for (let i = start; i < text.length; i += 1) {
    if (text[i] === '\\') i += 1;
    else if (text[i] === '(') depth += 1;
    else if (text[i] === ')') {
      depth -= 1;
      if (depth === 0) return i;
    }
  }
  return -1;
}

/** A colon after words without "@" opens a group; "mailto:" does not. */
function isGroupName(draft: Draft, text: string, colon: number): boolean {
  const words = trimBinary(draft.words);
  if (words === '' || words.includes('@') || /^mailto$/i.test(words)) return false;
  return text[colon + 1] !== '/';
}

function toAddresses(draft: Draft, hint?: string | null): MailAddress[] {
  const words = trimBinary(draft.words.replace(/[ \t\r\n]+/g, ' ')).slice(0, MAX_MAILBOX);
  const comment = draft.comments.map(trimBinary).find((text) => text !== '') ?? '';
  if (draft.angle !== null) {
    const address = tidyAddress(draft.angle, hint);
    // "<John Doe>": brackets around a name.
    if (!address.includes('@') && /[ \t]/.test(trimBinary(draft.angle)) && words === '')
      return [mailbox(draft.angle, '', hint)];
    if (address === '' && words === '' && comment === '') return [];
    return [mailbox(words === '' ? comment : words, address, hint)];
  }
  if (words === '') {
    return comment === ''
      ? []
      : [looksLikeAddress(comment) ? mailbox('', comment, hint) : mailbox(comment, '', hint)];
  }
  if (words.includes('@')) return bareAddresses(words, comment, draft.quoted, hint);
  if (looksLikeAddress(comment)) return [mailbox(words, comment, hint)];
  // "MAILER-DAEMON (Mail Delivery System)": a local mailbox with its name in the comment.
  if (comment !== '' && !words.includes(' ') && !words.includes('=?')) return [mailbox(comment, words, hint)];
  return [mailbox(words, '', hint)];
}

function bareAddresses(words: string, comment: string, quoted: boolean, hint?: string | null): MailAddress[] {
  const joined = quoted ? words : words.replace(/ ?@ ?/g, '@');
  const tokens = joined.split(' ');
  const addresses = tokens.filter(looksLikeAddress);
  if (/^"[^"]*"@[^ ]+$/.test(words)) return [mailbox(comment, words, hint)];
  if (addresses.length === tokens.length && !quoted)
    return addresses.map((one, i) => mailbox(i === 0 ? comment : '', one, hint));
  const last = addresses.at(-1);
  if (last === undefined) return [mailbox(words, '', hint)];
  const name = tokens.filter((token) => token !== last).join(' ');
  return [mailbox(name === '' ? comment : name, last, hint)];
}

function looksLikeAddress(text: string): boolean {
  return /^[^ \t@<>]+@[^ \t@<>]+$/.test(text) && text.length <= 1_000;
}

function mailbox(name: string, address: string, hint?: string | null): MailAddress {
  return { name: tidyName(decodeHeaderText(name, hint)), address: tidyAddress(address, hint) };
}

function tidyAddress(text: string, hint?: string | null): string {
  let address = decodeHeaderText(text, hint).trim();
  address = address.replace(/^<+|>+$/g, '').replace(/^mailto:/i, '');
  // A source route (RFC 5322, section 4.4): what counts stands behind the colon.
  if (address.startsWith('@') && address.includes(':')) address = address.slice(address.indexOf(':') + 1);
  const quotedLocal = address.startsWith('"');
  if (!quotedLocal) address = address.replace(/\s+/g, '').replace(/^'(.*)'$/, '$1');
  const at = address.lastIndexOf('@');
  return at < 0 ? address : address.slice(0, at) + address.slice(at).toLowerCase();
}

function tidyName(text: string): string {
  const name = tidy(text);
  // An encoded word may itself hold the quotes.
  const unquoted = /^"(.*)"$/s.exec(name) ?? /^'(.*)'$/s.exec(name);
  return unquoted === null ? name : unquoted[1]!.trim();
}

function tidy(text: string): string {
  return text
    .replace(/\p{Cc}+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
