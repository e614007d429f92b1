import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';

/** Gzipped JavaScript that has to come before the queue shows, in bytes. */
const FIRST_LOAD = 250 * 1_000;
/** What a website embeds, all of it. */
const WIDGET = 30 * 1_000;
/** Any other part: what is opened later must not be waited for, either. */
const LATER = 200 * 1_000;

interface Entry {
  file: string;
  imports?: string[];
  dynamicImports?: string[];
  isEntry?: boolean;
}

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8')) as Record<string, Entry>;
const entry = (name: string): Entry => {
  const found = manifest[name];
  if (found === undefined) throw new Error(`The build has no ${name}.`);
  return found;
};
const read = (file: string) => readFileSync(join(dist, file), 'utf8');
const weight = (file: string) => gzipSync(read(file)).length;

/** A part with all it cannot run without. */
function whole(name: string, seen = new Set<string>()): Set<string> {
  const { file, imports = [] } = entry(name);
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const one of imports) whole(one, seen);
  return seen;
}

/** What the page asks for in this language before the queue shows: no browser needed to know it. */
const firstLoad = (locale: string) => {
  const files = whole('index.html');
  whole(`src/console/locales/${locale}/first.ts`, files);
  return files;
};

describe('the weight of the console', () => {
  it.each(['en', 'de'])('is within the budget before the queue shows (%s)', (locale) => {
    const files = [...firstLoad(locale)].map((file) => [file, weight(file)] as const);
    const total = files.reduce((sum, [, size]) => sum + size, 0);
    console.log(
      [
        `First load in ${locale}: ${kB(total)} kB gzipped JavaScript`,
        ...files.toSorted(heaviest).map(line),
      ].join('\n'),
    );
    expect(files.length).toBeGreaterThan(1);
    expect(total).toBeLessThanOrEqual(FIRST_LOAD);
  });

  it('has no part that is long in coming later', () => {
    const first = new Set([...firstLoad('en'), ...firstLoad('de')]);
    const later = readdirSync(join(dist, 'assets'))
      .filter((file) => file.endsWith('.js'))
      .map((file) => `assets/${file}`)
      .filter((file) => !first.has(file))
      .map((file) => [file, weight(file)] as const);
    console.log(['Loaded when needed, kB gzipped', ...later.toSorted(heaviest).map(line)].join('\n'));
    expect(later.length).toBeGreaterThan(0);
    expect(later.filter(([, size]) => size > LATER)).toEqual([]);
  });

  it('leaves the editor and the emoji for when they are needed', () => {
    const code = [...firstLoad('en'), ...firstLoad('de')].map(read).join('\n');
    expect(code).not.toContain('ProseMirror');
    expect(code.match(/\p{Extended_Pictographic}/gu)?.length ?? 0).toBeLessThan(100);
  });
});

describe('the weight of the widget', () => {
  const code = read('widget.js');

  it('is within the budget, in one file', () => {
    console.log(`The widget: ${kB(weight('widget.js'))} kB gzipped JavaScript`);
    expect(code.length).toBeGreaterThan(10_000);
    expect(weight('widget.js')).toBeLessThanOrEqual(WIDGET);
    expect(code).not.toMatch(/\bimport\s*\(|\beval\s*\(|new Function\b|sourceMappingURL/);
  });

  it('comes compressed as it is', () => {
    expect(gunzipSync(readFileSync(join(dist, 'widget.js.gz'))).toString()).toBe(code);
    expect(brotliDecompressSync(readFileSync(join(dist, 'widget.js.br'))).toString()).toBe(code);
  });
});

type Line = readonly [file: string, size: number];
const heaviest = (a: Line, b: Line) => b[1] - a[1];
const kB = (bytes: number) => (bytes / 1_000).toFixed(1);
const line = ([file, size]: Line) => `${kB(size).padStart(7)}  ${file}`;
