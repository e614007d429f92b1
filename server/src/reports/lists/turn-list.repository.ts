import { Injectable } from '@nestjs/common';
import type { Medium } from '@parley/shared/brands.js';
import type { ReportRowsCsvQuery, TurnsBehind } from '@parley/shared/reports.js';
import { Database } from '../../platform/database/database.js';
import { lateSql } from '../cohort/cohort.repository.js';
import type { ReportScope } from '../report-scope.service.js';
import { inCell } from './narrowed.js';

export interface ListedTurn {
  id: string;
  conversation_id: string;
  opened_by_message_id: string | null;
  channel_id: string;
  channel_name: string;
  medium: Medium;
  person_id: string;
  person_name: string | null;
  about: string | null;
  opened_at: Date;
  outcome: 'answered' | 'closed_unanswered' | 'withdrawn' | 'no_answer_needed' | null;
  closed_at: Date | null;
  wait_ms: string | null;
  wait_business_ms: string | null;
  inbound_count: number;
  target_ms: string;
  answer_by: Date;
  late: boolean;
  outside_hours: boolean;
  left_out: string | null;
}

export interface ListedConversation {
  id: string;
  channel_name: string;
  medium: Medium;
  person_name: string | null;
  about: string | null;
  status: string;
  priority: string;
  turns: number;
  answered: number;
  late: number;
  inbound: number;
  first_opened_at: Date;
  last_opened_at: Date;
}

/** What the turns behind a figure have in common. `$10` is now. */
const BEHIND: Record<TurnsBehind, string> = {
  opened: 't.in_figures',
  response: `t.in_figures AND (t.outcome IS NULL OR t.outcome IN ('answered', 'closed_unanswered'))`,
  target: `t.in_figures AND t.outcome IS DISTINCT FROM 'no_answer_needed'
    AND NOT (t.outcome IS NOT DISTINCT FROM 'withdrawn' AND t.closed_at <= t.answer_by)`,
  answered: `t.in_figures AND t.outcome = 'answered'`,
  answered_late: `t.in_figures AND t.outcome = 'answered' AND t.answered_at > t.answer_by`,
  open: 't.in_figures AND t.outcome IS NULL',
  open_overdue: 't.in_figures AND t.outcome IS NULL AND t.answer_by < $10',
  closed_unanswered: `t.in_figures AND t.outcome = 'closed_unanswered'`,
  withdrawn: `t.in_figures AND t.outcome = 'withdrawn'`,
  withdrawn_late: `t.in_figures AND t.outcome = 'withdrawn' AND t.closed_at > t.answer_by`,
  withdrawn_in_time: `t.in_figures AND t.outcome = 'withdrawn' AND t.closed_at <= t.answer_by`,
  no_answer_needed: `t.in_figures AND t.outcome = 'no_answer_needed'`,
  outside_hours: `t.in_figures AND t.outcome = 'answered' AND t.outside_hours`,
  left_out: 'NOT t.in_figures',
};

type Query = Omit<ReportRowsCsvQuery, 'from' | 'to'>;

/** How long a turn has waited; null where nobody waited for an answer to the end: such a turn is in no bar. */
const WAIT = {
  wall: `CASE WHEN t.outcome = 'answered' THEN t.wait_ms
    WHEN t.outcome IS NULL THEN greatest(0, extract(epoch FROM $10::timestamptz - t.opened_at) * 1000) END`,
  business: `CASE WHEN t.outcome = 'answered' THEN t.wait_business_ms END`,
} as const;

/** How long an open turn has waited inside business hours only the caller knows: it picks them. */
const ONLY_CALLER_KNOWS = { wall: 'false', business: 't.outcome IS NULL' } as const;

/** The conditions on a turn `t` and its conversation `c`, with their parameters $1 to $16. */
function conditions(scope: ReportScope, query: Query): { sql: string; params: unknown[] } {
  const wait = WAIT[query.clock];
  const anyWait = ONLY_CALLER_KNOWS[query.clock];
  return {
    sql: `t.brand_id = $1 AND t.opened_at >= $2 AND t.opened_at < $3
      AND ($4::uuid[] IS NULL OR t.channel_id = ANY($4)) AND ($5::uuid IS NULL OR t.channel_id = $5)
      AND ($6::text IS NULL OR t.medium = $6) AND ($7::uuid IS NULL OR c.post_id = $7) AND ($8::text IS NULL OR c.priority = $8)
      AND ($9::uuid IS NULL OR EXISTS (
        SELECT FROM conversation_tag g WHERE g.brand_id = $1 AND g.conversation_id = t.conversation_id AND g.tag_id = $9))
      AND $10::timestamptz IS NOT NULL
      AND ($11::uuid IS NULL OR (t.outcome = 'answered' AND t.answered_by_member_id = $11))
      AND ${inCell('t.opened_at', scope.range, { weekday: 12, hour: 13 })}
      AND ($14::boolean IS FALSE OR t.first_of_episode)
      AND ($15::float8 IS NULL OR ${anyWait} OR ${wait} >= $15) AND ($16::float8 IS NULL OR ${anyWait} OR ${wait} < $16)
      AND ${BEHIND[query.behind]}`,
    params: [
      scope.brandId,
      new Date(scope.range.startsAt),
      new Date(scope.range.endsAt),
      scope.visible === 'all' ? null : [...scope.visible],
      query.channelId ?? null,
      query.medium ?? null,
      query.postId ?? null,
      query.priority ?? null,
      query.tagId ?? null,
      scope.now,
      query.memberId ?? null,
      query.weekday ?? null,
      query.hour ?? null,
      query.turns === 'first',
      query.waitFromMs ?? null,
      query.waitToMs ?? null,
    ],
  };
}

