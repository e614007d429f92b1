import { expect } from '@jest/globals';
import type { ReportQuiet } from '@parley/shared/reports.js';
import { referenceQuiet } from '../reference/reports/ref-quiet.js';
import type { RefQuery } from '../reference/reports/ref-world.js';
import type { Checked } from './check.js';

export async function checkQuiet({ story, world }: Checked, query: RefQuery): Promise<void> {
  const quiet = await story.owner.client.get<ReportQuiet>(
    `/api/v1/reports/quiet?from=${query.from}&to=${query.to}`,
  );
  for (const [name, late] of [['late', true] as const, ['inTime', false] as const]) {
    const { tooYoung, ...expected } = referenceQuiet(world, query, late);
    expect(quiet[name]).toMatchObject(expected);
    expect(quiet[name].leftOut).toEqual(tooYoung === 0 ? [] : [{ reason: 'too_young', count: tooYoung }]);
  }
}
