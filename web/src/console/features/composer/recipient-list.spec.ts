import { expect, it } from 'vitest';
import { isRecipient, splitRecipients } from './recipient-list.js';

it.each([
  ['ada@example.org', true],
  ['Ada L. <ada@example.org>', true],
  ['ada@example', false],
  ['ada', false],
  ['Ada <ada@example.org', false],
])('%s: %s', (text, expected) => {
  expect(isRecipient(text)).toBe(expected);
});

it('splits lists, but not names with commas in quotes', () => {
  expect(splitRecipients('a@x.org, "Lovelace, Ada" <b@x.org>;\nc@x.org,')).toEqual([
    'a@x.org',
    '"Lovelace, Ada" <b@x.org>',
    'c@x.org',
  ]);
});
