import { Injectable } from '@nestjs/common';
import { ConversationEntries } from '../../conversations/entries/conversation-entries.service.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { AppError, notFound } from '../../platform/errors/app-error.js';
import { Acceptance } from './acceptance.service.js';
import { AttemptRepository } from './attempt.repository.js';
import { Holds } from './holds.service.js';
import { wantedBy } from './refused-recipients.service.js';
import { isOwn, type OwnReply, type Reply } from './reply.js';
import { ReplyRepository } from './reply.repository.js';
import { ReplySettlement } from './reply-settlement.service.js';
import { ReplyStates } from './reply-states.service.js';
import { ReplyWakes } from './reply-wakes.service.js';

/** What only a member may decide: what became of a reply nobody knows about, and whether a failed one is tried anew. */
@Injectable()
export class Decisions {
  constructor(
    private readonly database: Database,
    private readonly replies: ReplyRepository,
    private readonly attempts: AttemptRepository,
    private readonly acceptance: Acceptance,
    private readonly settlement: ReplySettlement,
    private readonly states: ReplyStates,
    private readonly holds: Holds,
    private readonly entries: ConversationEntries,
    private readonly wakes: ReplyWakes,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError not_possible_now when it is not unconfirmed (any more) */
  async resolve(brandId: string, id: string, outcome: 'sent' | 'not_sent' | 'send_again'): Promise<void> {
    const resolved = await this.database.transaction(async () => {
      switch (outcome) {
        case 'sent':
          return this.acceptance.accept(brandId, id, {
            externalId: null,
            at: await this.attempts.lastStart(brandId, id),
            from: ['unconfirmed'],
            afterSent: true,
          });
        case 'not_sent':
          return this.states.fail(brandId, id, { from: ['unconfirmed'], reason: NOT_SENT });
        case 'send_again':
          return this.again(brandId, id);
      }
    });
    if (resolved === undefined) throw new AppError('not_possible_now', 'What became of it is known by now.');
  }

  /**
   * A failed reply goes its way again, as the newest utterance.
   * @param check refuses when something new was said since the member looked; called under the conversation's lock
   * @throws AppError not_possible_now when it has not failed
   */
  async sendAgain(
    brandId: string,
    id: string,
    check: (conversation: Awaited<ReturnType<ConversationEntries['lock']>>, reply: OwnReply) => Promise<void>,
  ): Promise<void> {
    await this.database.transaction(async () => {
      const seen = await this.replies.find(brandId, id);
      if (seen === undefined) throw notFound('The reply');
      const conversation = await this.entries.lock(brandId, seen.conversationId);
      const reply = await this.replies.find(brandId, id);
      if (!isOwn(reply) || reply.state !== 'failed')
        throw new AppError('not_possible_now', 'Only a failed reply can be sent again.');
      await check(conversation, reply);
      // What had arrived and came back is a new message to the other side, and must not be taken for a double.
      if (reply.sentAt !== null) await this.forgetSent(reply);
      if (reply.attempts > 0) await this.uncount(conversation.id, reply);
      await this.holds.queue(conversation, reply);
      if (reply.sentAt !== null)
        await this.entries.advance(await this.entries.lock(brandId, conversation.id), { refold: true });
    });
  }

  private async again(brandId: string, id: string): Promise<Reply | undefined> {
    const seen = await this.replies.find(brandId, id);
    if (!isOwn(seen)) return undefined;
    const conversation = await this.entries.lock(brandId, seen.conversationId);
    const now = this.clock.now();
    const reply = await this.replies.move(brandId, id, ['unconfirmed'], {
      state: 'queued',
      heldUntil: now,
      occurredAt: now,
      nextAttemptAt: null,
      reason: null,
    });
    if (reply === undefined) return undefined;
    await this.settlement.settle(conversation, { state: 'unconfirmed', sentAt: null }, reply, {});
    this.wakes.at(reply, 0, 'again');
    return reply;
  }

  /** It was counted when it was queued first. */
  private async uncount(conversationId: string, reply: Reply): Promise<void> {
    await this.database.run(
      'UPDATE conversation SET message_count = message_count - 1 WHERE brand_id = $1 AND id = $2',
      [reply.brandId, conversationId],
    );
  }

  private async forgetSent(reply: OwnReply): Promise<void> {
    await this.replies.move(reply.brandId, reply.id, ['failed'], {
      sentAt: null,
      deliveredAt: null,
      readAt: null,
      externalId: null,
      answers: wantedBy(reply),
      outgoing: { envelope: reply.outgoing.envelope, forward: reply.outgoing.forward, prepared: null },
    });
    await this.replies.clearFailureArrival(reply.brandId, reply.id);
  }
}

const NOT_SENT = {
  code: 'not_sent',
  message: 'A member said that it did not arrive.',
  remedy: 'Send it again, or leave it.',
};
