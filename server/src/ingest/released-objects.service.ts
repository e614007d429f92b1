import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { loggerFor } from '../platform/logging/logger.js';
import { Ticker } from '../platform/queue/ticker.js';
import { Storage } from '../platform/storage/storage.js';

const EVERY_MS = 600_000;
const BATCH = 50;
/** A worker that died while deleting: another goes on after so long. */
const DELETING = "interval '5 minutes'";
/** Between keeping content and writing the row that names it never lies so much time. */
const GRACE = "interval '1 day'";
const LOOK_AGAIN_MS = 100;
const log = loggerFor('storage');

/**
 * Deletes objects that no row names. Each is noted when it is put (whoever put it may die before writing the row that
 * names it) and when a row lets go of it (triggers on attachments, raw mails and deliveries); a day later it is deleted
 * unless some row, or an event that is not applied yet, names it. Content that is put again meanwhile begins its day anew, and waits for a deletion that is
 * under way, so that no file is lost between the two.
 */
@Injectable()
export class ReleasedObjects implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly storage: Storage,
    private readonly ticker: Ticker,
  ) {}

  onModuleInit(): void {
    this.storage.guardWith((key) => this.keep(key));
    this.ticker.every('delete-released-objects', EVERY_MS, async () => {
      await this.deleteDue();
    });
  }

  /** @returns how many objects are gone */
  async deleteDue(): Promise<number> {
    let deleted = 0;
    for (;;) {
      const due = await this.claim();
      for (const key of due) {
        if (await this.isAwaited(key)) {
          await this.postpone(key);
          continue;
        }
        if (!(await this.isNamed(key))) {
          await this.storage.delete(key);
          deleted += 1;
        }
        await this.settle(key);
      }
      if (due.length < BATCH) break;
    }
    if (deleted > 0) log.info({ deleted }, 'objects that nothing names any more were deleted');
    return deleted;
  }

  private async keep(key: string): Promise<void> {
    for (;;) {
      const row = await this.database.one<{ deleting: boolean }>(
        `INSERT INTO released_object AS r (key) VALUES ($1)
         ON CONFLICT (key) DO UPDATE SET released_at = CASE WHEN r.deleting_until > clock_timestamp()
           THEN r.released_at ELSE excluded.released_at END
         RETURNING coalesce(deleting_until > clock_timestamp(), false) AS deleting`,
        [key],
      );
      if (row?.deleting !== true) return;
      await pause(LOOK_AGAIN_MS);
    }
  }

  private async claim(): Promise<string[]> {
    const rows = await this.database.query<{ key: string }>(
      `UPDATE released_object SET deleting_until = clock_timestamp() + ${DELETING} WHERE key IN (
         SELECT key FROM released_object
         WHERE released_at < clock_timestamp() - ${GRACE}
           AND (deleting_until IS NULL OR deleting_until < clock_timestamp())
         ORDER BY released_at LIMIT $1 FOR UPDATE SKIP LOCKED
       ) RETURNING key`,
      [BATCH],
    );
    return rows.map(({ key }) => key);
  }

  /** An event that waits, or failed and may be processed again, brings the files of its message with it. */
  private async isAwaited(key: string): Promise<boolean> {
    const row = await this.database.one(
      `SELECT 1 FROM inbound_event WHERE state = 'pending' AND position($1 IN payload::text) > 0
       UNION ALL
       SELECT 1 FROM inbound_event WHERE state IN ('failed', 'unroutable') AND position($1 IN payload::text) > 0
       LIMIT 1 -- any brand: the key names its brand`,
      [key],
    );
    return row !== undefined;
  }

  /** To be looked at again in a day. */
  private async postpone(key: string): Promise<void> {
    await this.database.run(
      'UPDATE released_object SET released_at = clock_timestamp(), deleting_until = NULL WHERE key = $1',
      [key],
    );
  }

  private async isNamed(key: string): Promise<boolean> {
    const row = await this.database.one(
      `SELECT 1 FROM attachment WHERE storage_key = $1 UNION ALL SELECT 1 FROM message WHERE raw_key = $1
       UNION ALL SELECT 1 FROM inbound_delivery WHERE body_key = $1 LIMIT 1 -- any brand: the key names its brand`,
      [key],
    );
    return row !== undefined;
  }

  /** What was let go of once more in the meantime has its day before it. */
  private async settle(key: string): Promise<void> {
    const gone = await this.database.run(
      `DELETE FROM released_object WHERE key = $1 AND released_at < clock_timestamp() - ${GRACE}`,
      [key],
    );
    if (gone === 0)
      await this.database.run('UPDATE released_object SET deleting_until = NULL WHERE key = $1', [key]);
  }
}
