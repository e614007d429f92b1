import { Injectable } from '@nestjs/common';
import type { Figure, PlainReportQuery, ReportResolution, ReportValue } from '@parley/shared/reports.js';
import type { CallerSeat } from '../../platform/http/caller.js';
import { CohortService } from '../cohort/cohort.service.js';
import type { DayRange } from '../cohort/local-days.js';
import { sortedFilter, sortedNeeds } from '../cohort/sorted.js';
import { heading, type ReportScope, ReportScopes } from '../report-scope.service.js';
import { EpisodeCohort } from './episode-cohort.service.js';
import { EpisodeTally } from './episode-tally.js';

/** How long it took until things were settled, whether that held, and what it cost people. */
@Injectable()
export class ResolutionReports {
  constructor(
    private readonly scopes: ReportScopes,
    private readonly cohort: CohortService,
    private readonly episodes: EpisodeCohort,
  ) {}

  async of(seat: CallerSeat, query: PlainReportQuery): Promise<ReportResolution> {
    const scope = await this.scopes.of(seat, query);
    const [tally, before] = await this.cohort.snapshot(async () => [
      await this.tally(scope, scope.range, query),
      scope.compared === null ? null : await this.tally(scope, scope.compared, query),
    ]);
    const rolledUp = tally.times.rolledUp ? 'rolled_up' : 'exact';
    const figure = (of: (one: EpisodeTally) => ReportValue, about: 'time' | 'judged' | 'cost'): Figure => ({
      ...of(tally),
      leftOut: tally.leftOut(about),
      precision: about === 'time' ? rolledUp : 'exact',
      compared: before === null ? null : of(before),
    });
    return {
      ...heading(scope),
      at: scope.now.toISOString(),
      figures: {
        median: figure((one) => one.percentile(0.5), 'time'),
        p75: figure((one) => one.percentile(0.75), 'time'),
        p90: figure((one) => one.percentile(0.9), 'time'),
        p95: figure((one) => one.percentile(0.95), 'time'),
        solvedAtFirstAnswer: figure((one) => one.solvedAtFirstAnswer(), 'judged'),
        reopened: figure((one) => one.reopened(), 'judged'),
        messagesWritten: figure((one) => one.perEpisode('messages'), 'cost'),
        waitedMs: figure((one) => one.perEpisode('waitedMs'), 'cost'),
        handOvers: figure((one) => one.perEpisode('handOvers'), 'cost'),
      },
      counts: tally.counts(),
    };
  }

  private async tally(
    { brandId, visible, now }: ReportScope,
    range: DayRange,
    query: PlainReportQuery,
  ): Promise<EpisodeTally> {
    const tally = new EpisodeTally();
    const asked = sortedFilter(query, visible);
    await this.episodes.visit({ brandId, range, needs: sortedNeeds(query, visible), now }, (episode) => {
      if (asked(episode)) tally.take(episode);
    });
    return tally;
  }
}
