import { Injectable, type OnModuleInit } from '@nestjs/common';
import { MEMBER_REMOVED, MEMBER_ROLE_CHANGED } from '../../brands/brands.events.js';
import { ChannelAccess } from '../../channels/channel-access.service.js';
import { CHANNEL_VISIBILITY_CHANGED } from '../../channels/channels.events.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/database/id.js';
import { DomainEvents } from '../../platform/events/events.js';
import { CONVERSATION_CHANGED } from '../conversations.events.js';

/** So many rows are pushed; whoever looks at more fetches the page anew. */
const ANNOUNCED = 500;

/** Nobody's queue holds what its owner cannot see: with the seat, or the right to look, goes the assignment. */
@Injectable()
export class Assignments implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly access: ChannelAccess,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.events.inTransaction(MEMBER_REMOVED, ({ brandId, memberId }) =>
      this.free(brandId, 'c.assignee_id = $2', [memberId]),
    );
    this.events.inTransaction(MEMBER_ROLE_CHANGED, async ({ brandId, memberId, role }) => {
      const visible = await this.access.visibleChannelIds({ brandId, memberId, role });
      if (visible === 'all') return;
      await this.free(brandId, 'c.assignee_id = $2 AND NOT (c.channel_id = ANY($3))', [memberId, visible]);
    });
    this.events.inTransaction(CHANNEL_VISIBILITY_CHANGED, async ({ brandId, channelId }) => {
      const viewers = await this.access.viewers(brandId, channelId);
      if (viewers === 'all') return;
      await this.free(brandId, 'c.channel_id = $2 AND NOT (c.assignee_id = ANY($3))', [channelId, viewers]);
    });
  }

  /** @param which condition on conversation `c`, with parameters from $2 on */
  private async free(brandId: string, which: string, params: readonly unknown[]): Promise<void> {
    const freed = await this.database.query<{ id: string }>(
      `UPDATE conversation SET assignee_id = NULL, version = version + 1
       WHERE brand_id = $1 AND id IN (
         SELECT c.id FROM conversation c WHERE c.brand_id = $1 AND c.assignee_id IS NOT NULL AND ${which}
         ORDER BY c.id FOR UPDATE
       ) RETURNING id`,
      [brandId, ...params],
    );
    if (freed.length === 0) return;
    await this.database.run(
      `INSERT INTO conversation_act (id, brand_id, conversation_id, thread_id, at, kind, details)
       SELECT t.id, $1, t.conversation_id, t.conversation_id, $2, 'assigned', '{"memberId": null, "name": null}'
       FROM unnest($3::uuid[], $4::uuid[]) AS t(id, conversation_id)`,
      [brandId, this.clock.now(), freed.map(() => newId()), freed.map(({ id }) => id)],
    );
    for (const { id } of freed.slice(0, ANNOUNCED)) {
      await this.events.publish(CONVERSATION_CHANGED, { brandId, conversationId: id });
    }
  }
}
