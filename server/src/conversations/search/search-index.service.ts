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

  /** Newest first, so that what comes in now waits for no index that is made anew. @returns how many were due */
  async indexSome(): Promise<number> {
    return this.database.transaction(async () => {
      const due = await this.database.query<{ message_id: string }>(
        `DELETE FROM message_search_due WHERE message_id IN (
           SELECT message_id FROM message_search_due ORDER BY message_id DESC LIMIT $1 FOR UPDATE SKIP LOCKED
         ) RETURNING message_id`,
        [BATCH],
      );
      const ids = due.map(({ message_id }) => message_id);
      if (ids.length === 0) return 0;
      await this.database.run(KEEP_WORDS);
      await this.database.run(INDEX, [ids], 'fresh');
      await this.database.run(FORGET, [ids], 'fresh');
      return ids.length;
    });
  }
}

/** Shared by all who index, against whoever forgets words: see `ForgottenWords`. */
export const WORDS_LOCK = 7_203_114;
const KEEP_WORDS = `SELECT pg_advisory_xact_lock_shared(${WORDS_LOCK})`;

/**
 * Characters of a message that are searched: a tsvector holds 1 MB, and what stands further down is quoted or
 * machine-made.
 */
const SEARCHED = 60_000;

/**
 * The parser of PostgreSQL takes addresses, paths, signed numbers and tags for one word each; here these divide words. One
 * `replace` after the other is ten times as fast as `translate`.
 */
const DIVIDING = [...'._-/@<&+'];
/** Letters in two parts, and what nobody sees: it only says where a word may be broken. Rare, so most texts are only scanned. */
const INVISIBLE = '\\u00ad\\u200b-\\u200d\\u2060\\ufeff';
const clean = (text: string) =>
  `CASE WHEN ${text} ~ '[\\u0300-\\u036f${INVISIBLE}]' THEN regexp_replace(normalize(${text}), '[${INVISIBLE}]', '', 'g') ELSE ${text} END`;
const divided = (text: string) =>
  DIVIDING.reduce((sql, sign) => `replace(${sql}, '${sign}', ' ')`, clean(text));

/**
 * Words once, without accents, as they are written: stemming here, in two languages, cost half as much again. New
 * words are noted with their stems; in one order, so that two who index at once do not wait for each other in a circle.
 */
const INDEX = `
WITH indexed AS (
  INSERT INTO message_search (message_id, brand_id, conversation_id, at, words)
  SELECT m.id, m.brand_id, m.conversation_id, date_trunc('milliseconds', m.occurred_at), to_tsvector('parley_simple', ${divided('t.words')})
  FROM message m JOIN conversation c ON c.id = m.conversation_id LEFT JOIN post po ON po.id = c.post_id
  CROSS JOIN LATERAL (SELECT left(concat_ws(' ', coalesce(m.mail->>'subject', c.subject, po.title, left(po.excerpt, 300)), m.text), ${SEARCHED}) AS words) t
  WHERE m.id = ANY($1) AND m.deleted_at IS NULL -- any brand: the list of what is due is everybody's
  ON CONFLICT (message_id) DO UPDATE
    SET words = excluded.words, conversation_id = excluded.conversation_id, at = excluded.at
  RETURNING words
), heard AS MATERIALIZED (
  SELECT w COLLATE "C" AS word FROM indexed, unnest(tsvector_to_array(indexed.words)) AS w GROUP BY 1
), new AS (
  -- One look-up per word: an anti-join would read all words that are known, at every batch.
  SELECT h.word FROM heard h WHERE length(h.word) BETWEEN 3 AND 40
    AND (SELECT true FROM search_word k WHERE k.word = h.word) IS NULL AND h.word !~ '[0-9]'
)
INSERT INTO search_word (word, german, english)
SELECT word, (ts_lexize('german_stem', word))[1], (ts_lexize('english_stem', word))[1] FROM new ORDER BY word
ON CONFLICT DO NOTHING`;

const FORGET = `
DELETE FROM message_search s USING message m -- any brand: the list of what is due is everybody's
WHERE s.message_id = m.id AND m.id = ANY($1) AND m.deleted_at IS NOT NULL`;
