/**
 * What somebody typed into the search, taken apart. Nothing is refused: what is no operator is words, what is no date is
 * words, a quotation mark without an end quotes the rest.
 *
 * | typed | means |
 * | --- | --- |
 * | `broken lamp` | both words, in any form and order |
 * | `"broken lamp"` | exactly these words, one after the other |
 * | `-lamp`, `-"broken lamp"`, `-tag:vip` | without it |
 * | `from:anna` (`von:`) | written by a person of that name or address |
 * | `channel:shop` (`kanal:`) | on the channel of that name or kind |
 * | `tag:vip` (`schlagwort:`) | with that tag |
 * | `is:ours` (`ist:`) | in that view, or unread |
 * | `in:email` (`medium:`) | of that medium |
 * | `before:2026-05-04` (`vor:`), `after:` (`nach:`) | said before that day; on it or later |
 * | `has:attachment` (`hat:anhang`) | with a file |
 *
 * Values with spaces are quoted: `from:"Anna Maier"`. Days are `2026-05-04`, `4.5.2026`, `2026-05`, `2026`, `today`,
 * `yesterday` or a time ago: `7d`, `2w`, `3m`, `1y`.
 */
export interface SearchQuery {
  terms: SearchTerm[];
  filters: SearchFilter[];
}

export interface SearchTerm {
  /** Letters and digits only, at least one word; several stand one after the other. */
  words: string[];
  /** Meant word for word. */
  quoted: boolean;
  negated: boolean;
  /** The last one typed: there may be more of it to come. */
  unfinished: boolean;
}

interface FilterValues {
  from: string;
  channel: string;
  tag: string;
  is: SearchState;
  in: SearchMedium;
  has: 'attachment';
  /** `YYYY-MM-DD`, in the brand's time zone. The day itself belongs to `after` and not to `before`. */
  before: string;
  after: string;
}

export type SearchFilter = {
  [Name in keyof FilterValues]: { name: Name; value: FilterValues[Name]; negated: boolean };
}[keyof FilterValues];

export type SearchState =
  | 'ours'
  | 'mine'
  | 'unassigned'
  | 'theirs'
  | 'snoozed'
  | 'closed'
  | 'set_aside'
  | 'unread';
export type SearchMedium = 'comment' | 'email' | 'dm' | 'chat';

/** More narrow nothing down; the rest of what was typed is left out. */
export const MOST_SEARCH_WORDS = 12;
export const MOST_SEARCH_FILTERS = 12;
const LONGEST_WORD = 64;

const OPERATORS: Record<string, SearchFilter['name']> = {
  from: 'from',
  von: 'from',
  channel: 'channel',
  kanal: 'channel',
  tag: 'tag',
  schlagwort: 'tag',
  is: 'is',
  ist: 'is',
  in: 'in',
  medium: 'in',
  has: 'has',
  hat: 'has',
  before: 'before',
  vor: 'before',
  after: 'after',
  nach: 'after',
};

const STATES: Record<string, SearchState> = {
  ours: 'ours',
  unser: 'ours',
  unsere: 'ours',
  uns: 'ours',
  mine: 'mine',
  mein: 'mine',
  meine: 'mine',
  unassigned: 'unassigned',
  frei: 'unassigned',
  unzugewiesen: 'unassigned',
  theirs: 'theirs',
  ihre: 'theirs',
  ihnen: 'theirs',
  snoozed: 'snoozed',
  später: 'snoozed',
  spaeter: 'snoozed',
  closed: 'closed',
  done: 'closed',
  geschlossen: 'closed',
  erledigt: 'closed',
  set_aside: 'set_aside',
  'set-aside': 'set_aside',
  aside: 'set_aside',
  beiseite: 'set_aside',
  beiseitegelegt: 'set_aside',
  unread: 'unread',
  ungelesen: 'unread',
};

const MEDIA: Record<string, SearchMedium> = {
  comment: 'comment',
  comments: 'comment',
  kommentar: 'comment',
  kommentare: 'comment',
  email: 'email',
  'e-mail': 'email',
  mail: 'email',
  dm: 'dm',
  message: 'dm',
  nachricht: 'dm',
  direktnachricht: 'dm',
  chat: 'chat',
};

const FILES = new Set([
  'attachment',
  'attachments',
  'file',
  'files',
  'anhang',
  'anhänge',
  'datei',
  'dateien',
]);

/** They say where a word may be broken, or join letters; nobody sees them. */
const INVISIBLE = /\u00ad|\u200b|\u200c|\u200d|\u2060|\ufeff/g;
const QUOTES = '"“”„«»';
/** An operator's name, and what follows it: quoted (perhaps without an end) or up to the next space. */
const TOKEN = new RegExp(
  `\\s*(?<minus>-?)(?:(?<name>\\p{L}+):(?=\\S))?(?:[${QUOTES}](?<quoted>[^${QUOTES}]*)[${QUOTES}]?|(?<bare>[^\\s${QUOTES}]+))|\\s+`,
  'gu',
);

