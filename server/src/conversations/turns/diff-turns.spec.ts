import { describe, expect, it } from '@jest/globals';
import { diffTurns } from './diff-turns.js';

describe('diffTurns', () => {
  it('tells rows to insert, to update and to delete apart, by key', () => {
    const before = [
      { key: 'same', id: 1, outcome: null },
      { key: 'changed', id: 2, outcome: null },
      { key: 'gone', id: 3, outcome: null },
    ];
    const after = [
      { key: 'same', outcome: null },
      { key: 'changed', outcome: 'answered' },
      { key: 'new', outcome: null },
    ];
    expect(diffTurns(before, after, (a, b) => a.outcome === b.outcome)).toEqual({
      insert: [after[2]],
      update: [{ before: before[1], after: after[1] }],
      delete: [before[2]],
    });
  });

  it('compares deeply when nothing else is said', () => {
    const row = { key: 'a', answeredBy: { kind: 'member', memberId: 'm' } };
    expect(diffTurns([row], [{ ...row, answeredBy: { ...row.answeredBy } }]).update).toEqual([]);
    expect(diffTurns([row], [{ ...row, answeredBy: { kind: 'outside' } }]).update).toHaveLength(1);
  });
});
