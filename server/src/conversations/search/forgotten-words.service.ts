import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { Ticker } from '../../platform/queue/ticker.js';
import { WORDS_LOCK } from './search-index.service.js';

const EVERY_MS = 60_000;
const BATCH = 200;

/**
 * Goes round and round through the words that were ever heard, and forgets those that stand in no message any more: what
 * somebody had erased is not kept as a word either. Stems are brought up to date on the way: another version of PostgreSQL
 * may stem in another way.
 */
@Injectable()
export class ForgottenWords {
  #last = '';

  constructor(
    ticker: Ticker,
    private readonly database: Database,
  ) {
    ticker.every('forget-words', EVERY_MS, () => this.forgetSome());
  }

  async forgetSome(): Promise<void> {
    this.#last = await this.database.transaction(async () => {
      // Whoever indexes takes a word for known until they commit. When one does, the round goes on later.
      const [lock] = await this.database.query<{ free: boolean }>(
        `SELECT pg_try_advisory_xact_lock(${WORDS_LOCK}) AS free`,
      );
      if (lock?.free !== true) return this.#last;
      const [seen] = await this.database.query<{ last: string | null; count: number }>(
        LOOK,
        [this.#last, BATCH],
        'fresh',
      );
      return seen?.last != null && seen.count === BATCH ? seen.last : '';
    });
  }
}

const LOOK = `
WITH looked AS (
  SELECT w.word, EXISTS (
    SELECT 1 FROM message_search s -- any brand: words are everybody's
    WHERE s.words @@ quote_literal(w.word)::tsquery
  ) AS said FROM (SELECT word FROM search_word WHERE word > $1 ORDER BY word LIMIT $2) w
), forgotten AS (
  DELETE FROM search_word USING looked WHERE search_word.word = looked.word AND NOT looked.said
), stemmed AS (
  UPDATE search_word w SET german = n.german, english = n.english
  FROM (SELECT word, (ts_lexize('german_stem', word))[1] AS german, (ts_lexize('english_stem', word))[1] AS english
    FROM looked WHERE said) n
  WHERE w.word = n.word AND (w.german, w.english) IS DISTINCT FROM (n.german, n.english)
)
SELECT max(word) AS last, count(*)::int AS count FROM looked`;
