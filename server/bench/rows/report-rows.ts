import type { Latency, RowName, RowResult } from '../figures.js';
import type { Installation } from '../installation.js';
import { HttpConnection } from '../load/http-connection.js';
import { measured, ms } from './measured.js';
import { type ReportsSizes, reportData, smallBrand, timeFloor, timeReport } from './report-data.js';

const REPORT_P95_MS = 300;
const BREAKDOWN_P95_MS = 500;
const DIMENSIONS = ['channel', 'medium', 'tag', 'post', 'priority'];

interface Asked {
  row: RowName;
  title: string;
  /** Of the report, and of its breakdown if it has one. */
  path: string;
  breakdown: string | null;
  dimensions: readonly string[];
  /** The bare aggregate over what `FROM` and `WHERE` of the period name (SQL). */
  floor: { what: string; from: string; at: string; more?: string };
}

/** Response times; the floor is count and percentiles of the waits of the same turns. */
export const reportsRow = (installation: Installation, sizes: ReportsSizes): Promise<RowResult> =>
  measure(installation, sizes, {
    row: 'reports',
    title: 'response times',
    path: 'overview',
    breakdown: 'breakdown',
    dimensions: [...DIMENSIONS, 'member'],
    floor: { what: `count(*), ${percentilesOf('wait_ms')}`, from: 'turn', at: 'opened_at' },
  });

/** Resolution; the floor is count and percentiles of the times of the same episodes, without what they cost anybody. */
export const resolutionRow = (installation: Installation, sizes: ReportsSizes): Promise<RowResult> =>
  measure(installation, sizes, {
    row: 'resolution',
    title: 'resolution of two episodes for five turns',
    path: 'resolution',
    breakdown: 'resolution/breakdown',
    dimensions: DIMENSIONS,
    floor: { what: `count(*), ${percentilesOf('closed_at - opened_at')}`, from: 'episode', at: 'opened_at' },
  });

/** What was said; the floor counts the messages of the period by direction. */
export const volumeRow = (installation: Installation, sizes: ReportsSizes): Promise<RowResult> =>
  measure(installation, sizes, {
    row: 'volume',
    title: 'what was said',
    path: 'volume',
    breakdown: 'volume/breakdown',
    dimensions: DIMENSIONS,
    floor: {
      what: 'direction, count(*)',
      from: 'message',
      at: 'occurred_at',
      more: `AND direction <> 'note' GROUP BY direction`,
    },
  });

/** Who went quiet; the floor counts the people of the period's turns, without asking what they wrote afterwards. */
export const quietRow = (installation: Installation, sizes: ReportsSizes): Promise<RowResult> =>
  measure(installation, sizes, {
    row: 'quiet',
    title: 'who went quiet',
    path: 'quiet',
    breakdown: null,
    dimensions: [],
    floor: { what: 'count(DISTINCT person_id)', from: 'turn', at: 'opened_at' },
  });

const percentilesOf = (what: string) =>
  `percentile_disc(ARRAY[0.5, 0.75, 0.9, 0.95]) WITHIN GROUP (ORDER BY ${what})`;

/**
 * A report of a whole period, and its breakdowns, over HTTP, signed in, one request after another; and of a small brand among large
 * ones. The floor is the bare aggregate through the driver.
 */
function measure(installation: Installation, sizes: ReportsSizes, asked: Asked): Promise<RowResult> {
  const { row, path, breakdown, dimensions } = asked;
  return measured(async () => {
    const period = await reportData(installation, sizes);
    await installation.owner.put('/api/v1/reports/settings', { perMember: true });
    const floor = await timeFloor(
      installation.database,
      floorSql(asked),
      period,
      Math.ceil(sizes.requests / 4),
    );
    const connection = await HttpConnection.open(installation.port);
    try {
      const time = (report: string, requests: number, brand?: string) =>
        timeReport(installation, connection, report, requests, brand);
      await time(`${path}?${period}`, 3);
      const whole = await time(`${path}?${period}`, sizes.requests);
      const breakdowns: Record<string, Latency> = {};
      for (const by of dimensions)
        breakdowns[by] = await time(`${breakdown}?${period}&by=${by}`, Math.ceil(sizes.requests / 2));
      const small = await time(`${path}?${period}`, sizes.requests, await smallBrand(installation));
      const slowest = Math.max(0, ...Object.values(breakdowns).map(({ p95 }) => p95));
      const of = (turns: number) => turns.toLocaleString('en');
      const ofBreakdowns = (told: string) => (breakdown === null ? '' : told);
      return {
        row,
        title: `${asked.title}: ${of(sizes.turns)} turns of ${of(sizes.turns + sizes.others)}`,
        goal: `p95 < ${REPORT_P95_MS} ms${ofBreakdowns(`, any breakdown < ${BREAKDOWN_P95_MS} ms`)}`,
        met: Math.max(whole.p95, small.p95) < REPORT_P95_MS && slowest < BREAKDOWN_P95_MS,
        floor: `p50 ${ms(floor.p50)}, p95 ${ms(floor.p95)}`,
        product: `p50 ${ms(whole.p50)}, p95 ${ms(whole.p95)}${ofBreakdowns(
          `; slowest breakdown p95 ${ms(slowest)}`,
        )}; of a small brand p95 ${ms(small.p95)}`,
        ratio: null,
        figures: { ...sizes, floor, whole, breakdowns, small },
      };
    } finally {
      connection.close();
    }
  });
}

const floorSql = ({ floor: { what, from, at, more = '' } }: Asked) =>
  `SELECT ${what} FROM ${from} WHERE brand_id = (SELECT id FROM brand ORDER BY created_at LIMIT 1)
   AND ${at} >= $1::date AND ${at} < $2::date + 1 ${more}`;
