import { Injectable } from '@nestjs/common';
import type { Medium } from '@parley/shared/brands.js';
import type { Priority } from '@parley/shared/conversations.js';
import { Database } from '../../platform/database/database.js';
import { type DayRange, dayAndHourSql } from './local-days.js';
import type { FactNeeds, FactOutcome } from './turn-fact.js';

/** A turn as it is stored, with what its conversation adds (null or empty where that was not asked for). */
export interface TurnRow {
  id: string;
  opened_at: Date;
  /** Days since the period began, and the hour, on the brand's wall clock. */
  day: number;
  hour: number;
  channel_id: string;
  medium: Medium;
  first_of_episode: boolean;
  outcome: Exclude<FactOutcome, 'open'> | null;
  late: boolean;
  outside_hours: boolean;
  left_out: string | null;
  wait_ms: string | null;
  wait_business_ms: string | null;
  member_id: string | null;
  post_id: string | null;
  priority: Priority | null;
  tag_ids: string[] | null;
}

export interface TurnWindow {
  brandId: string;
  range: DayRange;
  /** ms, the end excluded. */
  from: number;
  to: number;
  /** Only those still open. */
  openOnly: boolean;
  needs: FactNeeds;
  now: Date;
}

const PAGE = 10_000;

/**
 * Whether a turn missed its target: given after it, or never; still open, when it is past. One expression for whoever asks, so that no
 * list differs from the figure it is behind. `$n` is the instant it is asked at, `t` what the turn is called there.
 */
export const lateSql = (
  n: number,
  t = 't',
) => `CASE ${t}.outcome WHEN 'answered' THEN ${t}.answered_at > ${t}.answer_by
    WHEN 'withdrawn' THEN ${t}.closed_at > ${t}.answer_by WHEN 'closed_unanswered' THEN true
    WHEN 'no_answer_needed' THEN false ELSE ${t}.answer_by < $${n} END`;

/** Reads the turns of a period one by one. */
@Injectable()
export class CohortRepository {
  constructor(private readonly database: Database) {}

  /** Everything `fn` reads is of one moment, so that what is counted here is not missing there. */
  snapshot<T>(fn: () => Promise<T>): Promise<T> {
    return this.database.transaction(async () => {
      await this.database.run('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ', [], 'fresh');
      return fn();
    });
  }

  /** Turns opened in the window, earliest first. */
  async *turns(window: TurnWindow): AsyncGenerator<readonly TurnRow[]> {
    const { brandId, range, from, to, openOnly, needs, now } = window;
    const conversation = needs.post || needs.priority;
    const dayAndHour = dayAndHourSql('t.opened_at', { ...range, startsAt: from, endsAt: to });
    let after: { at: Date; id: string } | undefined;
    for (;;) {
      const rows = await this.database.query<TurnRow>(
        `SELECT t.id, t.opened_at, ${dayAndHour}, t.channel_id, t.medium, t.first_of_episode, t.outcome,
           ${lateSql(7)} AS late, t.outside_hours,
           CASE WHEN t.in_figures THEN NULL ELSE coalesce(t.out_of_figures, 'other') END AS left_out,
           t.wait_ms, t.wait_business_ms, t.answered_by_member_id AS member_id,
           ${conversation ? 'c.post_id, c.priority' : 'NULL::uuid AS post_id, NULL::text AS priority'},
           ${needs.tags ? 'ARRAY(SELECT g.tag_id FROM conversation_tag g WHERE g.brand_id = $1 AND g.conversation_id = t.conversation_id)' : 'NULL::uuid[]'} AS tag_ids
         FROM turn t ${conversation ? 'JOIN conversation c ON c.brand_id = $1 AND c.id = t.conversation_id' : ''}
         WHERE t.brand_id = $1 AND t.opened_at >= $2 AND t.opened_at < $3 ${openOnly ? 'AND t.outcome IS NULL' : ''}
           AND ($5::timestamptz IS NULL OR (t.opened_at, t.id) > ($5, $6::uuid))
         ORDER BY t.opened_at, t.id LIMIT $4`,
        [brandId, new Date(from), new Date(to), PAGE, after?.at ?? null, after?.id ?? null, now],
        'fresh',
      );
      if (rows.length > 0) yield rows;
      const last = rows.at(-1);
      if (rows.length < PAGE || last === undefined) return;
      after = { at: last.opened_at, id: last.id };
    }
  }

  /** When the first turn of a brand opened. */
  async firstOpened(brandId: string): Promise<Date | null> {
    const row = await this.database.one<{ first: Date | null }>(
      'SELECT min(opened_at) AS first FROM turn WHERE brand_id = $1',
      [brandId],
    );
    return row?.first ?? null;
  }

  /** The database's own time: by it, turns mark their days. */
  async databaseTime(): Promise<Date> {
    const row = await this.database.one<{ now: Date }>('SELECT now() AS now');
    if (row === undefined) throw new Error('the database does not tell the time');
    return row.now;
  }
}
