import { Injectable } from '@nestjs/common';
import { ChannelAccess } from '../../channels/channel-access.service.js';
import { ConversationEntries } from '../../conversations/entries/conversation-entries.service.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { AppError, notFound } from '../../platform/errors/app-error.js';
import { DomainEvents } from '../../platform/events/events.js';
import { type CancelReason, REPLY_CANCELLED, SCHEDULE_CHANGED } from '../outbound.events.js';
import { isOwn, isScheduled, type OwnReply, type Reply, type ReplyReason, refOf } from './reply.js';
import { ReplyRepository } from './reply.repository.js';
import { ReplySettlement } from './reply-settlement.service.js';

type Conversation = Awaited<ReturnType<ConversationEntries['lock']>>;

/** Held replies that will not leave: taken back by a member, or overtaken by what happened before their time came. */
@Injectable()
export class Cancellations {
  constructor(
    private readonly database: Database,
    private readonly replies: ReplyRepository,
    private readonly settlement: ReplySettlement,
    private readonly entries: ConversationEntries,
    private readonly access: ChannelAccess,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
  ) {}

  /**
   * Takes a held reply back. Its files are free again, for the composer to which they return; so are those of one that
   * was cancelled for a reason, whose words its writer fetches back.
   * @returns it as it was
   * @throws AppError not_possible_now once it is queued
   */
  takeBack(brandId: string, messageId: string, byMemberId: string): Promise<OwnReply> {
    return this.database.transaction(async () => {
      const seen = await this.replies.find(brandId, messageId);
      if (!isOwn(seen)) throw notFound('The reply');
      const conversation = await this.entries.lock(brandId, seen.conversationId);
      const before = await this.replies.find(brandId, messageId);
      if (!isOwn(before)) throw notFound('The reply');
      if (before.state === 'cancelled') {
        await this.fetchBack(before);
        return before;
      }
      if (before.state !== 'held')
        throw new AppError('not_possible_now', 'It is on its way already and can no longer be taken back.');
      await this.freeFiles(before);
      await this.cancel(conversation, before, null, { because: 'taken_back', byMemberId });
      return before;
    });
  }

  /** Cancels it where its writer wanted that for what has happened meanwhile. Under the conversation's lock. */
  async ifOvertaken(conversation: Conversation, reply: OwnReply): Promise<boolean> {
    const because = await this.overtaking(reply);
    if (because === null) return false;
    await this.cancel(conversation, reply, REASONS[because], { because, byMemberId: null });
    return true;
  }

  /** The same for whoever has not locked the conversation yet. */
  async look(brandId: string, messageId: string): Promise<void> {
    await this.database.transaction(async () => {
      const seen = await this.replies.find(brandId, messageId);
      if (!isOwn(seen) || !isScheduled(seen)) return;
      const conversation = await this.entries.lock(brandId, seen.conversationId);
      const reply = await this.replies.find(brandId, messageId);
      if (isOwn(reply) && isScheduled(reply)) await this.ifOvertaken(conversation, reply);
    });
  }

  private async overtaking(reply: OwnReply): Promise<Exclude<CancelReason, 'taken_back'> | null> {
    if (reply.sendAt === null) return null;
    if (await this.replies.writerHasLeft(reply)) return 'writer_left';
    const viewers = await this.access.viewers(reply.brandId, reply.channelId);
    if (viewers !== 'all' && !viewers.includes(reply.memberId)) return 'writer_lost_sight';
    if (!reply.cancelIfTheyWrite) return null;
    if ((await this.replies.newsSince({ ...reply, personOnly: true })).length > 0) return 'they_wrote';
    return (await this.replies.newsSince(reply)).length > 0 ? 'colleague_answered' : null;
  }

  private async cancel(
    conversation: Conversation,
    reply: OwnReply,
    reason: ReplyReason | null,
    how: { because: CancelReason; byMemberId: string | null },
  ): Promise<void> {
    const { brandId, id } = reply;
    const cancelled = await this.replies.move(brandId, id, ['held'], { state: 'cancelled', reason });
    if (cancelled === undefined)
      throw new Error('the state of a reply changed under the lock of its conversation');
    if (conversation.message_count === 0) await this.settlement.dismiss(conversation, cancelled);
    await this.entries.announce(brandId, conversation.id, id);
    await this.events.publish(REPLY_CANCELLED, { ...refOf(cancelled), ...how });
    if (isScheduled(reply)) await this.events.publish(SCHEDULE_CHANGED, refOf(cancelled));
  }

  private async fetchBack(cancelled: Reply): Promise<void> {
    const { brandId, id, conversationId } = cancelled;
    if (cancelled.reason === null) return;
    await this.freeFiles(cancelled);
    await this.replies.move(brandId, id, ['cancelled'], { reason: null });
    await this.entries.announce(brandId, conversationId, id);
  }

  private async freeFiles({ brandId, id }: Reply): Promise<void> {
    await this.database.run(
      'UPDATE attachment SET message_id = NULL, created_at = $3 WHERE brand_id = $1 AND message_id = $2',
      [brandId, id, this.clock.now()],
    );
  }
}

const KEPT = 'Its words are kept here: use them again if they still fit.';
const REASONS: Record<Exclude<CancelReason, 'taken_back'>, ReplyReason> = {
  they_wrote: {
    code: 'they_wrote',
    message: 'The person wrote before this left, so it was cancelled.',
    remedy: KEPT,
  },
  colleague_answered: {
    code: 'colleague_answered',
    message: 'Somebody else answered before this left, so it was cancelled.',
    remedy: KEPT,
  },
  writer_left: {
    code: 'writer_left',
    message: 'Who wrote this is no longer a member, so it was cancelled.',
    remedy: KEPT,
  },
  writer_lost_sight: {
    code: 'writer_lost_sight',
    message: 'Who wrote this may no longer look into this channel, so it was cancelled.',
    remedy: KEPT,
  },
};
