import { Injectable } from '@nestjs/common';
import type { Medium } from '@parley/shared/brands.js';
import type { ReportPeopleCsvQuery } from '@parley/shared/report-lists.js';
import { Database } from '../../platform/database/database.js';
import type { InstantCursor } from '../../platform/http/cursor.js';
import { lateSql } from '../cohort/cohort.repository.js';
import { SINCE } from '../quiet/quiet.repository.js';
import { SILENCE_MS } from '../quiet/quiet-digest.js';
import type { ReportScope } from '../report-scope.service.js';
import { ABOUT, type Filters, narrowed, narrowedParams } from './narrowed.js';

export interface ListedPerson {
  id: string;
  person_id: string;
  person_name: string | null;
  conversation_id: string;
  opened_by_message_id: string | null;
  channel_id: string;
  channel_name: string;
  medium: Medium;
  about: string | null;
  opened_at: Date;
  outcome: 'answered' | 'closed_unanswered' | null;
  since: Date;
  until: Date;
  wrote_again_at: Date | null;
  became: 'silent' | 'wrote_again' | 'too_young';
}

type Query = Pick<ReportPeopleCsvQuery, 'after' | 'became'> & Filters;

/** SQL: turn `t` of conversation `c` counts on the side that is asked for ($11), as of $10. */
const counts = (t: string, c: string): string =>
  `${t}.brand_id = $1 AND ${t}.opened_at >= $2 AND ${t}.opened_at < $3 AND ${t}.in_figures AND ${narrowed(c)}
   AND (${t}.outcome IN ('answered', 'closed_unanswered') OR (${t}.outcome IS NULL AND ${t}.answer_by < $10))
   AND (${lateSql(10, t)}) = $11::boolean`;

/** When person of `l` first wrote after `l.since`, up to `l.until`, where the caller can see it. */
const WROTE_AGAIN = `(SELECT min(m.occurred_at) FROM identity i JOIN message m ON m.brand_id = $1 AND m.identity_id = i.id
  WHERE i.brand_id = $1 AND i.person_id = l.person_id AND m.direction = 'in' AND m.automatic IS NULL AND NOT m.history
    AND m.occurred_at > l.since AND m.occurred_at <= l.until AND ($4::uuid[] IS NULL OR m.channel_id = ANY($4)))`;

/** Which of them are asked for: `became` in `l`. */
const BECAME: Record<Query['became'], string> = {
  counted: `l.became <> 'too_young'`,
  silent: `l.became = 'silent'`,
  wrote_again: `l.became = 'wrote_again'`,
  too_young: `l.became = 'too_young'`,
};

/** From turns `last` to the people they were the last of, with what became of them: $12 is the silence in ms. */
const judged = (last: string): string => `
  SELECT l.*, CASE WHEN l.until > $10 THEN 'too_young' WHEN l.wrote_again_at IS NULL THEN 'silent' ELSE 'wrote_again' END AS became
  FROM (SELECT l.*, CASE WHEN l.until <= $10 THEN ${WROTE_AGAIN} END AS wrote_again_at
    FROM (SELECT t.*, ${SINCE} AS since, ${SINCE} + $12 * interval '1 ms' AS until FROM (${last}) AS t) AS l) AS l`;

const paramsOf = (scope: ReportScope, query: Query): unknown[] => [
  ...narrowedParams(scope, query),
  scope.now,
  query.after === 'late',
  SILENCE_MS,
];

/** Lists the people of whom it is asked whether they went quiet: each once, with their last turn of the period. */
@Injectable()
export class PeopleListRepository {
  constructor(private readonly database: Database) {}

  /** Newest turn first; a turn is passed over when the same person has a later one. */
  people(
    scope: ReportScope,
    query: Query,
    after: InstantCursor | null,
    limit: number,
  ): Promise<ListedPerson[]> {
    const last = `SELECT t.* FROM turn t JOIN conversation c ON c.brand_id = $1 AND c.id = t.conversation_id
      WHERE ${counts('t', 'c')} AND NOT EXISTS (
        SELECT FROM turn n JOIN conversation nc ON nc.brand_id = $1 AND nc.id = n.conversation_id
        WHERE n.person_id = t.person_id AND ${counts('n', 'nc')} AND (n.opened_at, n.id) > (t.opened_at, t.id))
      AND ($13::timestamptz IS NULL OR (t.opened_at, t.id) < ($13, $14::uuid))`;
    return this.database.query<ListedPerson>(
      `SELECT l.id, l.person_id, p.name AS person_name, l.conversation_id, l.opened_by_message_id, l.channel_id, ch.name AS channel_name,
         l.medium, ${ABOUT} AS about, l.opened_at, l.outcome, l.since, l.until, l.wrote_again_at, l.became
       FROM (SELECT l.* FROM (${judged(last)}) AS l WHERE ${BECAME[query.became]}
         ORDER BY l.opened_at DESC, l.id DESC LIMIT $15) AS l
       JOIN conversation c ON c.brand_id = $1 AND c.id = l.conversation_id
       JOIN channel ch ON ch.brand_id = $1 AND ch.id = l.channel_id
       LEFT JOIN person p ON p.brand_id = $1 AND p.id = l.person_id
       LEFT JOIN post po ON po.brand_id = $1 AND po.id = c.post_id
       ORDER BY l.opened_at DESC, l.id DESC`,
      [...paramsOf(scope, query), after?.at ?? null, after?.id ?? null, limit],
      'fresh',
    );
  }

  async count(scope: ReportScope, query: Query): Promise<number> {
    const last = `SELECT DISTINCT ON (t.person_id) t.* FROM turn t JOIN conversation c ON c.brand_id = $1 AND c.id = t.conversation_id
      WHERE ${counts('t', 'c')} ORDER BY t.person_id, t.opened_at DESC, t.id DESC`;
    const rows = await this.database.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM (${judged(last)}) AS l WHERE ${BECAME[query.became]}`,
      paramsOf(scope, query),
      'fresh',
    );
    return rows[0]?.n ?? 0;
  }
}
