import { expect, it } from 'vitest';
import { readPart, writePart } from './panel-part.js';

it.each([
  'median',
  'turns:closed_unanswered',
  'wait:60000-120000.5',
  'wait:86400000-',
  'hour:7-23',
  'days:2026-03-02..2026-03-08',
  'quietDifference',
  'episodes',
  'said:thrown_away',
  'said:in:2026-03-02..2026-03-08',
])('%s comes back as it was', (text) => {
  const part = readPart(text);
  expect(part && writePart(part)).toBe(text);
});

it.each([
  null,
  '',
  'constructor',
  'turns:all',
  'said:',
  'said:everything',
  'said:in:',
  'said:in:2026-03-08',
  'wait:-5',
  'wait:x-y',
  'hour:8-1',
  'hour:1-24',
  'days:2026-03-08..2026-03-02',
  'days:2026-03-08',
])('%s is no part', (text) => {
  expect(readPart(text)).toBeNull();
});
