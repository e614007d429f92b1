import { expect, it } from 'vitest';
import { linkify } from './linkify.js';

it.each([
  ['see https://a.example/x?y=1.', [['https://a.example/x?y=1', 'https://a.example/x?y=1']]],
  ['(https://a.example/b)', [['https://a.example/b', 'https://a.example/b']]],
  ['https://a.example/wiki_(b)', [['https://a.example/wiki_(b)', 'https://a.example/wiki_(b)']]],
  [
    'www.example.org, or me@example.org!',
    [
      ['www.example.org', 'https://www.example.org'],
      ['me@example.org', 'mailto:me@example.org'],
    ],
  ],
  ['javascript:alert(1)', []],
])('%s', (text, links) => {
  const parts = linkify(text);
  expect(parts.map((part) => part.text).join('')).toBe(text);
  expect(parts.filter((part) => part.href).map((part) => [part.text, part.href])).toEqual(links);
});
