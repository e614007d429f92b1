import { expect } from '@jest/globals';
import { referenceBreakdown } from '../reference/reports/ref-breakdown.js';
import type { RefQuery } from '../reference/reports/ref-world.js';
import { type Checked, holdWhole, params } from './check.js';

/** By everything a report can be broken down by. */
export async function checkBreakdowns(checked: Checked, query: RefQuery): Promise<void> {
  for (const by of ['medium', 'priority', 'channel', 'tag', 'post', 'member'] as const) {
    const asked = params(query);
    asked.set('by', by);
    const expected = referenceBreakdown(checked.world, query, by);
    if (expected !== null) {
      await holdWhole(checked, 'breakdown', asked, expected);
      continue;
    }
    const refused = await checked.story.owner.client.request('GET', `/api/v1/reports/breakdown?${asked}`);
    expect({ by, status: refused.status }).toEqual({ by, status: 403 });
  }
}
