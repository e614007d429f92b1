import { Injectable } from '@nestjs/common';
import type { countsSchema } from '@parley/shared/conversations.js';
import type { z } from 'zod';
import { Database } from '../../platform/database/database.js';

export type Counts = z.infer<typeof countsSchema>;

/** How many conversations of a channel stand where; `ours` by assignee. */
export interface CountGroup {
  view: 'ours' | 'theirs' | 'snoozed' | 'set_aside';
  channelId: string;
  assigneeId: string | null;
  count: number;
}

/** A count is never older than this when somebody asks. */
const FRESH_MS = 1_000;

/**
 * Counts a brand's conversations by channel and assignee, at most once a second, so that everybody's numbers
 * (restricted channels, mine) come from one counting. Kept in memory: counts are never in a hot row.
 */
@Injectable()
export class QueueCounts {
  private readonly known = new Map<string, { at: number; groups: Promise<CountGroup[]> }>();

  constructor(private readonly database: Database) {}

  /** At most a second old. */
  groups(brandId: string): Promise<CountGroup[]> {
    const known = this.known.get(brandId);
    if (known !== undefined && performance.now() - known.at < FRESH_MS) return known.groups;
    return this.countNow(brandId);
  }

  countNow(brandId: string): Promise<CountGroup[]> {
    const groups = this.count(brandId);
    this.known.set(brandId, { at: performance.now(), groups });
    groups.catch(() => this.known.delete(brandId));
    return groups;
  }

  /** Takes what another process has counted. */
  take(brandId: string, groups: CountGroup[]): void {
    this.known.set(brandId, { at: performance.now(), groups: Promise.resolve(groups) });
  }

  private async count(brandId: string): Promise<CountGroup[]> {
    const rows = await this.database.query<{
      view: CountGroup['view'];
      channel_id: string;
      assignee_id: string | null;
      count: string;
    }>(COUNT, [brandId]);
    return rows.map((row) => ({
      view: row.view,
      channelId: row.channel_id,
      assigneeId: row.assignee_id,
      count: Number(row.count),
    }));
  }
}

/** Each part reads the partial index of its view. */
const COUNT = `
SELECT 'ours' AS view, channel_id, assignee_id, count(*) FROM conversation
  WHERE brand_id = $1 AND side = 'ours' AND status = 'open' AND set_aside IS NULL AND merged_into_id IS NULL GROUP BY 2, 3
UNION ALL SELECT 'theirs', channel_id, NULL, count(*) FROM conversation
  WHERE brand_id = $1 AND side = 'theirs' AND status = 'open' AND set_aside IS NULL AND merged_into_id IS NULL GROUP BY 2
UNION ALL SELECT 'snoozed', channel_id, NULL, count(*) FROM conversation
  WHERE brand_id = $1 AND status = 'snoozed' AND set_aside IS NULL AND merged_into_id IS NULL GROUP BY 2
UNION ALL SELECT 'set_aside', channel_id, NULL, count(*) FROM conversation
  WHERE brand_id = $1 AND set_aside IS NOT NULL AND merged_into_id IS NULL GROUP BY 2`;

/** What one member sees of the counting. */
export function countsFor(
  groups: readonly CountGroup[],
  looker: { memberId: string; channels: readonly string[] | 'all' },
): Counts {
  const counts: Counts = { ours: 0, mine: 0, unassigned: 0, theirs: 0, snoozed: 0, setAside: 0 };
  for (const { view, channelId, assigneeId, count } of groups) {
    if (looker.channels !== 'all' && !looker.channels.includes(channelId)) continue;
    counts[view === 'set_aside' ? 'setAside' : view] += count;
    if (view !== 'ours') continue;
    if (assigneeId === null) counts.unassigned += count;
    else if (assigneeId === looker.memberId) counts.mine += count;
  }
  return counts;
}
