import { bytesOf, decodeText } from '../charset.js';

/** Groups whose words are nobody's words. */
const SILENT = new Set(
  (
    'fonttbl colortbl stylesheet info pict object header footer headerl headerr headerf footerl footerr footerf filetbl ' +
    'listtable listoverridetable revtbl rsidtbl generator themedata colorschememapping datastore latentstyles xmlnstbl ' +
    'fldinst nonshppict'
  ).split(' '),
);
const CHARACTERS: Readonly<Record<string, string>> = {
  par: '\n',
  line: '\n',
  sect: '\n',
  page: '\n',
  row: '\n',
  cell: '\t',
  tab: '\t',
  emdash: '\u2014',
  endash: '\u2013',
  lquote: '\u2018',
  rquote: '\u2019',
  ldblquote: '\u201c',
  rdblquote: '\u201d',
  bullet: '\u2022',
};
const SYMBOLS: Readonly<Record<string, string>> = {
  '~': '\u00a0',
  _: '\u2011',
  '\\': '\\',
  '{': '{',
  '}': '}',
  '\r': '\n',
  '\n': '\n',
};
const DEEPEST = 500;
const TOKEN = /\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([\da-f]{2})|\\([^a-z])|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\/giy;

interface Group {
  silent: boolean;
  /** How many characters stand in for each `\u`, for programs that do not know it. */
  fallback: number;
}

/** The words of an RTF document, one character per byte; HTML that was wrapped into it (MS-OXRTFEX) loses its tags. */
export function textOfRtf(rtf: string): string {
  const out: string[] = [];
  const groups: Group[] = [];
  let group: Group = { silent: false, fallback: 1 };
  let depth = 0;
  let codepage = 1252;
  let bytes = '';
  let passOver = 0;
  let starred = false;
  const flush = () => {
    if (bytes !== '') out.push(decodeText(bytesOf(bytes), charsetOf(codepage)).text);
    bytes = '';
  };
  const say = (text: string) => {
    if (group.silent) return;
    flush();
    out.push(text);
  };
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(rtf); match !== null; match = TOKEN.exec(rtf)) {
    const [, word, parameter, hex, symbol, brace, plain] = match;
    if (brace === '{') {
      depth += 1;
      if (depth <= DEEPEST) groups.push({ ...group });
      starred = false;
    } else if (brace === '}') {
      if (depth <= DEEPEST) group = groups.pop() ?? group;
      depth = Math.max(0, depth - 1);
      passOver = 0;
    } else if (word !== undefined) {
      const name = word.toLowerCase();
      const value = Number(parameter ?? 0);
      if (starred || SILENT.has(name)) group.silent = true;
      else if (name === 'ansicpg') codepage = value;
      else if (name === 'uc') group.fallback = Math.min(Math.max(value, 0), 10);
      else if (name === 'bin') TOKEN.lastIndex += Math.max(0, value);
      else if (name === 'u') {
        say(String.fromCharCode(value & 0xffff));
        passOver = group.fallback;
      } else if (CHARACTERS[name] !== undefined) say(CHARACTERS[name]);
      starred = false;
    } else if (hex !== undefined) {
      if (passOver > 0) passOver -= 1;
      else if (!group.silent) bytes += String.fromCharCode(Number.parseInt(hex, 16));
    } else if (symbol !== undefined) {
      if (symbol === '*') starred = true;
      else if (SYMBOLS[symbol] !== undefined) say(SYMBOLS[symbol]);
    } else if (plain !== undefined) {
      const left = plain.slice(passOver);
      passOver = Math.max(0, passOver - plain.length);
      if (!group.silent) bytes += left;
    }
  }
  flush();
  return out
    .join('')
    .replaceAll('\0', '')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();
}

/** Windows code pages by the names mail uses; what has none is taken for what the bytes look like. */
export function charsetOf(codepage: number): string {
  if (codepage === 65_001) return 'utf-8';
  if (codepage === 20_127 || codepage === 0) return '';
  if (codepage >= 28_591 && codepage <= 28_606) return `iso-8859-${codepage - 28_590}`;
  if (codepage >= 1_250 && codepage <= 1_258) return `windows-${codepage}`;
  const known: Readonly<Record<number, string>> = {
    20866: 'koi8-r',
    21866: 'koi8-u',
    51932: 'euc-jp',
    51949: 'euc-kr',
    54936: 'gb18030',
  };
  return known[codepage] ?? `cp${codepage}`;
}
