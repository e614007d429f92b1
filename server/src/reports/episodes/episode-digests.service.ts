import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { type DigestedDay, type DigestedKind, DigestStore } from '../cohort/digest-store.js';
import type { DayRange } from '../cohort/local-days.js';
import type { SortedNeeds } from '../cohort/sorted.js';
import { rowOf, sortedColumnsFor } from '../cohort/sorted-columns.js';
import { EpisodeCounting } from './episode-counting.service.js';
import { type DigestedEpisode, episodeDigestOf, type ReadEpisodes } from './episode-digest.js';
import { blankEpisode } from './episode-fact.js';
import { factOf } from './episode-fact-of-row.js';
import { EpisodeRows } from './episode-rows.repository.js';

/** Past days of episodes, as digests. */
@Injectable()
export class EpisodeDigests implements DigestedKind {
  readonly store: DigestStore;

  constructor(
    database: Database,
    private readonly rows: EpisodeRows,
    private readonly counting: EpisodeCounting,
  ) {
    this.store = new DigestStore(database, {
      name: 'episode_digest',
      counts: 'episodes',
      stale: (n) => `d.undecided_until <= $${n}`,
    });
  }

  prepare(brandId: string): Promise<void> {
    return this.counting.count(brandId);
  }

  firstOpened(brandId: string): Promise<Date | null> {
    return this.rows.firstOpened(brandId);
  }

  /** Only when all of the day's closed ones have their sums: what changes later then leaves a mark. */
  async digest(brandId: string, { startsAt, endsAt }: DayRange, now: Date): Promise<object | null> {
    const episodes: DigestedEpisode[] = [];
    const day = { from: startsAt, to: endsAt, openOnly: false };
    for await (const rows of this.rows.of(brandId, day, true)) {
      for (const row of rows) {
        if (!row.counted) return null;
        if (row.closed_at === null) continue;
        episodes.push({ ...factOf(row, blankEpisode(), now.getTime()), closedAt: row.closed_at.getTime() });
      }
    }
    const columns = episodeDigestOf(episodes, startsAt);
    return columns === null ? null : rowOf(columns);
  }

  /** The digests of these days, with the columns that are needed. */
  read(brandId: string, days: readonly DigestedDay[], needs: SortedNeeds): Promise<ReadEpisodes[]> {
    const own = ['episodes', 'starts_at', 'kinds', 'took', 'costs', 'undecided'];
    return this.store.read<ReadEpisodes>(brandId, days, [...own, ...sortedColumnsFor(needs)]);
  }
}
