import { expect, it } from 'vitest';
import { partQuery, readPart, writePart } from './panel-part.js';

it.each([
  'median',
  'turns:closed_unanswered',
  'wait:60000-120000.5',
  'wait:86400000-',
  'hour:7-23',
  'days:2026-03-02..2026-03-08',
])('%s comes back as it was', (text) => {
  const part = readPart(text);
  expect(part && writePart(part)).toBe(text);
});

it.each([
  null,
  '',
  'constructor',
  'turns:all',
  'wait:-5',
  'wait:x-y',
  'hour:8-1',
  'hour:1-24',
  'days:2026-03-08..2026-03-02',
  'days:2026-03-08',
])('%s is no part', (text) => {
  expect(readPart(text)).toBeNull();
});

it('asks for the turns of the part, whatever figure was looked at', () => {
  expect(partQuery({ kind: 'figure', name: 'withinTarget' }, 'target')).toEqual({ behind: 'target' });
  expect(partQuery({ kind: 'wait', fromMs: 5, toMs: null }, 'target')).toEqual({
    behind: 'response',
    waitFromMs: '5',
  });
  expect(partQuery({ kind: 'hour', weekday: 3, hour: 0 }, 'target')).toEqual({
    ...{ behind: 'opened', weekday: '3', hour: '0' },
  });
  expect(partQuery({ kind: 'days', from: '2026-03-02', to: '2026-03-08' }, 'opened')).toEqual({
    ...{ behind: 'opened', from: '2026-03-02', to: '2026-03-08' },
  });
});
