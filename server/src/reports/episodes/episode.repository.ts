import { Injectable } from '@nestjs/common';
import type { PlainReportQuery } from '@parley/shared/reports.js';
import { Database } from '../../platform/database/database.js';
import { lateSql } from '../cohort/cohort.repository.js';
import { type DayRange, dateOf } from '../cohort/local-days.js';
import type { ReportScope } from '../report-scope.service.js';

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

/** Reads messages, and what people did after their turns. */
@Injectable()
export class EpisodeRepository {
  constructor(private readonly database: Database) {}

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
