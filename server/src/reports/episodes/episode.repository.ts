import { Injectable } from '@nestjs/common';
import type { PlainReportQuery } from '@parley/shared/reports.js';
import { Database } from '../../platform/database/database.js';
import { lateSql } from '../cohort/cohort.repository.js';
import { type DayRange, dateOf } from '../cohort/local-days.js';
import type { ReportScope } from '../report-scope.service.js';

export interface EpisodeRow {
  id: string;
  opened_at: Date;
  closed_at: Date | null;
  /** A person came back within 7 days of the closing. */
  reopened: boolean;
  solved: boolean | null;
  left_out: string | null;
  /** It went on in another one. */
  merged: boolean;
  answered: number;
  unanswered: number;
  messages: number;
  waited_ms: number;
  /** Who was assigned, in order, and whether that was while the episode ran. */
  assignees: { member: string; during: boolean }[];
}

export interface VolumeRow {
  /** Days since the period began. */
  day: number;
  hour: number;
  in: number;
  out_by_members: number;
  out_outside: number;
  out_by_rules: number;
}

export interface QuietRow {
  late: boolean;
  too_young: number;
  people: number;
  silent: number;
}

type Filters = Pick<PlainReportQuery, 'channelId' | 'medium' | 'tagId' | 'postId' | 'priority'>;
const PAGE = 5_000;

/** Which conversations `c` count: $1 the brand, $4 to $9. */
const CONVERSATION = `($4::uuid[] IS NULL OR c.channel_id = ANY($4)) AND ($5::uuid IS NULL OR c.channel_id = $5)
  AND ($6::text IS NULL OR c.medium = $6) AND ($7::uuid IS NULL OR c.post_id = $7) AND ($8::text IS NULL OR c.priority = $8)
  AND ($9::uuid IS NULL OR EXISTS (
    SELECT FROM conversation_tag g WHERE g.brand_id = $1 AND g.conversation_id = c.id AND g.tag_id = $9))`;

const paramsOf = (scope: ReportScope, range: DayRange, filters: Filters): unknown[] => [
  scope.brandId,
  new Date(range.startsAt),
  new Date(range.endsAt),
  scope.visible === 'all' ? null : [...scope.visible],
  filters.channelId ?? null,
  filters.medium ?? null,
  filters.postId ?? null,
  filters.priority ?? null,
  filters.tagId ?? null,
];

/** Reads episodes, messages and what people did after their turns. */
@Injectable()
export class EpisodeRepository {
  constructor(private readonly database: Database) {}

  /** Episodes opened in the period, earliest first; those that went on in another one are part of that. */
  async *episodes(scope: ReportScope, range: DayRange, filters: Filters): AsyncGenerator<EpisodeRow> {
    const params = paramsOf(scope, range, filters);
    let after: { at: Date; id: string } | undefined;
    for (;;) {
      const rows = await this.database.query<EpisodeRow>(
        `SELECT e.id, e.opened_at, e.closed_at, e.details->>'reopenedAt' IS NOT NULL AS reopened,
           (e.details->>'solved')::boolean AS solved,
           CASE WHEN (e.details->>'inFigures')::boolean THEN NULL ELSE coalesce(e.details->>'leftOutBecause', 'other') END AS left_out,
           e.details->>'mergedIntoKey' IS NOT NULL AS merged, x.*, coalesce(a.assignees, '[]') AS assignees
         FROM episode e JOIN conversation c ON c.brand_id = $1 AND c.id = e.conversation_id
         CROSS JOIN LATERAL (
           SELECT (count(*) FILTER (WHERE t.outcome = 'answered'))::int AS answered,
             (count(*) FILTER (WHERE t.outcome = 'closed_unanswered'))::int AS unanswered,
             coalesce(sum(t.inbound_count), 0)::int AS messages,
             coalesce(sum(extract(epoch FROM t.closed_at - t.opened_at) * 1000)
               FILTER (WHERE t.outcome <> 'no_answer_needed'), 0)::float8 AS waited_ms
           FROM turn t WHERE t.brand_id = $1 AND t.conversation_id = e.conversation_id AND t.episode_key = e.key) AS x
         LEFT JOIN LATERAL (
           SELECT jsonb_agg(jsonb_build_object('member', s.details->>'memberId', 'during', s.at >= e.opened_at) ORDER BY s.at, s.arrival)
             AS assignees
           FROM conversation_act s WHERE s.brand_id = $1 AND s.conversation_id = e.conversation_id AND s.kind = 'assigned'
             AND s.at <= e.closed_at AND s.details->>'memberId' IS NOT NULL) AS a ON true
         WHERE e.brand_id = $1 AND e.opened_at >= $2 AND e.opened_at < $3 AND ${CONVERSATION}
           AND ($10::timestamptz IS NULL OR (e.opened_at, e.id) > ($10, $11::uuid))
         ORDER BY e.opened_at, e.id LIMIT $12`,
        [...params, after?.at ?? null, after?.id ?? null, PAGE],
        'fresh',
      );
      // Not left to the statement: PostgreSQL would expect few rows, and read the whole period for every page.
      for (const row of rows) if (!row.merged) yield row;
      const last = rows.at(-1);
      if (last === undefined || rows.length < PAGE) return;
      after = { at: last.opened_at, id: last.id };
    }
  }

