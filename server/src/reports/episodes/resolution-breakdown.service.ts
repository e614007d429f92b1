import { Injectable } from '@nestjs/common';
import type {
  PlainDimension,
  PlainReportQuery,
  ReportResolutionBreakdown,
  ReportResolutionBreakdownQuery,
} from '@parley/shared/reports.js';
import type { CallerSeat } from '../../platform/http/caller.js';
import { CohortService } from '../cohort/cohort.service.js';
import type { DayRange } from '../cohort/local-days.js';
import { sortedFilter, sortedNeeds } from '../cohort/sorted.js';
import { DimensionGroups, keysBySize, namedRows } from '../figures/groups.js';
import { NamesRepository } from '../figures/names.repository.js';
import { type ReportScope, ReportScopes } from '../report-scope.service.js';
import { EpisodeCohort } from './episode-cohort.service.js';
import type { EpisodeFact } from './episode-fact.js';
import { EpisodeTally } from './episode-tally.js';

type Groups = DimensionGroups<EpisodeFact, EpisodeTally>;
type Rows = ReturnType<Groups['of']>;

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
    for (const by of dimensions)
      found.push(await this.breakdown(scope, by, groups.of(by), before?.of(by) ?? null));
    return found;
  }

  private async breakdown(
    { brandId }: ReportScope,
    by: PlainDimension,
    groups: Rows,
    before: Rows | null,
  ): Promise<ReportResolutionBreakdown> {
    return {
      by,
      precision: [...groups.values()].some(({ times }) => times.rolledUp) ? 'rolled_up' : 'exact',
      ...(await namedRows(this.names, { brandId, by }, keysBySize(groups), (key) => ({
        ...rowOf(groups.get(key)),
        compared: before === null ? null : rowOf(before.get(key)),
      }))),
    };
  }

  private async groups(
    { brandId, visible, now }: ReportScope,
    range: DayRange,
    query: PlainReportQuery,
    dimensions: readonly PlainDimension[],
  ): Promise<Groups> {
    const groups: Groups = new DimensionGroups(dimensions, blankTally, (one, tally) => tally.take(one));
    const asked = sortedFilter(query, visible);
    const needs = sortedNeeds(query, visible, dimensions);
    await this.episodes.visit({ brandId, range, needs, now }, (episode) => {
      // What is in no figure belongs to nobody's row.
      if (episode.leftOut === null && asked(episode)) groups.take(episode);
    });
    return groups;
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
