import { Injectable } from '@nestjs/common';
import type { Medium } from '@parley/shared/brands.js';
import type { Priority } from '@parley/shared/conversations.js';
import { Database } from '../../platform/database/database.js';
import { lateSql } from '../cohort/cohort.repository.js';
import { SILENCE_MS } from './quiet-digest.js';

/** A turn after which its person could go quiet. */
export interface QuietRow {
  id: string;
  opened_at: Date;
  person_id: string;
  /** Null while they have none. */
  number: number | null;
  late: boolean;
  open: boolean;
  /** When the silence could begin, ms. */
  since: number;
  channel_id: string;
  medium: Medium;
  priority: Priority;
  post_id: string | null;
  tag_ids: string[] | null;
  /** Where they wrote within fourteen days of that; null where they are not over at `decided`. */
  heard_on: string[] | null;
}

export interface QuietWindow {
  brandId: string;
  /** ms, the end excluded. */
  from: number;
  to: number;
  tags: boolean;
  /** Where people wrote is looked up for those whose fourteen days were over then; null: for nobody. */
  decided: Date | null;
}

/** Somebody to be looked up: by number, or where they have none by id. */
export interface Probe {
  late: boolean;
  person: number | null;
  personId: string | null;
  since: number;
}

const PAGE = 10_000;
const PROBES_AT_ONCE = 5_000;

/** SQL: since when the person of turn `t` may have been silent: its answer, its closing, or its target. */
export const SINCE = `CASE t.outcome WHEN 'answered' THEN t.answered_at WHEN 'closed_unanswered' THEN t.closed_at ELSE t.answer_by END`;
/** What somebody said between two instants, `m`: $1 the brand. */
const heardBetween = (
  person: string,
  since: string,
) => `FROM identity i JOIN message m ON m.brand_id = $1 AND m.identity_id = i.id
  WHERE i.brand_id = $1 AND i.person_id = ${person} AND m.direction = 'in' AND m.automatic IS NULL AND NOT m.history
    AND m.occurred_at > ${since} AND m.occurred_at <= ${since} + interval '${SILENCE_MS} ms'`;

/** Reads who was heard of again after a turn. */
@Injectable()
export class QuietRepository {
  constructor(private readonly database: Database) {}

  /** Turns opened in the window after which somebody could go quiet, the latest first. */
  async *turns({ brandId, from, to, tags, decided }: QuietWindow): AsyncGenerator<readonly QuietRow[]> {
    let before: { at: Date; id: string } | undefined;
    for (;;) {
      const rows = await this.database.query<QuietRow>(
        `SELECT t.id, t.opened_at, t.person_id, n.number, t.outcome IS NULL AS open,
           CASE WHEN t.outcome IS NULL THEN true ELSE ${lateSql(7)} END AS late, (extract(epoch FROM x.since) * 1000)::float8 AS since,
           c.channel_id, c.medium, c.priority, c.post_id,
           ${tags ? 'ARRAY(SELECT g.tag_id FROM conversation_tag g WHERE g.brand_id = $1 AND g.conversation_id = c.id)' : 'NULL::uuid[]'} AS tag_ids,
           CASE WHEN x.since + interval '${SILENCE_MS} ms' <= $7::timestamptz
             THEN ARRAY(SELECT DISTINCT m.channel_id ${heardBetween('t.person_id', 'x.since')}) END AS heard_on
         FROM turn t JOIN conversation c ON c.brand_id = $1 AND c.id = t.conversation_id CROSS JOIN LATERAL (SELECT ${SINCE} AS since) AS x
         LEFT JOIN person_number n ON n.brand_id = $1 AND n.person_id = t.person_id
         WHERE t.brand_id = $1 AND t.opened_at >= $2 AND t.opened_at < $3 AND t.in_figures
           AND (t.outcome IS NULL OR t.outcome IN ('answered', 'closed_unanswered'))
           AND ($5::timestamptz IS NULL OR (t.opened_at, t.id) < ($5, $6::uuid))
         ORDER BY t.opened_at DESC, t.id DESC LIMIT $4`,
        [brandId, new Date(from), new Date(to), PAGE, before?.at ?? null, before?.id ?? null, decided],
        'fresh',
      );
      if (rows.length > 0) yield rows;
      const last = rows.at(-1);
      if (rows.length < PAGE || last === undefined) return;
      before = { at: last.opened_at, id: last.id };
    }
  }

  /** How many of them wrote nothing for fourteen days on these channels, by whether they had been late. */
  async silent(
    brandId: string,
    probes: readonly Probe[],
    visible: ReadonlySet<string> | 'all',
  ): Promise<{ late: number; inTime: number }> {
    const silent = { late: 0, inTime: 0 };
    for (let at = 0; at < probes.length; at += PROBES_AT_ONCE) {
      const some = probes.slice(at, at + PROBES_AT_ONCE);
      const rows = await this.database.query<{ late: boolean; count: number }>(
        `SELECT p.late, count(*)::int AS count
         FROM (SELECT late, person, number, to_timestamp(since / 1000) AS since
           FROM unnest($2::bool[], $3::uuid[], $4::int[], $5::float8[]) AS given(late, person, number, since)) AS p
         LEFT JOIN person_number n ON n.brand_id = $1 AND n.number = p.number
         WHERE NOT EXISTS (SELECT ${heardBetween('coalesce(p.person, n.person_id)', 'p.since')}
           AND ($6::uuid[] IS NULL OR m.channel_id = ANY($6)))
         GROUP BY p.late`,
        [
          brandId,
          some.map(({ late }) => late),
          some.map(({ personId }) => personId),
          some.map(({ person }) => person),
          some.map(({ since }) => since),
          visible === 'all' ? null : [...visible],
        ],
        'fresh',
      );
      for (const { late, count } of rows) silent[late ? 'late' : 'inTime'] += count;
    }
    return silent;
  }

  /** Gives a number to everybody who opened a turn in this time (ms) and has none. */
  async number(brandId: string, from: number, to: number): Promise<void> {
    await this.database.run(
      `INSERT INTO person_number (brand_id, person_id)
       SELECT DISTINCT t.brand_id, t.person_id FROM turn t
       WHERE t.brand_id = $1 AND t.opened_at >= $2 AND t.opened_at < $3 AND NOT EXISTS (
         SELECT FROM person_number n WHERE n.brand_id = $1 AND n.person_id = t.person_id)
       ON CONFLICT DO NOTHING`,
      [brandId, new Date(from), new Date(to)],
    );
  }
}
