import type { Figure } from '@parley/shared/reports.js';
import { expect, it } from 'vitest';
import { leftOutList, listsOf } from './behind-lists.js';
import { type FigureName, figureKinds } from './figures.js';
import { type Part, readPart } from './panel-part.js';

const figure = (value: number): Figure => ({
  ...{ value, atLeast: false, never: false, n: 5, leftOut: [] },
  ...{ precision: 'exact', compared: null },
});
const queries = (address: string, value = 0) =>
  listsOf(readPart(address) as Part, figure(value)).map(({ rows, query }) => [rows, query]);

it('asks for the rows of the part, in the server’s words', () => {
  expect(queries('withinTarget')[0]).toEqual(['turns', { behind: 'target' }]);
  expect(queries('wait:5-')).toEqual([['turns', { behind: 'response', waitFromMs: '5' }]]);
  expect(queries('hour:3-0')).toEqual([
    ['turns', { behind: 'opened', weekday: '3', hour: '0' }],
    ['messages', { behind: 'in', weekday: '3', hour: '0' }],
    ['messages', { behind: 'out', weekday: '3', hour: '0' }],
  ]);
  expect(queries('days:2026-03-02..2026-03-08')).toEqual([
    ['turns', { behind: 'opened', from: '2026-03-02', to: '2026-03-08' }],
  ]);
  expect(queries('said:in:2026-03-02..2026-03-02')).toEqual([
    ['messages', { behind: 'in', from: '2026-03-02', to: '2026-03-02' }],
  ]);
});

it('tells the episodes on either side of a percentile apart, to the millisecond', () => {
  expect(queries('resolution', 90_000).slice(1, 3)).toEqual([
    ['episodes', { behind: 'opened', tookToMs: '90001' }],
    ['episodes', { behind: 'opened', tookFromMs: '90001' }],
  ]);
});

it('has lists behind every figure, no two of one name, and one for whatever it leaves out', () => {
  for (const name of Object.keys(figureKinds) as FigureName[]) {
    const ids = listsOf({ kind: 'figure', name }, figure(1)).map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(0);
    expect(new Set(ids).size).toBe(ids.length);
  }
  expect(listsOf({ kind: 'difference' }, undefined)).toHaveLength(4);
  expect(leftOutList(null, 'too_young_late')?.query).toEqual({ after: 'late', became: 'too_young' });
  expect(leftOutList('median', 'withdrawn')?.query).toEqual({ behind: 'withdrawn' });
  expect(leftOutList('withinTarget', 'withdrawn')?.query).toEqual({ behind: 'withdrawn_in_time' });
  expect(leftOutList('coverage', 'thrown_away')?.rows).toBe('messages');
  expect(leftOutList('reopened', 'too_young')?.query).toEqual({ behind: 'too_young' });
  expect(leftOutList('quietInTime', 'too_young')?.query).toEqual({ after: 'in_time', became: 'too_young' });
  expect(leftOutList(null, 'imported')?.query).toEqual({ behind: 'left_out' });
});