/** @param today `YYYY-MM-DD` where the brand is, for days that are named from there */
export function parseSearchQuery(typed: string, today: string): SearchQuery {
  const query: SearchQuery = { terms: [], filters: [] };
  const text = typed.toWellFormed().normalize('NFC').replace(INVISIBLE, '');
  let room = MOST_SEARCH_WORDS;
  const addWords = (words: string[], term: Omit<SearchTerm, 'words' | 'unfinished'>, reachesEnd: boolean) => {
    const taken = words.slice(0, room);
    if (taken.length === 0) return;
    room -= taken.length;
    const whole = taken.length === words.length;
    query.terms.push({ words: taken, ...term, unfinished: reachesEnd && whole && !term.quoted });
  };
  for (const match of text.matchAll(TOKEN)) {
    const { minus, name, quoted, bare } = match.groups ?? {};
    const value = quoted ?? bare;
    if (value === undefined || isBegun(bare)) continue;
    const negated = minus === '-';
    const filter = name === undefined ? undefined : filterOf(name, value, today);
    if (filter !== undefined) {
      if (query.filters.length < MOST_SEARCH_FILTERS) query.filters.push({ ...filter, negated });
      continue;
    }
    const reachesEnd = match.index + match[0].length === text.length;
    // A quotation that is still open is still being typed, and meant word for word all the same.
    const isQuote = quoted !== undefined;
    const words = [...wordsOf(name ?? ''), ...wordsOf(value)];
    addWords(words, { quoted: isQuote, negated }, reachesEnd);
  }
  return query;
}

/** An operator that still waits for its value says nothing yet. */
const isBegun = (bare: string | undefined): boolean =>
  bare?.endsWith(':') === true && own(OPERATORS, bare.slice(0, -1).toLowerCase()) !== undefined;

/** Its letters and digits. */
export const wordsOf = (text: string): string[] =>
  (text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).map((word) => word.slice(0, LONGEST_WORD).toWellFormed());

type Unsigned<T> = T extends unknown ? Omit<T, 'negated'> : never;

/** Undefined where the name or the value says nothing: then they are words. */
function filterOf(name: string, value: string, today: string): Unsigned<SearchFilter> | undefined {
  const operator = own(OPERATORS, name.toLowerCase());
  const said = value.trim().toLowerCase();
  if (operator === undefined || said === '') return undefined;
  if (operator === 'from' || operator === 'channel' || operator === 'tag') {
    return { name: operator, value: value.trim() };
  }
  if (operator === 'is') return filled(own(STATES, said), (state) => ({ name: 'is', value: state }));
  if (operator === 'in') return filled(own(MEDIA, said), (medium) => ({ name: 'in', value: medium }));
  if (operator === 'has') return FILES.has(said) ? { name: 'has', value: 'attachment' } : undefined;
  return filled(dayOf(said, today), (day) => ({ name: operator, value: day }));
}

/** Not what every object has, such as `constructor`. */
const own = <T>(table: Record<string, T>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

const filled = <T, R>(value: T | undefined, then: (value: T) => R): R | undefined =>
  value === undefined ? undefined : then(value);

/** The first day of what was named, `YYYY-MM-DD`. */
function dayOf(said: string, today: string): string | undefined {
  if (said === 'today' || said === 'heute') return today;
  if (said === 'yesterday' || said === 'gestern') return ago(today, 1, 'd');
  const back = /^(\d{1,4})(d|t|w|m|y|j)$/.exec(said);
  if (back !== null) return ago(today, Number(back[1]), back[2] ?? 'd');
  const iso = /^(\d{4})(?:[-/](\d{1,2}))?(?:[-/](\d{1,2}))?$/.exec(said);
  if (iso !== null) return realDay(Number(iso[1]), Number(iso[2] ?? 1), Number(iso[3] ?? 1));
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(said);
  if (dotted !== null) return realDay(Number(dotted[3]), Number(dotted[2]), Number(dotted[1]));
  return undefined;
}

function ago(today: string, count: number, unit: string): string | undefined {
  const [year = 0, month = 1, day = 1] = today.split('-').map(Number);
  if (unit === 'w' || unit === 'd' || unit === 't') {
    const at = new Date(Date.UTC(year, month - 1, day - count * (unit === 'w' ? 7 : 1)));
    return realDay(at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate());
  }
  const first = new Date(Date.UTC(year, month - 1 - count * (unit === 'm' ? 1 : 12), 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  return realDay(first.getUTCFullYear(), first.getUTCMonth() + 1, Math.min(day, last));
}

/** Undefined for the 30th of February and years nobody wrote messages in. */
function realDay(year: number, month: number, day: number): string | undefined {
  const at = new Date(Date.UTC(year, month - 1, day));
  if (year < 1970 || year > 9999 || at.getUTCMonth() !== month - 1 || at.getUTCDate() !== day)
    return undefined;
  return at.toISOString().slice(0, 10);
}
