import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Env } from '../platform/config/env.js';
import { Database } from '../platform/database/database.js';
import { loggerFor } from '../platform/logging/logger.js';
import { Ticker } from '../platform/queue/ticker.js';
import { EventApplier } from './event-applier.service.js';

const EVERY_MS = 600_000;
const BATCH = 200;
const log = loggerFor('retention');

/**
 * Drops deliveries some time after all their events are done. Keyed hashes of the events' keys stay, so that nothing
 * dropped comes back when a platform delivers it again.
 */
@Injectable()
export class LedgerRetention implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly applier: EventApplier,
    private readonly ticker: Ticker,
    private readonly env: Env,
  ) {}

  onModuleInit(): void {
    this.ticker.every('drop-old-deliveries', EVERY_MS, async () => {
      await this.dropOld();
    });
  }

  /** @returns how many deliveries went */
  async dropOld(): Promise<number> {
    await this.finishLeftBehind();
    let dropped = 0;
    for (;;) {
      const count = await this.database.transaction(() => this.dropSome());
      dropped += count;
      if (count < BATCH) break;
    }
    if (dropped > 0) log.info({ dropped }, 'old deliveries were dropped');
    return dropped;
  }

  /** Deliveries whose open events were taken over, and done, by a later delivery of the same happenings. */
  private async finishLeftBehind(): Promise<void> {
    await this.database.run(
      `UPDATE inbound_delivery d SET state = 'done', done_at = clock_timestamp()
       WHERE d.state = 'parsed'
         AND NOT EXISTS (SELECT 1 FROM inbound_event e WHERE e.delivery_id = d.id AND e.state NOT IN ('done', 'ignored'))
       -- any brand: the retention is the installation's`,
    );
  }

  private async dropSome(): Promise<number> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT id FROM inbound_delivery
       WHERE state = 'done' AND done_at < clock_timestamp() - $1 * interval '1 day'
       ORDER BY done_at LIMIT $2 FOR UPDATE SKIP LOCKED -- any brand: the retention is the installation's`,
      [this.env.retentionDays, BATCH],
    );
    const ids = rows.map(({ id }) => id);
    if (ids.length === 0) return 0;
    const events = await this.database.query<{ channel_id: string; key: string }>(
      `SELECT channel_id, key FROM inbound_event WHERE delivery_id = ANY($1) AND channel_id IS NOT NULL
       -- any brand: the retention is the installation's`,
      [ids],
    );
    await this.database.run(
      `INSERT INTO inbound_event_hash (channel_id, hash)
       SELECT * FROM unnest($1::uuid[], $2::bytea[]) ON CONFLICT DO NOTHING`,
      [
        events.map((event) => event.channel_id),
        events.map((event) => this.applier.hash(event.channel_id, event.key)),
      ],
    );
    await this.database.run(
      `DELETE FROM inbound_delivery WHERE id = ANY($1) -- any brand: the retention is the installation's`,
      [ids],
    );
    return ids.length;
  }
}
