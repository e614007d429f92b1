import { expect } from '@jest/globals';
import type { ReportOverview } from '@parley/shared/reports.js';
import { referenceBreakdown } from '../reference/reports/ref-breakdown.js';
import { referenceOverview } from '../reference/reports/ref-overview.js';
import { referenceWithheld } from '../reference/reports/ref-withheld.js';
import type { RefQuery } from '../reference/reports/ref-world.js';
import { type Checked, params } from './check.js';

/** @returns how many turns were opened */
export async function checkOverview({ story, world }: Checked, query: RefQuery): Promise<number> {
  const expected = referenceOverview(world, query);
  if (query.memberId !== undefined) {
    const members = referenceBreakdown(world, { ...query, memberId: undefined }, 'member');
    const sizes = new Map([...members].map(([key, { counts }]) => [key, counts.opened]));
    if (expected.counts.opened < 10 || referenceWithheld(sizes).has(query.memberId)) return 0;
  }
  const report = await story.owner.client.get<ReportOverview>(
    `/api/v1/reports/overview?${params(query)}&granularity=day`,
  );
  const { leftOut, ...counts } = report.counts;
  expect({ query, counts }).toEqual({ query, counts: expected.counts });
  expect(leftOut).toEqual(expected.leftOut);
  for (const name of ['median', 'p75', 'p90', 'p95', 'withinTarget', 'coverage', 'noAnswerNeeded'] as const) {
    expect({ name, query, ...report.figures[name] }).toMatchObject({ name, query, ...expected[name] });
  }
  expect(report.series.points.filter(({ opened }) => opened > 0)).toEqual(expected.days);
  expect(report.heat).toEqual(expected.heat);
  expect(report.distribution.never).toBe(expected.never);
  const inBar = (from: number, to: number | null, open: boolean) =>
    expected.waits.filter((wait) => wait.open === open && wait.ms >= from && (to === null || wait.ms < to))
      .length;
  for (const { fromMs, toMs, answered, open } of report.distribution.bars) {
    expect({ fromMs, answered, open }).toEqual({
      fromMs,
      answered: inBar(fromMs, toMs, false),
      open: inBar(fromMs, toMs, true),
    });
  }
  return report.counts.opened;
}
