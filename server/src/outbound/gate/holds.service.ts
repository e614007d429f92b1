import { Injectable } from '@nestjs/common';
import { ChannelDirectory } from '../../channels/channel-directory.service.js';
import { ConnectorRegistry } from '../../channels/core/connector-registry.js';
import { ConversationEntries } from '../../conversations/entries/conversation-entries.service.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { DomainEvents } from '../../platform/events/events.js';
import { REPLY_QUEUED, SCHEDULE_CHANGED } from '../outbound.events.js';
import { Cancellations } from './cancellations.service.js';
import { isOwn, type OwnReply, type Reply, type ReplyReason, refOf } from './reply.js';
import { ReplyRepository } from './reply.repository.js';
import { ReplyStates } from './reply-states.service.js';
import { ReplyWakes } from './reply-wakes.service.js';
import { WaitingReplies } from './waiting-replies.service.js';

type Conversation = Awaited<ReturnType<ConversationEntries['lock']>>;

/** Held replies: let out when their time has come and nothing new was said meanwhile. */
@Injectable()
export class Holds {
  constructor(
    private readonly database: Database,
    private readonly replies: ReplyRepository,
    private readonly states: ReplyStates,
    private readonly cancellations: Cancellations,
    private readonly entries: ConversationEntries,
    private readonly directory: ChannelDirectory,
    private readonly registry: ConnectorRegistry,
    private readonly wakes: ReplyWakes,
    private readonly waiting: WaitingReplies,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
  ) {}

  /** Ends a hold that is over; does nothing otherwise. */
  async release(brandId: string, messageId: string): Promise<void> {
    const seen = await this.replies.find(brandId, messageId);
    if (!isOwn(seen) || seen.state !== 'held') return;
    const earlyMs = seen.heldUntil.getTime() - this.clock.nowMs();
    if (earlyMs > 0) {
      // Clocks differ by a moment; whoever moved theirs further back is served by the sweeper.
      if (earlyMs <= 1_000) this.wakes.at(seen, earlyMs, 'early');
      return;
    }
    await this.database.transaction(async () => {
      const conversation = await this.entries.lock(brandId, seen.conversationId);
      const reply = await this.replies.find(brandId, messageId);
      if (!isOwn(reply) || reply.state !== 'held' || reply.heldUntil > this.clock.now()) return;
      if (await this.cancellations.ifOvertaken(conversation, reply)) return;
      const refusal = await this.refusal(reply);
      if (refusal !== null) {
        await this.states.fail(brandId, messageId, { from: ['held'], reason: refusal });
        return;
      }
      await this.queue(conversation, reply);
    });
  }

  /** Makes a reply the newest utterance of its locked conversation, on its way out. */
  async queue(conversation: Conversation, reply: Reply): Promise<void> {
    const now = this.clock.now();
    const newest = reply.seq === conversation.utterance_seq;
    const seq = newest ? reply.seq : await this.entries.takeNumber(conversation);
    const queued = await this.replies.move(reply.brandId, reply.id, [reply.state], {
      state: 'queued',
      seq,
      heldUntil: now,
      occurredAt: now,
      nextAttemptAt: null,
      reason: null,
    });
    if (queued === undefined)
      throw new Error('the state of a reply changed under the lock of its conversation');
    await this.announceQueued(conversation, queued);
  }

  /** What follows once a reply is queued: last words, listeners, and the sender's wake-up. */
  async announceQueued(conversation: Conversation, reply: Reply): Promise<void> {
    await this.join(conversation.id, reply);
    await this.entries.advance(conversation, {
      utterance: { words: reply.text, by: 'brand', at: reply.occurredAt, seq: reply.seq },
    });
    if (reply.text.trim() === '') await this.entries.recallWords(conversation);
    await this.entries.announce(reply.brandId, conversation.id, reply.id);
    await this.waiting.explain(reply.brandId, conversation.id);
    await this.events.publish(REPLY_QUEUED, refOf(reply));
    if (reply.sendAt !== null) await this.events.publish(SCHEDULE_CHANGED, refOf(reply));
    this.wakes.at(reply, 0);
  }

  /** Those it is for take part from now on: what they answer belongs here. */
  private async join(conversationId: string, reply: Reply): Promise<void> {
    if (reply.answers === null || reply.answers.length === 0) return;
    await this.database.run(
      `INSERT INTO conversation_participant (conversation_id, identity_id, brand_id)
       SELECT $2, id, $1 FROM unnest($3::uuid[]) AS id ON CONFLICT DO NOTHING`,
      [reply.brandId, conversationId, reply.answers],
    );
  }

  /** Why it may not leave now after all. */
  private async refusal(reply: OwnReply): Promise<ReplyReason | null> {
    // Its writer had not seen what stands here, and it would reach whoever is spoken with here.
    if (reply.moved) return STALE;
    const news = await this.replies.newsSince(reply);
    if (news.length > 0) return STALE;
    const channel = await this.directory.find(reply.channelId);
    if (channel === undefined || channel.removedAt !== null) return null;
    const { replyWindowMs } = this.registry.get(channel.kind).manifest;
    if (replyWindowMs === null) return null;
    const last = await this.replies.lastInboundAt(reply.brandId, reply.conversationId);
    const over = last === null || this.clock.nowMs() > last.getTime() + replyWindowMs;
    return over ? WINDOW_CLOSED : null;
  }
}

const STALE: ReplyReason = {
  code: 'stale',
  message: 'Something new was said before this reply left, so it was kept back.',
  remedy: 'Read what is new, then send it again, change it, or leave it.',
};
const WINDOW_CLOSED: ReplyReason = {
  code: 'window_closed',
  message: 'The platform no longer allows a reply here: the person wrote too long ago.',
  remedy: 'Wait until the person writes again, or reach them on another channel.',
};
