import { expect } from '@jest/globals';
import type { ReportResolution, ReportResolutionBreakdown, ReportValue } from '@parley/shared/reports.js';
import {
  PLAIN_DIMENSIONS,
  referenceResolution,
  referenceResolutionBreakdown,
} from '../reference/reports/ref-resolution.js';
import type { RefQuery } from '../reference/reports/ref-world.js';
import { type Checked, holdWhole, plainParams } from './check.js';

/** Resolution and its breakdowns, computed from every single episode. */
export async function checkResolution(checked: Checked, query: RefQuery): Promise<void> {
  const { world } = checked;
  await holdWhole(checked, 'resolution', plainParams(query), referenceResolution(world, query));
  for (const by of PLAIN_DIMENSIONS) {
    const asked = plainParams(query);
    asked.set('by', by);
    await holdWhole(checked, 'resolution/breakdown', asked, referenceResolutionBreakdown(world, query, by));
  }
}

/**
 * The same where digests are used: percentiles are within one percent, all else is exact.
 * @returns whether they were used
 */
export async function checkDigestedResolution({ story, world }: Checked, query: RefQuery): Promise<boolean> {
  const get = <T>(path: string) => story.owner.client.get<T>(`/api/v1/reports/${path}`);
  const told = await get<ReportResolution>(`resolution?${plainParams(query)}`);
  const { precision } = told.figures.median;
  const expected = referenceResolution(world, query);
  expect(closed(told, expected)).toEqual(expected);
  for (const by of PLAIN_DIMENSIONS) {
    const table = await get<ReportResolutionBreakdown>(`resolution/breakdown?${plainParams(query)}&by=${by}`);
    const right = referenceResolutionBreakdown(world, query, by);
    expect(closed(table, right)).toEqual(right);
  }
  return precision === 'rolled_up';
}

/** What was told, with the exact percentiles in place of those that are within one percent of them. */
function closed(told: unknown, right: unknown, name = ''): unknown {
  if (Array.isArray(told)) return told.map((one, n) => closed(one, (right as unknown[])[n], name));
  if (typeof told !== 'object' || told === null) return name === 'precision' ? right : told;
  const entries = Object.entries(told).map(([key, one]) => [
    key,
    closed(one, (right as Record<string, unknown> | null)?.[key], key),
  ]);
  const value = Object.fromEntries(entries);
  return /^(median|p\d+)$/.test(name) ? withExact(value, right as ReportValue) : value;
}

function withExact(told: ReportValue, right: ReportValue): ReportValue {
  const [value, exact] = [told.value ?? 0, right?.value ?? 0];
  expect(Math.abs(value - exact)).toBeLessThanOrEqual(exact * 0.01);
  return { ...told, value: told.value === null ? null : right.value, atLeast: right.atLeast };
}
