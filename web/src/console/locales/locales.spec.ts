import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { permissions } from '@parley/shared/permissions.js';
import { describe, expect, it } from 'vitest';
import { knownPlaceholders } from '../writing/placeholders.js';
import { de } from './de.js';
import { en } from './en.js';

type Tree = { [key: string]: string | Tree };

const flatten = (tree: Tree, prefix = ''): Map<string, string> =>
  new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === 'string' ? [[prefix + key, value] as const] : [...flatten(value, `${prefix}${key}.`)],
    ),
  );

const english = flatten(en);
const german = flatten(de);
const areas = Object.keys(en).join('|');
const withoutPlural = (key: string) => key.replace(/_(zero|one|two|few|many|other)$/, '');
const placeholders = (text: string) =>
  [...text.matchAll(/\{\{\s*(\w+)[^}]*\}\}|<(\d+)>/g)].map(String).sort();

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'locales' ? [] : sources(path);
    return /\.tsx?$/.test(entry.name) && !entry.name.includes('.spec.') ? [readFileSync(path, 'utf8')] : [];
  });
}

/** Keys as they stand in the code; a template's fixed beginning stands for everything below it. */
function usedKeys(code: string) {
  const exact = new Set(
    [...code.matchAll(/\b(?:t|i18nKey)(?:=|\(\s*)['"]([\w.]+)['"]/g)].map((hit) => hit[1] ?? ''),
  );
  // Keys that travel as data carry `key:` or `Key:` in front, or stand in a conditional inside t(…).
  for (const hit of code.matchAll(new RegExp(`['"]((?:${areas})\\.[\\w.]+)['"]`, 'g')))
    exact.add(hit[1] ?? '');
  const open = [...code.matchAll(new RegExp('`((?:' + areas + ')\\.[\\w.]*)\\$\\{', 'g'))].map(
    (hit) => hit[1] ?? '',
  );
  return { exact, open };
}

describe('languages', () => {
  it('have the same keys', () => {
    expect([...german.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it('have the same placeholders in each text', () => {
    const differing = [...english].filter(
      ([key, text]) => placeholders(text).join() !== placeholders(german.get(key) ?? '').join(),
    );
    expect(differing.map(([key]) => key)).toEqual([]);
  });

  it('have no empty text', () => {
    expect([...english, ...german].filter(([, text]) => text.trim() === '')).toEqual([]);
  });
});

describe('German', () => {
  /** One word per idea, and one way to speak to members. */
  const strange: [RegExp, string][] = [
    [/Unterhaltung/, 'Gespräch'],
    [/\bmit Tags\b|\bTag \{\{/, 'Schlagwort'],
    [/[Zz]urückgestellt|[Zz]urückstellen/, 'auf später legen'],
    [/[a-zäöü]{2}en Sie\b|(?<=[a-zäöü,] )(?:Sie|Ihr(?:e[mnrs]?)?)\b/, 'du, ihr'],
  ];
  const breaches = (texts: Iterable<readonly [string, string]>) =>
    [...texts].flatMap(([key, text]) =>
      strange.filter(([word]) => word.test(text)).map(([, instead]) => `${key}: ${instead}`),
    );

  it('keeps to its words', () => {
    expect(breaches(german)).toEqual([]);
  });

  it('would be caught with others', () => {
    const texts = [
      ...['Diese Unterhaltung', 'mit Tags versehen', 'Zurückgestellt bis morgen'],
      ...['Erzeugen Sie einen neuen', 'auf Ihrem Server', 'Besucher, die Sie kennen'],
    ];
    expect(breaches(texts.map((text) => [text, text] as const))).toHaveLength(texts.length);
  });
});

describe('the code', () => {
  const { exact, open } = usedKeys(sources(join(import.meta.dirname, '../..')).join('\n'));
  const known = new Set([...english.keys()].map(withoutPlural));

  it('uses only keys that exist', () => {
    const missing = [...exact].filter(
      (key) =>
        !known.has(key) &&
        !(permissions as readonly string[]).includes(key) &&
        ![...known].some((other) => other.startsWith(`${key}.`)),
    );
    // What the socket says, and what snippets name, has the same shape as a key.
    const others = new Set<string>(knownPlaceholders);
    expect(
      missing.filter(
        (key) =>
          !others.has(key) &&
          !/^(?:conversation|person|now)\.(?:open|close|changed|removed|join|leave)$/.test(key),
      ),
    ).toEqual([]);
    expect(open.filter((start) => ![...known].some((key) => key.startsWith(start)))).toEqual([]);
  });

  it('uses every key that exists', () => {
    const unused = [...known].filter(
      (key) => !exact.has(key) && !open.some((start) => key.startsWith(start)),
    );
    expect(unused).toEqual([]);
  });

  it('would notice a missing and an unused key', () => {
    const found = usedKeys(`t('ui.nothing'); t(${'`'}app.roles.${'$'}{role}${'`'})`);
    expect(found.exact.has('ui.nothing')).toBe(true);
    expect(found.open).toEqual(['app.roles.']);
    expect(known.has('ui.nothing')).toBe(false);
  });
});
