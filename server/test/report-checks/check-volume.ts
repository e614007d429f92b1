import { referenceVolume, referenceVolumeBreakdown } from '../reference/reports/ref-volume.js';
import type { RefQuery } from '../reference/reports/ref-world.js';
import { type Checked, holdWhole, plainParams } from './check.js';

/** What was said, together and broken down. */
export async function checkVolume(checked: Checked, query: RefQuery): Promise<void> {
  const { world } = checked;
  await holdWhole(checked, 'volume', plainParams(query), referenceVolume(world, query));
  for (const by of ['channel', 'medium', 'tag', 'post', 'priority'] as const) {
    const asked = plainParams(query);
    asked.set('by', by);
    await holdWhole(checked, 'volume/breakdown', asked, referenceVolumeBreakdown(world, query, by));
  }
}
