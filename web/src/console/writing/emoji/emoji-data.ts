import { readStored, writeStored } from '../../../lib/stored.js';

export type Emoji = {
  emoji: string;
  label: string;
  /** Names between colons, the first the usual one. */
  names: string[];
  group: number;
  /** The five skin tones, from light to dark, where it has them. */
  tones: string[] | null;
  /** Everything it is found by, folded, as words. */
  words: string[];
};

/** In the order of the keyboard; `2` are components, which are none. */
export const groups = [0, 1, 3, 4, 5, 6, 7, 8, 9] as const;
export type Group = (typeof groups)[number];

const fold = (text: string) =>
  text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .replace(/ß/g, 'ss')
    .toLowerCase();
const wordsOf = (text: string) =>
  fold(text)
    .split(/[^\p{L}\p{N}+-]+/u)
    .filter(Boolean);

const load: Record<string, () => Promise<{ default: [string, string, string, string, number, string?][] }>> =
  {
    en: () => import('virtual:emoji/en'),
    de: () => import('virtual:emoji/de'),
  };
const loaded = new Map<string, Promise<Emoji[]>>();

/** All emoji with their names in the member's language; fetched when they are first wanted. */
export function loadEmoji(language: string): Promise<Emoji[]> {
  const locale = language.slice(0, 2) === 'de' ? 'de' : 'en';
  const known = loaded.get(locale);
  if (known) return known;
  const made = (load[locale] as (typeof load)['en'])!().then((module) => module.default.map(emojiOf));
  // A chunk that did not come is asked for again.
  made.catch(() => loaded.delete(locale));
  loaded.set(locale, made);
  return made;
}

const emojiOf = ([emoji, label, names, tags, group, tones]: [
  string,
  string,
  string,
  string,
  number,
  string?,
]): Emoji => ({
  emoji,
  label,
  names: names.split(' '),
  group,
  tones: tones?.split(' ') ?? null,
  words: [...new Set([...wordsOf(label), ...wordsOf(names.replaceAll('_', ' ')), ...wordsOf(tags)])],
});

/** By name: the one that is called just so first, then those whose name begins so, then by any word. */
export function findEmoji(all: readonly Emoji[], query: string, limit: number): Emoji[] {
  const text = fold(query.trim());
  const parts = wordsOf(query.replaceAll('_', ' '));
  if (parts.length === 0) return [];
  const rank = (emoji: Emoji): number => {
    if (emoji.names.includes(text) || fold(emoji.label) === text) return 0;
    if (!parts.every((part) => emoji.words.some((word) => word.startsWith(part)))) return -1;
    if (emoji.names.some((name) => name.startsWith(text)) || fold(emoji.label).startsWith(text)) return 1;
    return parts.every((part) => wordsOf(emoji.label).some((word) => word.startsWith(part))) ? 2 : 3;
  };
  const found: Emoji[][] = [[], [], [], []];
  for (const emoji of all) {
    const at = rank(emoji);
    if (at >= 0) found[at]?.push(emoji);
  }
  return found.flat().slice(0, limit);
}

/** 0: as drawn; 1 to 5: from light to dark. */
export type Tone = 0 | 1 | 2 | 3 | 4 | 5;
export const readTone = () => readStored<Tone>('emoji.tone', 0);
export const keepTone = (tone: Tone) => writeStored('emoji.tone', tone);
export const inTone = (emoji: Emoji, tone: number) => emoji.tones?.[tone - 1] ?? emoji.emoji;

const mostRecent = 24;
export const readRecent = () => readStored<string[]>('emoji.recent', []);
/** @param emoji as it was written, in its skin tone */
export function noteRecent(emoji: string): void {
  writeStored(
    'emoji.recent',
    [emoji, ...readRecent().filter((other) => other !== emoji)].slice(0, mostRecent),
  );
}

/** Those used last, of which the data knows; the usual ones before anything was used. */
export function recentOf(all: readonly Emoji[]): { emoji: Emoji; written: string }[] {
  const byWritten = new Map<string, Emoji>();
  for (const one of all) for (const written of [one.emoji, ...(one.tones ?? [])]) byWritten.set(written, one);
  const recent = readRecent();
  return (recent.length > 0 ? recent : usual).flatMap((written) => {
    const emoji = byWritten.get(written);
    return emoji ? [{ emoji, written }] : [];
  });
}
const usual = ['👍', '🙂', '😊', '🎉', '❤️', '🙏', '😄', '👋', '✅', '🚀', '👀', '💪'];
