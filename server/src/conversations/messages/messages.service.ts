import { Injectable } from '@nestjs/common';
import type { Message, messagePageSchema, messageQuerySchema } from '@parley/shared/messages.js';
import type { z } from 'zod';
import type { CallerSeat } from '../../platform/http/caller.js';
import { ConversationAccess } from '../detail/conversation-access.service.js';
import { MessagePresenter } from './message.presenter.js';
import { MessageViewRepository } from './message-view.repository.js';

/** How many messages come along before one that a page reaches back to, and how many come at once for its sake. */
const WITH_IT = 20;
const MOST_AT_ONCE = 500;

@Injectable()
export class MessagesService {
  constructor(
    private readonly access: ConversationAccess,
    private readonly messages: MessageViewRepository,
    private readonly presenter: MessagePresenter,
  ) {}

  /** A page in the order of seq; `hasMore` speaks of the direction that was asked for. */
  async page(
    seat: CallerSeat,
    conversationId: string,
    { before, after, limit: asked, until }: z.infer<typeof messageQuerySchema>,
  ): Promise<z.infer<typeof messagePageSchema>> {
    await this.access.require(seat, conversationId);
    const upTo =
      until === undefined
        ? 0
        : await this.messages.countFrom(seat.brandId, conversationId, { until, before });
    const limit = upTo === 0 ? asked : Math.max(asked, Math.min(upTo + WITH_IT, MOST_AT_ONCE));
    const rows = await this.messages.page(seat.brandId, conversationId, { before, after, limit: limit + 1 });
    const hasMore = rows.length > limit;
    const shown = !hasMore ? rows : after === undefined ? rows.slice(1) : rows.slice(0, limit);
    return { items: await this.presenter.present(seat.brandId, shown), hasMore };
  }

  /** Messages as the API shows them, by seq, for domains that have checked who may see them. */
  byIds(brandId: string, ids: readonly string[]): Promise<Message[]> {
    return this.presenter.byIds(brandId, ids);
  }
}
