import { Injectable } from '@nestjs/common';
import type { ReportBreakdown, ReportBreakdownQuery, ReportDimension } from '@parley/shared/reports.js';
import type { CallerSeat } from '../../platform/http/caller.js';
import { CohortService } from '../cohort/cohort.service.js';
import type { DayRange } from '../cohort/local-days.js';
import { eachKey } from '../cohort/sorted.js';
import { factFilter, needsOf, type TurnFact } from '../cohort/turn-fact.js';
import { type ReportScope, ReportScopes } from '../report-scope.service.js';
import { groupOf, type Key, keysBySize, namedRows } from './groups.js';
import { hideSmall, withheldRows } from './member-cells.js';
import { NamesRepository } from './names.repository.js';
import { OneMember, requireShown } from './one-member.js';
import { TurnTally } from './turn-tally.js';

/** The turns of each row, and the rows that say nothing. */
interface Groups {
  readonly rows: Map<Key, TurnTally>;
  readonly withheld: ReadonlySet<Key>;
  /** About a member of whom nothing may be told. */
  readonly refused?: boolean;
}
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
    requireShown(groups.refused ?? false);
    const { rows } = groups;
    // By what they show: the order must not tell which of the withheld has more.
    const keys = keysBySize(new Map([...rows.keys()].map((key) => [key, shownOf(key, groups)])));
    return {
      by: query.by,
      precision: [...rows.values()].some(({ waits }) => waits.rolledUp) ? 'rolled_up' : 'exact',
      ...(await namedRows(this.names, { brandId: scope.brandId, by: query.by }, keys, (key) =>
        rowOf(key, groups, before, scope),
      )),
    };
  }

  private async groups(scope: ReportScope, range: DayRange, query: ReportBreakdownQuery): Promise<Groups> {
    const { brandId, visible, now, fewest } = scope;
    const { memberId } = query;
    const rows = new Map<Key, TurnTally>();
    const members = new Map<Key, OneMember>();
    const everybody = memberId === undefined ? null : new OneMember(memberId, fewest);
    const asked = factFilter({ ...query, memberId: undefined }, visible);
    const take = (key: Key, fact: TurnFact) => {
      if (memberId !== undefined && !groupOf(members, key, () => new OneMember(memberId, fewest)).take(fact))
        return;
      groupOf(rows, key, blankTally).take(fact);
    };
    const needs = needsOf(query, visible, query.by);
    await this.cohort.visit({ brandId, range, clock: query.clock, needs, now }, (fact) => {
      // What is in no figure belongs to nobody's row.
      if (fact.leftOut !== null || !asked(fact)) return;
      everybody?.take(fact);
      eachKeyOf(fact, query.by, take);
    });
    if (fewest === 0) return { rows, withheld: new Set() };
    if (everybody?.isWithheld) return { rows, withheld: new Set(rows.keys()), refused: true };
    const withheld = withheldRows(new Map([...rows].map(([key, { opened }]) => [key, opened])), fewest);
    for (const [key, member] of members) if (rows.has(key) && member.isWithheld) withheld.add(key);
    return { rows, withheld };
  }
}

const blankTally = () => new TurnTally();

/** The rows a turn counts in; of members none while nobody has answered. */
function eachKeyOf(fact: TurnFact, by: ReportDimension, take: (key: Key, fact: TurnFact) => void): void {
  if (by !== 'member') eachKey(fact, by, take);
  else if (fact.outcome === 'answered') take(fact.memberId, fact);
}

function rowOf(
  key: Key,
  groups: Groups,
  before: Groups | null,
  { fewest }: ReportScope,
): Omit<Row, 'key' | 'name'> {
  const shown = shownOf(key, groups);
  const { leftOut: _, ...counts } = shown.counts();
  return {
    withheld: groups.withheld.has(key),
    counts,
    ...figuresOf(shown, fewest),
    compared: before === null ? null : comparedOf(shownOf(key, before), fewest),
  };
}

const shownOf = (key: Key, { rows, withheld }: Groups): TurnTally =>
  (withheld.has(key) ? undefined : rows.get(key)) ?? new TurnTally();

const figuresOf = (tally: TurnTally, fewest: number) => ({
  median: hideSmall(tally.percentile(0.5), fewest),
  p90: hideSmall(tally.percentile(0.9), fewest),
  withinTarget: hideSmall(tally.withinTarget(), fewest),
  coverage: hideSmall(tally.coverage(), fewest),
});

const comparedOf = (tally: TurnTally, fewest: number) => ({
  opened: tally.opened,
  ...figuresOf(tally, fewest),
});
