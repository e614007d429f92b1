import { expect } from '@jest/globals';
import type { ReportResolution, ReportResolutionBreakdown, ReportValue } from '@parley/shared/reports.js';
import { referenceResolution, referenceResolutionBreakdown } from '../reference/reports/ref-resolution.js';
import type { RefQuery } from '../reference/reports/ref-world.js';
import { type Checked, params } from './check.js';

type Expected = ReturnType<typeof referenceResolution>;
type Name = keyof Omit<Expected, 'counts'>;

/**
 * Resolution and its breakdowns.
 * @param rolledUp digests are used: percentiles are within one percent, all else is exact
 * @returns the precision it has; null where nothing can be said
 */
export async function checkResolution(
  { story, world }: Checked,
  query: RefQuery,
  rolledUp = false,
): Promise<'exact' | 'rolled_up' | null> {
  if (story.merged) return null;
  const { turns: _, clock: __, ...period } = query;
  const get = <T>(path: string) => story.owner.client.get<T>(`/api/v1/reports/${path}`);
  const report = await get<ReportResolution>(`resolution?${params(period as RefQuery)}`);
  expectSame({ ...report.figures, counts: report.counts }, referenceResolution(world, query), rolledUp);
  for (const by of ['medium', 'priority', 'channel', 'tag'] as const) {
    const expected = referenceResolutionBreakdown(world, query, by);
    const { rows } = await get<ReportResolutionBreakdown>(
      `resolution/breakdown?${params(period as RefQuery)}&by=${by}`,
    );
    expect(new Set(rows.map(({ key }) => key))).toEqual(new Set(expected.keys()));
    for (const row of rows) {
      const figures = expected.get(row.key);
      if (figures === undefined) throw new Error(`there is no row for ${row.key}`);
      expectSame(row, figures, rolledUp);
    }
  }
  return report.figures.median.precision;
}

function expectSame(
  told: Record<Name, ReportValue> & Pick<Expected, 'counts'>,
  { counts, ...figures }: Expected,
  rolledUp: boolean,
): void {
  expect(told.counts).toEqual(counts);
  for (const [key, figure] of Object.entries(figures)) {
    const name = key as Name;
    const value = told[name];
    if (!rolledUp || (name !== 'median' && name !== 'p90')) {
      expect({ name, ...value }).toMatchObject({ name, ...figure });
      continue;
    }
    expect({ name, n: value.n, none: value.value === null }).toEqual({
      name,
      n: figure.n,
      none: figure.value === null,
    });
    expect(Math.abs((value.value ?? 0) - (figure.value ?? 0))).toBeLessThanOrEqual(
      (figure.value ?? 0) * 0.01,
    );
  }
}
