import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { type Latency, latencyOf } from '../figures.js';
import { fillConversations } from '../fill-conversations.js';
import { fillEpisodes } from '../fill-episodes.js';
import { fillSaid } from '../fill-said.js';
import { fillTurns, type TurnSizes } from '../fill-turns.js';
import type { Installation } from '../installation.js';
import type { HttpConnection } from '../load/http-connection.js';

export interface ReportsSizes extends TurnSizes {
  requests: number;
}

/** A period with fewer turns is read turn by turn, without digests to wait for. */
const DIGESTED_FROM = 20_000;
const DIGESTS_MOST_MS = 40 * 60_000;
const DIGESTS = ['turn_digest', 'episode_digest', 'volume_digest', 'quiet_digest'];
const FILLED = ['turn', 'conversation', 'episode', 'conversation_act', 'message', 'identity', 'person'];
const filled = new WeakMap<Installation, Promise<void>>();

/** What reports are measured on; an installation is filled once, however many rows ask for it. @returns the whole period, as a query */
export async function reportData(installation: Installation, sizes: ReportsSizes): Promise<string> {
  let filling = filled.get(installation);
  if (filling === undefined) {
    filling = fill(installation, sizes);
    filled.set(installation, filling);
  }
  await filling;
  return periodOf(sizes.days);
}

async function fill({ database, databaseUrl }: Installation, sizes: ReportsSizes): Promise<void> {
  await fillConversations(database, Math.ceil((sizes.turns * 2) / 5) + 1);
  await withoutDigesting(databaseUrl, async () => {
    await fillTurns(database, sizes);
    await fillEpisodes(database, sizes);
    await fillSaid(database, sizes);
    // Days that were digested before hold a part of what is in them now.
    for (const table of DIGESTS) await database.query(`DELETE FROM ${table}`);
  });
  for (const table of FILLED) await database.query(`VACUUM ANALYZE ${table}`);
  await database.query('CHECKPOINT');
  if (sizes.turns <= DIGESTED_FROM) return;
  for (const table of DIGESTS) await untilDigested(database, table, sizes.days);
  await database.query('VACUUM ANALYZE episode');
}

/** The server digests nothing meanwhile: all of it would be for nothing, and walk through tables whose indexes are missing. */
async function withoutDigesting(databaseUrl: string, fn: () => Promise<void>): Promise<void> {
  const holder = new pg.Client({ connectionString: databaseUrl, application_name: 'bench' });
  await holder.connect();
  try {
    await holder.query('BEGIN');
    await holder.query('LOCK TABLE turn_digest_mark');
    await fn();
    await holder.query('COMMIT');
  } finally {
    await holder.end();
  }
}

function periodOf(days: number): string {
  const date = (daysAgo: number) => new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10);
  return `from=${date(days)}&to=${date(0)}`;
}

/** Until the server has digested all days but the last few. */
async function untilDigested(database: pg.Client, table: string, days: number): Promise<void> {
  const from = performance.now();
  for (;;) {
    const { rows } = await database.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM ${table} WHERE brand_id = (SELECT id FROM brand ORDER BY created_at LIMIT 1)`,
    );
    if ((rows[0]?.count ?? 0) >= days - 4) break;
    if (performance.now() - from > DIGESTS_MOST_MS)
      throw new Error(`The days of ${table} were not digested.`);
    await wait(1_000);
  }
  await database.query(`VACUUM ANALYZE ${table}`);
}

/** The small brand among the large ones; the caller sits in it, too. */
export async function smallBrand({ database }: Installation): Promise<string> {
  const { rows } = await database.query<{ id: string }>(`SELECT id FROM brand WHERE name = 'Small'`);
  if (rows[0] === undefined) throw new Error('There is no small brand.');
  return rows[0].id;
}

/** Asks for a report over HTTP, signed in, one request after another. @param brandId another brand than the caller's first */
export async function timeReport(
  { port, owner }: Installation,
  connection: HttpConnection,
  path: string,
  requests: number,
  brandId?: string,
): Promise<Latency> {
  const of = brandId === undefined ? '' : `parley-brand: ${brandId}\r\n`;
  const request = Buffer.from(
    `GET /api/v1/reports/${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\naccept: application/json\r\ncookie: ${owner.cookie}\r\n${of}\r\n`,
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

/** The bare aggregate through the driver. @param sql with the first and the last date as its parameters */
export async function timeFloor(
  database: pg.Client,
  sql: string,
  period: string,
  requests: number,
): Promise<Latency> {
  const asked = new URLSearchParams(period);
  const latencies: number[] = [];
  for (let number = 0; number < requests; number += 1) {
    const from = performance.now();
    await database.query(sql, [asked.get('from'), asked.get('to')]);
    latencies.push(performance.now() - from);
  }
  return latencyOf(latencies);
}
