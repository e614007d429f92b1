import { describe, expect, it } from 'vitest';
import { inverse } from '../../acts/act.js';
import { aRow } from '../../data/row-builder.js';
import { byReason, groupedUndo } from './bulk-undo.js';
import { between } from './use-selection.js';

const tag = (id: string) => ({ id, name: id, color: '#000000' });
const told = (groups: ReturnType<typeof groupedUndo>) =>
  groups.map(({ act, rows }) => ({ act, ids: rows.map(({ id }) => id) }));

describe('what takes an act on many back', () => {
  it('puts each back to what it was', () => {
    const until = '2026-02-01T00:00:00.000Z';
    const rows = [
      aRow({ id: 'a' }),
      aRow({ id: 'b', status: 'snoozed', snoozedUntil: until }),
      aRow({ id: 'c' }),
      aRow({ id: 'd', status: 'closed' }),
    ];
    expect(told(groupedUndo(rows, { kind: 'close' }, inverse))).toEqual([
      { act: { kind: 'reopen' }, ids: ['a', 'c'] },
      { act: { kind: 'snooze', until }, ids: ['b'] },
    ]);
  });

  it('takes away only the tags that were new, and gives back those that were there', () => {
    const rows = [aRow({ id: 'a', tags: [tag('old')] }), aRow({ id: 'b', tags: [tag('new')] })];
    const act = { kind: 'tag' as const, add: [tag('new')], remove: [tag('old')] };
    expect(told(groupedUndo(rows, act, inverse))).toEqual([
      { act: { kind: 'tag', add: ['old'], remove: ['new'] }, ids: ['a'] },
    ]);
  });

  it('takes merges apart in the opposite order', () => {
    const rows = [aRow({ id: 'a' }), aRow({ id: 'b' })];
    expect(told(groupedUndo(rows, { kind: 'merge', intoId: 'x' }, inverse))).toEqual([
      { act: { kind: 'unmerge' }, ids: ['b', 'a'] },
    ]);
  });
});

it('reasons are counted, the most first', () => {
  const refused = (code: 'stale' | 'not_found') => ({ id: code, ok: false as const, code, message: '' });
  expect(byReason([refused('not_found'), refused('stale'), refused('stale')])).toEqual([
    { code: 'stale', count: 2 },
    { code: 'not_found', count: 1 },
  ]);
});

it('a range goes both ways, and is the one row when its beginning has left', () => {
  expect(between(['a', 'b', 'c', 'd'], 'd', 'b')).toEqual(['b', 'c', 'd']);
  expect(between(['a', 'b'], 'gone', 'b')).toEqual(['b']);
});
