import { Injectable } from '@nestjs/common';
import {
  BREAKDOWN_ROWS_MOST,
  type ReportBreakdown,
  type ReportBreakdownQuery,
  type ReportDimension,
} from '@parley/shared/reports.js';
import type { CallerSeat } from '../../platform/http/caller.js';
import { CohortService } from '../cohort/cohort.service.js';
import type { DayRange } from '../cohort/local-days.js';
import { factFilter, needsOf, type TurnFact } from '../cohort/turn-fact.js';
import { type ReportScope, ReportScopes, requireEnough } from '../report-scope.service.js';
import { hideSmall } from './member-cells.js';
import { NamesRepository } from './names.repository.js';
import { TurnTally } from './turn-tally.js';

type Key = string | null;
type Groups = Map<Key, TurnTally>;
type Row = ReportBreakdown['rows'][number];

/** The figures for each channel, medium, tag, member, post or priority. */
@Injectable()
export class BreakdownService {
  constructor(
    private readonly scopes: ReportScopes,
    private readonly cohort: CohortService,
    private readonly names: NamesRepository,
  ) {}

  async of(seat: CallerSeat, query: ReportBreakdownQuery): Promise<ReportBreakdown> {
    const scope = await this.scopes.of(seat, query);
    const { compared } = scope;
    const [groups, before] = await this.cohort.snapshot(async () => [
      await this.groups(scope, scope.range, query),
      compared === null ? null : await this.groups(scope, compared, query),
    ]);
    if (query.memberId !== undefined) {
      const turns = [...groups.values()].reduce((most, tally) => Math.max(most, tally.opened), 0);
      requireEnough(turns, scope);
    }
    const keys = [...groups.keys()].sort(
      (a, b) => (groups.get(b)?.opened ?? 0) - (groups.get(a)?.opened ?? 0) || (`${a}` < `${b}` ? -1 : 1),
    );
    const shown = keys.slice(0, BREAKDOWN_ROWS_MOST);
    const names = await this.names.of(scope.brandId, query.by, shown);
    return {
      by: query.by,
      precision: [...groups.values()].some(({ waits }) => waits.rolledUp) ? 'rolled_up' : 'exact',
      rows: shown.map((key) => ({
        key,
        name: key === null ? null : (names.get(key) ?? null),
        ...rowOf(groups.get(key) ?? new TurnTally(), before === null ? null : before.get(key), scope),
      })),
      otherRows: keys.length - shown.length,
    };
  }

  private async groups(scope: ReportScope, range: DayRange, query: ReportBreakdownQuery): Promise<Groups> {
    const { brandId, visible, now } = scope;
    const groups: Groups = new Map();
    const asked = factFilter(query, visible);
    const take = (key: Key, fact: TurnFact) => {
      let tally = groups.get(key);
      if (tally === undefined) {
        tally = new TurnTally();
        groups.set(key, tally);
      }
      tally.take(fact);
    };
    const needs = needsOf(query, query.by);
    await this.cohort.visit({ brandId, range, clock: query.clock, needs, now }, (fact) => {
      // What is in no figure belongs to nobody's row.
      if (fact.leftOut !== null || !asked(fact)) return;
      eachKey(fact, query.by, take);
    });
    return groups;
  }
}

/** The rows a turn counts in: one, or one for each tag; of members none while nobody has answered. */
function eachKey(fact: TurnFact, by: ReportDimension, take: (key: Key, fact: TurnFact) => void): void {
  if (by === 'tag') {
    if (fact.tagIds.length === 0) take(null, fact);
    for (const tagId of fact.tagIds) take(tagId, fact);
  } else if (by === 'member') {
    if (fact.outcome === 'answered') take(fact.memberId, fact);
  } else take(keyOf(fact, by), fact);
}

function keyOf(fact: TurnFact, by: 'channel' | 'medium' | 'post' | 'priority'): Key {
  if (by === 'channel') return fact.channelId;
  if (by === 'medium') return fact.medium;
  return by === 'post' ? fact.postId : fact.priority;
}

function rowOf(
  tally: TurnTally,
  before: TurnTally | null | undefined,
  { fewest }: ReportScope,
): Omit<Row, 'key' | 'name'> {
  const withheld = tally.opened < fewest;
  const shown = withheld ? new TurnTally() : tally;
  const { leftOut: _, ...counts } = shown.counts();
  return {
    withheld,
    counts,
    ...figuresOf(shown, fewest),
    compared: before === null ? null : comparedOf(before ?? new TurnTally(), fewest),
  };
}

const figuresOf = (tally: TurnTally, fewest: number) => ({
  median: hideSmall(tally.percentile(0.5), fewest),
  p90: hideSmall(tally.percentile(0.9), fewest),
  withinTarget: hideSmall(tally.withinTarget(), fewest),
  coverage: hideSmall(tally.coverage(), fewest),
});

const comparedOf = (tally: TurnTally, fewest: number) => ({
  opened: tally.opened < fewest ? 0 : tally.opened,
  ...figuresOf(tally, fewest),
});
