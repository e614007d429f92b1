import type { InboxBench } from './inbox-bench.js';

/**
 * Conversations of one person, straight into the tables: of all media and priorities, on the bench's channel and, a third of them, on
 * another one; some under one of three posts, with none to four of four tags.
 */
export async function sortedConversations(
  { database, owner: { brandId }, channel }: InboxBench,
  { count, otherChannelId, like }: { count: number; otherChannelId: string; like: string },
): Promise<void> {
  const run = (sql: string, ...params: unknown[]) => database.run(sql, [brandId, ...params]);
  await run(
    `INSERT INTO post (id, brand_id, channel_id, external_id, title, updated_at)
     SELECT gen_random_uuid(), $1, $2, n::text, 'Post ' || n, now() FROM generate_series(1, 3) AS n`,
    channel.id,
  );
  await run(
    `INSERT INTO tag (id, brand_id, name) SELECT gen_random_uuid(), $1, 'tag ' || n FROM generate_series(1, 4) AS n`,
  );
  await run(
    `INSERT INTO conversation (id, brand_id, channel_id, person_id, medium, priority, post_id, last_at, created_at)
     SELECT gen_random_uuid(), $1, CASE WHEN n % 3 = 0 THEN $3::uuid ELSE $2 END, c.person_id,
       (ARRAY['comment', 'email', 'dm', 'chat'])[1 + n % 4], (ARRAY['low', 'normal', 'high', 'urgent'])[1 + (n / 4) % 4],
       (SELECT id FROM post WHERE brand_id = $1 AND external_id = (n % 5)::text), now(), now()
     FROM generate_series(1, $5::int) AS n, conversation c WHERE c.brand_id = $1 AND c.id = $4`,
    channel.id,
    otherChannelId,
    like,
    count,
  );
  await run(
    `INSERT INTO conversation_tag (conversation_id, tag_id, brand_id)
     SELECT c.id, t.id, $1 FROM conversation c, tag t WHERE c.brand_id = $1 AND t.brand_id = $1
       AND (hashtext(c.id::text || t.name) & 3) = 0`,
  );
}
