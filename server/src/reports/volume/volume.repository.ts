import { Injectable } from '@nestjs/common';
import type { Medium } from '@parley/shared/brands.js';
import type { Priority } from '@parley/shared/conversations.js';
import { Database } from '../../platform/database/database.js';
import { type DayRange, dayAndHourSql } from '../cohort/local-days.js';
import type { Speaker } from './said.js';
import type { SaidNeeds } from './volume-digest.js';

export interface SaidRow {
  /** Days since the period began, and the hour, on the brand's wall clock. */
  day: number;
  hour: number;
  speaker: Speaker;
  count: number;
  channel_id: string;
  medium: Medium;
  priority: Priority;
  post_id: string | null;
  tag_ids: string[] | null;
}

/** Reads what was said. */
@Injectable()
export class VolumeRepository {
  constructor(private readonly database: Database) {}

  /**
   * Messages from `from` to before `to` (ms), summed up by hour and what they are sorted by, as far as that is asked for. Replies that have
   * not left, notes, history and what people took back are not counted.
   */
  said(
    brandId: string,
    range: DayRange,
    { from, to, needs }: { from: number; to: number; needs: Pick<SaidNeeds, 'hour' | 'post' | 'tags'> },
  ): Promise<SaidRow[]> {
    const tags = `ARRAY(SELECT g.tag_id FROM conversation_tag g WHERE g.brand_id = $1 AND g.conversation_id = c.id ORDER BY 1)`;
    // Conversations are looked up once for all they said in an hour, tags once for all of a conversation.
    return this.database.query<SaidRow>(
      `WITH said AS MATERIALIZED (
         SELECT conversation_id, ${needs.hour ? dayAndHourSql('occurred_at', { ...range, startsAt: from, endsAt: to }) : '0 AS day, 0 AS hour'},
           CASE WHEN direction = 'in' THEN 'in' WHEN automatic IS NOT NULL THEN 'outByRules' WHEN member_id IS NULL THEN 'outOutside'
             ELSE 'outByMembers' END AS speaker, count(*) AS count
         FROM message
         WHERE brand_id = $1 AND occurred_at >= $2 AND occurred_at < $3 AND direction <> 'note' AND NOT history
           AND CASE direction WHEN 'in' THEN automatic IS NULL AND deleted_at IS NULL
             ELSE state IS NULL OR state IN ('sent', 'delivered', 'read') END
         GROUP BY 1, 2, 3, 4
       ), under AS MATERIALIZED (
         SELECT c.id, c.channel_id, c.medium, c.priority, ${needs.post ? 'c.post_id' : 'NULL::uuid AS post_id'}, ${needs.tags ? tags : 'NULL::uuid[]'} AS tag_ids
         FROM conversation c WHERE c.brand_id = $1 AND c.id IN (SELECT conversation_id FROM said))
       SELECT s.day, s.hour, s.speaker, sum(s.count)::int AS count, c.channel_id, c.medium, c.priority, c.post_id, c.tag_ids
       FROM said s JOIN under c ON c.id = s.conversation_id
       GROUP BY s.day, s.hour, s.speaker, c.channel_id, c.medium, c.priority, c.post_id, c.tag_ids`,
      [brandId, new Date(from), new Date(to)],
      'fresh',
    );
  }

  /** When somebody first said something. */
  async firstSaid(brandId: string): Promise<Date | null> {
    const row = await this.database.one<{ first: Date | null }>(
      `SELECT min(occurred_at) AS first FROM message WHERE brand_id = $1 AND direction <> 'note'`,
      [brandId],
    );
    return row?.first ?? null;
  }
}
