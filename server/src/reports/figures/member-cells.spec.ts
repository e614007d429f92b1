import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { joinBars, withheldRows } from './member-cells.js';

const sizes = fc.array(fc.nat(40), { maxLength: 8 }).map((all) => new Map(all.map((n, i) => [`m${i}`, n])));
const sum = (all: Iterable<number>) => [...all].reduce((a, b) => a + b, 0);

describe('rows of a table by member', () => {
  it('are withheld when they rest on too few turns', () => {
    expect(
      withheldRows(
        new Map([
          ['a', 12],
          ['b', 10],
        ]),
        10,
      ),
    ).toEqual(new Set());
    expect(
      withheldRows(
        new Map([
          ['a', 30],
          ['b', 9],
          ['c', 4],
        ]),
        10,
      ),
    ).toEqual(new Set(['b', 'c']));
  });

  it('take the next smallest with them until nothing is left that tells of one alone, or of too few together', () => {
    expect(
      withheldRows(
        new Map([
          ['a', 30],
          ['b', 12],
          ['c', 9],
        ]),
        10,
      ),
    ).toEqual(new Set(['b', 'c']));
    expect(
      withheldRows(
        new Map([
          ['a', 30],
          ['b', 12],
          ['c', 3],
          ['d', 4],
        ]),
        10,
      ),
    ).toEqual(new Set(['b', 'c', 'd']));
    expect(
      withheldRows(
        new Map([
          ['a', 30],
          ['b', 9],
        ]),
        10,
      ),
    ).toEqual(new Set(['a', 'b']));
    expect(withheldRows(new Map([['a', 9]]), 10)).toEqual(new Set(['a']));
  });

  it('leave of any total nothing, or two of them with enough turns together', () => {
    fc.assert(
      fc.property(sizes, (rows) => {
        const withheld = withheldRows(rows, 10);
        for (const [key, n] of rows) if (n < 10) expect(withheld).toContain(key);
        const rest = sum([...withheld].map((key) => rows.get(key) ?? 0));
        const isSafe = withheld.size === 0 || (withheld.size >= 2 && rest >= 10);
        expect(isSafe || withheld.size === rows.size).toBe(true);
      }),
    );
  });
});

describe('bars of a member', () => {
  const bars = (...counts: number[]) =>
    counts.map((answered, n) => ({
      ...{ fromMs: n, toMs: n === counts.length - 1 ? null : n + 1 },
      ...{ answered, late: Math.floor(answered / 2), open: 0 },
    }));
  const shape = (fewest: number, ...counts: number[]) =>
    joinBars(bars(...counts), fewest).map(({ fromMs, toMs, answered }) => [fromMs, toMs, answered]);

  it('are joined with their neighbours until each holds enough; the last remainder joins the one before', () => {
    expect(shape(10, 4, 6, 10, 3, 0, 8)).toEqual([
      [0, 2, 10],
      [2, 3, 10],
      [3, null, 11],
    ]);
    expect(shape(10, 0, 12, 0, 9)).toEqual([[0, null, 21]]);
    expect(shape(10, 12, 11, 9)).toEqual([
      [0, 1, 12],
      [1, null, 20],
    ]);
    expect(shape(0, 1, 0, 2)).toHaveLength(3);
  });

  it('cover the same waits without a gap, and lose nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(15), { minLength: 2, maxLength: 25 }), (counts) => {
        const before = bars(...counts);
        const joined = joinBars(before, 10);
        expect([joined[0]?.fromMs, joined.at(-1)?.toMs]).toEqual([0, null]);
        for (const [n, bar] of joined.entries()) expect(bar.fromMs).toBe(n === 0 ? 0 : joined[n - 1]?.toMs);
        for (const part of ['answered', 'late'] as const)
          expect(sum(joined.map((bar) => bar[part]))).toBe(sum(before.map((bar) => bar[part])));
        if (sum(counts) >= 10) for (const { answered } of joined) expect(answered).toBeGreaterThanOrEqual(10);
      }),
    );
  });
});
