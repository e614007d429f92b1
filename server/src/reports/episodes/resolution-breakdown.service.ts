import { Injectable } from '@nestjs/common';
import {
  BREAKDOWN_ROWS_MOST,
  type PlainDimension,
  type PlainReportQuery,
  type ReportResolutionBreakdown,
  type ReportResolutionBreakdownQuery,
} from '@parley/shared/reports.js';
import type { CallerSeat } from '../../platform/http/caller.js';
import { CohortService } from '../cohort/cohort.service.js';
import type { DayRange } from '../cohort/local-days.js';
import { eachKey, sortedFilter, sortedNeeds } from '../cohort/sorted.js';
import { groupOf, keysBySize } from '../figures/groups.js';
import { NamesRepository } from '../figures/names.repository.js';
import { type ReportScope, ReportScopes } from '../report-scope.service.js';
import { EpisodeCohort } from './episode-cohort.service.js';
import type { EpisodeFact } from './episode-fact.js';
import { EpisodeTally } from './episode-tally.js';

type Groups = Map<string | null, EpisodeTally>;

/**
 * Resolution for each channel, medium, tag, post or priority. Not for each member: an episode is answered by whoever is there, and
 * belongs to nobody.
 */
@Injectable()
export class ResolutionBreakdowns {
  constructor(
    private readonly scopes: ReportScopes,
    private readonly cohort: CohortService,
    private readonly episodes: EpisodeCohort,
    private readonly names: NamesRepository,
  ) {}

  async of(seat: CallerSeat, query: ReportResolutionBreakdownQuery): Promise<ReportResolutionBreakdown> {
    const [only] = await this.each(seat, query, [query.by]);
    if (only === undefined) throw new Error('a breakdown that was asked for is missing');
    return only;
  }

  /** Several at once, from one reading. */
  async each(
    seat: CallerSeat,
    query: PlainReportQuery,
    dimensions: readonly PlainDimension[],
  ): Promise<ReportResolutionBreakdown[]> {
    const scope = await this.scopes.of(seat, query);
    const [groups, before] = await this.cohort.snapshot(async () => [
      await this.groups(scope, scope.range, query, dimensions),
      scope.compared === null ? null : await this.groups(scope, scope.compared, query, dimensions),
    ]);
    const found: ReportResolutionBreakdown[] = [];
    for (const [index, by] of dimensions.entries())
      found.push(await this.breakdown(scope, by, groups[index] ?? new Map(), before?.[index] ?? null));
    return found;
  }

  private async breakdown(
    { brandId }: ReportScope,
    by: PlainDimension,
    groups: Groups,
    before: Groups | null,
  ): Promise<ReportResolutionBreakdown> {
    const keys = keysBySize(groups);
    const shown = keys.slice(0, BREAKDOWN_ROWS_MOST);
    const names = await this.names.of(brandId, by, shown);
    return {
      by,
      precision: [...groups.values()].some(({ times }) => times.rolledUp) ? 'rolled_up' : 'exact',
      rows: shown.map((key) => ({
        key,
        name: key === null ? null : (names.get(key) ?? null),
        ...rowOf(groups.get(key)),
        compared: before === null ? null : rowOf(before.get(key)),
      })),
      otherRows: keys.length - shown.length,
    };
  }

  private async groups(
    { brandId, visible, now }: ReportScope,
    range: DayRange,
    query: PlainReportQuery,
    dimensions: readonly PlainDimension[],
  ): Promise<Groups[]> {
    const found = dimensions.map((by) => {
      const groups: Groups = new Map();
      const take = (key: string | null, episode: EpisodeFact) =>
        groupOf(groups, key, blankTally).take(episode);
      return { by, groups, take };
    });
    const asked = sortedFilter(query, visible);
    const needs = sortedNeeds(query, dimensions);
    await this.episodes.visit({ brandId, range, needs, now }, (episode) => {
      // What is in no figure belongs to nobody's row.
      if (episode.leftOut !== null || !asked(episode)) return;
      for (const { by, take } of found) eachKey(episode, by, take);
    });
    return found.map(({ groups }) => groups);
  }
}

const blankTally = () => new EpisodeTally();

const rowOf = (tally = blankTally()) => ({
  counts: tally.counts(),
  median: tally.percentile(0.5),
  p90: tally.percentile(0.9),
  solvedAtFirstAnswer: tally.solvedAtFirstAnswer(),
  reopened: tally.reopened(),
  messagesWritten: tally.perEpisode('messages'),
  waitedMs: tally.perEpisode('waitedMs'),
  handOvers: tally.perEpisode('handOvers'),
});
