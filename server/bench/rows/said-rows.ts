import type { Latency, RowName, RowResult } from '../figures.js';
import type { Installation } from '../installation.js';
import { HttpConnection } from '../load/http-connection.js';
import { measured, ms } from './measured.js';
import { type ReportsSizes, reportData, smallBrand, timeFloor, timeReport } from './report-data.js';

const REPORT_P95_MS = 300;
const BREAKDOWN_P95_MS = 500;
const DIMENSIONS = ['channel', 'medium', 'tag', 'post', 'priority'] as const;

interface Asked {
  row: RowName;
  title: string;
  path: string;
  breakdowns: readonly string[];
  floor: string;
}

/**
 * What was said in a whole period, and that broken down, over HTTP, signed in, one request after another; the same of a small brand among
 * large ones. The floor is the bare aggregate through the driver: the messages of the period by direction.
 */
export const volumeRow = (installation: Installation, sizes: ReportsSizes): Promise<RowResult> =>
  measure(installation, sizes, {
    row: 'volume',
    title: 'what was said',
    path: 'volume',
    breakdowns: DIMENSIONS,
    floor: `SELECT direction, count(*) FROM message WHERE brand_id = (SELECT id FROM brand ORDER BY created_at LIMIT 1)
      AND direction <> 'note' AND occurred_at >= $1::date AND occurred_at < $2::date + 1 GROUP BY 1`,
  });

/** Who went quiet; the floor counts the people of the period's turns, without asking what they wrote afterwards. */
export const quietRow = (installation: Installation, sizes: ReportsSizes): Promise<RowResult> =>
  measure(installation, sizes, {
    row: 'quiet',
    title: 'who went quiet',
    path: 'quiet',
    breakdowns: [],
    floor: `SELECT count(DISTINCT person_id) FROM turn WHERE brand_id = (SELECT id FROM brand ORDER BY created_at LIMIT 1)
      AND opened_at >= $1::date AND opened_at < $2::date + 1`,
  });

function measure(installation: Installation, sizes: ReportsSizes, asked: Asked): Promise<RowResult> {
  const { row, path } = asked;
  return measured(async () => {
    const period = await reportData(installation, sizes);
    const floor = await timeFloor(installation.database, asked.floor, period, Math.ceil(sizes.requests / 4));
    const connection = await HttpConnection.open(installation.port);
    try {
      const time = (report: string, requests: number, brand?: string) =>
        timeReport(installation, connection, report, requests, brand);
      await time(`${path}?${period}`, 3);
      const whole = await time(`${path}?${period}`, sizes.requests);
      const breakdowns: Record<string, Latency> = {};
      for (const by of asked.breakdowns)
        breakdowns[by] = await time(`${path}/breakdown?${period}&by=${by}`, Math.ceil(sizes.requests / 2));
      const small = await time(`${path}?${period}`, sizes.requests, await smallBrand(installation));
      const slowest = Math.max(0, ...Object.values(breakdowns).map(({ p95 }) => p95));
      const of = (turns: number) => turns.toLocaleString('en');
      return {
        row,
        title: `${asked.title} in ${of(sizes.turns)} turns of ${of(sizes.turns + sizes.others)}`,
        goal: `p95 < ${REPORT_P95_MS} ms${asked.breakdowns.length > 0 ? `, any breakdown < ${BREAKDOWN_P95_MS} ms` : ''}`,
        met: Math.max(whole.p95, small.p95) < REPORT_P95_MS && slowest < BREAKDOWN_P95_MS,
        floor: `p50 ${ms(floor.p50)}, p95 ${ms(floor.p95)}`,
        product: `p50 ${ms(whole.p50)}, p95 ${ms(whole.p95)}${
          asked.breakdowns.length > 0 ? `; slowest breakdown p95 ${ms(slowest)}` : ''
        }; of a small brand p95 ${ms(small.p95)}`,
        ratio: null,
        figures: { ...sizes, floor, whole, breakdowns, small },
      };
    } finally {
      connection.close();
    }
  });
}
