import { expect, it } from 'vitest';
import { regional } from './region.js';

it.each([
  ['en', ['en-GB', 'en'], 'en-GB'],
  ['en', ['en-US'], 'en-US'],
  ['en', ['de-AT', 'en'], 'en-AT'],
  ['en', ['de'], 'en-DE'],
  ['en', ['de-DE', 'en-IE'], 'en-IE'],
  ['en', ['en'], 'en'],
  ['de', ['de-CH'], 'de-CH'],
  ['de', ['en-US', 'en'], 'de-US'],
  ['en', [], 'en'],
  ['en', ['c', 'x_y'], 'en'],
])('%s in a browser of %j is written as %s', (language, browser, expected) => {
  expect(regional(language, browser)).toBe(expected);
});
