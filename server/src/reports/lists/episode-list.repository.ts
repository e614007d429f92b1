import { Injectable } from '@nestjs/common';
import type { Medium } from '@parley/shared/brands.js';
import type { EpisodesBehind, ReportEpisodesCsvQuery } from '@parley/shared/report-lists.js';
import { Database } from '../../platform/database/database.js';
import type { InstantCursor } from '../../platform/http/cursor.js';
import { REOPENING_MS } from '../episodes/episode-fact.js';
import { type EpisodeSums, sumsOfEpisode, TURNS_OF_EPISODE } from '../episodes/episode-sums.js';
import type { ReportScope } from '../report-scope.service.js';
import { ABOUT, type Filters, narrowed, narrowedParams } from './narrowed.js';

export interface ListedEpisode extends EpisodeSums {
  id: string;
  /** The message that (re)opened the conversation. */
  key: string;
  conversation_id: string;
  channel_id: string;
  channel_name: string;
  medium: Medium;
  person_name: string | null;
  about: string | null;
  opened_at: Date;
  closed_at: Date | null;
  /** It is known whether it was solved. */
  judged: boolean;
  solved: boolean | null;
  left_out: string | null;
}

type Query = Pick<ReportEpisodesCsvQuery, 'behind' | 'tookFromMs' | 'tookToMs'> & Filters;

// SQL about an episode `e`; $1 is the brand, $10 now.
const IN_FIGURES = `(e.details->>'inFigures')::boolean`;
const JUDGED = `(e.closed_at IS NOT NULL AND (e.details->>'reopenedAt' IS NOT NULL OR e.closed_at + interval '${REOPENING_MS} ms' <= $10))`;
const TOOK = `(extract(epoch FROM coalesce(e.closed_at, greatest($10::timestamptz, e.opened_at)) - e.opened_at) * 1000)`;

/** What the episodes behind a figure have in common. What went on in another one when they were merged is part of that. */
const BEHIND: Record<EpisodesBehind, string> = {
  opened: IN_FIGURES,
  closed: `${IN_FIGURES} AND e.closed_at IS NOT NULL`,
  open: `${IN_FIGURES} AND e.closed_at IS NULL`,
  judged: `${IN_FIGURES} AND ${JUDGED}`,
  solved_at_first: `${IN_FIGURES} AND ${JUDGED} AND (e.details->>'solved')::boolean IS NOT FALSE
    AND coalesce(e.answered, (SELECT count(*) FROM ${TURNS_OF_EPISODE} AND t.outcome = 'answered')) = 1
    AND coalesce(e.unanswered, (SELECT count(*) FROM ${TURNS_OF_EPISODE} AND t.outcome = 'closed_unanswered')) = 0`,
  reopened: `${IN_FIGURES} AND ${JUDGED} AND (e.details->>'solved')::boolean IS FALSE`,
  too_young: `${IN_FIGURES} AND e.closed_at IS NOT NULL AND NOT ${JUDGED}`,
  left_out: `NOT ${IN_FIGURES}`,
};

/** The conditions on an episode `e` of a conversation `c`: $1 to $12. */
const conditions = ({ behind }: Query): string =>
  `e.brand_id = $1 AND e.opened_at >= $2 AND e.opened_at < $3 AND ${narrowed('c')} AND $10::timestamptz IS NOT NULL
   AND e.details->>'mergedIntoKey' IS NULL AND ${BEHIND[behind]}
   AND ($11::float8 IS NULL OR ${TOOK} >= $11) AND ($12::float8 IS NULL OR ${TOOK} < $12)`;

const paramsOf = (scope: ReportScope, query: Query): unknown[] => [
  ...narrowedParams(scope, query),
  scope.now,
  query.tookFromMs ?? null,
  query.tookToMs ?? null,
];

/** Lists episodes with what they cost the people in them. */
@Injectable()
export class EpisodeListRepository {
  constructor(private readonly database: Database) {}

  /** Newest first. What an episode cost is summed up for the rows of the page only. */
  episodes(
    scope: ReportScope,
    query: Query,
    after: InstantCursor | null,
    limit: number,
  ): Promise<ListedEpisode[]> {
    return this.database.query<ListedEpisode>(
      `WITH e AS MATERIALIZED (
         SELECT e.*, ${JUDGED} AS judged FROM (
           SELECT * FROM episode WHERE brand_id = $1 AND opened_at >= $2 AND opened_at < $3
             AND ($13::timestamptz IS NULL OR (opened_at, id) < ($13, $14::uuid))
           -- A fence: walked in this order until the page is full, instead of sorting the few that are expected to fit.
           ORDER BY opened_at DESC, id DESC OFFSET 0) AS e
         JOIN conversation c ON c.brand_id = $1 AND c.id = e.conversation_id
         WHERE ${conditions(query)} ORDER BY e.opened_at DESC, e.id DESC LIMIT $15)
       SELECT e.id, e.key, e.conversation_id, c.channel_id, ch.name AS channel_name, c.medium, p.name AS person_name, ${ABOUT} AS about,
         e.opened_at, e.closed_at, e.judged, (e.details->>'solved')::boolean AS solved, x.*,
         CASE WHEN ${IN_FIGURES} THEN NULL ELSE coalesce(e.details->>'leftOutBecause', 'other') END AS left_out
       FROM e JOIN conversation c ON c.brand_id = $1 AND c.id = e.conversation_id
       JOIN channel ch ON ch.brand_id = $1 AND ch.id = c.channel_id
       LEFT JOIN person p ON p.brand_id = $1 AND p.id = c.person_id
       LEFT JOIN post po ON po.brand_id = $1 AND po.id = c.post_id
       CROSS JOIN LATERAL ${sumsOfEpisode('$10')} AS x
       ORDER BY e.opened_at DESC, e.id DESC`,
      [...paramsOf(scope, query), after?.at ?? null, after?.id ?? null, limit],
      'fresh',
    );
  }

  async count(scope: ReportScope, query: Query): Promise<number> {
    const rows = await this.database.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM episode e JOIN conversation c ON c.brand_id = $1 AND c.id = e.conversation_id
       WHERE ${conditions(query)}`,
      paramsOf(scope, query),
      'fresh',
    );
    return rows[0]?.n ?? 0;
  }
}
