import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { type Latency, latencyOf, type RowResult } from '../figures.js';
import { fillConversations } from '../fill-conversations.js';
import { fillTurns, type TurnSizes } from '../fill-turns.js';
import type { Installation } from '../installation.js';
import { HttpConnection } from '../load/http-connection.js';
import { measured, ms } from './measured.js';

export interface ReportsSizes extends TurnSizes {
  requests: number;
}

const OVERVIEW_P95_MS = 300;
const BREAKDOWN_P95_MS = 500;
const DIMENSIONS = ['channel', 'medium', 'tag', 'member', 'post', 'priority'] as const;
/** A period with fewer turns is read turn by turn, without digests to wait for. */
const DIGESTED_FROM = 20_000;
const DIGESTS_MOST_MS = 20 * 60_000;

/**
 * The overview of a whole period, and its breakdowns, over HTTP, signed in, one request after another. The floor is the bare aggregate
 * through the driver: count and percentiles of the waits of the same turns.
 */
export function reportsRow(installation: Installation, sizes: ReportsSizes): Promise<RowResult> {
  return measured(async () => {
    const { database } = installation;
    await fillConversations(database, Math.ceil((sizes.turns * 2) / 5) + 1);
    await fillTurns(database, sizes);
    if (sizes.turns > DIGESTED_FROM) await untilDigested(database, sizes.days);
    const period = periodOf(sizes.days);
    const floor = await timeFloor(database, period, Math.ceil(sizes.requests / 4));
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

function periodOf(days: number): string {
  const date = (daysAgo: number) => new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10);
  return `from=${date(days)}&to=${date(0)}`;
}

/** Until the server has digested all days but the last few. */
async function untilDigested(database: pg.Client, days: number): Promise<void> {
  const from = performance.now();
  for (;;) {
    const { rows } = await database.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM turn_digest',
    );
    if ((rows[0]?.count ?? 0) >= days - 4) break;
    if (performance.now() - from > DIGESTS_MOST_MS) throw new Error('The days were not digested.');
    await wait(1_000);
  }
  await database.query('VACUUM ANALYZE turn_digest');
}

async function timeReport(
  { port, owner }: Installation,
  connection: HttpConnection,
  path: string,
  requests: number,
): Promise<Latency> {
  const request = Buffer.from(
    `GET /api/v1/reports/${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\naccept: application/json\r\ncookie: ${owner.cookie}\r\n\r\n`,
  );
  const latencies: number[] = [];
  for (let number = 0; number < requests; number += 1) {
    const from = performance.now();
    const { status, body } = await connection.exchange(request);
    latencies.push(performance.now() - from);
    if (status !== 200)
      throw new Error(`A report answered ${status}: ${body.toString('utf8').slice(0, 300)}`);
  }
  return latencyOf(latencies);
}

async function timeFloor(database: pg.Client, period: string, requests: number): Promise<Latency> {
  const asked = new URLSearchParams(period);
  const latencies: number[] = [];
  for (let number = 0; number < requests; number += 1) {
    const from = performance.now();
    await database.query(
      `SELECT count(*), percentile_disc(ARRAY[0.5, 0.75, 0.9, 0.95]) WITHIN GROUP (ORDER BY wait_ms) FROM turn
       WHERE brand_id = (SELECT id FROM brand ORDER BY created_at LIMIT 1)
         AND opened_at >= $1::date AND opened_at < $2::date + 1`,
      [asked.get('from'), asked.get('to')],
    );
    latencies.push(performance.now() - from);
  }
  return latencyOf(latencies);
}
