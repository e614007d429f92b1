import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import type { InstantCursor } from '../../platform/http/cursor.js';

export interface Hit {
  id: string;
  last_at: Date;
  /** The newest message with the words; null when a name, address or subject was found. */
  message_id: string | null;
}

/** So many of the newest hits of each kind are looked at: whoever wants older ones says more words. */
const CANDIDATES = 2_000;

@Injectable()
export class SearchRepository {
  constructor(private readonly database: Database) {}

  /** Newest first; one more than `limit`, where there is one. */
  find(input: {
    brandId: string;
    channels: readonly string[] | 'all';
    typed: string;
    /** For `parley_simple`; null when there is no word in what was typed. */
    prefix: string | null;
    /** LIKE pattern for names, addresses and subjects; null when too short. */
    pattern: string | null;
    after: InstantCursor | null;
    limit: number;
  }): Promise<Hit[]> {
    return this.database.query<Hit>(FIND, [
      input.brandId,
      input.channels === 'all' ? null : input.channels,
      input.typed,
      input.prefix,
      input.pattern,
      input.after?.at ?? null,
      input.after?.id ?? null,
      input.limit + 1,
      CANDIDATES,
    ]);
  }

  /** Where the words stand in these messages, between U+E000 and U+E001. */
  async excerpts(
    brandId: string,
    messageIds: readonly string[],
    typed: string,
    prefix: string | null,
  ): Promise<Map<string, string>> {
    if (messageIds.length === 0) return new Map();
    const rows = await this.database.query<{ id: string; excerpt: string }>(EXCERPTS, [
      brandId,
      messageIds,
      typed,
      prefix,
    ]);
    return new Map(rows.map(({ id, excerpt }) => [id, excerpt]));
  }
}

const QUERY = (typed: string, prefix: string) => `websearch_to_tsquery('parley_german', ${typed})
    || websearch_to_tsquery('parley_english', ${typed}) || websearch_to_tsquery('parley_simple', ${typed})
    || coalesce(to_tsquery('parley_simple', ${prefix}), ''::tsquery)`;

const FIND = `
WITH query AS MATERIALIZED (SELECT ${QUERY('$3', '$4')} AS q),
words AS (
  SELECT s.conversation_id, s.message_id FROM message_search s, query
  WHERE s.brand_id = $1 AND s.words @@ query.q ORDER BY s.message_id DESC LIMIT $9
),
people AS (
  (SELECT id FROM person WHERE brand_id = $1 AND $5::text IS NOT NULL AND plain_text(name) LIKE plain_text($5) LIMIT $9)
  UNION (SELECT person_id FROM identity
    WHERE brand_id = $1 AND $5::text IS NOT NULL AND handle IS NOT NULL AND plain_text(handle) LIKE plain_text($5) LIMIT $9)
),
found AS (
  SELECT conversation_id AS id, message_id FROM words
  UNION ALL (SELECT id, NULL FROM conversation
    WHERE brand_id = $1 AND $5::text IS NOT NULL AND subject IS NOT NULL AND plain_text(subject) LIKE plain_text($5)
    ORDER BY last_at DESC LIMIT $9)
  UNION ALL (SELECT c.id, NULL FROM people JOIN conversation c ON c.brand_id = $1 AND c.person_id = people.id LIMIT $9)
  UNION ALL (SELECT cp.conversation_id, NULL FROM people JOIN identity i ON i.brand_id = $1 AND i.person_id = people.id
    JOIN conversation_participant cp ON cp.brand_id = $1 AND cp.identity_id = i.id LIMIT $9)
)
SELECT c.id, c.last_at, (max(found.message_id::text))::uuid AS message_id
FROM found JOIN conversation c ON c.brand_id = $1 AND c.id = found.id
WHERE c.merged_into_id IS NULL AND ($2::uuid[] IS NULL OR c.channel_id = ANY($2))
  AND ($6::timestamptz IS NULL OR (c.last_at, c.id) < ($6, $7::uuid))
GROUP BY c.id, c.last_at ORDER BY c.last_at DESC, c.id DESC LIMIT $8`;

const HEADLINE = (config: string) =>
  `ts_headline('${config}', t.words, query.q, 'MaxWords=28, MinWords=12, MaxFragments=1, StartSel=' || chr(57344) || ', StopSel=' || chr(57345))`;

/** The reading that finds most of it: a word may be known to one of the three only. */
const EXCERPTS = `
WITH query AS MATERIALIZED (SELECT ${QUERY('$3', '$4')} AS q)
SELECT m.id, (
  SELECT line FROM (VALUES (${HEADLINE('parley_german')}), (${HEADLINE('parley_english')}), (${HEADLINE('parley_simple')})) AS lines(line)
  ORDER BY length(line) - length(replace(line, chr(57344), '')) DESC LIMIT 1
) AS excerpt
FROM message m CROSS JOIN query
CROSS JOIN LATERAL (SELECT left(concat_ws(' ', m.mail->>'subject', m.text), 20000) AS words) t
WHERE m.brand_id = $1 AND m.id = ANY($2)`;
