import type { Snippet } from '@parley/shared/brands.js';
import { expect, it } from 'vitest';
import { findSnippets } from './snippets-api.js';

const snippet = (name: string, shortcut: string | null, body = 'words'): Snippet => ({
  id: name,
  name,
  shortcut,
  body,
  html: null,
  shared: true,
  updatedAt: '2026-01-01T00:00:00.000Z',
});

it('snippets are found by shortcut first, then by name, then by what they say', () => {
  const all = [
    snippet('Ask for the order', null, 'Could you tell us your order number? Thanks!'),
    snippet('Danke schön', null),
    snippet('Thank you', 'danke'),
    snippet('Thank you very much', 'dankesehr'),
  ];
  const found = (query: string) => findSnippets(all, query).map(({ name }) => name);
  expect(found('danke')).toEqual(['Thank you', 'Thank you very much', 'Danke schön']);
  expect(found('thank')).toEqual(['Thank you', 'Thank you very much', 'Ask for the order']);
  expect(found('schon')).toEqual(['Danke schön']);
  expect(found('')).toHaveLength(4);
  expect(found('nothing')).toEqual([]);
});
