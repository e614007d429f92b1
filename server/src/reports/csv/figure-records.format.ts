import type {
  Figure,
  ReportBreakdown,
  ReportOverview,
  ReportQuiet,
  ReportResolution,
  ReportResolutionBreakdown,
  ReportValue,
  ReportVolume,
  ReportVolumeBreakdown,
} from '@parley/shared/reports.js';
import { CSV_MARK, type CsvCell, csvRecord } from './csv.format.js';

/** What the file of figures is made of; without a part there is nothing of it in the file. */
export interface FiguresOfAFile {
  overview: ReportOverview;
  resolution?: ReportResolution;
  resolutionBy?: readonly ReportResolutionBreakdown[];
  volume?: ReportVolume;
  volumeBy?: readonly ReportVolumeBreakdown[];
  quiet?: ReportQuiet;
  breakdowns: readonly ReportBreakdown[];
  /**
   * About one member: what rests on too few of their turns comes here as if there were none. The file says nothing in its place, where 0
   * would be told for true.
   */
  aboutMember: boolean;
}

const HEADER = [
  'section',
  'name',
  'from',
  'to',
  'value',
  'at_least',
  'never',
  'n',
  'compared_value',
  'compared_at_least',
  'compared_n',
];
type Period = { from: CsvCell; to: CsvCell };

/** The file of figures, a record each: times in ms, shares from 0 to 1; what is not there is empty. */
export function* figureRecords(report: FiguresOfAFile): Generator<string> {
  const { overview, resolution, resolutionBy = [], volume, volumeBy = [], quiet, breakdowns } = report;
  const { aboutMember } = report;
  const { period } = overview;
  yield CSV_MARK + csvRecord(HEADER);
  yield* figures('figure', period, overview.figures, aboutMember);
  yield* counts('count', period, overview.counts, overview.comparedCounts);
  for (const { reason, count } of overview.counts.leftOut) yield plain('left_out', reason, period, count);
  if (resolution) {
    yield* figures('resolution', period, resolution.figures);
    yield* counts('episode', period, resolution.counts, null);
  }
  for (const breakdown of resolutionBy) yield* resolutionBrokenDown(period, breakdown);
  if (quiet) yield* quietRecords(period, quiet);
  if (volume) yield* counts('volume', period, volume.totals, volume.comparedTotals);
  for (const breakdown of volumeBy) yield* volumeBrokenDown(period, breakdown);
  for (const breakdown of breakdowns) yield* brokenDown(period, breakdown, aboutMember);
  yield* pictures(overview, aboutMember);
  if (volume) yield* volumePictures(volume);
}

function* figures(
  section: string,
  period: Period,
  all: Record<string, Figure>,
  aboutMember = false,
): Generator<string> {
  for (const [name, figure] of Object.entries(all))
    yield valued(section, name, period, figure, figure.compared, aboutMember);
}

function* counts(section: string, period: Period, now: object, before: object | null): Generator<string> {
  const earlier = new Map(Object.entries(before ?? {}));
  for (const [name, count] of Object.entries(now)) {
    if (typeof count === 'number') yield plain(section, name, period, count, earlier.get(name) ?? null);
  }
}

function* quietRecords(period: Period, quiet: ReportQuiet): Generator<string> {
  yield* figures('quiet', period, { late: quiet.late, inTime: quiet.inTime });
  yield plain('quiet', 'difference', period, quiet.difference, quiet.comparedDifference);
}

/** Per row its turns and figures, the section saying of what: `median by channel`. */
function* brokenDown(period: Period, { by, rows }: ReportBreakdown, aboutMember: boolean): Generator<string> {
  for (const { key, name, counts: of, compared, ...row } of rows) {
    const called = name ?? key ?? 'none';
    const before = compared === null ? null : told(compared.opened, aboutMember);
    yield plain(`opened by ${by}`, called, period, told(of.opened, aboutMember), before);
    for (const figure of ['median', 'p90', 'withinTarget', 'coverage'] as const) {
      const earlier = compared?.[figure] ?? null;
      yield valued(`${figure} by ${by}`, called, period, row[figure], earlier, aboutMember);
    }
  }
}