  /** Messages by local day and hour; hours in which nobody wrote are missing. */
  volume(scope: ReportScope, range: DayRange, filters: Filters): Promise<VolumeRow[]> {
    const out = `m.direction = 'out' AND (m.state IS NULL OR m.state IN ('sent', 'delivered', 'read'))`;
    return this.database.query<VolumeRow>(
      `SELECT (m.occurred_at AT TIME ZONE $10)::date - $11::date AS day,
         extract(hour FROM m.occurred_at AT TIME ZONE $10)::int AS hour,
         (count(*) FILTER (WHERE m.direction = 'in' AND m.automatic IS NULL AND m.deleted_at IS NULL))::int AS in,
         (count(*) FILTER (WHERE ${out} AND m.automatic IS NULL AND m.member_id IS NOT NULL))::int AS out_by_members,
         (count(*) FILTER (WHERE ${out} AND m.automatic IS NULL AND m.member_id IS NULL))::int AS out_outside,
         (count(*) FILTER (WHERE ${out} AND m.automatic IS NOT NULL))::int AS out_by_rules
       FROM message m JOIN conversation c ON c.brand_id = $1 AND c.id = m.conversation_id
       WHERE m.brand_id = $1 AND m.occurred_at >= $2 AND m.occurred_at < $3 AND m.direction <> 'note' AND NOT m.history
         AND ${CONVERSATION}
       GROUP BY 1, 2`,
      [...paramsOf(scope, range, filters), range.timeZone, dateOf(range.first)],
      'fresh',
    );
  }

  /** Of the people whose turn was answered or missed its target: who wrote nothing more for so long. */
  quiet(scope: ReportScope, range: DayRange, filters: Filters, silenceMs: number): Promise<QuietRow[]> {
    return this.database.query<QuietRow>(
      `WITH decided AS (
         SELECT t.person_id, t.opened_at, t.id, ${lateSql(10)} AS late,
           CASE t.outcome WHEN 'answered' THEN t.answered_at WHEN 'closed_unanswered' THEN t.closed_at ELSE t.answer_by END AS since
         FROM turn t JOIN conversation c ON c.brand_id = $1 AND c.id = t.conversation_id
         WHERE t.brand_id = $1 AND t.opened_at >= $2 AND t.opened_at < $3 AND t.in_figures AND ${CONVERSATION}
           AND (t.outcome IN ('answered', 'closed_unanswered') OR (t.outcome IS NULL AND t.answer_by < $10))
       ), last AS (
         SELECT DISTINCT ON (person_id, late) person_id, late, since, since + $11 * interval '1 ms' AS until FROM decided
         ORDER BY person_id, late, opened_at DESC, id DESC)
       SELECT l.late, (count(*) FILTER (WHERE l.until > $10))::int AS too_young, (count(*) FILTER (WHERE l.until <= $10))::int AS people,
         (count(*) FILTER (WHERE l.until <= $10 AND NOT EXISTS (
           SELECT FROM identity i JOIN message m ON m.brand_id = $1 AND m.identity_id = i.id
           WHERE i.brand_id = $1 AND i.person_id = l.person_id AND m.direction = 'in' AND m.automatic IS NULL AND NOT m.history
             AND m.occurred_at > l.since AND m.occurred_at <= l.until AND ($4::uuid[] IS NULL OR m.channel_id = ANY($4)))))::int AS silent
       FROM last l GROUP BY l.late`,
      [...paramsOf(scope, range, filters), scope.now, silenceMs],
      'fresh',
    );
  }
}
