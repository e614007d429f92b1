import { Injectable } from '@nestjs/common';
import type { ConversationDetail } from '@parley/shared/conversations.js';
import { Audit } from '../../auth/audit.service.js';
import { ChannelDirectory } from '../../channels/channel-directory.service.js';
import { ConnectorRegistry } from '../../channels/core/connector-registry.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors/app-error.js';
import { DomainEvents } from '../../platform/events/events.js';
import type { Member } from '../../platform/http/caller.js';
import { ActsRepository } from '../acts/acts.repository.js';
import { ConversationChanges } from '../acts/conversation-changes.service.js';
import type { ConversationRecord } from '../conversation.repository.js';
import { PERSON_BLOCKED } from '../conversations.events.js';
import { ConversationEntries } from '../entries/conversation-entries.service.js';

/**
 * Keeps somebody from writing, on channels of kinds that can (capability `blocks`). It holds for the names under which they
 * speak in that conversation, and lets nothing of theirs in but that they tried.
 */
@Injectable()
export class Blocks {
  constructor(
    private readonly database: Database,
    private readonly changes: ConversationChanges,
    private readonly entries: ConversationEntries,
    private readonly acts: ActsRepository,
    private readonly directory: ChannelDirectory,
    private readonly connectors: ConnectorRegistry,
    private readonly audit: Audit,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError not_possible_now where the channel cannot keep anybody out */
  block(caller: Member, id: string, reason: string): Promise<ConversationDetail> {
    const { memberId } = caller.seat;
    return this.changes.change(caller.seat, id, async (conversation) => {
      await this.requireCan(conversation);
      const blocked = await this.database.run(
        `INSERT INTO blocked_identity (identity_id, brand_id, member_id, reason, blocked_at)
         SELECT i.id, $1, $3, $4, $5 FROM conversation_participant p JOIN identity i ON i.id = p.identity_id
         WHERE p.brand_id = $1 AND p.conversation_id = $2 AND i.person_id = $6
         ON CONFLICT (identity_id) DO NOTHING`,
        [conversation.brand_id, conversation.id, memberId, reason, this.clock.now(), conversation.person_id],
      );
      if (blocked > 0) await this.note(caller, conversation, 'blocked', reason);
    });
  }

  unblock(caller: Member, id: string): Promise<ConversationDetail> {
    return this.changes.change(caller.seat, id, async (conversation) => {
      const unblocked = await this.database.run(
        `DELETE FROM blocked_identity b USING conversation_participant p, identity i
         WHERE b.brand_id = $1 AND p.brand_id = $1 AND p.conversation_id = $2 AND i.id = p.identity_id
           AND i.person_id = $3 AND b.identity_id = i.id`,
        [conversation.brand_id, conversation.id, conversation.person_id],
      );
      if (unblocked > 0) await this.note(caller, conversation, 'unblocked', '');
    });
  }

  private async requireCan({ brand_id, channel_id }: ConversationRecord): Promise<void> {
    const { kind } = await this.directory.get(brand_id, channel_id);
    if (!this.connectors.get(kind).manifest.capabilities.includes('blocks'))
      throw new AppError('not_possible_now', 'On this channel nobody can be kept from writing.');
  }

  private async note(
    caller: Member,
    conversation: ConversationRecord,
    kind: 'blocked' | 'unblocked',
    reason: string,
  ): Promise<void> {
    const { brand_id: brandId, id: conversationId, person_id: personId } = conversation;
    await this.acts.insert(conversation, caller.seat.memberId, kind, { reason });
    await this.entries.advance(conversation, {});
    await this.audit.write({
      brandId,
      action: `person.${kind}`,
      actorUserId: caller.userId,
      ip: caller.ip,
      details: { conversationId, personId },
    });
    await this.events.publish(PERSON_BLOCKED, { brandId, conversationId, blocked: kind === 'blocked' });
  }
}
