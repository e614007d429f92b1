import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';

export interface RecomputationRow {
  id: string;
  brand_id: string;
  from_day: string;
  to_day: string;
  from_at: Date;
  to_at: Date;
  state: 'waiting' | 'running' | 'done' | 'failed';
  done: number;
  total: number;
  reached: string | null;
  attempts: number;
  reason: string | null;
  requested_by_name: string | null;
  requested_at: Date;
  finished_at: Date | null;
}

/** Whoever works on one must say so again within this. By the machine's time: nobody moves that. */
const LEASE = `now() + interval '2 minutes'`;
const COLUMNS = `r.id, r.brand_id, r.from_day::text, r.to_day::text, r.from_at, r.to_at, r.state, r.done, r.total, r.reached, r.attempts,
  r.reason, r.requested_at, r.finished_at`;

@Injectable()
export class RecomputationRepository {
  constructor(private readonly database: Database) {}

  /** Makes others that want to begin one wait until this transaction is over. */
  async lockBrand(brandId: string): Promise<void> {
    await this.database.query('SELECT id FROM brand WHERE id = $1 FOR UPDATE', [brandId]);
  }

  async isRunning(brandId: string): Promise<boolean> {
    const row = await this.database.one(
      `SELECT 1 FROM recomputation WHERE brand_id = $1 AND state IN ('waiting', 'running') LIMIT 1`,
      [brandId],
    );
    return row !== undefined;
  }

  async add(given: {
    id: string;
    brandId: string;
    fromDay: string;
    toDay: string;
    from: Date;
    to: Date;
    memberId: string;
    at: Date;
  }): Promise<void> {
    await this.database.run(
      `INSERT INTO recomputation (id, brand_id, from_day, to_day, from_at, to_at, total, requested_by, requested_at)
       SELECT $2, $1, $3, $4, $5, $6, count(DISTINCT conversation_id), $7, $8 FROM turn
       WHERE brand_id = $1 AND opened_at >= $5 AND opened_at < $6`,
      [given.brandId, given.id, given.fromDay, given.toDay, given.from, given.to, given.memberId, given.at],
    );
  }

  /** The latest ones. */
  latest(brandId: string, most: number): Promise<RecomputationRow[]> {
    return this.database.query<RecomputationRow>(
      `SELECT ${COLUMNS}, u.name AS requested_by_name FROM recomputation r
       LEFT JOIN member m ON m.brand_id = $1 AND m.id = r.requested_by LEFT JOIN app_user u ON u.id = m.user_id
       WHERE r.brand_id = $1 ORDER BY r.requested_at DESC, r.id DESC LIMIT $2`,
      [brandId, most],
    );
  }

  /** Takes one that nobody works on. */
  claim(id: string): Promise<RecomputationRow | undefined> {
    return this.database.one<RecomputationRow>(
      `UPDATE recomputation r SET state = 'running', lease_until = ${LEASE} -- any brand: the job names one
       WHERE r.id = $1 AND r.state IN ('waiting', 'running') AND (r.lease_until IS NULL OR r.lease_until < now())
       RETURNING ${COLUMNS}, NULL::text AS requested_by_name`,
      [id],
    );
  }

  /** Ids of conversations with turns of the period, in order. */
  async conversations(
    { brand_id, from_at, to_at, reached }: RecomputationRow,
    limit: number,
  ): Promise<string[]> {
    const rows = await this.database.query<{ conversation_id: string }>(
      `SELECT DISTINCT conversation_id FROM turn WHERE brand_id = $1 AND opened_at >= $2 AND opened_at < $3
         AND ($4::uuid IS NULL OR conversation_id > $4) ORDER BY conversation_id LIMIT $5`,
      [brand_id, from_at, to_at, reached, limit],
      'fresh',
    );
    return rows.map(({ conversation_id }) => conversation_id);
  }

  async progress({ id, brand_id }: RecomputationRow, reached: string): Promise<void> {
    await this.database.run(
      `UPDATE recomputation SET reached = $3, done = done + 1, total = greatest(total, done + 1), attempts = 0, lease_until = ${LEASE}
       WHERE brand_id = $1 AND id = $2`,
      [brand_id, id, reached],
    );
  }

  /** Lets another worker go on. */
  async release({ id, brand_id }: RecomputationRow): Promise<void> {
    await this.database.run('UPDATE recomputation SET lease_until = NULL WHERE brand_id = $1 AND id = $2', [
      brand_id,
      id,
    ]);
  }

  async finish({ id, brand_id }: RecomputationRow, at: Date): Promise<void> {
    await this.database.run(
      `UPDATE recomputation SET state = 'done', total = done, finished_at = $3, lease_until = NULL, reason = NULL
       WHERE brand_id = $1 AND id = $2`,
      [brand_id, id, at],
    );
  }

  /** Notes a failure; after `most` of them in a row without progress nobody tries again. */
  async fail({ id, brand_id }: RecomputationRow, reason: string, most: number, at: Date): Promise<void> {
    await this.database.run(
      `UPDATE recomputation SET attempts = attempts + 1, reason = $3, lease_until = now() + interval '10 seconds',
         state = CASE WHEN attempts + 1 >= $4 THEN 'failed' ELSE state END,
         finished_at = CASE WHEN attempts + 1 >= $4 THEN $5::timestamptz END
       WHERE brand_id = $1 AND id = $2`,
      [brand_id, id, reason, most, at],
    );
  }

  /** Those nobody works on. */
  async due(): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT id FROM recomputation -- any brand: a sweeper
       WHERE state IN ('waiting', 'running') AND (lease_until IS NULL OR lease_until < now()) ORDER BY requested_at`,
    );
    return rows.map(({ id }) => id);
  }
}