/** Lists the turns behind a figure. */
@Injectable()
export class TurnListRepository {
  constructor(private readonly database: Database) {}

  /** Newest first. */
  turns(
    scope: ReportScope,
    query: Query,
    page: { after: { at: Date; id: string } | null; limit: number },
  ): Promise<ListedTurn[]> {
    const { sql, params } = conditions(scope, query);
    return this.database.query<ListedTurn>(
      `SELECT t.id, t.conversation_id, t.opened_by_message_id, t.channel_id, ch.name AS channel_name, t.medium, t.person_id, p.name AS person_name,
         coalesce(nullif(c.subject, ''), nullif(po.title, ''), left(po.excerpt, 120)) AS about, t.opened_at, t.outcome, t.closed_at,
         t.wait_ms, t.wait_business_ms, t.inbound_count, t.target_ms, t.answer_by, ${lateSql(10)} AS late, t.outside_hours,
         CASE WHEN t.in_figures THEN NULL ELSE coalesce(t.out_of_figures, 'other') END AS left_out
       FROM turn t JOIN conversation c ON c.brand_id = $1 AND c.id = t.conversation_id
       JOIN channel ch ON ch.brand_id = $1 AND ch.id = t.channel_id
       LEFT JOIN person p ON p.brand_id = $1 AND p.id = t.person_id
       LEFT JOIN post po ON po.brand_id = $1 AND po.id = c.post_id
       WHERE ${sql} AND ($17::timestamptz IS NULL OR (t.opened_at, t.id) < ($17, $18::uuid))
       ORDER BY t.opened_at DESC, t.id DESC LIMIT $19`,
      [...params, page.after?.at ?? null, page.after?.id ?? null, page.limit],
      'fresh',
    );
  }

  /**
   * How many there are.
   * @param bounds.most counted no further
   * @param bounds.open of the open turns only these; null: all that fit
   */
  async count(
    scope: ReportScope,
    query: Query,
    { most = null, open = null }: { most?: number | null; open?: readonly string[] | null },
  ): Promise<number> {
    const { sql, params } = conditions(scope, query);
    const rows = await this.database.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM (
         SELECT FROM turn t JOIN conversation c ON c.brand_id = $1 AND c.id = t.conversation_id
         WHERE ${sql} AND ($18::uuid[] IS NULL OR t.outcome IS NOT NULL OR t.id = ANY($18)) LIMIT $17) AS found`,
      [...params, most, open],
      'fresh',
    );
    return rows[0]?.n ?? 0;
  }

  /** How many of them each member has answered; null: somebody outside Parley. */
  async answeredBy(scope: ReportScope, query: Query): Promise<Map<string | null, number>> {
    const { sql, params } = conditions(scope, query);
    const rows = await this.database.query<{ member_id: string | null; n: number }>(
      `SELECT t.answered_by_member_id AS member_id, count(*)::int AS n
       FROM turn t JOIN conversation c ON c.brand_id = $1 AND c.id = t.conversation_id WHERE ${sql} GROUP BY 1`,
      params,
      'fresh',
    );
    return new Map(rows.map(({ member_id, n }) => [member_id, n]));
  }

  /** The conversations they are in, by id. @param open of the open turns only these; null: all that fit */
  conversations(
    scope: ReportScope,
    query: Query,
    page: { after: string | null; limit: number; open: readonly string[] | null },
  ): Promise<ListedConversation[]> {
    const { sql, params } = conditions(scope, query);
    return this.database.query<ListedConversation>(
      `WITH found AS (
         SELECT t.conversation_id, count(*)::int AS turns, (count(*) FILTER (WHERE t.outcome = 'answered'))::int AS answered,
           (count(*) FILTER (WHERE ${lateSql(10)}))::int AS late, sum(t.inbound_count)::int AS inbound,
           min(t.opened_at) AS first_opened_at, max(t.opened_at) AS last_opened_at
         FROM turn t JOIN conversation c ON c.brand_id = $1 AND c.id = t.conversation_id
         WHERE ${sql} AND ($17::uuid IS NULL OR t.conversation_id > $17)
           AND ($19::uuid[] IS NULL OR t.outcome IS NOT NULL OR t.id = ANY($19))
         GROUP BY t.conversation_id ORDER BY t.conversation_id LIMIT $18)
       SELECT c.id, ch.name AS channel_name, c.medium, p.name AS person_name,
         coalesce(nullif(c.subject, ''), nullif(po.title, ''), left(po.excerpt, 120)) AS about, c.status, c.priority, x.*
       FROM found x JOIN conversation c ON c.brand_id = $1 AND c.id = x.conversation_id
       JOIN channel ch ON ch.brand_id = $1 AND ch.id = c.channel_id
       LEFT JOIN person p ON p.brand_id = $1 AND p.id = c.person_id
       LEFT JOIN post po ON po.brand_id = $1 AND po.id = c.post_id
       ORDER BY c.id`,
      [...params, page.after, page.limit, page.open],
      'fresh',
    );
  }
}
