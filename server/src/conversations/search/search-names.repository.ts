import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import type { Looker } from '../queue/row.repository.js';
import type { KnownWord } from './search-words.js';

const MOST_FORMS = 60;
/** More words with the same beginning than this are slower to join than to check. */
const WIDE = 300;

export interface ChannelName {
  id: string;
  kind: string;
  name: string;
  account: string;
}

/** What is known of words and names. Nothing is found because of what stands in channels the asking member may not see. */
@Injectable()
export class SearchNamesRepository {
  constructor(private readonly database: Database) {}

  /** @param beginnings those that may go on */
  async words(words: readonly string[], beginnings: readonly string[]): Promise<Map<string, KnownWord>> {
    if (words.length === 0) return new Map();
    const rows = await this.database.query<KnownWord & { typed: string }>(
      WORDS,
      [words, beginnings, MOST_FORMS, WIDE],
      'fresh',
    );
    return new Map(rows.map(({ typed, ...known }) => [typed, known]));
  }

  channels({ brandId, channels }: Looker): Promise<ChannelName[]> {
    return this.database.query<ChannelName>(
      `SELECT id, kind, name, account FROM channel WHERE brand_id = $1 AND ($2::uuid[] IS NULL OR id = ANY($2))`,
      [brandId, channels === 'all' ? null : channels],
    );
  }
}

/** `search_word` is everybody's: it only says which words are forms of one another. */
const WORDS = `
SELECT t.typed, t.plain, ARRAY(
    SELECT w.word::text FROM search_word w WHERE w.german = t.german[1] OR w.english = t.english[1] ORDER BY w.word LIMIT $3
  ) AS forms,
  coalesce(cardinality(t.german) = 0, false) OR coalesce(cardinality(t.english) = 0, false) AS filler,
  t.typed = ANY($2::text[]) AND (SELECT count(*) FROM (
    SELECT 1 FROM search_word b WHERE b.word >= t.plain AND b.word < t.plain || chr(1114111) LIMIT $4
  ) beginnings) >= $4 AS wide
FROM (
  SELECT typed, plain, ts_lexize('german_stem', plain) AS german, ts_lexize('english_stem', plain) AS english
  FROM unnest($1::text[]) AS typed, plain_text(typed) AS plain
) t`;
