import { Injectable } from '@nestjs/common';
import { ConversationEntries } from '../../conversations/entries/conversation-entries.service.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/database/id.js';
import { isCounted, LEFT, type Reply } from './reply.js';
import { ReplyWakes } from './reply-wakes.service.js';
import { WaitingReplies } from './waiting-replies.service.js';

type Conversation = Awaited<ReturnType<ConversationEntries['lock']>>;

/** What a reply's new state means for its conversation: turns, order, and whoever waits behind it. Under its lock. */
@Injectable()
export class ReplySettlement {
  constructor(
    private readonly database: Database,
    private readonly entries: ConversationEntries,
    private readonly wakes: ReplyWakes,
    private readonly waiting: WaitingReplies,
    private readonly clock: Clock,
  ) {}

  /** Folds what the change means, tells everyone, and lets the next reply of the conversation go. */
  async settle(
    conversation: Conversation,
    before: Pick<Reply, 'state' | 'sentAt'>,
    reply: Reply,
    also: { close?: boolean; absorbed?: boolean },
  ): Promise<void> {
    const { brandId, id } = reply;
    if (also.close === true) await this.close(conversation, reply);
    const counted = isCounted(before);
    const counts = isCounted(reply);
    if (counted || also.close === true || also.absorbed === true) {
      await this.entries.advance(conversation, { refold: true, ...outOfSetAside(conversation, reply) });
    } else if (counts) {
      const entry = (await this.entries.ofMessage(conversation, id)).at(-1);
      await this.entries.advance(conversation, {
        ...(entry === undefined ? {} : { entry }),
        ...outOfSetAside(conversation, reply),
      });
    }
    await this.entries.announce(brandId, conversation.id, id);
    if (before.state === 'unconfirmed' || reply.state === 'unconfirmed')
      await this.waiting.explain(brandId, conversation.id);
    if (reply.state !== 'queued' && reply.state !== 'unconfirmed') this.wakes.next(reply);
  }

  /** Nothing was said here and nothing will be: the conversation a taken-back reply had begun is closed. */
  async dismiss(conversation: Conversation, reply: Reply): Promise<void> {
    await this.close(conversation, reply);
    await this.entries.advance(conversation, { refold: true });
  }

  private async close(conversation: Conversation, reply: Reply): Promise<void> {
    if (conversation.status === 'closed') return;
    await this.database.run(
      `INSERT INTO conversation_act (id, brand_id, conversation_id, thread_id, at, kind, member_id, details)
       VALUES ($1, $2, $3, $3, $4, 'closed', $5, '{}')`,
      [
        newId(),
        reply.brandId,
        conversation.id,
        new Date(Math.max(this.clock.nowMs(), reply.occurredAt.getTime() + 1)),
        reply.memberId,
      ],
    );
  }
}

/** Whom we answer is somebody, whatever they were taken for. */
const outOfSetAside = (conversation: Conversation, reply: Reply): { setAside?: null } =>
  conversation.set_aside !== null && LEFT.has(reply.state) ? { setAside: null } : {};
