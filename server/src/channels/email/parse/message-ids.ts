import { decodeHeaderText } from './encoded-words.js';

const MAX_IDS = 1_000;
const MAX_ID = 998;

/**
 * Message ids of References, In-Reply-To or Message-ID, in order, without doubles, with angle brackets.
 * Ids may be divided by anything (RFC 5322 says white space; web.de and GMX write commas), folded inside, or stand
 * without brackets. Empty ones are left out: an id that names nothing must tie nobody together.
 */
export function readMessageIds(binary: string): string[] {
  const text = binary.includes('=?') ? decodeHeaderText(binary) : binary;
  const ids = new Set<string>();
  for (const match of text.matchAll(/<([^<>]*)>/g)) add(ids, match[1]!);
  if (ids.size === 0) {
    for (const token of text.split(/[ \t\r\n,;<>]+/)) if (token.includes('@')) add(ids, token);
  }
  return [...ids];
}

/** The one id of a Message-ID field; a lone word without "@" counts as well. Null when missing or empty. */
export function readMessageId(binary: string): string | null {
  const [first] = readMessageIds(binary);
  if (first !== undefined) return first;
  const bare = binary.replace(/[ \t\r\n<>]+/g, '');
  return bare === '' || bare.length > MAX_ID ? null : `<${bare}>`;
}

function add(ids: Set<string>, inner: string): void {
  const id = inner.replace(/[ \t\r\n]+/g, '');
  if (id !== '' && id !== '@' && id.length <= MAX_ID && ids.size < MAX_IDS) ids.add(`<${id}>`);
}
