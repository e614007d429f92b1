import { Injectable } from '@nestjs/common';
import { TurnPolicies } from '../../conversations/turn-policies.service.js';
import { BusinessSoFar } from './business-so-far.js';
import { CohortRepository, type TurnRow } from './cohort.repository.js';
import type { DigestedDay } from './digest-store.js';
import { planOf } from './digested-days.js';
import type { DayRange } from './local-days.js';
import { readAhead } from './read-ahead.js';
import { eachDigested } from './turn-digest.js';
import { TurnDigests } from './turn-digests.service.js';
import { blankFact, type FactNeeds, type FactVisitor, type TurnFact } from './turn-fact.js';

/** A period with fewer closed turns than this is read turn by turn: its percentiles are exact. */
const EXACT_UP_TO = 20_000;

export interface CohortQuery {
  brandId: string;
  range: DayRange;
  clock: 'wall' | 'business';
  needs: FactNeeds;
  /** Open turns have waited until then. */
  now: Date;
}

/** Shows reports every turn opened in a period. */
@Injectable()
export class CohortService {
  /** Specs lower it to see digests at work. */
  exactUpTo = EXACT_UP_TO;

  constructor(
    private readonly cohort: CohortRepository,
    private readonly digests: TurnDigests,
    private readonly policies: TurnPolicies,
  ) {}

  /** Everything read in `fn` is of one moment. */
  snapshot<T>(fn: () => Promise<T>): Promise<T> {
    return this.cohort.snapshot(fn);
  }

  /** Visits them all, in no order, within `snapshot`. */
  async visit(query: CohortQuery, visit: FactVisitor): Promise<void> {
    const { brandId, range, clock, needs, now } = query;
    const { calendars } = await this.policies.policyFor(brandId, {});
    const plan = planOf(range, await this.digests.store.holding(brandId, range), this.exactUpTo);
    const fact = blankFact();
    const read = (days: readonly DigestedDay[]) => this.digests.read(brandId, days, clock, needs);
    for await (const digests of readAhead(plan.digests, read)) {
      for (const digest of digests) eachDigested(digest, digest.day - range.first, fact, visit);
    }
    for (const { from, to, openOnly } of plan.stretches) {
      // Earliest first within each stretch, which is what counting on needs.
      const soFar = new BusinessSoFar(calendars, now.getTime());
      for await (const rows of this.cohort.turns({ brandId, range, from, to, openOnly, needs, now })) {
        for (const row of rows) visit(factOf(row, fact, { clock, now: now.getTime(), soFar }));
      }
    }
  }
}

interface Counting {
  clock: 'wall' | 'business';
  now: number;
  soFar: BusinessSoFar;
}

function factOf(row: TurnRow, fact: TurnFact, counting: Counting): TurnFact {
  fact.day = row.day;
  fact.hour = row.hour;
  fact.medium = row.medium;
  fact.channelId = row.channel_id;
  fact.first = row.first_of_episode;
  fact.outcome = row.outcome ?? 'open';
  fact.late = row.late;
  fact.outsideHours = row.outside_hours;
  fact.leftOut = row.left_out;
  fact.bucket = -1;
  fact.memberId = row.member_id;
  fact.postId = row.post_id;
  fact.priority = row.priority ?? 'normal';
  fact.tagIds = row.tag_ids ?? [];
  fact.waitMs = waitOf(row, counting);
  return fact;
}

function waitOf(row: TurnRow, { clock, now, soFar }: Counting): number {
  if (row.outcome === 'answered') return Number(clock === 'wall' ? row.wait_ms : row.wait_business_ms);
  if (row.outcome !== null) return -1;
  const openedAt = row.opened_at.getTime();
  return clock === 'wall' ? Math.max(0, now - openedAt) : soFar.of(openedAt);
}
