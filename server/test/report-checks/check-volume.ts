import { expect } from '@jest/globals';
import type { ReportVolume } from '@parley/shared/reports.js';
import { referenceVolume } from '../reference/reports/ref-volume.js';
import type { RefQuery } from '../reference/reports/ref-world.js';
import type { Checked } from './check.js';

export async function checkVolume({ story, world }: Checked, query: RefQuery): Promise<void> {
  const volume = await story.owner.client.get<ReportVolume>(
    `/api/v1/reports/volume?from=${query.from}&to=${query.to}`,
  );
  expect(volume.totals).toEqual(referenceVolume(world, query));
}
