import { Injectable } from '@nestjs/common';
import type { ConversationDetail } from '@parley/shared/conversations.js';
import { Database } from '../../platform/database/database.js';
import type { CallerSeat } from '../../platform/http/caller.js';
import type { ConversationRecord } from '../conversation.repository.js';
import { ConversationAccess } from '../detail/conversation-access.service.js';
import { DetailService } from '../detail/detail.service.js';
import { ConversationEntries } from '../entries/conversation-entries.service.js';

/** What is done to the locked conversation. */
export type Change = (conversation: ConversationRecord) => Promise<void>;

/** What every act of a member has around it. */
@Injectable()
export class ConversationChanges {
  constructor(
    private readonly database: Database,
    private readonly access: ConversationAccess,
    private readonly entries: ConversationEntries,
    private readonly details: DetailService,
  ) {}

  /**
   * Runs `work` in a transaction, on the locked conversation (or what it was merged into).
   * @returns what the conversation is then
   * @throws AppError not_found when it does not exist for this member
   */
  async change(seat: CallerSeat, id: string, work: Change): Promise<ConversationDetail> {
    return this.details.get(seat, await this.apply(seat, id, work));
  }

  /** The same, for who does not ask what it is then. @returns the id of the conversation that was changed */
  async apply(seat: CallerSeat, id: string, work: Change): Promise<string> {
    await this.access.require(seat, id);
    return this.database.transaction(async () => {
      const conversation = await this.entries.lock(seat.brandId, id);
      await work(conversation);
      return conversation.id;
    });
  }
}
