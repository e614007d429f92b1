import type pg from 'pg';
import { fillInBulk, ID_FUNCTION } from './bulk-fill.js';

const STEP = 100_000;

/** How many turns, over how many days up to today, and how many of other brands stand among them. */
export interface TurnSizes {
  turns: number;
  others: number;
  days: number;
}

/**
 * Turns of the one brand, straight into the table, five of them in two conversations of `fillConversations`: most answered within
 * seconds to days, some given up, taken back or in no need of an answer; one in two hundred is open. Those of other brands lie between them.
 */
export async function fillTurns(database: pg.Client, { turns, others, days }: TurnSizes): Promise<void> {
  await database.query(ID_FUNCTION);
  await fillInBulk(database, ['turn'], async () => {
    await database.query(POSTS);
    for (let from = 1; from <= turns; from += STEP) {
      const to = Math.min(turns, from + STEP - 1);
      await database.query(TURNS, [from, to, days, false]);
      const share = others / turns;
      if (others > 0) {
        const [first, last] = [Math.round((from - 1) * share) + 1, Math.round(to * share)];
        await database.query(TURNS, [first + turns, last + turns, days, true]);
      }
    }
  });
  await database.query('ANALYZE turn');
}

const POSTS = `
WITH made AS (
  INSERT INTO post (id, brand_id, channel_id, external_id, title, updated_at)
  SELECT pg_temp.bench_id('post', n), brand.id, pg_temp.bench_id('channel', n % 5), 'bench-' || n, 'Post ' || n, now()
  FROM brand, generate_series(0, 499) AS n ON CONFLICT DO NOTHING)
UPDATE conversation SET post_id = pg_temp.bench_id('post', hashtext(id::text) & 255),
  priority = (ARRAY['low', 'normal', 'high', 'urgent'])[1 + (hashtext(id::text) & 3)]
WHERE post_id IS NULL AND (hashtext(id::text) & 1) = 0`;

const TURNS = `
INSERT INTO turn (id, brand_id, conversation_id, channel_id, medium, person_id, key, opened_at, first_of_episode, episode_key,
  last_inbound_at, inbound_count, closed_at, outcome, answered_at, answered_by_member_id, wait_ms, wait_business_ms, target_ms,
  answer_by)
SELECT pg_temp.bench_id('turn', n), CASE WHEN $4 THEN pg_temp.bench_id('brand', n % 4) ELSE brand.id END,
  pg_temp.bench_id('conversation', n * 2 / 5), pg_temp.bench_id('channel', n * 2 / 5 % 5), 'dm',
  pg_temp.bench_id('person', n * 2 / 25), 'bench-' || n, at, n % 5 IN (0, 2), 'bench-' || (n * 2 / 5), at, 1 + n % 3,
  CASE WHEN outcome IS NOT NULL THEN at + wait * interval '1 ms' END, outcome,
  CASE WHEN outcome = 'answered' THEN at + wait * interval '1 ms' END, CASE WHEN outcome = 'answered' THEN member.id END,
  CASE WHEN outcome = 'answered' THEN wait END, CASE WHEN outcome = 'answered' THEN wait / 3 END, 3600000, at + interval '1 hour'
FROM (SELECT id FROM brand ORDER BY created_at LIMIT 1) AS brand, (SELECT id FROM member ORDER BY created_at LIMIT 1) AS member,
  generate_series($1::bigint, $2::bigint) AS n,
  LATERAL (SELECT hashint8(n) & 1048575 AS mixed) AS m,
  LATERAL (SELECT now() - mixed * ($3::int * 86400.0 / 1048576) * interval '1 second' AS at,
    exp((hashint8(n * 7) & 65535) / 65535.0 * 12 + 7)::bigint AS wait,
    CASE WHEN mixed % 200 = 0 THEN NULL WHEN mixed % 100 < 88 THEN 'answered' WHEN mixed % 100 < 92 THEN 'closed_unanswered'
      WHEN mixed % 100 < 94 THEN 'withdrawn' ELSE 'no_answer_needed' END AS outcome) AS s`;
