import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { notFound } from '../platform/errors/app-error.js';
import type { CallerSeat } from '../platform/http/caller.js';

/**
 * Who may see what stands in a restricted channel: owners, and the members listed. The one place that decides;
 * every list, search, live event and object route asks here. Removed channels keep their restriction.
 */
@Injectable()
export class ChannelAccess {
  constructor(private readonly database: Database) {}

  /** Ids of the channels a seat may see, removed ones included; `all` when none of the brand's is hidden from it. */
  async visibleChannelIds(seat: CallerSeat): Promise<string[] | 'all'> {
    if (seat.role === 'owner') return 'all';
    const rows = await this.database.query<{ id: string; visible: boolean }>(
      `SELECT c.id, (NOT c.restricted OR EXISTS (
         SELECT 1 FROM channel_member m WHERE m.brand_id = $1 AND m.channel_id = c.id AND m.member_id = $2
       )) AS visible FROM channel c WHERE c.brand_id = $1`,
      [seat.brandId, seat.memberId],
    );
    if (rows.every((row) => row.visible)) return 'all';
    return rows.filter((row) => row.visible).map((row) => row.id);
  }

  async isVisible(seat: CallerSeat, channelId: string): Promise<boolean> {
    const visible = await this.visibleChannelIds(seat);
    if (visible !== 'all') return visible.includes(channelId);
    const row = await this.database.one('SELECT 1 FROM channel WHERE brand_id = $1 AND id = $2', [
      seat.brandId,
      channelId,
    ]);
    return row !== undefined;
  }

  /** @throws AppError not_found: a channel one may not see, or of another brand, does not exist */
  async requireVisible(seat: CallerSeat, channelId: string): Promise<void> {
    if (!(await this.isVisible(seat, channelId))) throw notFound('The channel');
  }

  /** Member ids of those who may see the channel; `all` when it is not restricted. */
  async viewers(brandId: string, channelId: string): Promise<string[] | 'all'> {
    const channel = await this.database.one<{ restricted: boolean }>(
      'SELECT restricted FROM channel WHERE brand_id = $1 AND id = $2',
      [brandId, channelId],
    );
    if (channel === undefined) return [];
    if (!channel.restricted) return 'all';
    const rows = await this.database.query<{ id: string }>(
      `SELECT m.id FROM member m WHERE m.brand_id = $1 AND m.removed_at IS NULL AND (m.role = 'owner' OR EXISTS (
         SELECT 1 FROM channel_member c WHERE c.brand_id = $1 AND c.channel_id = $2 AND c.member_id = m.id))`,
      [brandId, channelId],
    );
    return rows.map((row) => row.id);
  }
}
