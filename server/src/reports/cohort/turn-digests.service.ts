import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { CohortRepository, type TurnRow } from './cohort.repository.js';
import { type DigestedDay, type DigestedKind, DigestStore } from './digest-store.js';
import type { DayRange } from './local-days.js';
import { rowOf, sortedColumnsFor } from './sorted-columns.js';
import { type DigestedTurn, digestOf, type ReadColumns } from './turn-digest.js';
import type { FactNeeds } from './turn-fact.js';

const EVERYTHING: FactNeeds = { member: true, channel: true, post: true, priority: true, tags: true };

/** Past days of turns, as digests. */
@Injectable()
export class TurnDigests implements DigestedKind {
  readonly store: DigestStore;

  constructor(
    database: Database,
    private readonly cohort: CohortRepository,
  ) {
    this.store = new DigestStore(database, { name: 'turn_digest', counts: 'turns' });
  }

  firstOpened(brandId: string): Promise<Date | null> {
    return this.cohort.firstOpened(brandId);
  }

  async digest(brandId: string, range: DayRange): Promise<object | null> {
    const turns: DigestedTurn[] = [];
    const window = { brandId, range, from: range.startsAt, to: range.endsAt, openOnly: false };
    for await (const rows of this.cohort.turns({ ...window, needs: EVERYTHING, now: new Date(0) })) {
      for (const row of rows) if (row.outcome !== null) turns.push(digested(row, row.outcome));
    }
    const columns = digestOf(turns);
    return columns === null ? null : rowOf(columns);
  }

  /** The digests of these days, with the columns that are needed. */
  read(
    brandId: string,
    days: readonly DigestedDay[],
    clock: 'wall' | 'business',
    needs: FactNeeds,
  ): Promise<(ReadColumns & { day: number })[]> {
    const columns = ['turns', 'kinds', 'hours', `${clock} AS waits`, ...sortedColumnsFor(needs)];
    if (needs.member) columns.push('members', 'member_of');
    return this.store.read<ReadColumns>(brandId, days, columns);
  }
}

const digested = (row: TurnRow, outcome: DigestedTurn['outcome']): DigestedTurn => ({
  hour: row.hour,
  medium: row.medium,
  channelId: row.channel_id,
  first: row.first_of_episode,
  outcome,
  late: row.late,
  outsideHours: row.outside_hours,
  leftOut: row.left_out,
  memberId: row.member_id,
  postId: row.post_id,
  priority: row.priority ?? 'normal',
  tagIds: row.tag_ids ?? [],
  wallMs: outcome === 'answered' ? Number(row.wait_ms) : null,
  businessMs: outcome === 'answered' ? Number(row.wait_business_ms) : null,
});
