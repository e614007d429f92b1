import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { CohortRepository } from '../cohort/cohort.repository.js';
import { type DigestedDay, type DigestedKind, DigestStore } from '../cohort/digest-store.js';
import type { DayRange } from '../cohort/local-days.js';
import type { SortedNeeds } from '../cohort/sorted.js';
import { keyColumnsFor } from '../cohort/sorted-columns.js';
import { QuietRepository, type QuietRow } from './quiet.repository.js';
import { type DigestedQuiet, quietDigestOf, type ReadQuiet, SILENCE_MS } from './quiet-digest.js';

const HOUR = 3_600_000;
/** What people say later than two hours ago leaves no mark: what is decided is taken as decided well after that. */
const DECIDED_AFTER_MS = 3 * HOUR;
/** A day whose turns are decided one by one is made again this often at most. */
const AGAIN_AFTER_MS = 6 * HOUR;

/** Who was heard of again after the turns of past days, as digests. */
@Injectable()
export class QuietDigests implements DigestedKind {
  readonly store: DigestStore;

  constructor(
    database: Database,
    private readonly quiet: QuietRepository,
    private readonly cohort: CohortRepository,
  ) {
    this.store = new DigestStore(database, {
      name: 'quiet_digest',
      counts: 'turns',
      stale: (n) => `d.again_at <= $${n}`,
    });
  }

  firstOpened(brandId: string): Promise<Date | null> {
    return this.cohort.firstOpened(brandId);
  }

  async digest(brandId: string, range: DayRange, clockNow: Date): Promise<object | null> {
    const { startsAt: from, endsAt: to } = range;
    await this.quiet.number(brandId, from, to);
    const now = Math.min(clockNow.getTime(), (await this.cohort.databaseTime()).getTime());
    const turns: DigestedQuiet[] = [];
    const decided = new Date(now - DECIDED_AFTER_MS);
    for await (const rows of this.quiet.turns({ brandId, from, to, tags: true, decided }))
      turns.push(...rows.map(digested));
    const columns = quietDigestOf(turns);
    if (columns === null) return null;
    return {
      ...columns,
      tag_sets: JSON.stringify(columns.tag_sets),
      heard_sets: JSON.stringify(columns.heard_sets),
      again_at: againAt(turns, now),
    };
  }

  /** The digests of these days, with the columns that are needed. */
  read(
    brandId: string,
    days: readonly DigestedDay[],
    needs: SortedNeeds,
  ): Promise<(ReadQuiet & { day: number })[]> {
    const own = ['turns', 'heard_sets', 'kinds', 'people', 'heard_of', 'undecided'];
    return this.store.read<ReadQuiet>(brandId, days, [...own, ...keyColumnsFor(needs)]);
  }
}

function againAt(turns: readonly DigestedQuiet[], now: number): Date | null {
  const next = turns.reduce(
    (first, { heardOn, since }) => (heardOn === null ? Math.min(first, since) : first),
    Number.POSITIVE_INFINITY,
  );
  if (next === Number.POSITIVE_INFINITY) return null;
  return new Date(Math.max(next + SILENCE_MS + DECIDED_AFTER_MS, now + AGAIN_AFTER_MS));
}

function digested(row: QuietRow): DigestedQuiet {
  if (row.number === null) throw new Error('everybody of the day has been given a number');
  return {
    late: row.late,
    open: row.open,
    medium: row.medium,
    person: row.number,
    since: row.since,
    heardOn: row.heard_on,
    channelId: row.channel_id,
    postId: row.post_id,
    priority: row.priority,
    tagIds: row.tag_ids ?? [],
  };
}
