import { expect } from '@jest/globals';
import type { ReportResolution } from '@parley/shared/reports.js';
import { referenceResolution } from '../reference/reports/ref-resolution.js';
import type { RefQuery } from '../reference/reports/ref-world.js';
import type { Checked } from './check.js';

export async function checkResolution({ story, world }: Checked, query: RefQuery): Promise<void> {
  if (story.merged) return;
  const { counts, ...figures } = referenceResolution(world, query);
  const resolution = await story.owner.client.get<ReportResolution>(
    `/api/v1/reports/resolution?from=${query.from}&to=${query.to}`,
  );
  expect(resolution.counts).toEqual(counts);
  for (const [name, figure] of Object.entries(figures))
    expect({ name, ...resolution.figures[name as keyof typeof figures] }).toMatchObject({ name, ...figure });
}
