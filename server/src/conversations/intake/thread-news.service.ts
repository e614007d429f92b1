import { Injectable } from '@nestjs/common';
import type { MovedEvent, NoticeEvent } from '../../channels/core/inbound-event.js';
import { Database } from '../../platform/database/database.js';
import { DomainEvents } from '../../platform/events/events.js';
import { ActsRepository } from '../acts/acts.repository.js';
import { ConversationRepository } from '../conversation.repository.js';
import { CONVERSATION_CHANGED } from '../conversations.events.js';
import type { IntakeChannel } from './intake-channel.js';

/** What a platform tells about its threads themselves. */
@Injectable()
export class ThreadNews {
  constructor(
    private readonly database: Database,
    private readonly conversations: ConversationRepository,
    private readonly acts: ActsRepository,
    private readonly events: DomainEvents,
  ) {}

  /**
   * The conversation goes on under the thread's new id. Where somebody has written there before this was known, a
   * conversation stands there already: the two are linked.
   */
  async move({ id: channelId, brandId }: IntakeChannel, { from, to }: MovedEvent): Promise<void> {
    const rows = await this.database.query<{ id: string; external_id: string }>(
      `SELECT id, external_id FROM conversation WHERE brand_id = $1 AND channel_id = $2 AND external_id = ANY($3)
       ORDER BY id FOR UPDATE`,
      [brandId, channelId, [from, to]],
    );
    const old = rows.find((row) => row.external_id === from);
    const there = rows.find((row) => row.external_id === to);
    if (old === undefined) return;
    if (there !== undefined) await this.conversations.link(brandId, there.id, old.id, 'continues');
    else {
      await this.database.run(
        'UPDATE conversation SET external_id = $3, version = version + 1 WHERE brand_id = $1 AND id = $2',
        [brandId, old.id, to],
      );
    }
    await this.events.publish(CONVERSATION_CHANGED, { brandId, conversationId: old.id });
  }

  /** Nothing where there is no conversation: nobody has said anything there. */
  async notice({ id: channelId, brandId }: IntakeChannel, event: NoticeEvent): Promise<void> {
    const found = await this.conversations.lockByThreads(brandId, channelId, [event.conversationExternalId]);
    const conversation = found.get(event.conversationExternalId);
    if (conversation === undefined) return;
    await this.acts.insert(conversation, null, 'notice', { notice: event.notice, name: event.name });
    await this.events.publish(CONVERSATION_CHANGED, { brandId, conversationId: conversation.id });
  }
}
