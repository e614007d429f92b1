import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { viewKeys } from '../data/views.js';
import { keyList } from './key-list.js';

const alternatives = (keys: string) => keys.split(' | ');
const known = new Map(keyList.flatMap(({ id, keys }) => alternatives(keys).map((key) => [key, id] as const)));

/** What the console promises, word for word; whoever changes a key changes it here as well. */
const promised: Record<string, string> = {
  ...{ j: 'next', k: 'previous', enter: 'open', r: 'reply', n: 'note', a: 'assign', i: 'assignMe' },
  ...{ e: 'close', s: 'snooze', t: 'tag', u: 'ours', x: 'select', '/': 'search', z: 'undo', '?': 'keys' },
  ...{ 'g o': 'goOurs', 'g t': 'goTheirs', 'g s': 'goSnoozed', 'g c': 'goClosed' },
  ...{ 'mod+k': 'palette', 'mod+enter': 'send', 'mod+shift+enter': 'sendClose' },
  ...{ 'shift+j': 'extendDown', 'shift+k': 'extendUp' },
};

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'locales' ? [] : sources(path);
    const code = /\.tsx?$/.test(entry.name) && !/\.spec\.|key-list/.test(entry.name);
    return code ? [readFileSync(path, 'utf8')] : [];
  });
}

describe('the key list', () => {
  it('has every key that is promised', () => {
    expect(Object.fromEntries(Object.keys(promised).map((key) => [key, known.get(key)]))).toEqual(promised);
  });

  it('has no key twice', () => {
    const all = keyList.flatMap(({ keys }) => alternatives(keys));
    expect(all).toHaveLength(new Set(all).size);
  });

  it('has the keys of every view', () => {
    expect(Object.values(viewKeys).filter((keys) => !known.has(keys))).toEqual([]);
  });

  it('has every key that a command listens to', () => {
    const code = sources(join(import.meta.dirname, '..')).join('\n');
    const used = [
      ...[...code.matchAll(/\bkeys: '([^']+)'/g)].map((hit) => hit[1] ?? ''),
      ...[...code.matchAll(/\bcommand\(\s*'[^;]{0,160}?'((?:shift\+)?[a-z])',?\s*\)/g)].map(
        (hit) => hit[1] ?? '',
      ),
    ].flatMap(alternatives);
    expect(used.length).toBeGreaterThan(25);
    expect([...new Set(used)].filter((key) => !known.has(key))).toEqual([]);
  });
});
