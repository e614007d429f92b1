import { expect } from '@jest/globals';
import type { ReportResolution } from '@parley/shared/reports.js';
import type { RefQuery } from '../reference/reports/ref-world.js';
import type { Checked } from './check.js';

/** What episodes were summed up to along the way is what they come to now, also where they were merged. @returns how many were closed */
export async function checkSums({ story }: Checked, { from, to }: RefQuery): Promise<number> {
  const { database } = story.bench;
  const told = () =>
    story.owner.client.get<ReportResolution>(`/api/v1/reports/resolution?from=${from}&to=${to}`);
  const kept = await told();
  // Without sums they are counted anew.
  await database.run('UPDATE episode SET messages = NULL WHERE brand_id = $1', [story.owner.brandId]);
  expect(await told()).toEqual(kept);
  return kept.counts.closed;
}
