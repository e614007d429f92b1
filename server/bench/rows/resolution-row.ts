import type { Latency, RowResult } from '../figures.js';
import type { Installation } from '../installation.js';
import { HttpConnection } from '../load/http-connection.js';
import { measured, ms } from './measured.js';
import { type ReportsSizes, reportData, timeFloor, timeReport } from './report-data.js';

const REPORT_P95_MS = 300;
const BREAKDOWN_P95_MS = 500;
const DIMENSIONS = ['channel', 'medium', 'tag', 'post', 'priority'] as const;

/**
 * Resolution over a whole period, and its breakdowns, over HTTP, signed in, one request after another. The floor is the bare aggregate
 * through the driver: count and percentiles of the times of the same episodes, without what they cost anybody.
 */
export function resolutionRow(installation: Installation, sizes: ReportsSizes): Promise<RowResult> {
  return measured(async () => {
    const period = await reportData(installation, sizes);
    const floor = await timeFloor(installation.database, FLOOR, period, Math.ceil(sizes.requests / 4));
    const connection = await HttpConnection.open(installation.port);
    try {
      const time = (path: string, requests: number) => timeReport(installation, connection, path, requests);
      await time(`resolution?${period}`, 3);
      const resolution = await time(`resolution?${period}`, sizes.requests);
      const breakdowns: Record<string, Latency> = {};
      for (const by of DIMENSIONS)
        breakdowns[by] = await time(`resolution/breakdown?${period}&by=${by}`, Math.ceil(sizes.requests / 2));
      const slowest = Math.max(...Object.values(breakdowns).map(({ p95 }) => p95));
      const [episodes, all] = [sizes.turns, sizes.turns + sizes.others].map((turns) =>
        Math.floor((turns * 2) / 5).toLocaleString('en'),
      );
      return {
        row: 'resolution',
        title: `resolution over ${episodes} episodes of ${all}`,
        goal: `p95 < ${REPORT_P95_MS} ms, any breakdown < ${BREAKDOWN_P95_MS} ms`,
        met: resolution.p95 < REPORT_P95_MS && slowest < BREAKDOWN_P95_MS,
        floor: `p50 ${ms(floor.p50)}, p95 ${ms(floor.p95)}`,
        product: `p50 ${ms(resolution.p50)}, p95 ${ms(resolution.p95)}; slowest breakdown p95 ${ms(slowest)}`,
        ratio: null,
        figures: { ...sizes, floor, resolution, breakdowns },
      };
    } finally {
      connection.close();
    }
  });
}

const FLOOR = `
SELECT count(*), percentile_disc(ARRAY[0.5, 0.75, 0.9, 0.95]) WITHIN GROUP (ORDER BY closed_at - opened_at) FROM episode
WHERE brand_id = (SELECT id FROM brand ORDER BY created_at LIMIT 1) AND opened_at >= $1::date AND opened_at < $2::date + 1`;
