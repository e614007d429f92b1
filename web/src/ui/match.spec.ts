import { expect, it } from 'vitest';
import { matches } from './match.js';

it.each([
  ['Assign to me', 'ass me', true],
  ['Schließen', 'schliess', true],
  ['Müller, Jörg', 'jorg mull', true],
  ['Close', 'lose', false],
  ['anything', '', true],
])('%s matches "%s": %s', (text, query, expected) => {
  expect(matches(text, query)).toBe(expected);
});
