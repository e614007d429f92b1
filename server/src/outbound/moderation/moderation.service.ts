import { Injectable } from '@nestjs/common';
import type { Message } from '@parley/shared/messages.js';
import {
  afterModeration,
  type ModerationAction,
  moderationActionsOf,
  undoOf,
} from '@parley/shared/moderation.js';
import { ChannelDirectory } from '../../channels/channel-directory.service.js';
import { ConnectorRegistry } from '../../channels/core/connector-registry.js';
import { ConversationAccess } from '../../conversations/detail/conversation-access.service.js';
import { ConversationEntries } from '../../conversations/entries/conversation-entries.service.js';
import { MessagesService } from '../../conversations/messages/messages.service.js';
import {
  MessageModeration,
  type MessageStanding,
} from '../../conversations/moderation/message-moderation.service.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { AppError, notFound } from '../../platform/errors/app-error.js';
import { DomainEvents } from '../../platform/events/events.js';
import type { CallerSeat } from '../../platform/http/caller.js';
import { MODERATION_ASKED } from '../outbound.events.js';
import { ModerationActs } from './moderation-acts.repository.js';

/**
 * What members want done with messages on their platforms. It shows at once; the platform hears of it from a row that is
 * written in the same transaction, and a refusal brings back how the message stood.
 */
@Injectable()
export class Moderation {
  constructor(
    private readonly database: Database,
    private readonly acts: ModerationActs,
    private readonly standing: MessageModeration,
    private readonly entries: ConversationEntries,
    private readonly access: ConversationAccess,
    private readonly directory: ChannelDirectory,
    private readonly connectors: ConnectorRegistry,
    private readonly messages: MessagesService,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
  ) {}

  /**
   * Asking for what is so already changes nothing.
   * @returns the message as it stands now
   * @throws AppError not_found; not_possible_now when the channel cannot do that, or not with this message
   */
  async ask(seat: CallerSeat, messageId: string, action: ModerationAction): Promise<Message> {
    const { id: conversationId } = await this.access.requireByMessage(seat, messageId);
    await this.database.transaction(() => this.write(seat, conversationId, messageId, action));
    const [message] = await this.messages.byIds(seat.brandId, [messageId]);
    if (message === undefined) throw notFound('The message');
    return message;
  }

  private async write(
    seat: CallerSeat,
    conversationId: string,
    messageId: string,
    action: ModerationAction,
  ): Promise<void> {
    const { brandId, memberId } = seat;
    const conversation = await this.entries.lock(brandId, conversationId);
    const row = await this.standing.find(brandId, messageId);
    if (row === undefined) throw notFound('The message');
    const after = afterModeration(row, action);
    if (!(await this.offers(brandId, row, action))) {
      if (after.state === row.state && after.liked === row.liked) return;
      throw new AppError('not_possible_now', 'This cannot be done with this message on its channel.');
    }
    const now = this.clock.now();
    const last = (await this.acts.pending(brandId, messageId)).at(-1);
    const takenBack =
      last !== undefined &&
      undoOf[last.action] === action &&
      (await this.acts.withdraw(brandId, last.id, now));
    if (takenBack) {
      await this.standing.change(conversation, row, { state: last.was, liked: last.wasLiked, at: now });
    } else {
      await this.acts.insert(
        { brandId, messageId, memberId, action, was: row.state, wasLiked: row.liked },
        now,
      );
      await this.standing.change(conversation, row, { ...after, at: now });
      await this.events.publish(MODERATION_ASKED, { brandId, messageId });
    }
    await this.standing.noteAsked(conversation, memberId, { messageId, action });
  }

  private async offers(brandId: string, row: MessageStanding, action: ModerationAction): Promise<boolean> {
    const [channel] = await this.directory.listByIds(brandId, [row.channel_id]);
    if (channel === undefined || channel.removedAt !== null) return false;
    const connector = this.connectors.all().find(({ manifest }) => manifest.kind === channel.kind);
    if (connector?.moderates === undefined) return false;
    return moderationActionsOf(connector.manifest.capabilities, {
      direction: row.direction,
      visibility: row.visibility,
      onPlatform: row.on_platform,
      deleted: row.deleted_at !== null,
      state: row.state,
      liked: row.liked,
    }).includes(action);
  }
}
