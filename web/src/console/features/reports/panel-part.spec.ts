import { expect, it } from 'vitest';
import { isOfRow, readPart, writePart } from './panel-part.js';

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

it('is there for a row whose report says it', () => {
  const of = (by: 'channel' | 'member') => (text: string) => {
    const part = readPart(text);
    return part !== null && isOfRow(part, { by, key: 'x' });
  };
  const parts = [
    'median',
    'turns:opened',
    'resolution',
    'episodes',
    'said:in',
    'quietLate',
    'quietDifference',
  ];
  expect(parts.filter(of('channel'))).toEqual(parts.slice(0, 5));
  expect(parts.filter(of('member'))).toEqual(['median', 'turns:opened']);
});
