import type pg from 'pg';
import { ID_FUNCTION } from './bulk-fill.js';

const STEP = 100_000;

/** Conversations of the one brand, and of other brands that stand among them. */
export interface WaitingSizes {
  conversations: number;
  others: number;
}

const CHANNELS_OF_BRAND = 20;
/** Answered since midnight, which every reading counts. */
const ANSWERED_TODAY = 5_000;

/**
 * Fills the one brand and four others up to so many conversations, straight into the tables; none of them is ours yet. One in a
 * hundred is snoozed while somebody waits. Some turns were answered today.
 */
export async function fillWaiting(
  database: pg.Client,
  { conversations, others }: WaitingSizes,
): Promise<void> {
  await database.query(`SET session_replication_role = replica`);
  try {
    await database.query(`${ID_FUNCTION}; ${CHANNELS}`);
    await database.query(PEOPLE);
    for (let from = 1; from <= conversations; from += STEP) {
      const to = Math.min(conversations, from + STEP - 1);
      const share = others / conversations;
      await database.query(CONVERSATIONS, [from, to, false]);
      await database.query(CONVERSATIONS, [
        ...[conversations + Math.round((from - 1) * share) + 1, conversations + Math.round(to * share), true],
      ]);
    }
    await database.query(TURNS, [ANSWERED_TODAY]);
  } finally {
    await database.query(`SET session_replication_role = origin`);
  }
}

/** So many are ours from now on, spread over all of them; their answers are due within an hour, before or after this moment. */
export async function letWait(database: pg.Client, count: number, conversations: number): Promise<void> {
  await database.query(WAIT, [Math.max(1, Math.floor(conversations / count))]);
  for (const table of ['conversation', 'turn', 'person']) await database.query(`VACUUM ANALYZE ${table}`);
  await database.query('CHECKPOINT');
}

const CHANNELS = `
INSERT INTO channel (id, brand_id, kind, name, account, connected_at, created_at)
SELECT pg_temp.bench_id('channel', n), brand.id, 'api', 'Channel ' || n, 'bench-' || n, now(), now()
FROM brand, generate_series(0, ${CHANNELS_OF_BRAND - 1}) AS n`;

const PEOPLE = `
INSERT INTO person (id, brand_id, name, first_seen_at, last_seen_at)
SELECT pg_temp.bench_id('person', n), brand.id, 'Person ' || n, now(), now() FROM brand, generate_series(0, 9999) AS n`;

const CONVERSATIONS = `
INSERT INTO conversation (id, brand_id, channel_id, person_id, external_id, medium, status, side, assignee_id, last_words, last_at,
  waiting_since, answer_by, target_ms, snoozed_until, message_count, utterance_seq, created_at)
SELECT pg_temp.bench_id('conversation', n), CASE WHEN $3 THEN pg_temp.bench_id('brand', n % 4) ELSE brand.id END,
  pg_temp.bench_id('channel', n % ${CHANNELS_OF_BRAND}), pg_temp.bench_id('person', n % 10000), 'bench-' || n,
  (ARRAY['dm', 'chat', 'email'])[1 + n % 3], CASE WHEN waits OR theirs THEN CASE WHEN waits AND NOT $3 THEN 'snoozed' ELSE 'open' END ELSE 'closed' END,
  CASE WHEN waits THEN 'ours' ELSE 'theirs' END, CASE WHEN n % 3 = 0 THEN member.id END,
  'What was said last in the conversation with number ' || n, at, CASE WHEN waits THEN at END,
  CASE WHEN waits THEN at + interval '1 hour' END, CASE WHEN waits THEN 3600000 END,
  CASE WHEN waits AND NOT $3 THEN now() + interval '30 days' END, 4, 4, at
FROM (SELECT id FROM brand ORDER BY created_at LIMIT 1) AS brand, (SELECT id FROM member ORDER BY created_at LIMIT 1) AS member,
  generate_series($1::bigint, $2::bigint) AS n,
  LATERAL (SELECT hashint8(n) & 1048575 AS mixed) AS m,
  LATERAL (SELECT mixed % 100 = 0 AS waits, mixed % 100 < 30 AS theirs, now() - mixed * interval '2 seconds' AS at) AS s`;

const WAIT = `
UPDATE conversation SET status = 'open', side = 'ours', target_ms = 3600000, snoozed_until = NULL,
  waiting_since = now() - (hashtext(id::text) & 1048575) / 1048576.0 * interval '2 hours',
  answer_by = now() - (hashtext(id::text) & 1048575) / 1048576.0 * interval '2 hours' + interval '1 hour'
WHERE brand_id = (SELECT id FROM brand ORDER BY created_at LIMIT 1) AND side = 'theirs'
  AND substr(external_id, 7)::bigint % $1 = 0`;

const TURNS = `
INSERT INTO turn (id, brand_id, conversation_id, channel_id, medium, person_id, key, opened_at, first_of_episode, episode_key,
  last_inbound_at, inbound_count, closed_at, outcome, answered_at, wait_ms, wait_business_ms, target_ms, answer_by)
SELECT pg_temp.bench_id('turn', n), brand.id, pg_temp.bench_id('conversation', n), pg_temp.bench_id('channel', n % ${CHANNELS_OF_BRAND}),
  'dm', pg_temp.bench_id('person', n), 'bench-' || n, at, true, 'bench-' || n, at, 1, at, 'answered', at, 1000, 1000, 3600000, at
FROM (SELECT id FROM brand ORDER BY created_at LIMIT 1) AS brand, generate_series(1, $1::bigint) AS n,
  LATERAL (SELECT date_trunc('day', now()) + (now() - date_trunc('day', now())) * (n / $1::float8) AS at) AS s`;
