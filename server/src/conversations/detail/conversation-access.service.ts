import { Injectable } from '@nestjs/common';
import { ChannelAccess } from '../../channels/channel-access.service.js';
import { Database } from '../../platform/database/database.js';
import { notFound } from '../../platform/errors/app-error.js';
import type { CallerSeat } from '../../platform/http/caller.js';

export interface VisibleConversation {
  id: string;
  channel_id: string;
  /** Only listed members see it. */
  restricted: boolean;
}

/** Lets nobody near a conversation of another brand, or of a channel hidden from them: it does not exist for them. */
@Injectable()
export class ConversationAccess {
  constructor(
    private readonly database: Database,
    private readonly channels: ChannelAccess,
  ) {}

  /** @throws AppError not_found */
  async require(seat: CallerSeat, conversationId: string): Promise<VisibleConversation> {
    const row = await this.database.one<VisibleConversation>(
      `SELECT c.id, c.channel_id, ch.restricted FROM conversation c JOIN channel ch ON ch.id = c.channel_id
       WHERE c.brand_id = $1 AND c.id = $2`,
      [seat.brandId, conversationId],
    );
    return this.checked(seat, row, 'The conversation');
  }

  /** The conversation a message stands in. @throws AppError not_found */
  async requireByMessage(seat: CallerSeat, messageId: string): Promise<VisibleConversation> {
    const row = await this.database.one<VisibleConversation>(
      `SELECT c.id, c.channel_id, ch.restricted FROM message m JOIN conversation c ON c.id = m.conversation_id
         JOIN channel ch ON ch.id = c.channel_id
       WHERE m.brand_id = $1 AND m.id = $2`,
      [seat.brandId, messageId],
    );
    return this.checked(seat, row, 'The message');
  }

  private async checked(
    seat: CallerSeat,
    row: VisibleConversation | undefined,
    what: string,
  ): Promise<VisibleConversation> {
    if (row === undefined) throw notFound(what);
    if (row.restricted && !(await this.channels.isVisible(seat, row.channel_id))) throw notFound(what);
    return row;
  }
}
