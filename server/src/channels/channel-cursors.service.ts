import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';

/** Where a poller stands in its source. Moved in the transaction that stores what the move covers. */
@Injectable()
export class ChannelCursors {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async get<T>(channelId: string, name: string): Promise<T | null> {
    const row = await this.database.one<{ value: T }>(
      'SELECT value FROM channel_cursor WHERE channel_id = $1 AND name = $2',
      [channelId, name],
    );
    return row?.value ?? null;
  }

  async names(channelId: string): Promise<string[]> {
    const rows = await this.database.query<{ name: string }>(
      'SELECT name FROM channel_cursor WHERE channel_id = $1',
      [channelId],
    );
    return rows.map(({ name }) => name);
  }

  /** Sets those that are not there yet. */
  async begin(channelId: string, cursors: Record<string, unknown>): Promise<void> {
    const names = Object.keys(cursors);
    if (names.length === 0) return;
    await this.database.run(
      `INSERT INTO channel_cursor (channel_id, name, value, updated_at)
       SELECT $1, t.name, t.value::jsonb, $4 FROM unnest($2::text[], $3::text[]) AS t(name, value)
       ON CONFLICT (channel_id, name) DO NOTHING`,
      [channelId, names, names.map((name) => JSON.stringify(cursors[name])), this.clock.now()],
    );
  }

  /** Sets each; a null value forgets the cursor. */
  async set(channelId: string, cursors: Record<string, unknown>): Promise<void> {
    const kept = Object.entries(cursors).filter(([, value]) => value !== null && value !== undefined);
    const gone = Object.keys(cursors).filter((name) => cursors[name] === null || cursors[name] === undefined);
    if (kept.length > 0) {
      await this.database.run(
        `INSERT INTO channel_cursor (channel_id, name, value, updated_at)
         SELECT $1, t.name, t.value::jsonb, $4 FROM unnest($2::text[], $3::text[]) AS t(name, value)
         ON CONFLICT (channel_id, name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`,
        [
          channelId,
          kept.map(([name]) => name),
          kept.map(([, value]) => JSON.stringify(value)),
          this.clock.now(),
        ],
      );
    }
    if (gone.length > 0) {
      await this.database.run('DELETE FROM channel_cursor WHERE channel_id = $1 AND name = ANY($2)', [
        channelId,
        gone,
      ]);
    }
  }
}
