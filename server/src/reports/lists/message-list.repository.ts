import { Injectable } from '@nestjs/common';
import type { Medium } from '@parley/shared/brands.js';
import type { ReportMessagesCsvQuery } from '@parley/shared/report-lists.js';
import { Database } from '../../platform/database/database.js';
import type { InstantCursor } from '../../platform/http/cursor.js';
import type { ReportScope } from '../report-scope.service.js';
import { ABOUT, type Filters, inCell, narrowed, narrowedParams } from './narrowed.js';
import { ANSWERED, BEHIND, LEFT_OUT } from './said.js';

export interface ListedMessage {
  id: string;
  conversation_id: string;
  channel_id: string;
  channel_name: string;
  medium: Medium;
  by: 'person' | 'member' | 'outside' | 'rule';
  person_name: string | null;
  about: string | null;
  text: string;
  at: Date;
  thrown_away: 'spam' | 'trashed' | 'removed' | null;
  answered: boolean | null;
  automatic: string | null;
}

/** How many messages of a kind opened no turn: put away so, or `automatic`. */
export interface LeftOutRow {
  reason: 'spam' | 'trashed' | 'removed' | 'automatic';
  count: number;
  unanswered: number;
}

type Query = Pick<ReportMessagesCsvQuery, 'behind' | 'weekday' | 'hour'> & Filters;

/** The conditions on a message `m` of a conversation `c`: $1 to $11. */
const conditions = ({ range }: ReportScope, { behind }: Query): string =>
  `m.brand_id = $1 AND m.occurred_at >= $2 AND m.occurred_at < $3 AND m.direction <> 'note' AND NOT m.history AND ${narrowed('c')}
   AND ${inCell('m.occurred_at', range, { weekday: 10, hour: 11 })}
   AND ${BEHIND[behind]}`;

const paramsOf = (scope: ReportScope, query: Query): unknown[] => [
  ...narrowedParams(scope, query),
  query.weekday ?? null,
  query.hour ?? null,
];

/** Lists what was said in a period. */
@Injectable()
export class MessageListRepository {
  constructor(private readonly database: Database) {}

  /** Newest first. */
  messages(
    scope: ReportScope,
    query: Query,
    after: InstantCursor | null,
    limit: number,
  ): Promise<ListedMessage[]> {
    return this.database.query<ListedMessage>(
      `WITH found AS MATERIALIZED (
         SELECT m.id FROM message m JOIN conversation c ON c.brand_id = $1 AND c.id = m.conversation_id
         WHERE ${conditions(scope, query)} AND ($12::timestamptz IS NULL OR (m.occurred_at, m.id) < ($12, $13::uuid))
         ORDER BY m.occurred_at DESC, m.id DESC LIMIT $14)
       SELECT m.id, m.conversation_id, c.channel_id, ch.name AS channel_name, c.medium, p.name AS person_name, ${ABOUT} AS about,
         left(m.text, 240) AS text, m.occurred_at AS at, m.automatic,
         CASE WHEN m.direction = 'in' THEN 'person' WHEN m.automatic IS NOT NULL THEN 'rule'
           WHEN m.member_id IS NOT NULL THEN 'member' ELSE 'outside' END AS by,
         CASE WHEN m.moderation IN ('spam', 'trashed', 'removed') THEN m.moderation END AS thrown_away,
         CASE WHEN m.direction = 'in' THEN ${ANSWERED} END AS answered
       FROM found JOIN message m ON m.brand_id = $1 AND m.id = found.id
       JOIN conversation c ON c.brand_id = $1 AND c.id = m.conversation_id
       JOIN channel ch ON ch.brand_id = $1 AND ch.id = c.channel_id
       LEFT JOIN identity i ON i.brand_id = $1 AND i.id = m.identity_id
       LEFT JOIN person p ON p.brand_id = $1 AND p.id = coalesce(i.person_id, c.person_id)
       LEFT JOIN post po ON po.brand_id = $1 AND po.id = c.post_id
       ORDER BY m.occurred_at DESC, m.id DESC`,
      [...paramsOf(scope, query), after?.at ?? null, after?.id ?? null, limit],
      'fresh',
    );
  }

  async count(scope: ReportScope, query: Query): Promise<number> {
    const row = await this.database.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM message m JOIN conversation c ON c.brand_id = $1 AND c.id = m.conversation_id
       WHERE ${conditions(scope, query)}`,
      paramsOf(scope, query),
      'fresh',
    );
    return row[0]?.n ?? 0;
  }

  /** What people's words and machines' were left out, by reason. */
  leftOut(scope: ReportScope, filters: Filters): Promise<LeftOutRow[]> {
    return this.database.query<LeftOutRow>(
      `SELECT m.reason, count(*)::int AS count, (count(*) FILTER (WHERE NOT m.answered))::int AS unanswered
       FROM (
         SELECT CASE WHEN m.automatic IS NULL THEN m.moderation ELSE 'automatic' END AS reason,
           CASE WHEN m.automatic IS NULL THEN ${ANSWERED} END AS answered
         FROM message m JOIN conversation c ON c.brand_id = $1 AND c.id = m.conversation_id
         WHERE m.brand_id = $1 AND m.occurred_at >= $2 AND m.occurred_at < $3 AND m.direction <> 'note' AND NOT m.history
           AND ${narrowed('c')} AND ${LEFT_OUT}) AS m
       GROUP BY m.reason`,
      narrowedParams(scope, filters),
      'fresh',
    );
  }
}
