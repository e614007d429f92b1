import iconv from 'iconv-lite';

/** Text read from bytes, and whether the stated charset had to be overruled. */
export interface DecodedText {
  text: string;
  /** True where the label was unknown or contradicted by the bytes. */
  guessed: boolean;
}

/** Labels seen in mail which neither the Encoding Standard nor iconv-lite knows by that name. */
const ALIASES: Readonly<Record<string, string>> = {
  'ansi_x3.4-1968': 'us-ascii',
  'unicode-1-1-utf-7': 'utf-7',
  'cp-850': 'cp850',
  'dos-850': 'cp850',
  cp932: 'shift_jis',
  'windows-31j': 'shift_jis',
  ms932: 'shift_jis',
  cp936: 'gb18030',
  gbk: 'gb18030',
  gb2312: 'gb18030',
  'x-gbk': 'gb18030',
  'gb_2312-80': 'gb18030',
  cp949: 'euc-kr',
  ms949: 'euc-kr',
  cp950: 'big5',
  'iso-2022-jp-1': 'iso-2022-jp',
  'iso-2022-jp-2': 'iso-2022-jp',
  'iso-2022-jp-ms': 'iso-2022-jp',
  cp50220: 'iso-2022-jp',
  cp50221: 'iso-2022-jp',
  'x-euc-jp': 'euc-jp',
  'utf-8mb4': 'utf-8',
  utf8mb4: 'utf-8',
};

/** No charset at all: whoever wrote this did not know either (RFC 1428 names the second). */
const UNSTATED = new Set([
  '',
  'us-ascii',
  'ascii',
  'unknown-8bit',
  'x-unknown',
  'unknown',
  'default',
  'binary',
  'none',
]);

const LATIN = new Set(['iso-8859-1', 'latin1', 'windows-1252', 'cp1252', 'iso-8859-15', 'l1']);

const JAPANESE = new Set(['iso-2022-jp', 'shift_jis', 'euc-jp']);

const MAX_SNIFF = 64 * 1024;

