import { afterEach, expect, it, vi } from 'vitest';
import { api } from '../../../lib/api-client.js';
import { bringBack } from './word-rules-api.js';

afterEach(() => vi.restoreAllMocks());

it('brings everything back that words have found, however many calls that takes', async () => {
  const parts = [
    { undone: 499, failed: 1, nextCursor: 'second' },
    { undone: 500, failed: 0, nextCursor: 'third' },
    { undone: 3, failed: 2, nextCursor: null },
  ];
  const post = vi.spyOn(api, 'post').mockImplementation(async () => parts.shift());
  expect(await bringBack('rule')).toEqual({ undone: 1_002, failed: 3 });
  expect(post.mock.calls.map(([path, body]) => [path, body])).toEqual([
    ['/word-rules/rule/undo', {}],
    ['/word-rules/rule/undo', { cursor: 'second' }],
    ['/word-rules/rule/undo', { cursor: 'third' }],
  ]);
});
