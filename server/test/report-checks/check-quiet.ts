import { referenceQuiet } from '../reference/reports/ref-quiet.js';
import type { RefQuery } from '../reference/reports/ref-world.js';
import { type Checked, holdWhole, plainParams } from './check.js';

export async function checkQuiet(checked: Checked, query: RefQuery): Promise<void> {
  await holdWhole(checked, 'quiet', plainParams(query), referenceQuiet(checked.world, query));
}