/** The label in the form the decoders below look up: lower case, without quotes and RFC 2231 language. */
export function normalizeCharset(label: string | null | undefined): string {
  const bare = (label ?? '')
    .slice(0, 64)
    .replace(/[\s"'<>]/g, '')
    .replace(/\*.*$/, '')
    .replace(/^charset=/i, '')
    .toLowerCase();
  const dashed = bare.replace(/_/g, '-');
  return ALIASES[bare] ?? ALIASES[dashed] ?? ALIASES[dashed.replace(/^x-/, '')] ?? bare;
}

/**
 * Decodes text by its label where that can be right, and by the bytes themselves where it cannot.
 * `hint` is a charset used elsewhere in the same mail, tried before guessing. Never throws.
 */
export function decodeText(bytes: Uint8Array, label?: string | null, hint?: string | null): DecodedText {
  const charset = normalizeCharset(label);
  if (UNSTATED.has(charset)) return decodeUnstated(bytes, hint);
  // Eight-bit Latin text is practically never valid UTF-8 by chance; a wrong label is common.
  if (LATIN.has(charset) && hasHighBytes(bytes)) {
    const utf8 = decodeStrict(bytes, 'utf-8');
    if (utf8 !== null) return { text: utf8, guessed: true };
  }
  if (charset === 'utf-8' || charset === 'utf8') {
    const strict = decodeStrict(bytes, 'utf-8');
    if (strict !== null) return { text: strict, guessed: false };
    if (mostlyUtf8(bytes)) return { text: new TextDecoder('utf-8').decode(bytes), guessed: true };
    return { text: guess(bytes, hint), guessed: true };
  }
  // Seven-bit by definition, but Japanese mailers put Shift_JIS under its name.
  if (charset === 'iso-2022-jp' && hasHighBytes(bytes))
    return { text: decodeStrict(bytes, 'utf-8') ?? guess(bytes, 'shift_jis'), guessed: true };
  const text = decodeKnown(bytes, charset);
  if (text === null) return { text: decodeUnstated(bytes, hint).text, guessed: true };
  // What does not fit its label and is valid UTF-8 is UTF-8.
  const utf8 = text.includes('\ufffd') && hasHighBytes(bytes) ? decodeStrict(bytes, 'utf-8') : null;
  return utf8 === null ? { text, guessed: false } : { text: utf8, guessed: true };
}

/** Whether some decoder answers to the label. */
export function isKnownCharset(label: string): boolean {
  return decodeKnown(new Uint8Array(0), normalizeCharset(label)) !== null;
}

/** The charset an HTML document states about itself in its first kilobytes, or null. */
export function charsetOfHtml(bytes: Uint8Array): string | null {
  const head = latin1(bytes.subarray(0, 4096));
  const match = /<meta[^>]{0,300}?charset\s*=\s*["']?([A-Za-z0-9_:.-]{2,40})/i.exec(head);
  const label = match?.[1] ?? null;
  // A document that reached us as single bytes cannot be the UTF-16 it may once have been saved as.
  return label === null || /^utf-?16/i.test(label) ? null : label;
}

/** Bytes as a string of the same length, one character per byte. */
export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/**
 * Without spaces, tabs and line ends around it. `trim` would also take the byte A0, a no-break space to JavaScript and
 * the end of many a UTF-8 character.
 */
export function trimBinary(binary: string): string {
  let from = 0;
  let to = binary.length;
  while (from < to && isBlank(binary.charCodeAt(from))) from += 1;
  while (to > from && isBlank(binary.charCodeAt(to - 1))) to -= 1;
  return binary.slice(from, to);
}

function isBlank(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

/** The opposite of `latin1`. */
export function bytesOf(binary: string): Buffer {
  return Buffer.from(binary, 'latin1');
}

function decodeUnstated(bytes: Uint8Array, hint?: string | null): DecodedText {
  if (!hasHighBytes(bytes)) {
    // Japanese mail without a label: the escape sequences of ISO-2022-JP speak for themselves.
    const text = latin1(bytes);
    if (text.includes('\x1b$')) return { text: decodeKnown(bytes, 'iso-2022-jp') ?? text, guessed: true };
    return { text, guessed: false };
  }
  const utf8 = decodeStrict(bytes, 'utf-8');
  return { text: utf8 ?? guess(bytes, hint), guessed: true };
}

function decodeKnown(bytes: Uint8Array, charset: string): string | null {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    // Not in the Encoding Standard; iconv-lite knows UTF-7, DOS and Mac code pages.
  }
  if (charset === '' || !iconv.encodingExists(charset)) return null;
  try {
    return iconv.decode(bytes, charset);
  } catch {
    return null;
  }
}

function decodeStrict(bytes: Uint8Array, charset: string): string | null {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function hasHighBytes(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i += 1) if (bytes[i]! > 0x7f) return true;
  return false;
}

/** Truncated or slightly damaged UTF-8: good sequences by far outnumber the broken ones. */
function mostlyUtf8(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, MAX_SNIFF);
  let good = 0;
  let bad = 0;
  for (let i = 0; i < sample.length; ) {
    const lead = sample[i]!;
    const extra =
      lead < 0x80
        ? 0
        : lead >= 0xc2 && lead < 0xe0
          ? 1
          : lead >= 0xe0 && lead < 0xf0
            ? 2
            : lead >= 0xf0 && lead < 0xf5
              ? 3
              : -1;
    let whole = extra >= 0;
    for (let k = 1; k <= extra && whole; k += 1) whole = ((sample[i + k] ?? 0) & 0xc0) === 0x80;
    if (!whole) bad += 1;
    else if (extra > 0) good += 1;
    i += whole ? extra + 1 : 1;
  }
  return good > 0 && good >= 4 * bad;
}

/**
 * The likeliest legacy charset of unlabelled bytes which are not UTF-8. In Western text letters beyond ASCII
 * stand alone or in twos between ASCII letters; Cyrillic and East Asian text comes in long runs of high bytes.
 */
function guess(bytes: Uint8Array, hint?: string | null): string {
  const hinted = normalizeCharset(hint);
  const candidates = JAPANESE.has(hinted) ? ['shift_jis', 'euc-jp'] : [];
  if (hinted !== '' && hinted !== 'utf-8' && !UNSTATED.has(hinted) && !LATIN.has(hinted))
    candidates.unshift(hinted);
  for (const charset of candidates) {
    const text = decodeKnown(bytes, charset);
    if (text !== null && !text.includes('\ufffd')) return text;
  }
  const sample = bytes.subarray(0, MAX_SNIFF);
  const best = hasLongRuns(sample) ? likeliest(sample) : 'windows-1252';
  return decodeKnown(bytes, best) ?? latin1(bytes);
}

function likeliest(sample: Uint8Array): string {
  let best = 'windows-1252';
  let bestScore = 0.5;
  for (const [charset, score] of [
    ['gb18030', shareOfPairs(sample, [0xb0, 0xd7], [0xa1, 0xfe])],
    ['euc-kr', shareOfPairs(sample, [0xb0, 0xc8], [0xa1, 0xfe]) * 0.99],
    ['big5', shareOfPairs(sample, [0xa4, 0xc6], [0x40, 0xfe]) * 0.9],
    ['shift_jis', shareOfPairs(sample, [0x82, 0x83], [0x40, 0xfe])],
    ['euc-jp', shareOfPairs(sample, [0xa4, 0xa5], [0xa1, 0xfe])],
    ['windows-1251', cyrillicScore(shareOfBytes(sample, 0xe0, 0xff))],
    ['koi8-r', cyrillicScore(shareOfBytes(sample, 0xc0, 0xdf))],
  ] as const) {
    if (score > bestScore && isWhole(sample, charset)) {
      best = charset;
      bestScore = score;
    }
  }
  return best;
}

/** Lower-case Cyrillic fills a fourth of the upper half; East Asian text does not stay in there by chance. */
function cyrillicScore(lowerCase: number): number {
  return lowerCase >= 0.75 ? 1 + lowerCase : lowerCase * 0.9;
}

/** Whether the bytes are valid in the charset, a character cut at the end of the sample aside. */
function isWhole(sample: Uint8Array, charset: string): boolean {
  return decodeStrict(sample, charset) !== null || decodeStrict(sample.subarray(0, -1), charset) !== null;
}

/** Whether most high bytes stand beside another, and four or more of them somewhere in a row. */
function hasLongRuns(bytes: Uint8Array): boolean {
  let high = 0;
  let alone = 0;
  let run = 0;
  let longest = 0;
  for (let i = 0; i <= bytes.length; i += 1) {
    if ((bytes[i] ?? 0) > 0x7f) {
      high += 1;
      run += 1;
      longest = Math.max(longest, run);
      continue;
    }
    if (run === 1) alone += 1;
    run = 0;
  }
  return (longest >= 4 && alone <= high * 0.3) || longestOfPairs(bytes) >= 4;
}

/** Most characters in a row that could be two bytes of Big5 or Shift_JIS, whose second byte may be an ASCII letter. */
function longestOfPairs(bytes: Uint8Array): number {
  let longest = 0;
  let run = 0;
  for (let i = 0; i < bytes.length; i += 1) {
    const second = bytes[i + 1] ?? 0;
    if (bytes[i]! > 0x80 && second >= 0x40 && second !== 0x7f) {
      run += 1;
      i += 1;
      longest = Math.max(longest, run);
    } else run = 0;
  }
  return longest;
}

/** Share of high bytes that sit in two-byte characters from the charset's everyday rows. */
function shareOfPairs(
  bytes: Uint8Array,
  lead: readonly [number, number],
  trail: readonly [number, number],
): number {
  let high = 0;
  let hit = 0;
  for (let i = 0; i < bytes.length; i += 1) {
    const first = bytes[i]!;
    if (first <= 0x7f) continue;
    const second = bytes[i + 1] ?? 0;
    high += 1;
    if (first >= lead[0] && first <= lead[1] && second >= trail[0] && second <= trail[1]) hit += 1;
    i += 1;
  }
  return high === 0 ? 0 : hit / high;
}

function shareOfBytes(bytes: Uint8Array, from: number, to: number): number {
  let high = 0;
  let hit = 0;
  for (const byte of bytes) {
    if (byte <= 0x7f) continue;
    high += 1;
    if (byte >= from && byte <= to) hit += 1;
  }
  return high === 0 ? 0 : hit / high;
}
