import { Injectable } from '@nestjs/common';
import type { Medium } from '@parley/shared/brands.js';
import type { Figure, ReportOverview, ReportQuery, ReportValue } from '@parley/shared/reports.js';
import { versionAt } from '../../brands/business-time.js';
import { DEFAULT_TARGETS } from '../../brands/default-targets.js';
import { TurnPolicies } from '../../conversations/turn-policies.service.js';
import type { CallerSeat } from '../../platform/http/caller.js';
import { CohortService } from '../cohort/cohort.service.js';
import { type DayRange, periodOf } from '../cohort/local-days.js';
import { type FactVisitor, needsOf } from '../cohort/turn-fact.js';
import { type ReportScope, ReportScopes } from '../report-scope.service.js';
import { hideSmall, joinBars } from './member-cells.js';
import { AskedTurns, requireShown } from './one-member.js';
import { OverviewTally } from './overview-tally.js';
import { TurnTally } from './turn-tally.js';

/** The headline figures of a period, how waits are distributed, and when people write. */
@Injectable()
export class OverviewService {
  constructor(
    private readonly scopes: ReportScopes,
    private readonly cohort: CohortService,
    private readonly policies: TurnPolicies,
  ) {}

  async of(seat: CallerSeat, query: ReportQuery): Promise<ReportOverview> {
    return this.compute(await this.scopes.of(seat, query), query);
  }

  /** Of the turns the caller has answered. */
  async own(seat: CallerSeat, query: ReportQuery): Promise<ReportOverview> {
    const scope = await this.scopes.own(seat, query);
    return this.compute(scope, { ...query, memberId: seat.memberId });
  }

  private async compute(scope: ReportScope, query: ReportQuery): Promise<ReportOverview> {
    const { range, compared, now, fewest } = scope;
    const tally = new OverviewTally(range, query.granularity);
    const before = await this.cohort.snapshot(async () => {
      requireShown(await this.visit(scope, range, query, tally.take));
      return compared === null ? null : this.before(scope, compared, query);
    });
    const { turns } = tally;
    const targets = await this.targets(scope, tally.media);
    const precision = turns.waits.rolledUp ? 'rolled_up' : 'exact';
    const figure = (of: (tally: TurnTally) => ReportValue, leftOut: Figure['leftOut']): Figure => ({
      ...of(turns),
      leftOut,
      precision,
      compared: before === null ? null : hideSmall(of(before), fewest),
    });
    const percentile = (share: number) => figure((one) => one.percentile(share), turns.leftOutOfWaits());
    const share = (of: (tally: TurnTally) => ReportValue, leftOut: Figure['leftOut']): Figure => ({
      ...figure(of, leftOut),
      precision: 'exact',
    });
    return {
      period: periodOf(range),
      compared: compared === null ? null : periodOf(compared),
      at: now.toISOString(),
      turns: query.turns,
      clock: query.clock,
      precision,
      figures: {
        median: percentile(0.5),
        p75: percentile(0.75),
        p90: percentile(0.9),
        p95: percentile(0.95),
        withinTarget: share((one) => one.withinTarget(), turns.leftOutOfTarget()),
        coverage: share((one) => one.coverage(), turns.leftOutOfWaits()),
        noAnswerNeeded: share((one) => one.noAnswerNeeded(), turns.leftOut()),
      },
      counts: turns.counts(),
      comparedCounts: before === null || before.opened < fewest ? null : before.counts(),
      distribution: {
        targetMs: targets.length === 1 ? (targets[0]?.ms ?? null) : null,
        targets,
        bars: joinBars(tally.bars(), fewest),
        never: turns.waits.neverAnswered,
      },
      series: tally.series(fewest),
      heat: tally.heat(fewest),
    };
  }

  /** The period compared with; nothing of it where one member's figures of then are withheld. */
  private async before(scope: ReportScope, range: DayRange, query: ReportQuery): Promise<TurnTally> {
    const tally = new TurnTally();
    return (await this.visit(scope, range, query, tally.take)) ? new TurnTally() : tally;
  }

  /** @returns whether what was visited is withheld */
  private async visit(
    scope: ReportScope,
    range: DayRange,
    query: ReportQuery,
    take: FactVisitor,
  ): Promise<boolean> {
    const { brandId, visible, now } = scope;
    const asked = new AskedTurns(query, scope);
    const needs = needsOf(query, visible);
    await this.cohort.visit({ brandId, range, clock: query.clock, needs, now }, asked.visitor(take));
    return asked.isWithheld;
  }

  /** What was promised for turns of these media in the period, shortest first. */
  private async targets(
    { brandId, range }: ReportScope,
    media: ReadonlySet<Medium>,
  ): Promise<ReportOverview['distribution']['targets']> {
    const { targets } = await this.policies.policyFor(brandId, {});
    const within = targets.filter(({ validFrom }) => validFrom > range.startsAt && validFrom < range.endsAt);
    const promised = [
      versionAt(targets, range.startsAt) ?? DEFAULT_TARGETS,
      ...within.map(({ value }) => value),
    ];
    const all = new Set(promised.flatMap((one) => [...media].map((medium) => one[medium])));
    return [...all]
      .sort((a, b) => a - b)
      .map((ms) => ({
        ms,
        media: [...media].filter((medium) => promised.some((one) => one[medium] === ms)).sort(),
      }));
  }
}
