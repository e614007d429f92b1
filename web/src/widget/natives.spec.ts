import { afterEach, expect, it, vi } from 'vitest';
import { fromJson, toJson } from './natives.js';

afterEach(() => {
  Reflect.deleteProperty(Array.prototype, 'toJSON');
  Reflect.deleteProperty(Object.prototype, 'extra');
  vi.unstubAllGlobals();
  vi.resetModules();
});

it('writes plain data as JSON.stringify does', () => {
  const value = {
    text: 'a "quoted"\n\u2028 word',
    list: [1, null, 'x', [true]],
    none: undefined,
    deep: { a: {} },
  };
  expect(toJson(value)).toBe(JSON.stringify(value));
  expect(fromJson(toJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
});

it('is not led astray by a page that gives arrays a toJSON and every object a property', () => {
  Object.assign(Array.prototype, { toJSON: () => 'broken' });
  Object.defineProperty(Object.prototype, 'extra', {
    value: () => 1,
    enumerable: true,
    configurable: true,
    writable: true,
  });
  expect(toJson({ ids: ['a'] })).toBe('{"ids":["a"]}');
});

it('takes the JSON of another window where the page’s own errs', async () => {
  vi.stubGlobal('JSON', { parse: () => null, stringify: () => 'broken' });
  const fresh = await import('./natives.js');
  expect(fresh.toJson({ ids: ['a'] })).toBe('{"ids":["a"]}');
  expect(fresh.fromJson('{"a":1}')).toMatchObject({ a: 1 });
  expect(document.querySelector('iframe')).toBeNull();
});
