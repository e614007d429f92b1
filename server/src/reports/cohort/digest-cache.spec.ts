import { expect, test } from '@jest/globals';
import { DigestCache } from './digest-cache.js';

const COLUMNS = ['turns', 'wall AS waits'];
const row = (bytes: number, turns = 1) => ({ turns, waits: Buffer.alloc(bytes) });

test('gives what was read, under the name it has in the row', () => {
  const cache = new DigestCache();
  expect(cache.get('a', '7', COLUMNS)).toBeUndefined();
  cache.put({ key: 'a', version: '7', columns: COLUMNS, row: row(3) });
  expect(cache.get('a', '7', COLUMNS)).toEqual(row(3));
  expect(cache.get('a', '7', ['turns'])).toEqual({ turns: 1 });
  expect(cache.get('b', '7', COLUMNS)).toBeUndefined();
});

test('gives nothing while a column is missing, and keeps what is read later beside it', () => {
  const cache = new DigestCache();
  cache.put({ key: 'a', version: '7', columns: COLUMNS, row: row(3) });
  expect(cache.get('a', '7', ['turns', 'business AS waits'])).toBeUndefined();
  cache.put({ key: 'a', version: '7', columns: ['turns', 'business AS waits'], row: row(5) });
  expect(cache.get('a', '7', ['turns', 'business AS waits'])).toEqual(row(5));
  expect(cache.get('a', '7', COLUMNS)).toEqual(row(3));
});

test('forgets a digest that was made again, every column of it', () => {
  const cache = new DigestCache();
  cache.put({ key: 'a', version: '7', columns: COLUMNS, row: row(3) });
  expect(cache.get('a', '8', COLUMNS)).toBeUndefined();
  cache.put({ key: 'a', version: '8', columns: ['turns'], row: { turns: 2 } });
  expect(cache.get('a', '8', ['turns'])).toEqual({ turns: 2 });
  expect(cache.get('a', '8', COLUMNS)).toBeUndefined();
  expect(cache.get('a', '7', COLUMNS)).toBeUndefined();
});

test('keeps no more than it may, and what was asked for last', () => {
  const cache = new DigestCache(10_000);
  for (const key of ['a', 'b', 'c']) cache.put({ key, version: '7', columns: COLUMNS, row: row(3_000) });
  cache.get('a', '7', COLUMNS);
  cache.put({ key: 'd', version: '7', columns: COLUMNS, row: row(3_000) });
  expect(['a', 'b', 'c', 'd'].filter((key) => cache.get(key, '7', COLUMNS) !== undefined)).toEqual([
    'a',
    'c',
    'd',
  ]);
  // One that is larger than all of it is not kept, and throws nothing out.
  cache.put({ key: 'e', version: '7', columns: COLUMNS, row: row(20_000) });
  expect(cache.get('e', '7', COLUMNS)).toBeUndefined();
  expect(cache.get('d', '7', COLUMNS)).toBeDefined();
});
