import { Injectable } from '@nestjs/common';
import type {
  PlainDimension,
  PlainReportQuery,
  ReportVolume,
  ReportVolumeBreakdown,
  ReportVolumeBreakdownQuery,
} from '@parley/shared/reports.js';
import type { CallerSeat } from '../../platform/http/caller.js';
import { CohortService } from '../cohort/cohort.service.js';
import { type DayRange, Granules, weekdayOf } from '../cohort/local-days.js';
import { sortedFilter, sortedNeeds } from '../cohort/sorted.js';
import { DimensionGroups, keysBySize, namedRows } from '../figures/groups.js';
import { NamesRepository } from '../figures/names.repository.js';
import { heading, type ReportScope, ReportScopes } from '../report-scope.service.js';
import type { Said, SaidVisitor } from './said.js';
import { VolumeService } from './volume.service.js';

type Volume = ReportVolume['totals'];
/** Messages under a key, all together and by who said them. */
type Groups = DimensionGroups<Said, { opened: number; volume: Volume }>;

/** How much was said, and by whom. */
@Injectable()
export class VolumeReports {
  constructor(
    private readonly scopes: ReportScopes,
    private readonly cohort: CohortService,
    private readonly volume: VolumeService,
    private readonly names: NamesRepository,
  ) {}

  async of(seat: CallerSeat, query: PlainReportQuery): Promise<ReportVolume> {
    const scope = await this.scopes.of(seat, query);
    const { range, compared } = scope;
    const tally = new VolumeTally(range);
    const before = compared === null ? null : nothing();
    await this.cohort.snapshot(async () => {
      await this.visit(scope, range, query, tally.take);
      if (before !== null && compared !== null)
        await this.visit(scope, compared, query, (said) => add(before, said));
    });
    return {
      ...heading(scope),
      totals: tally.totals,
      comparedTotals: before,
      granularity: tally.granules.granularity,
      points: tally.points,
      heat: tally.heat,
    };
  }

  async breakdown(seat: CallerSeat, query: ReportVolumeBreakdownQuery): Promise<ReportVolumeBreakdown> {
    const [only] = await this.breakdowns(seat, query, [query.by]);
    if (only === undefined) throw new Error('a breakdown that was asked for is missing');
    return only;
  }

  /** Several at once, from one reading. */
  async breakdowns(
    seat: CallerSeat,
    query: PlainReportQuery,
    dimensions: readonly PlainDimension[],
  ): Promise<ReportVolumeBreakdown[]> {
    const scope = await this.scopes.of(seat, query);
    const { range, compared, brandId } = scope;
    const [groups, before] = await this.cohort.snapshot(async () => [
      await this.groups(scope, range, query, dimensions),
      compared === null ? null : await this.groups(scope, compared, query, dimensions),
    ]);
    const found: ReportVolumeBreakdown[] = [];
    for (const by of dimensions) {
      const [rows, earlier] = [groups.of(by), before?.of(by) ?? null];
      const named = await namedRows(this.names, { brandId, by }, keysBySize(rows), (key) => ({
        ...(rows.get(key) ?? noMessages()).volume,
        compared: earlier === null ? null : (earlier.get(key) ?? noMessages()).volume,
      }));
      found.push({ by, ...named });
    }
    return found;
  }

  private async groups(
    scope: ReportScope,
    range: DayRange,
    query: PlainReportQuery,
    dimensions: readonly PlainDimension[],
  ): Promise<Groups> {
    const groups: Groups = new DimensionGroups(dimensions, noMessages, (said, group) => {
      group.opened += said.count;
      add(group.volume, said);
    });
    await this.visit(scope, range, query, groups.take, dimensions);
    return groups;
  }

  private visit(
    { brandId, visible }: ReportScope,
    range: DayRange,
    query: PlainReportQuery,
    take: SaidVisitor,
    dimensions: readonly PlainDimension[] = [],
  ): Promise<void> {
    const asked = sortedFilter(query, visible);
    const needs = {
      ...sortedNeeds(query, visible, dimensions),
      hour: dimensions.length === 0,
      medium: query.medium !== undefined || dimensions.includes('medium'),
    };
    return this.volume.visit(brandId, range, needs, (said) => {
      if (asked(said)) take(said);
    });
  }
}

const nothing = (): Volume => ({ in: 0, outByMembers: 0, outOutside: 0, outByRules: 0 });

function add(to: Volume, { speaker, count }: Said): void {
  to[speaker] += count;
}

const noMessages = () => ({ opened: 0, volume: nothing() });

/** A period's volume: together, by day or week, and by hour and weekday. */
class VolumeTally {
  readonly totals = nothing();
  readonly granules: Granules;
  readonly points: ReportVolume['points'];
  readonly heat: ReportVolume['heat'];
  private readonly firstWeekday: number;

  constructor(range: DayRange) {
    this.granules = new Granules(range, 'auto');
    this.points = Array.from({ length: this.granules.count }, (_, index) => ({
      ...this.granules.at(index),
      ...nothing(),
    }));
    this.heat = Array.from({ length: 168 }, (_, index) => ({
      weekday: Math.floor(index / 24) + 1,
      hour: index % 24,
      in: 0,
      out: 0,
    }));
    this.firstWeekday = weekdayOf(range.first) - 1;
  }

  readonly take: SaidVisitor = (said) => {
    add(this.totals, said);
    const point = this.points[this.granules.indexOf(said.day)];
    if (point !== undefined) add(point, said);
    const cell = this.heat[((this.firstWeekday + said.day) % 7) * 24 + said.hour];
    if (cell === undefined) return;
    // What rules and bots say is nobody's load.
    if (said.speaker === 'in') cell.in += said.count;
    else if (said.speaker !== 'outByRules') cell.out += said.count;
  };
}
