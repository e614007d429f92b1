import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { Ticker } from '../../platform/queue/ticker.js';

/** New words are found about this long after they came in. */
const EVERY_MS = 1_000;
const BATCH = 200;

/** Fills the search off the ingest path, from the list of messages whose words are new or no longer true. */
@Injectable()
export class SearchIndex {
  constructor(
    ticker: Ticker,
    private readonly database: Database,
  ) {
    ticker.every('index-words', EVERY_MS, async () => {
      while ((await this.indexSome()) === BATCH);
    });
  }

  /** @returns how many messages were due */
  async indexSome(): Promise<number> {
    return this.database.transaction(async () => {
      const due = await this.database.query<{ message_id: string }>(
        `DELETE FROM message_search_due WHERE message_id IN (
           SELECT message_id FROM message_search_due ORDER BY created_at, message_id LIMIT $1 FOR UPDATE SKIP LOCKED
         ) RETURNING message_id`,
        [BATCH],
      );
      const ids = due.map(({ message_id }) => message_id);
      if (ids.length === 0) return 0;
      await this.database.run(INDEX, [ids], 'fresh');
      await this.database.run(FORGET, [ids], 'fresh');
      return ids.length;
    });
  }
}

/**
 * Characters of a message that are searched: a tsvector holds 1 MB, and what stands further down is quoted or
 * machine-made.
 */
const SEARCHED = 60_000;

const INDEX = `
INSERT INTO message_search (message_id, brand_id, conversation_id, words)
SELECT m.id, m.brand_id, m.conversation_id,
  to_tsvector('parley_german', t.words) || to_tsvector('parley_english', t.words) || to_tsvector('parley_simple', t.words)
FROM message m
CROSS JOIN LATERAL (SELECT left(concat_ws(' ', m.mail->>'subject', m.text), ${SEARCHED}) AS words) t
WHERE m.id = ANY($1) AND m.deleted_at IS NULL -- any brand: the list of what is due is everybody's
ON CONFLICT (message_id) DO UPDATE SET words = excluded.words, conversation_id = excluded.conversation_id`;

const FORGET = `
DELETE FROM message_search s USING message m -- any brand: the list of what is due is everybody's
WHERE s.message_id = m.id AND m.id = ANY($1) AND m.deleted_at IS NOT NULL`;
