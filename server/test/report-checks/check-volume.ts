import { referenceVolume } from '../reference/reports/ref-volume.js';
import type { RefQuery } from '../reference/reports/ref-world.js';
import { type Checked, holdWhole, plainParams } from './check.js';

export async function checkVolume(checked: Checked, query: RefQuery): Promise<void> {
  await holdWhole(checked, 'volume', plainParams(query), referenceVolume(checked.world, query));
}
