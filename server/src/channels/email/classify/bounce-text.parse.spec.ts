import { expect, it } from '@jest/globals';
import { recipientsInProse } from './bounce-text.parse.js';

it('finds the first address that can be meant, wherever it stands', () => {
  const told = 'Sorry, mailer-daemon@example.test could not reach "anna@example.test", nor bob@example.test.';
  expect(recipientsInProse(told, new Set())).toEqual(['anna@example.test']);
  expect(recipientsInProse(told, new Set(['anna@example.test']))).toEqual(['bob@example.test']);
});

// Each of these once had no end.
it.each(['-', '&', 'a', 'user <', '\n-'])('comes to an end with megabytes of %j', (unit) => {
  expect(recipientsInProse(unit.repeat(4_000_000), new Set())).toEqual([]);
});
