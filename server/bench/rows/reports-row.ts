import type { Latency, RowResult } from '../figures.js';
import type { Installation } from '../installation.js';
import { HttpConnection } from '../load/http-connection.js';
import { measured, ms } from './measured.js';
import { type ReportsSizes, reportData, timeFloor, timeReport } from './report-data.js';

const OVERVIEW_P95_MS = 300;
const BREAKDOWN_P95_MS = 500;
const DIMENSIONS = ['channel', 'medium', 'tag', 'member', 'post', 'priority'] as const;
/**
 * The overview of a whole period, and its breakdowns, over HTTP, signed in, one request after another. The floor is the bare aggregate
 * through the driver: count and percentiles of the waits of the same turns.
 */
export function reportsRow(installation: Installation, sizes: ReportsSizes): Promise<RowResult> {
  return measured(async () => {
    const period = await reportData(installation, sizes);
    const floor = await timeFloor(installation.database, FLOOR, period, Math.ceil(sizes.requests / 4));
    const connection = await HttpConnection.open(installation.port);
    try {
      const time = (path: string, requests: number) => timeReport(installation, connection, path, requests);
      await time(`overview?${period}`, 3);
      const overview = await time(`overview?${period}`, sizes.requests);
      const breakdowns: Record<string, Latency> = {};
      await installation.owner.put('/api/v1/reports/settings', { perMember: true });
      for (const by of DIMENSIONS)
        breakdowns[by] = await time(`breakdown?${period}&by=${by}`, Math.ceil(sizes.requests / 2));
      const slowest = Math.max(...Object.values(breakdowns).map(({ p95 }) => p95));
      return {
        row: 'reports',
        title: `report over ${sizes.turns.toLocaleString('en')} turns of ${(sizes.turns + sizes.others).toLocaleString('en')}`,
        goal: `p95 < ${OVERVIEW_P95_MS} ms, any breakdown < ${BREAKDOWN_P95_MS} ms`,
        met: overview.p95 < OVERVIEW_P95_MS && slowest < BREAKDOWN_P95_MS,
        floor: `p50 ${ms(floor.p50)}, p95 ${ms(floor.p95)}`,
        product: `p50 ${ms(overview.p50)}, p95 ${ms(overview.p95)}; slowest breakdown p95 ${ms(slowest)}`,
        ratio: null,
        figures: { ...sizes, floor, overview, breakdowns },
      };
    } finally {
      connection.close();
    }
  });
}

const FLOOR = `
SELECT count(*), percentile_disc(ARRAY[0.5, 0.75, 0.9, 0.95]) WITHIN GROUP (ORDER BY wait_ms) FROM turn
WHERE brand_id = (SELECT id FROM brand ORDER BY created_at LIMIT 1) AND opened_at >= $1::date AND opened_at < $2::date + 1`;