/** Per row its episodes and figures, the section saying of what: `resolution median by channel`. */
function* resolutionBrokenDown(period: Period, { by, rows }: ReportResolutionBreakdown): Generator<string> {
  for (const { key, name, counts: of, compared, ...row } of rows) {
    const called = name ?? key ?? 'none';
    yield plain(`episodes by ${by}`, called, period, of.opened, compared?.counts.opened ?? null);
    for (const figure of RESOLUTION_FIGURES) {
      const earlier = compared?.[figure] ?? null;
      yield valued(`resolution ${figure} by ${by}`, called, period, row[figure], earlier);
    }
  }
}
const RESOLUTION_FIGURES = [
  'median',
  'p90',
  'solvedAtFirstAnswer',
  'reopened',
  'messagesWritten',
  'waitedMs',
  'handOvers',
] as const;

/** Per row who said how much, the section saying of what: `volume in by channel`. */
function* volumeBrokenDown(period: Period, { by, rows }: ReportVolumeBreakdown): Generator<string> {
  for (const { key, name, compared, ...said } of rows) {
    for (const [who, count] of Object.entries(said)) {
      const before = compared?.[who as keyof typeof said] ?? null;
      yield plain(`volume ${who} by ${by}`, name ?? key ?? 'none', period, count, before);
    }
  }
}

function* pictures({ distribution, series, heat }: ReportOverview, aboutMember: boolean): Generator<string> {
  for (const { fromMs, toMs, answered, late, open } of distribution.bars) {
    const bar = { from: fromMs, to: toMs };
    yield plain('distribution', 'answered', bar, answered);
    yield plain('distribution', 'answered_late', bar, late);
    yield plain('distribution', 'open', bar, open);
  }
  const { granularity } = series;
  for (const { from, to, opened, median, p90 } of series.points) {
    yield plain(granularity, 'opened', { from, to }, told(opened, aboutMember));
    yield valued(granularity, 'median', { from, to }, median, null, aboutMember);
    yield valued(granularity, 'p90', { from, to }, p90, null, aboutMember);
  }
  for (const { weekday, hour, opened, median } of heat) {
    const range = { from: hour, to: hour + 1 };
    yield plain('heat_opened', `${weekday}`, range, told(opened, aboutMember));
    yield valued('heat_median', `${weekday}`, range, median, null, aboutMember);
  }
}

function* volumePictures({ granularity, points, heat }: ReportVolume): Generator<string> {
  for (const { from, to, ...said } of points)
    yield* counts(`volume by ${granularity}`, { from, to }, said, null);
  for (const { weekday, hour, in: written, out } of heat) {
    yield plain('heat_in', `${weekday}`, { from: hour, to: hour + 1 }, written);
    yield plain('heat_out', `${weekday}`, { from: hour, to: hour + 1 }, out);
  }
}

/** A record of nothing but a number. */
const plain = (section: string, name: string, { from, to }: Period, count: CsvCell, before: CsvCell = null) =>
  csvRecord([section, name, from, to, count, null, null, null, before, null, null]);

/** A record of a figure, with what it rests on. */
const valued = (
  section: string,
  name: string,
  { from, to }: Period,
  value: ReportValue,
  before: ReportValue | null,
  aboutMember = false,
) =>
  csvRecord([
    section,
    name,
    from,
    to,
    ...valueCells(value, aboutMember),
    ...comparedCells(before, aboutMember),
  ]);
/** A count as the file tells it: about a member 0 may stand for too few. */
const told = (count: number, aboutMember: boolean): CsvCell => (aboutMember && count === 0 ? null : count);
const valueCells = ({ value, atLeast, never, n }: ReportValue, aboutMember: boolean) =>
  aboutMember && n === 0 ? [null, null, null, null] : [value, atLeast, never, n];
const comparedCells = (compared: ReportValue | null, aboutMember: boolean) =>
  compared === null || (aboutMember && compared.n === 0)
    ? [null, null, null]
    : [compared.value, compared.atLeast, compared.n];
