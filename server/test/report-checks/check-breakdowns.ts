import { expect } from '@jest/globals';
import type { ReportBreakdown } from '@parley/shared/reports.js';
import { referenceBreakdown } from '../reference/reports/ref-breakdown.js';
import { referenceWithheld } from '../reference/reports/ref-withheld.js';
import type { RefQuery } from '../reference/reports/ref-world.js';
import { type Checked, params } from './check.js';

export async function checkBreakdowns({ story, world }: Checked, query: RefQuery): Promise<void> {
  for (const by of ['medium', 'priority', 'channel', 'tag', 'member'] as const) {
    const expected = referenceBreakdown(world, query, by);
    const { rows } = await story.owner.client.get<ReportBreakdown>(
      `/api/v1/reports/breakdown?${params(query)}&by=${by}`,
    );
    const sizes = new Map([...expected].map(([key, { counts }]) => [key, counts.opened]));
    const withheld = by === 'member' ? referenceWithheld(sizes) : new Set();
    expect(new Set(rows.map(({ key }) => key))).toEqual(new Set(expected.keys()));
    for (const row of rows) {
      const figures = expected.get(row.key);
      if (figures === undefined) throw new Error(`there is no row for ${row.key}`);
      const { counts, median, withinTarget, coverage } = figures;
      if (withheld.has(row.key)) expect(row).toMatchObject({ withheld: true, counts: { opened: 0 } });
      else expect(row).toMatchObject({ withheld: false, counts, median, withinTarget, coverage });
    }
  }
}
