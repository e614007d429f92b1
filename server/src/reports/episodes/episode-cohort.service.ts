import { Injectable } from '@nestjs/common';
import type { DigestedDay } from '../cohort/digest-store.js';
import { planOf } from '../cohort/digested-days.js';
import type { DayRange } from '../cohort/local-days.js';
import { readAhead } from '../cohort/read-ahead.js';
import type { SortedNeeds } from '../cohort/sorted.js';
import { eachDigestedEpisode } from './episode-digest.js';
import { EpisodeDigests } from './episode-digests.service.js';
import { blankEpisode, type EpisodeVisitor } from './episode-fact.js';
import { factOf } from './episode-fact-of-row.js';
import { EpisodeRows } from './episode-rows.repository.js';

/** A period with fewer closed episodes than this is read one by one: its percentiles are exact. */
const EXACT_UP_TO = 10_000;

export interface EpisodeQuery {
  brandId: string;
  range: DayRange;
  needs: SortedNeeds;
  /** Open episodes have lasted until then, and whether a closing held is judged then. */
  now: Date;
}

/** Shows reports every episode opened in a period. */
@Injectable()
export class EpisodeCohort {
  /** Specs lower it to see digests at work. */
  exactUpTo = EXACT_UP_TO;

  constructor(
    private readonly rows: EpisodeRows,
    private readonly digests: EpisodeDigests,
  ) {}

  /** Visits them all, in no order, within a snapshot. */
  async visit({ brandId, range, needs, now }: EpisodeQuery, visit: EpisodeVisitor): Promise<void> {
    const plan = planOf(range, await this.digests.store.holding(brandId, range), this.exactUpTo);
    const fact = blankEpisode();
    const read = (days: readonly DigestedDay[]) => this.digests.read(brandId, days, needs);
    for await (const digests of readAhead(plan.digests, read)) {
      for (const digest of digests) eachDigestedEpisode(digest, now.getTime(), fact, visit);
    }
    for (const stretch of plan.stretches) {
      for await (const rows of this.rows.of(brandId, stretch, needs.tags))
        for (const row of rows) visit(factOf(row, fact, now.getTime()));
    }
  }
}
