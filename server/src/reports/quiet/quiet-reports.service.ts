import { Injectable } from '@nestjs/common';
import type { Figure, PlainReportQuery, ReportQuiet } from '@parley/shared/reports.js';
import type { CallerSeat } from '../../platform/http/caller.js';
import { CohortService } from '../cohort/cohort.service.js';
import type { DayRange } from '../cohort/local-days.js';
import { sortedFilter, sortedNeeds } from '../cohort/sorted.js';
import { heading, type ReportScope, ReportScopes } from '../report-scope.service.js';
import { QuietRepository } from './quiet.repository.js';
import { QuietService } from './quiet.service.js';
import { differenceOf, leftOutOf, QuietTally, silentShare } from './quiet-tally.js';

/** Who was not heard of again: after a late or missing answer, beside after one in time. */
@Injectable()
export class QuietReports {
  constructor(
    private readonly scopes: ReportScopes,
    private readonly cohort: CohortService,
    private readonly turns: QuietService,
    private readonly people: QuietRepository,
  ) {}

  async of(seat: CallerSeat, query: PlainReportQuery): Promise<ReportQuiet> {
    const scope = await this.scopes.of(seat, query);
    const { range, compared } = scope;
    const [tally, before] = await this.cohort.snapshot(async () => [
      await this.tally(scope, range, query),
      compared === null ? null : await this.tally(scope, compared, query),
    ]);
    const figure = (of: 'late' | 'inTime'): Figure => ({
      ...silentShare(tally[of]),
      leftOut: leftOutOf(tally[of]),
      precision: 'exact',
      compared: before === null ? null : silentShare(before[of]),
    });
    return {
      ...heading(scope),
      late: figure('late'),
      inTime: figure('inTime'),
      difference: differenceOf(tally),
      comparedDifference: before === null ? null : differenceOf(before),
    };
  }

  private async tally(
    { brandId, visible, now }: ReportScope,
    range: DayRange,
    query: PlainReportQuery,
  ): Promise<QuietTally> {
    const tally = new QuietTally(now.getTime());
    const needs = sortedNeeds(query, visible);
    const asked = sortedFilter(query, visible);
    await this.turns.visit({ brandId, range, needs, visible }, (fact) => {
      if (asked(fact)) tally.take(fact);
    });
    if (tally.probes.length > 0) tally.add(await this.people.silent(brandId, tally.probes, visible));
    return tally;
  }
}
