import type pg from 'pg';
import { ID_FUNCTION } from './bulk-fill.js';

const STEP = 100_000;

/**
 * Fills the one brand up to so many conversations, straight into the tables: a fifth as many people, two in five
 * conversations ours, some assigned, tagged and read. Their ids grow with time, as the product's do. Statistics and
 * visibility are brought up to date afterwards, and what is dirty is written, so that no vacuum or checkpoint of the
 * filling falls into the measurement.
 */
export async function fillConversations(database: pg.Client, upTo: number): Promise<void> {
  // Without checks of foreign keys: ten times faster, and the rows fit by construction.
  await database.query(`SET session_replication_role = replica`);
  try {
    await database.query(`${ID_FUNCTION}; ${CHANNELS}`);
    for (;;) {
      const { rows } = await database.query<{ count: string }>('SELECT count(*) FROM conversation');
      const from = Number(rows[0]?.count);
      if (from >= upTo) break;
      const to = Math.min(upTo, from + STEP);
      for (const part of [PEOPLE, IDENTITIES, CONVERSATIONS, TAGS, READS]) {
        await database.query(part, [from + 1, to]);
      }
    }
  } finally {
    await database.query(`SET session_replication_role = origin`);
  }
  for (const table of ['person', 'identity', 'conversation', 'conversation_tag', 'conversation_read']) {
    await database.query(`VACUUM ANALYZE ${table}`);
  }
  await database.query('CHECKPOINT');
}

const CHANNELS = `
INSERT INTO channel (id, brand_id, kind, name, account, connected_at, created_at)
SELECT pg_temp.bench_id('channel', n), brand.id, 'api', 'Channel ' || n, 'bench-' || n, now(), now()
FROM brand, generate_series(0, 4) AS n ON CONFLICT DO NOTHING;
INSERT INTO tag (id, brand_id, name)
SELECT pg_temp.bench_id('tag', n), brand.id, 'tag ' || n FROM brand, generate_series(0, 9) AS n ON CONFLICT DO NOTHING`;

const PEOPLE = `
INSERT INTO person (id, brand_id, name, first_seen_at, last_seen_at)
SELECT pg_temp.bench_id('person', n), brand.id, 'Person ' || md5(n::text), now(), now()
FROM brand, generate_series($1::bigint / 5, $2::bigint / 5) AS n ON CONFLICT DO NOTHING`;

const IDENTITIES = `
INSERT INTO identity (id, brand_id, person_id, namespace, external_id, display_name, handle, first_seen_at, last_seen_at)
SELECT pg_temp.bench_id('identity', n), brand.id, pg_temp.bench_id('person', n), 'bench', 'p' || n, 'Person ' || n,
  '@' || md5(n::text), now(), now()
FROM brand, generate_series($1::bigint / 5, $2::bigint / 5) AS n ON CONFLICT DO NOTHING`;

const CONVERSATIONS = `
INSERT INTO conversation (id, brand_id, channel_id, person_id, external_id, medium, status, side, set_aside, assignee_id,
  last_words, last_at, waiting_since, answer_by, target_ms, snoozed_until, message_count, utterance_seq, created_at)
SELECT pg_temp.bench_id('conversation', n), brand.id, pg_temp.bench_id('channel', n % 5), pg_temp.bench_id('person', n / 5),
  'bench-' || n, 'dm', CASE WHEN share < 65 THEN 'open' WHEN share < 70 THEN 'snoozed' ELSE 'closed' END,
  CASE WHEN share < 40 THEN 'ours' ELSE 'theirs' END, CASE WHEN share = 99 THEN 'list' END,
  CASE WHEN n % 19 = 0 THEN member.id END, 'What was said last in the conversation with number ' || n, at,
  CASE WHEN share < 40 THEN at END, CASE WHEN share < 40 THEN at + interval '1 hour' END,
  CASE WHEN share < 40 THEN 3600000 END, CASE WHEN share BETWEEN 65 AND 69 THEN now() + interval '30 days' END, 4, 4, at
FROM brand, (SELECT id FROM member ORDER BY created_at LIMIT 1) AS member, generate_series($1::bigint, $2::bigint) AS n,
  -- Shuffled: neighbours in time are not neighbours in the table.
  LATERAL (SELECT hashint8(n) & 1048575 AS mixed) AS m,
  LATERAL (SELECT mixed % 100 AS share, now() - mixed * interval '2 seconds' AS at) AS s`;

const TAGS = `
INSERT INTO conversation_tag (conversation_id, tag_id, brand_id)
SELECT pg_temp.bench_id('conversation', n), pg_temp.bench_id('tag', n % 10), brand.id
FROM brand, generate_series($1::bigint, $2::bigint) AS n WHERE n % 20 = 0`;

const READS = `
INSERT INTO conversation_read (conversation_id, member_id, brand_id, seq)
SELECT pg_temp.bench_id('conversation', n), member.id, brand.id, 4
FROM brand, (SELECT id FROM member ORDER BY created_at LIMIT 1) AS member, generate_series($1::bigint, $2::bigint) AS n
WHERE n % 3 = 0`;
