import { Injectable } from '@nestjs/common';
import { ChannelActivity } from '../../channels/channel-activity.service.js';
import type { SendReceipt } from '../../channels/core/outbound-message.js';
import { ConversationEntries } from '../../conversations/entries/conversation-entries.service.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { DomainEvents } from '../../platform/events/events.js';
import { Tasks } from '../../platform/queue/tasks.js';
import { REPLY_NAMED, REPLY_SENT } from '../outbound.events.js';
import { COPY_SENT_REPLY, LOOK_UP_REPLY } from '../outbound.tasks.js';
import { AttemptRepository } from './attempt.repository.js';
import { NO_PLACE, OwnEchoes } from './own-echoes.service.js';
import { isPartlyRefused, RefusedRecipients } from './refused-recipients.service.js';
import { LEFT, laterOf, type Reply, type ReplyState, refOf, stateOf } from './reply.js';
import { type ReplyChange, ReplyRepository } from './reply.repository.js';
import { ReplySettlement } from './reply-settlement.service.js';

type Conversation = Awaited<ReturnType<ConversationEntries['lock']>>;

export interface Accepted extends SendReceipt {
  /** Which states this may be said of. */
  from: readonly ReplyState[];
  /** Only if this try is still the one that counts. */
  attemptToken?: string;
  /** A copy on the sender's own side is still to be made. */
  afterSent?: boolean;
  /** It had been accepted before and came back; this is a later delivery of it, not old news. */
  again?: boolean;
}

/**
 * A reply arrived with the platform, as far as anybody says so: its answer, an echo, a look-up, a member. In one
 * transaction, under the conversation's lock; said again it does nothing but add what was not known.
 */
@Injectable()
export class Acceptance {
  constructor(
    private readonly database: Database,
    private readonly replies: ReplyRepository,
    private readonly attempts: AttemptRepository,
    private readonly echoes: OwnEchoes,
    private readonly refused: RefusedRecipients,
    private readonly entries: ConversationEntries,
    private readonly settlement: ReplySettlement,
    private readonly activity: ChannelActivity,
    private readonly tasks: Tasks,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
  ) {}

  /** The platform has it. Closes turns at the platform's time of it, and the conversation where that was asked for. */
  accept(brandId: string, id: string, accepted: Accepted): Promise<Reply | undefined> {
    return this.database.transaction(async () => {
      const { externalId } = accepted;
      const seen = await this.replies.find(brandId, id);
      if (seen === undefined) return undefined;
      if (externalId !== null) await this.echoes.alone(seen.channelId, externalId);
      const conversation = await this.entries.lock(brandId, seen.conversationId);
      const before = await this.replies.find(brandId, id);
      if (before === undefined) return undefined;
      if (LEFT.has(before.state)) return this.complete(conversation, before, accepted);
      if (!accepted.from.includes(before.state)) return undefined;
      const cameBack = before.state === 'failed' && before.sentAt !== null;
      if (cameBack && accepted.again !== true) return undefined;
      if (cameBack) await this.replies.clearFailureArrival(brandId, id);
      const at = await this.timeOf(before, accepted.at);
      const place = externalId === null ? NO_PLACE : await this.echoes.absorb(before, externalId);
      const heard = laterOf(before, place);
      const change: ReplyChange = {
        ...heard,
        state: stateOf(heard),
        occurredAt: at,
        sentAt: at,
        nextAttemptAt: null,
        reason: null,
        ...(await this.refused.reckon(before, accepted.details)),
      };
      if (place.kind !== 'taken') change.externalId = externalId;
      const reply = await this.replies.move(brandId, id, accepted.from, change, accepted.attemptToken);
      if (reply === undefined) return undefined;
      await this.replies.addReferences(reply, [
        ...(externalId === null ? [] : [externalId]),
        ...(accepted.references ?? []),
      ]);
      await this.attempts.finishLast(brandId, id, 'accepted', this.clock.now());
      await this.settlement.settle(conversation, before, reply, {
        close: reply.closeAfter && !isPartlyRefused(reply) && (await this.unheard(reply)),
        absorbed: place.kind === 'absorbed',
      });
      await this.tasks.forget(LOOK_UP_REPLY, brandId, id);
      await this.named(reply, externalId);
      if (accepted.afterSent === true)
        await this.tasks.add(COPY_SENT_REPLY, { brandId, subjectId: id, data: {} });
      await this.events.publish(REPLY_SENT, { ...refOf(reply), at });
      this.database.afterCommit(() => this.activity.replyWentOut(reply.channelId, this.clock.now()));
      return reply;
    });
  }

  /** The platform's word came after its echo: what the echo could not tell is added. */
  private async complete(
    conversation: Conversation,
    known: Reply,
    { externalId, references, details, attemptToken, afterSent }: Accepted,
  ): Promise<Reply | undefined> {
    const { brandId, id } = known;
    const change: ReplyChange = await this.refused.reckon(known, details);
    let place = NO_PLACE;
    if (externalId !== null && known.externalId === null) {
      place = await this.echoes.absorb(known, externalId);
      Object.assign(change, laterOf(known, place));
      change.state = stateOf(laterOf(known, place));
    }
    if (place.kind !== 'taken') change.externalId = externalId;
    const reply = await this.replies.move(brandId, id, [known.state], change, attemptToken);
    if (reply === undefined) return undefined;
    await this.replies.addReferences(reply, [
      ...(externalId === null ? [] : [externalId]),
      ...(references ?? []),
    ]);
    if (place.kind === 'absorbed' || isPartlyRefused(reply))
      await this.entries.advance(conversation, { refold: true });
    await this.named(reply, externalId);
    if (afterSent === true) await this.tasks.add(COPY_SENT_REPLY, { brandId, subjectId: id, data: {} });
    await this.entries.announce(brandId, conversation.id, id);
    return reply;
  }

  /** The platform's time, never ahead of ours and never before what it answers. */
  private async timeOf(reply: Reply, told: Date | null): Promise<Date> {
    const now = this.clock.nowMs();
    const answered =
      reply.inReplyToId === null
        ? undefined
        : await this.database.one<{ at: Date }>(
            'SELECT occurred_at AS at FROM message WHERE brand_id = $1 AND id = $2',
            [reply.brandId, reply.inReplyToId],
          );
    return new Date(Math.max(Math.min(told?.getTime() ?? now, now), answered?.at.getTime() ?? 0));
  }

  /** "Send and close" does not close over words nobody has read. */
  private async unheard(reply: Reply): Promise<boolean> {
    const seq = Math.max(reply.seq, reply.seenSeq ?? 0);
    const news = await this.replies.newsSince({ ...reply, seq, personOnly: true });
    return news.length === 0;
  }

  private async named({ brandId, channelId, id }: Reply, externalId: string | null): Promise<void> {
    if (externalId === null) return;
    await this.events.publish(REPLY_NAMED, { brandId, channelId, messageId: id, externalId });
  }
}
