import { Injectable } from '@nestjs/common';
import { isPutAway, type ModerationAction, type ModerationState } from '@parley/shared/moderation.js';
import { DomainEvents } from '../../platform/events/events.js';
import { ActsRepository } from '../acts/acts.repository.js';
import type { ConversationRecord } from '../conversation.repository.js';
import { MESSAGE_CHANGED } from '../conversations.events.js';
import type { Advance } from '../entries/advance.js';
import { ConversationEntries } from '../entries/conversation-entries.service.js';
import { type ModeratedRow, ModerationRepository, type ModerationUpdate } from './moderation.repository.js';

/** A message as it stands on its platform. */
export type MessageStanding = ModeratedRow;

/**
 * How a message stands on its platform, and what follows: what is put away opens no turn while it is, and a conversation in
 * which nothing else was said is set aside; what comes back opens its turn at its own time. Under the conversation's lock.
 */
@Injectable()
export class MessageModeration {
  constructor(
    private readonly rows: ModerationRepository,
    private readonly entries: ConversationEntries,
    private readonly acts: ActsRepository,
    private readonly events: DomainEvents,
  ) {}

  /**
   * What the platform tells of one of its messages: the newest word counts, and while something of ours is on its way there
   * its outcome does.
   * @param by who did it there, where the platform says
   * @returns whether anything changed
   */
  async tell(
    conversation: ConversationRecord,
    messageId: string,
    told: { state: ModerationState; by: string | null; at: Date },
  ): Promise<boolean> {
    const before = await this.rows.find(conversation.brand_id, messageId);
    if (before === undefined) return false;
    if (before.moderation_at !== null && before.moderation_at > told.at) return false;
    if (before.act_pending) {
      // Should ours fail, this is how it stands there.
      await this.rows.rebasePending(conversation.brand_id, messageId, told.state);
      if (told.state !== 'removed') return false;
    }
    if (before.state === told.state) return false;
    await this.change(conversation, before, { state: told.state, at: told.at });
    await this.acts.insert(conversation, null, 'moderated', {
      messageId,
      from: before.state,
      to: told.state,
      by: told.by,
    });
    return true;
  }

  /** How a message stands; undefined when there is none. */
  find(brandId: string, messageId: string): Promise<MessageStanding | undefined> {
    return this.rows.find(brandId, messageId);
  }

  /** A member asked for something: stands in the conversation's history. */
  async noteAsked(
    conversation: ConversationRecord,
    memberId: string,
    asked: { messageId: string; action: ModerationAction },
  ): Promise<void> {
    await this.acts.insert(conversation, memberId, 'moderated', asked);
  }

  /** Whether it is we who delete it, so that its going is not its author's doing. */
  async isRemoved(brandId: string, messageId: string): Promise<boolean> {
    return (await this.rows.find(brandId, messageId))?.state === 'removed';
  }

  /** Writes how the message stands and takes it into the conversation's turns. */
  async change(
    conversation: ConversationRecord,
    before: ModeratedRow,
    update: ModerationUpdate,
  ): Promise<void> {
    const { brand_id: brandId, id: conversationId } = conversation;
    await this.rows.update(brandId, before.id, update);
    const moved = update.state !== undefined && isPutAway(update.state) !== isPutAway(before.state);
    if (moved) {
      await this.entries.recallWords(conversation);
      await this.entries.advance(conversation, {
        refold: before.direction === 'in',
        ...(await this.placeOf(conversation, update.state ?? before.state)),
      });
    }
    await this.events.publish(MESSAGE_CHANGED, { brandId, conversationId, messageId: before.id });
  }

  /** Set aside while all that people said in it is put away; never what was set aside for another reason. */
  private async placeOf(
    conversation: ConversationRecord,
    state: ModerationState,
  ): Promise<Pick<Advance, 'setAside'>> {
    const spoken = await this.rows.hasWordsOfPeople(conversation.brand_id, conversation.id);
    if (!spoken) return conversation.set_aside === null && isPutAway(state) ? { setAside: state } : {};
    const known = conversation.set_aside;
    return known !== null && isPutAway(known as ModerationState) ? { setAside: null } : {};
  }
}
