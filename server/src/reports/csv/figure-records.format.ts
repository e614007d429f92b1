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
  { from, to }: Period,
  all: Record<string, Figure>,
  aboutMember = false,
): Generator<string> {
  for (const [name, figure] of Object.entries(all)) {
    const earlier = comparedCells(figure.compared, aboutMember);
    yield record(section, name, from, to, ...valueCells(figure, aboutMember), ...earlier);
  }
}

function* counts(
  section: string,
  { from, to }: Period,
  now: object,
  before: object | null,
): Generator<string> {
  const earlier = new Map(Object.entries(before ?? {}));
  for (const [name, count] of Object.entries(now)) {
    if (typeof count !== 'number') continue;
    yield record(section, name, from, to, count, null, null, null, earlier.get(name) ?? null, null, null);
  }
}

function* quietRecords(period: Period, quiet: ReportQuiet): Generator<string> {
  const { from, to } = period;
  yield* figures('quiet', period, { late: quiet.late, inTime: quiet.inTime });
  const { difference, comparedDifference } = quiet;
  yield record('quiet', 'difference', from, to, difference, null, null, null, comparedDifference, null, null);
}

/** Per row its turns and figures, the section saying of what: `median by channel`. */
function* brokenDown(
  { from, to }: Period,
  { by, rows }: ReportBreakdown,
  aboutMember: boolean,
): Generator<string> {
  for (const { key, name, counts: of, compared, ...row } of rows) {
    const called = name ?? key ?? 'none';
    const before = compared === null ? null : told(compared.opened, aboutMember);
    const opened = [told(of.opened, aboutMember), null, null, null, before, null, null];
    yield record(`opened by ${by}`, called, from, to, ...opened);
    for (const figure of ['median', 'p90', 'withinTarget', 'coverage'] as const) {
      const earlier = comparedCells(compared?.[figure] ?? null, aboutMember);
      yield record(
        `${figure} by ${by}`,
        called,
        from,
        to,
        ...valueCells(row[figure], aboutMember),
        ...earlier,
      );
    }
  }
}

/** Per row its episodes and figures, the section saying of what: `resolution median by channel`. */
function* resolutionBrokenDown(
  { from, to }: Period,
  { by, rows }: ReportResolutionBreakdown,
): Generator<string> {
  for (const { key, name, counts: of, compared, ...row } of rows) {
    const called = name ?? key ?? 'none';
    const opened = [of.opened, null, null, null, compared?.counts.opened ?? null, null, null];
    yield record(`episodes by ${by}`, called, from, to, ...opened);
    for (const figure of RESOLUTION_FIGURES) {
      const before = comparedCells(compared?.[figure] ?? null);
      yield record(`resolution ${figure} by ${by}`, called, from, to, ...valueCells(row[figure]), ...before);
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
function* volumeBrokenDown({ from, to }: Period, { by, rows }: ReportVolumeBreakdown): Generator<string> {
  for (const { key, name, compared, ...said } of rows) {
    for (const [who, count] of Object.entries(said)) {
      const before = compared?.[who as keyof typeof said] ?? null;
      yield record(
        `volume ${who} by ${by}`,
        name ?? key ?? 'none',
        from,
        to,
        count,
        null,
        null,
        null,
        before,
        null,
        null,
      );
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
    yield record(granularity, 'median', from, to, ...valueCells(median, aboutMember), ...comparedCells(null));
    yield record(granularity, 'p90', from, to, ...valueCells(p90, aboutMember), ...comparedCells(null));
  }
  for (const { weekday, hour, opened, median } of heat) {
    const cells = [...valueCells(median, aboutMember), ...comparedCells(null)];
    yield plain('heat_opened', `${weekday}`, { from: hour, to: hour + 1 }, told(opened, aboutMember));
    yield record('heat_median', `${weekday}`, hour, hour + 1, ...cells);
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

const record = (section: string, name: string, ...cells: CsvCell[]) => csvRecord([section, name, ...cells]);
const plain = (section: string, name: string, range: Period, count: CsvCell) =>
  record(section, name, range.from, range.to, count, null, null, null, null, null, null);
/** A count as the file tells it: about a member 0 may stand for too few. */
const told = (count: number, aboutMember: boolean): CsvCell => (aboutMember && count === 0 ? null : count);
const valueCells = ({ value, atLeast, never, n }: ReportValue, aboutMember = false) =>
  aboutMember && n === 0 ? [null, null, null, null] : [value, atLeast, never, n];
const comparedCells = (compared: ReportValue | null, aboutMember = false) =>
  compared === null || (aboutMember && compared.n === 0)
    ? [null, null, null]
    : [compared.value, compared.atLeast, compared.n];
