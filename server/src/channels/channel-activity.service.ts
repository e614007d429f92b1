import { type BeforeApplicationShutdown, Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { Ticker } from '../platform/queue/ticker.js';

/**
 * When something last came in or went out on a channel. Written at most once a second per process, so that a busy
 * channel's row is not fought over; a crash may lose the last second of it.
 */
@Injectable()
export class ChannelActivity implements OnModuleInit, BeforeApplicationShutdown {
  private readonly events = new Map<string, Date>();
  private readonly replies = new Map<string, Date>();

  constructor(
    private readonly database: Database,
    private readonly ticker: Ticker,
  ) {}

  onModuleInit(): void {
    this.ticker.every('write-channel-activity', 1_000, () => this.write());
  }

  eventCameIn(channelId: string, at: Date): void {
    keepLater(this.events, channelId, at);
  }

  replyWentOut(channelId: string, at: Date): void {
    keepLater(this.replies, channelId, at);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.write();
  }

  private async write(): Promise<void> {
    await this.flush(
      this.events,
      `UPDATE channel c SET last_event_at = greatest(c.last_event_at, t.at)
       FROM unnest($1::uuid[], $2::timestamptz[]) AS t(id, at) WHERE c.id = t.id -- any brand: figures of many channels`,
    );
    await this.flush(
      this.replies,
      `UPDATE channel c SET last_reply_at = greatest(c.last_reply_at, t.at)
       FROM unnest($1::uuid[], $2::timestamptz[]) AS t(id, at) WHERE c.id = t.id -- any brand: figures of many channels`,
    );
  }

  private async flush(seen: Map<string, Date>, sql: string): Promise<void> {
    if (seen.size === 0) return;
    // In the order of ids, so that two processes writing the same rows wait for each other instead of deadlocking.
    const rows = [...seen].sort(([a], [b]) => (a < b ? -1 : 1));
    seen.clear();
    await this.database.run(sql, [rows.map(([id]) => id), rows.map(([, at]) => at)]);
  }
}

function keepLater(map: Map<string, Date>, id: string, at: Date): void {
  const known = map.get(id);
  if (known === undefined || known < at) map.set(id, at);
}
