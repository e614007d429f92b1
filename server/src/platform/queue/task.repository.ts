import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { newId } from '../database/id.js';

/** A row of `task`, taken up by this process. */
export interface TaskRow {
  id: string;
  brandId: string;
  name: string;
  subjectId: string | null;
  data: unknown;
  tries: number;
  /** In a row, up to now. */
  errors: number;
  createdAt: Date;
}

/** What a task does is over by then, or its worker has died. */
const LEASE_MS = 10 * 60_000;

/**
 * A row begun anew has another id, one taken up by another process another count of tries: what comes of the older one is
 * void.
 */
@Injectable()
export class TaskRepository {
  constructor(private readonly database: Database) {}

  /** @returns its id */
  async write(row: {
    brandId: string;
    name: string;
    subjectId: string | null;
    data: unknown;
    now: Date;
    due: Date;
  }): Promise<string> {
    const written = await this.database.one<{ id: string }>(
      `INSERT INTO task (id, brand_id, name, subject_id, data, next_try_at, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (name, subject_id) WHERE subject_id IS NOT NULL
         DO UPDATE SET id = excluded.id, data = excluded.data, state = 'pending', tries = 0, errors = 0, reason = NULL,
           next_try_at = excluded.next_try_at, created_at = excluded.created_at
       RETURNING id`,
      [newId(), row.brandId, row.name, row.subjectId, JSON.stringify(row.data), row.due, row.now],
    );
    return written?.id ?? '';
  }

  async forget(brandId: string, name: string, subjectId: string): Promise<void> {
    await this.database.run('DELETE FROM task WHERE brand_id = $1 AND name = $2 AND subject_id = $3', [
      brandId,
      name,
      subjectId,
    ]);
  }

  /** Takes the row up if it is due; it comes back by itself if this process dies. */
  claim(brandId: string, id: string, now: Date): Promise<TaskRow | undefined> {
    return this.database.one<TaskRow>(
      `UPDATE task SET tries = tries + 1, next_try_at = $4
       WHERE brand_id = $1 AND id = $2 AND state = 'pending' AND next_try_at <= $3
       RETURNING id, brand_id AS "brandId", name, subject_id AS "subjectId", data, tries, errors,
         created_at AS "createdAt"`,
      [brandId, id, now, new Date(now.getTime() + LEASE_MS)],
    );
  }

  /** @returns false when the row is in other hands */
  async note(row: TaskRow, data: unknown): Promise<boolean> {
    return (await this.change(row, 'data = $4', [JSON.stringify(data)])) === 1;
  }

  async remove({ brandId, id, tries }: TaskRow): Promise<void> {
    await this.database.run('DELETE FROM task WHERE brand_id = $1 AND id = $2 AND tries = $3', [
      brandId,
      id,
      tries,
    ]);
  }

  async postpone(row: TaskRow, due: Date, so: { reason: string | null; errors: number }): Promise<void> {
    const reason = so.reason?.slice(0, 2_000) ?? null;
    await this.change(row, 'next_try_at = $4, reason = $5, errors = $6', [due, reason, so.errors]);
  }

  async giveUp(row: TaskRow, reason: string): Promise<void> {
    await this.change(row, `state = 'failed', reason = $4`, [reason.slice(0, 2_000)]);
  }

  due(before: Date, limit: number): Promise<{ id: string; brandId: string }[]> {
    return this.database.query(
      `SELECT id, brand_id AS "brandId" FROM task WHERE state = 'pending' AND next_try_at <= $1
       ORDER BY next_try_at LIMIT $2 -- any brand: a sweeper looks after all`,
      [before, limit],
    );
  }

  private change({ brandId, id, tries }: TaskRow, set: string, values: unknown[]): Promise<number> {
    return this.database.run(`UPDATE task SET ${set} WHERE brand_id = $1 AND id = $2 AND tries = $3`, [
      brandId,
      id,
      tries,
      ...values,
    ]);
  }
}
