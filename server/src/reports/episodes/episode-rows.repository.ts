import { Injectable } from '@nestjs/common';
import type { Medium } from '@parley/shared/brands.js';
import type { Priority } from '@parley/shared/conversations.js';
import { Database } from '../../platform/database/database.js';
import type { Stretch } from '../cohort/digested-days.js';
import { type EpisodeSums, sumsOfEpisode } from './episode-sums.js';

/** An episode as it is stored, with what its conversation adds. */
export interface EpisodeRow extends EpisodeSums {
  id: string;
  opened_at: Date;
  closed_at: Date | null;
  /** A person came back within 7 days of the closing. */
  reopened: boolean;
  solved: boolean | null;
  left_out: string | null;
  channel_id: string;
  medium: Medium;
  post_id: string | null;
  priority: Priority;
  /** Empty where they were not asked for. */
  tag_ids: string[];
  /** Whether the sums were there; else they have been computed for this reading. */
  counted: boolean;
}

type StoredRow = Omit<EpisodeRow, keyof EpisodeSums | 'counted'> & {
  [Sum in keyof EpisodeSums]: number | null;
} & { merged: boolean };

const PAGE = 10_000;

const SUMS = sumsOfEpisode();

/** Reads episodes one by one, and sums up their turns. */
@Injectable()
export class EpisodeRows {
  constructor(private readonly database: Database) {}

  /**
   * Episodes opened in the stretch, earliest first; those that went on in another one are part of that.
   * @param tags whether they are asked for
   */
  async *of(
    brandId: string,
    { from, to, openOnly }: Stretch,
    tags: boolean,
  ): AsyncGenerator<readonly EpisodeRow[]> {
    let after: { at: Date; id: string } | undefined;
    for (;;) {
      const rows = await this.database.query<StoredRow>(
        `SELECT e.id, e.opened_at, e.closed_at, e.details->>'reopenedAt' IS NOT NULL AS reopened,
           (e.details->>'solved')::boolean AS solved,
           CASE WHEN (e.details->>'inFigures')::boolean THEN NULL ELSE coalesce(e.details->>'leftOutBecause', 'other') END AS left_out,
           e.details->>'mergedIntoKey' IS NOT NULL AS merged,
           e.answered, e.unanswered, e.messages, e.waited_ms::float8 AS waited_ms, e.hand_overs,
           c.channel_id, c.medium, c.post_id, c.priority,
           ${tags ? 'ARRAY(SELECT g.tag_id FROM conversation_tag g WHERE g.brand_id = $1 AND g.conversation_id = c.id)' : `'{}'::uuid[]`} AS tag_ids
         FROM episode e JOIN conversation c ON c.brand_id = $1 AND c.id = e.conversation_id
         WHERE e.brand_id = $1 AND e.opened_at >= $2 AND e.opened_at < $3 ${openOnly ? 'AND e.closed_at IS NULL' : ''}
           AND ($4::timestamptz IS NULL OR (e.opened_at, e.id) > ($4, $5::uuid))
         ORDER BY e.opened_at, e.id LIMIT $6`,
        [brandId, new Date(from), new Date(to), after?.at ?? null, after?.id ?? null, PAGE],
        'fresh',
      );
      // Not left to the statement: PostgreSQL would expect few rows, and read the whole period for every page.
      const own = rows.filter(({ merged }) => !merged);
      if (own.length > 0) yield await this.counted(brandId, own);
      const last = rows.at(-1);
      if (last === undefined || rows.length < PAGE) return;
      after = { at: last.opened_at, id: last.id };
    }
  }

  /** When the first episode of a brand opened. */
  async firstOpened(brandId: string): Promise<Date | null> {
    const row = await this.database.one<{ first: Date | null }>(
      'SELECT min(opened_at) AS first FROM episode WHERE brand_id = $1',
      [brandId],
    );
    return row?.first ?? null;
  }

  /** Closed episodes without sums, the latest first. */
  uncounted(
    brandId: string,
    before: { openedAt: Date; id: string } | null,
    most: number,
  ): Promise<{ id: string; conversation_id: string; opened_at: Date }[]> {
    return this.database.query(
      `SELECT id, conversation_id, opened_at FROM episode
       WHERE brand_id = $1 AND closed_at IS NOT NULL AND messages IS NULL
         AND ($2::timestamptz IS NULL OR (opened_at, id) < ($2, $3::uuid))
       ORDER BY opened_at DESC, id DESC LIMIT $4`,
      [brandId, before?.openedAt ?? null, before?.id ?? null, most],
      'fresh',
    );
  }

  /** Locks those of the conversations that nobody is changing. @returns their ids */
  async lockIdle(brandId: string, conversationIds: readonly string[]): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT id FROM conversation WHERE brand_id = $1 AND id = ANY($2::uuid[]) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED`,
      [brandId, conversationIds],
    );
    return rows.map(({ id }) => id);
  }

  /** Counts closed episodes and keeps their sums, under the lock of their conversations. */
  keepSums(brandId: string, ids: readonly string[]): Promise<number> {
    return this.database.run(
      `UPDATE episode SET answered = s.answered, unanswered = s.unanswered, messages = s.messages, waited_ms = s.waited_ms,
         hand_overs = s.hand_overs
       FROM (SELECT e.id, x.* FROM episode e CROSS JOIN LATERAL ${SUMS} AS x
         WHERE e.brand_id = $1 AND e.id = ANY($2::uuid[]) AND e.closed_at IS NOT NULL) AS s
       WHERE episode.brand_id = $1 AND episode.id = s.id`,
      [brandId, ids],
    );
  }

  private async counted(brandId: string, rows: readonly StoredRow[]): Promise<EpisodeRow[]> {
    const missing = rows.filter((row) => row.closed_at !== null && row.messages === null);
    const sums = new Map<string, EpisodeSums>();
    if (missing.length > 0) {
      const found = await this.database.query<EpisodeSums & { id: string }>(
        `SELECT e.id, x.* FROM episode e CROSS JOIN LATERAL ${SUMS} AS x
         WHERE e.brand_id = $1 AND e.id = ANY($2::uuid[])`,
        [brandId, missing.map(({ id }) => id)],
      );
      for (const { id, ...one } of found) sums.set(id, one);
    }
    return rows.map(({ merged: _, ...row }) => {
      const { answered, unanswered, messages, waited_ms, hand_overs } = row;
      const kept = { answered, unanswered, messages, waited_ms, hand_overs };
      const known = row.messages === null ? (sums.get(row.id) ?? NO_SUMS) : (kept as EpisodeSums);
      return { ...row, ...known, counted: row.closed_at === null || row.messages !== null };
    });
  }
}

const NO_SUMS: EpisodeSums = { answered: 0, unanswered: 0, messages: 0, waited_ms: 0, hand_overs: 0 };
