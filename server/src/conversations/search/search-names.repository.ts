import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import type { Looker } from '../queue/row.repository.js';
import type { KnownWord } from './search-words.js';

/** So many people are looked at, whoever was seen last first: a name that more have is no name to search for. */
const MOST_PEOPLE = 200;
/** One wrong letter in a word of five leaves this share of its groups of three. */
const LEAST_ALIKE = '0.33';
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

  /**
   * People whose name, or one of whose handles and addresses, fits all of it.
   * @param parts one of the patterns (LIKE) of each part has to fit
   */
  async named(looker: Looker, parts: readonly (readonly string[])[]): Promise<string[]> {
    const params: unknown[] = [looker.brandId];
    const fits = (column: string) =>
      parts
        .map((patterns) => {
          const each = patterns.map((pattern) => `${column} LIKE plain_text($${params.push(pattern)})`);
          return ` AND (${each.join(' OR ')})`;
        })
        .join('');
    const seen = visible(looker, params);
    const rows = await this.database.query<{ id: string }>(
      `(SELECT p.id FROM person p WHERE p.brand_id = $1${fits('plain_text(p.name)')}${seen('p.id')}
         ORDER BY p.last_seen_at DESC, p.id DESC LIMIT ${MOST_PEOPLE})
       UNION (SELECT i.person_id FROM identity i WHERE i.brand_id = $1 AND i.handle IS NOT NULL${fits('plain_text(i.handle)')}
         ${seen('i.person_id')} ORDER BY i.last_seen_at DESC, i.id DESC LIMIT ${MOST_PEOPLE})`,
      params,
      'fresh',
    );
    return rows.map(({ id }) => id);
  }

  /** People with names that share groups of three letters with this one, the likest first; within a transaction. */
  async similar(looker: Looker, name: string): Promise<{ id: string; name: string }[]> {
    await this.database.run(`SELECT set_config('pg_trgm.word_similarity_threshold', $1, true)`, [
      LEAST_ALIKE,
    ]);
    const params: unknown[] = [looker.brandId, name];
    const seen = visible(looker, params);
    return this.database.query<{ id: string; name: string }>(
      `SELECT p.id, p.name FROM person p
       WHERE p.brand_id = $1 AND plain_text($2) <% plain_text(p.name)${seen('p.id')}
       ORDER BY word_similarity(plain_text($2), plain_text(p.name)) DESC, p.last_seen_at DESC, p.id DESC LIMIT ${MOST_PEOPLE}`,
      params,
      'fresh',
    );
  }
}

/** Whether somebody speaks on a channel of the looker's: whoever does not, does not exist for them. */
function visible({ channels }: Looker, params: unknown[]): (personId: string) => string {
  if (channels === 'all') return () => '';
  const ids = `$${params.push(channels)}::uuid[]`;
  return (personId) => ` AND (EXISTS (
      SELECT 1 FROM conversation c WHERE c.brand_id = $1 AND c.person_id = ${personId} AND c.channel_id = ANY(${ids})
    ) OR EXISTS (
      SELECT 1 FROM identity vi JOIN conversation_participant cp ON cp.brand_id = $1 AND cp.identity_id = vi.id
        JOIN conversation c ON c.brand_id = $1 AND c.id = cp.conversation_id
      WHERE vi.brand_id = $1 AND vi.person_id = ${personId} AND c.channel_id = ANY(${ids})))`;
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
