import { expect } from '@jest/globals';
import type { ReportOverview } from '@parley/shared/reports.js';
import { referenceMemberIsWithheld } from '../reference/reports/ref-breakdown.js';
import { referenceBar, referenceOverview } from '../reference/reports/ref-overview.js';
import type { RefQuery, RefWorld } from '../reference/reports/ref-world.js';
import { type Checked, params } from './check.js';

/** @returns how many turns were opened */
export async function checkOverview(checked: Checked, query: RefQuery): Promise<number> {
  const { story, world } = checked;
  if (query.memberId !== undefined && referenceMemberIsWithheld(world, query)) {
    for (const route of ['overview', 'figures.csv', 'turns', 'turns.csv', 'conversations.csv']) {
      const answer = await story.owner.client.request('GET', `/api/v1/reports/${route}?${params(query)}`);
      expect({ route, status: answer.status }).toEqual({ route, status: 403 });
    }
    return 0;
  }
  const told = await story.owner.client.get<ReportOverview>(`/api/v1/reports/overview?${asDays(query)}`);
  hold(checked, query, told);
  return told.counts.opened;
}

/** A member's own figures: nothing is withheld from them, however little it is. */
export async function checkOwn(checked: Checked, query: RefQuery): Promise<void> {
  for (const { client, memberId } of [checked.story.owner, checked.story.colleague]) {
    const told = await client.get<ReportOverview>(`/api/v1/reports/mine?${asDays(query)}`);
    hold(checked, { ...query, memberId }, told, true);
  }
}

const asDays = (query: RefQuery) => params({ granularity: 'day', ...query });

function hold({ world, leaves }: Checked, query: RefQuery, told: ReportOverview, own = false): void {
  const expected = referenceOverview(world, query, own);
  const { distribution, ...rest } = told;
  const { bars, ...about } = distribution;
  expect({ query, ...rest }).toEqual({ query, ...expected, distribution: undefined });
  expect(about).toEqual(expected.distribution);
  holdBars(world, query, bars);
  if (query.memberId !== undefined && !own)
    for (const { answered, open } of bars) expect(answered + open).toBeGreaterThanOrEqual(10);
  else expect(bars.length).toBeGreaterThan(20);
  leaves.note(own ? 'mine' : 'overview', told);
}

/** Wherever they begin: they leave no wait between them, and count what is in them. */
function holdBars(world: RefWorld, query: RefQuery, bars: ReportOverview['distribution']['bars']): void {
  expect([bars[0]?.fromMs, bars.at(-1)?.toMs]).toEqual([0, null]);
  for (const [n, bar] of bars.entries()) {
    if (n > 0) expect(bar.fromMs).toBe(bars[n - 1]?.toMs);
    expect(bar).toEqual(referenceBar(world, query, bar.fromMs, bar.toMs));
  }
}
