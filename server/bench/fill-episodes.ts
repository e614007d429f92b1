import type pg from 'pg';
import { fillInBulk, ID_FUNCTION } from './bulk-fill.js';
import type { TurnSizes } from './fill-turns.js';

const STEP = 100_000;

/**
 * An episode for every conversation that `fillTurns` gave turns to (two or three), straight into the table: most closed within minutes
 * to weeks, one in five of those reopened in time; one in ten conversations went from one member to another. Those of other brands lie
 * between them.
 */
export async function fillEpisodes(database: pg.Client, { turns, others, days }: TurnSizes): Promise<void> {
  const last = (of: number) => Math.floor((of * 2) / 5);
  await database.query(ID_FUNCTION);
  await fillInBulk(database, ['episode', 'conversation_act'], async () => {
    for (let from = 0; from <= last(turns + others); from += STEP) {
      const to = Math.min(last(turns + others), from + STEP - 1);
      await database.query(EPISODES, [from, to, days, last(turns)]);
    }
    await database.query(ASSIGNMENTS, [last(turns)]);
  });
}

const EPISODES = `
INSERT INTO episode (id, brand_id, conversation_id, key, opened_at, closed_at, details)
SELECT pg_temp.bench_id('episode', n), CASE WHEN n > $4::bigint THEN pg_temp.bench_id('brand', n % 4) ELSE brand.id END,
  pg_temp.bench_id('conversation', n), 'bench-' || n, at, closed, jsonb_build_object('inFigures', true, 'leftOutBecause', NULL,
    'mergedIntoKey', NULL, 'resolutionMs', took, 'closedEntryId', NULL, 'reopenedAt', CASE WHEN n % 5 = 0 AND closed IS NOT NULL THEN 1 END,
    'solved', CASE WHEN closed IS NOT NULL THEN n % 5 > 0 END)
FROM (SELECT id FROM brand ORDER BY created_at LIMIT 1) AS brand, generate_series($1::bigint, $2::bigint) AS n,
  LATERAL (SELECT hashint8(n) & 1048575 AS mixed) AS m,
  LATERAL (SELECT now() - mixed * ($3::int * 86400.0 / 1048576) * interval '1 second' AS at,
    exp((hashint8(n * 7) & 65535) / 65535.0 * 10 + 11)::bigint AS took) AS s,
  LATERAL (SELECT CASE WHEN mixed % 100 > 0 AND at + took * interval '1 ms' < now() THEN at + took * interval '1 ms' END AS closed) AS c`;

const ASSIGNMENTS = `
INSERT INTO conversation_act (id, brand_id, conversation_id, thread_id, at, kind, details)
SELECT pg_temp.bench_id('act', n * 2 + half), e.brand_id, e.conversation_id, e.conversation_id, e.opened_at + half * interval '1 minute',
  'assigned', jsonb_build_object('memberId', pg_temp.bench_id('member', half))
FROM generate_series(0, $1::bigint, 10) AS n JOIN episode e ON e.id = pg_temp.bench_id('episode', n), generate_series(0, 1) AS half`;
