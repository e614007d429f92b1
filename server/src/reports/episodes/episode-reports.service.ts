import { Injectable } from '@nestjs/common';
import type {
  Figure,
  PlainReportQuery,
  ReportQuiet,
  ReportValue,
  ReportVolume,
} from '@parley/shared/reports.js';
import type { CallerSeat } from '../../platform/http/caller.js';
import { CohortService } from '../cohort/cohort.service.js';
import { type DayRange, Granules, weekdayOf } from '../cohort/local-days.js';
import { shareOf } from '../figures/turn-tally.js';
import { heading, type ReportScope, ReportScopes } from '../report-scope.service.js';
import { EpisodeRepository, type QuietRow, type VolumeRow } from './episode.repository.js';

const SILENCE_MS = 14 * 86_400_000;
type Volume = ReportVolume['totals'];

/** Figures that are not about single answers: what was written, and who was not heard of again. */
@Injectable()
export class EpisodeReports {
  constructor(
    private readonly scopes: ReportScopes,
    private readonly cohort: CohortService,
    private readonly episodes: EpisodeRepository,
  ) {}

  async volume(seat: CallerSeat, query: PlainReportQuery): Promise<ReportVolume> {
    const scope = await this.scopes.of(seat, query);
    const { range } = scope;
    const [rows, before] = await this.both(scope, (one) => this.episodes.volume(scope, one, query));
    const granules = new Granules(range, 'auto');
    const points = Array.from({ length: granules.count }, (_, index) => ({
      ...granules.at(index),
      ...nothing(),
    }));
    const heat = Array.from({ length: 168 }, (_, index) => ({
      weekday: Math.floor(index / 24) + 1,
      hour: index % 24,
      in: 0,
      out: 0,
    }));
    for (const row of rows) {
      const point = points[granules.indexOf(row.day)];
      if (point !== undefined) addVolume(point, row);
      const cell = heat[(weekdayOf(range.first + row.day) - 1) * 24 + row.hour];
      if (cell === undefined) continue;
      cell.in += row.in;
      cell.out += row.out_by_members + row.out_outside;
    }
    return {
      ...heading(scope),
      totals: totalOf(rows),
      comparedTotals: before === null ? null : totalOf(before),
      granularity: granules.granularity,
      points,
      heat,
    };
  }

  async quiet(seat: CallerSeat, query: PlainReportQuery): Promise<ReportQuiet> {
    const scope = await this.scopes.of(seat, query);
    const [rows, before] = await this.both(scope, (range) =>
      this.episodes.quiet(scope, range, query, SILENCE_MS),
    );
    const figure = (late: boolean): Figure => ({
      ...silentShare(rows, late),
      leftOut: tooYoung(rows, late),
      precision: 'exact',
      compared: before === null ? null : silentShare(before, late),
    });
    return {
      ...heading(scope),
      late: figure(true),
      inTime: figure(false),
      difference: difference(rows),
      comparedDifference: before === null ? null : difference(before),
    };
  }

  private both<T>(scope: ReportScope, read: (range: DayRange) => Promise<T>): Promise<[T, T | null]> {
    return this.cohort.snapshot(async () => [
      await read(scope.range),
      scope.compared === null ? null : await read(scope.compared),
    ]);
  }
}

const nothing = (): Volume => ({ in: 0, outByMembers: 0, outOutside: 0, outByRules: 0 });

function addVolume(to: Volume, row: VolumeRow): void {
  to.in += row.in;
  to.outByMembers += row.out_by_members;
  to.outOutside += row.out_outside;
  to.outByRules += row.out_by_rules;
}

function totalOf(rows: readonly VolumeRow[]): Volume {
  const total = nothing();
  for (const row of rows) addVolume(total, row);
  return total;
}

function silentShare(rows: readonly QuietRow[], late: boolean): ReportValue {
  const row = rows.find((one) => one.late === late);
  return shareOf(row?.silent ?? 0, row?.people ?? 0);
}

function tooYoung(rows: readonly QuietRow[], late: boolean): Figure['leftOut'] {
  const count = rows.find((one) => one.late === late)?.too_young ?? 0;
  return count === 0 ? [] : [{ reason: 'too_young', count }];
}

function difference(rows: readonly QuietRow[]): number | null {
  const [late, inTime] = [silentShare(rows, true).value, silentShare(rows, false).value];
  return late === null || inTime === null ? null : late - inTime;
}
