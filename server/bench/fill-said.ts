import type pg from 'pg';
import { fillInBulk, ID_FUNCTION } from './bulk-fill.js';
import type { TurnSizes } from './fill-turns.js';

/** Each step walks through all turns. */
const STEP_DAYS = 40;
/** Of the small brand among the large ones. */
const SMALL_CONVERSATIONS = 800;

/**
 * What was said in the turns of `fillTurns`, straight into the table: two messages that opened each, its answer, and in half of them thanks
 * an hour later; of other brands the first one. Then a brand named Small, in which the same user sits: its conversations, turns and messages are copies of some of the large one.
 */
export async function fillSaid(database: pg.Client, { days }: TurnSizes): Promise<void> {
  const now = new Date();
  await database.query(ID_FUNCTION);
  await fillInBulk(database, ['message'], async () => {
    for (let day = -1; day <= days; day += STEP_DAYS)
      await database.query(MESSAGES, [day, day + STEP_DAYS, now]);
    for (const part of SMALL) await database.query(part, part.includes('$1') ? [SMALL_CONVERSATIONS] : []);
  });
}

const MESSAGES = `
INSERT INTO message (id, brand_id, channel_id, conversation_id, thread_id, seq, direction, identity_id, member_id, automatic, state,
  text, occurred_at, received_at)
SELECT pg_temp.bench_id(t.key || k, (extract(epoch FROM at) * 1000)::bigint - 1700000000000),
  t.brand_id, t.channel_id, t.conversation_id, t.conversation_id, 1000 + substr(t.key, 7)::int * 4 + k,
  CASE k WHEN 2 THEN 'out' ELSE 'in' END, CASE WHEN k <> 2 THEN i.id END, CASE WHEN k = 2 THEN t.answered_by_member_id END,
  CASE WHEN k = 2 AND substr(t.key, 7)::int % 10 = 0 THEN 'rule' END, CASE WHEN k = 2 THEN 'sent' END, 'What was said', at, at
FROM turn t LEFT JOIN identity i ON i.brand_id = t.brand_id AND i.person_id = t.person_id, generate_series(0, 3) AS k,
  LATERAL (SELECT CASE k WHEN 0 THEN t.opened_at WHEN 1 THEN t.opened_at + interval '20 seconds' WHEN 2 THEN t.answered_at
    ELSE t.closed_at + interval '1 hour' END AS at) AS said
WHERE t.opened_at >= $3::timestamptz - $2::int * interval '1 day' AND t.opened_at < $3::timestamptz - $1::int * interval '1 day'
  AND at < $3 AND t.key LIKE 'bench-%'
  AND (k = 0 OR t.brand_id = (SELECT id FROM brand ORDER BY created_at LIMIT 1)) AND (k < 3 OR substr(t.key, 7)::int % 2 = 0)`;

const OF_SMALL = `(SELECT id FROM brand WHERE name = 'Small')`;
const OF_LARGE = `(SELECT id FROM brand ORDER BY created_at LIMIT 1)`;
/** An id of its own for the copy of something. */
const copied = (id: string) => `md5('small' || ${id})::uuid`;
const SOME = `SELECT * FROM conversation WHERE brand_id = ${OF_LARGE} ORDER BY id LIMIT $1`;
const SMALL = [
  `INSERT INTO brand (id, name, created_at) SELECT gen_random_uuid(), 'Small', now()`,
  `INSERT INTO member (id, brand_id, user_id, role, created_at)
   SELECT gen_random_uuid(), ${OF_SMALL}, m.user_id, 'owner', now() FROM member m WHERE m.brand_id = ${OF_LARGE} AND m.role = 'owner'`,
  `INSERT INTO channel (id, brand_id, kind, name, account, connected_at, created_at)
   SELECT ${copied('c.id')}, ${OF_SMALL}, kind, name, 'small-' || account, now(), now() FROM channel c WHERE c.brand_id = ${OF_LARGE}`,
  `INSERT INTO person (id, brand_id, name, first_seen_at, last_seen_at)
   SELECT DISTINCT ${copied('c.person_id')}, ${OF_SMALL}, 'Somebody', now(), now() FROM (${SOME}) AS c`,
  `INSERT INTO identity (id, brand_id, person_id, namespace, external_id, first_seen_at, last_seen_at)
   SELECT ${copied('i.id')}, ${OF_SMALL}, ${copied('i.person_id')}, i.namespace, 'small-' || i.external_id, now(), now()
   FROM identity i WHERE i.brand_id = ${OF_LARGE} AND i.person_id IN (SELECT person_id FROM (${SOME}) AS c)`,
  `INSERT INTO conversation (id, brand_id, channel_id, person_id, medium, last_at, created_at)
   SELECT ${copied('c.id')}, ${OF_SMALL}, ${copied('c.channel_id')}, ${copied('c.person_id')}, c.medium, c.last_at, c.created_at
   FROM (${SOME}) AS c`,
  `INSERT INTO turn (id, brand_id, conversation_id, channel_id, medium, person_id, key, opened_at, last_inbound_at, inbound_count, closed_at,
     outcome, answered_at, wait_ms, wait_business_ms, target_ms, answer_by)
   SELECT gen_random_uuid(), ${OF_SMALL}, ${copied('t.conversation_id')}, ${copied('t.channel_id')}, t.medium, ${copied('t.person_id')}, t.key,
     t.opened_at, t.last_inbound_at, t.inbound_count, t.closed_at, t.outcome, t.answered_at, t.wait_ms, t.wait_business_ms, t.target_ms,
     t.answer_by FROM turn t WHERE t.brand_id = ${OF_LARGE} AND t.conversation_id IN (SELECT id FROM (${SOME}) AS c)`,
  `INSERT INTO message (id, brand_id, channel_id, conversation_id, thread_id, seq, direction, identity_id, automatic, state, text, occurred_at,
     received_at)
   SELECT gen_random_uuid(), ${OF_SMALL}, ${copied('m.channel_id')}, ${copied('m.conversation_id')}, ${copied('m.conversation_id')}, m.seq,
     m.direction, ${copied('m.identity_id')}, m.automatic, m.state, m.text, m.occurred_at, m.received_at
   FROM message m WHERE m.brand_id = ${OF_LARGE} AND m.conversation_id IN (SELECT id FROM (${SOME}) AS c)`,
];
