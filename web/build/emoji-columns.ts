import { createRequire } from 'node:module';
import type { Plugin } from 'vite';

const require = createRequire(import.meta.url);

type Source = {
  unicode: string;
  hexcode: string;
  label: string;
  tags?: string[];
  group?: number;
  skins?: { unicode: string }[];
};

/** Components (skin tones, hair) are no emoji by themselves. */
const components = 2;

/** `virtual:emoji/<locale>`: of the emoji data only what the picker reads, one short row per emoji. */
export const emojiColumns: Plugin = {
  name: 'emoji-columns',
  resolveId: (id) => (id.startsWith('virtual:emoji/') ? `\0${id}` : undefined),
  load(id) {
    const locale = /^\0virtual:emoji\/(en|de)$/.exec(id)?.[1];
    if (!locale) return undefined;
    const all = require(`emojibase-data/${locale}/compact.json`) as Source[];
    // The names people know by heart (`:tada:`) are the same in every language.
    const names = require('emojibase-data/en/shortcodes/emojibase.json') as Record<string, string | string[]>;
    const rows = all
      .filter((emoji) => emoji.group !== undefined && emoji.group !== components)
      .map((emoji) => [
        emoji.unicode,
        emoji.label,
        [names[emoji.hexcode] ?? []].flat().join(' '),
        (emoji.tags ?? []).join(' '),
        emoji.group,
        ...(emoji.skins?.length === 5 ? [emoji.skins.map((skin) => skin.unicode).join(' ')] : []),
      ]);
    return `export default JSON.parse(${JSON.stringify(JSON.stringify(rows))});`;
  },
};
