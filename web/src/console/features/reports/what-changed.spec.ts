import type { ReportBreakdown, ReportOverview, ReportValue } from '@parley/shared/reports.js';
import { describe, expect, it } from 'vitest';
import { whatChanged } from './what-changed.js';

const min = 60_000;
const value = (value: number | null, more: Partial<ReportValue> = {}): ReportValue => ({
  ...{ value, atLeast: false, never: false, n: 10 },
  ...more,
});
type Pairs = Partial<
  Record<'coverage' | 'withinTarget' | 'median', [now: ReportValue, before: ReportValue | null]>
>;
const still: Required<Pairs> = {
  coverage: [value(0.9), value(0.9)],
  withinTarget: [value(0.8), value(0.8)],
  median: [value(10 * min), value(10 * min)],
};

/** Only what is looked at. */
const overview = (pairs: Pairs) =>
  ({
    figures: Object.fromEntries(
      Object.entries({ ...still, ...pairs }).map(([name, [now, compared]]) => [name, { ...now, compared }]),
    ),
  }) as unknown as ReportOverview;
const channels = (rows: Record<string, Pairs>) =>
  ({
    by: 'channel',
    rows: Object.entries(rows).map(([name, pairs]) => {
      const all = Object.entries({ ...still, ...pairs });
      return {
        name,
        ...Object.fromEntries(all.map(([figure, [now]]) => [figure, now])),
        compared: Object.fromEntries(all.map(([figure, [, before]]) => [figure, before])),
      };
    }),
  }) as unknown as ReportBreakdown;

describe('what is told of a change', () => {
  it('is nothing where nothing has changed that is worth a word', () => {
    expect(whatChanged(overview({}), undefined)).toBeNull();
    expect(whatChanged(overview({ coverage: [value(0.905), value(0.9)] }), undefined)).toBeNull();
    expect(
      whatChanged(overview({ median: [value(10 * min + 20_000), value(10 * min)] }), undefined),
    ).toBeNull();
  });

  it('is what became worse, before what became better', () => {
    const faster: Pairs = { median: [value(5 * min), value(10 * min)] };
    expect(whatChanged(overview(faster), undefined)?.name).toBe('median');
    const both: Pairs = { coverage: [value(0.95), value(0.9)], median: [value(20 * min), value(10 * min)] };
    expect(whatChanged(overview(both), undefined)?.name).toBe('median');
    const all: Pairs = { ...both, withinTarget: [value(0.7), value(0.8)] };
    expect(whatChanged(overview(all), undefined)?.name).toBe('withinTarget');
  });

  it('claims nothing of what is at least so much, or was', () => {
    const bound = { atLeast: true };
    expect(whatChanged(overview({ coverage: [value(0.5, bound), value(0.9)] }), undefined)).toBeNull();
    expect(whatChanged(overview({ median: [value(min), value(20 * min, bound)] }), undefined)).toBeNull();
    expect(
      whatChanged(overview({ median: [value(min), value(null, { never: true })] }), undefined),
    ).toBeNull();
    expect(whatChanged(overview({ median: [value(min), null] }), undefined)).toBeNull();
  });

  it('names the channel that moved most turns the same way', () => {
    const less: Pairs = { coverage: [value(0.8), value(0.9)] };
    const rows = channels({
      Chat: { coverage: [value(0.5, { n: 4 }), value(0.9)] },
      Mail: { coverage: [value(0.7, { n: 100 }), value(0.8)] },
      Page: { coverage: [value(1, { n: 500 }), value(0.5)] },
    });
    expect(whatChanged(overview(less), rows)?.where?.name).toBe('Mail');
    expect(whatChanged(overview(less), channels({ Mail: less }))?.where).toBeNull();
    expect(whatChanged(overview(less), undefined)?.where).toBeNull();
  });
});
