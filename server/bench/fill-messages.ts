import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { fillConversations } from './fill-conversations.js';
import type { InventedWords } from './invented-words.js';

const STEP = 25_000;
export const PER_CONVERSATION = 4;
const UNCHANGED_MS = 120_000;

/**
 * Fills up to so many messages, four to a conversation, straight into the tables; one in fifty with a file, people with names. Then
 * the product indexes them, as it does with those that come in.
 * @returns how many messages it indexed per second
 */
export async function fillMessages(database: pg.Client, words: InventedWords, upTo: number): Promise<number> {
  await fillConversations(database, Math.ceil(upTo / PER_CONVERSATION));
  await database.query('SET session_replication_role = replica');
  try {
    const { rows: people } = await database.query<{ id: string }>('SELECT id FROM person ORDER BY id');
    for (let from = 0; from < people.length; from += STEP) {
      const ids = people.slice(from, from + STEP).map(({ id }) => id);
      await database.query(NAMES, [ids, ids.map(() => words.name())]);
    }
    for (let from = 0; from < upTo; from += STEP) {
      const texts = Array.from({ length: Math.min(STEP, upTo - from) }, () => words.text());
      await database.query(MESSAGES, [texts, from]);
    }
    await database.query('VACUUM ANALYZE person');
    await database.query('VACUUM ANALYZE message');
    await database.query('VACUUM ANALYZE attachment');
    const began = performance.now();
    await database.query(
      `INSERT INTO message_search_due (message_id) SELECT id FROM message
       WHERE NOT EXISTS (SELECT 1 FROM message_search s WHERE s.message_id = message.id) ON CONFLICT DO NOTHING`,
    );
    await untilIndexed(database);
    const seconds = (performance.now() - began) / 1_000;
    for (const table of ['message_search', 'message_search_due', 'search_word'])
      await database.query(`VACUUM ANALYZE ${table}`);
    await database.query('CHECKPOINT');
    return upTo / seconds;
  } finally {
    await database.query('SET session_replication_role = origin');
  }
}

/** @throws Error when nothing has happened for two minutes */
async function untilIndexed(database: pg.Client): Promise<void> {
  let left = Number.POSITIVE_INFINITY;
  let since = performance.now();
  while (left > 0) {
    await sleep(200);
    const { rows } = await database.query<{ count: string }>('SELECT count(*) FROM message_search_due');
    const now = Number(rows[0]?.count);
    if (now < left) since = performance.now();
    if (performance.now() - since > UNCHANGED_MS) throw new Error(`${now} messages are not indexed.`);
    left = now;
  }
}

const NAMES = `UPDATE person SET name = v.name FROM unnest($1::uuid[], $2::text[]) AS v(id, name) WHERE person.id = v.id`;

/** `bench_id` is made by `fillConversations` on the same connection. */
const MESSAGES = `
WITH numbered AS MATERIALIZED (
  SELECT n, t.text, pg_temp.bench_id('conversation', n / ${PER_CONVERSATION} + 1) AS conversation_id
  FROM unnest($1::text[]) WITH ORDINALITY AS t(text, place) CROSS JOIN LATERAL (SELECT $2::bigint + t.place - 1 AS n) numbers
), made AS (
  INSERT INTO message (id, brand_id, channel_id, conversation_id, thread_id, seq, direction, identity_id, text, occurred_at, received_at)
  SELECT pg_temp.bench_id('message', n), c.brand_id, c.channel_id, c.id, c.id, 1000 + n % ${PER_CONVERSATION}, 'in', i.id, t.text,
    c.last_at - (${PER_CONVERSATION - 1} - n % ${PER_CONVERSATION}) * interval '1 hour', c.last_at
  FROM numbered t JOIN conversation c ON c.id = t.conversation_id
  JOIN identity i ON i.brand_id = c.brand_id AND i.person_id = c.person_id
  ON CONFLICT (id) DO NOTHING
  RETURNING id, brand_id, received_at
)
INSERT INTO attachment (id, brand_id, message_id, filename, content_type, created_at)
SELECT gen_random_uuid(), brand_id, id, 'file.pdf', 'application/pdf', received_at FROM made WHERE hashtext(id::text) % 50 = 0`;
