import { Injectable } from '@nestjs/common';
import { ChannelActivity } from '../../channels/channel-activity.service.js';
import type { ReceiptEvent } from '../../channels/core/inbound-event.js';
import type { SendReceipt } from '../../channels/core/outbound-message.js';
import { ConversationEntries } from '../../conversations/entries/conversation-entries.service.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/database/id.js';
import { DomainEvents } from '../../platform/events/events.js';
import { Tasks } from '../../platform/queue/tasks.js';
import {
  REPLY_DELIVERED,
  REPLY_FAILED,
  REPLY_SENT,
  REPLY_UNCONFIRMED,
  type ReplyRef,
} from '../outbound.events.js';
import { COPY_SENT_REPLY, LOOK_UP_REPLY } from '../outbound.tasks.js';
import { AttemptRepository } from './attempt.repository.js';
import { NO_PLACE, OwnEchoes } from './own-echoes.service.js';
import { isPartlyRefused, RefusedRecipients } from './refused-recipients.service.js';
import {
  isCounted,
  LEFT,
  laterOf,
  type RefusedRecipient,
  type Reply,
  type ReplyReason,
  type ReplyState,
  type SendDetails,
  stateOf,
} from './reply.js';
import { type ReplyChange, ReplyRepository } from './reply.repository.js';
import { ReplyWakes } from './reply-wakes.service.js';
import { WaitingReplies } from './waiting-replies.service.js';

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
 * Every change of what became of a reply, with what follows from it for turns, order and listeners: in one
 * transaction, under the conversation's lock. A change that no longer fits the state does nothing.
 */
@Injectable()
export class ReplyStates {
  constructor(
    private readonly database: Database,
    private readonly replies: ReplyRepository,
    private readonly attempts: AttemptRepository,
    private readonly echoes: OwnEchoes,
    private readonly refused: RefusedRecipients,
    private readonly entries: ConversationEntries,
    private readonly activity: ChannelActivity,
    private readonly tasks: Tasks,
    private readonly wakes: ReplyWakes,
    private readonly waiting: WaitingReplies,
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
      await this.settle(conversation, before, reply, {
        close: reply.closeAfter && !isPartlyRefused(reply) && (await this.unheard(reply)),
        absorbed: place.kind === 'absorbed',
      });
      await this.tasks.forget(LOOK_UP_REPLY, brandId, id);
      await this.earlyReceipts(reply, externalId);
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
    await this.earlyReceipts(reply, externalId);
    if (afterSent === true) await this.tasks.add(COPY_SENT_REPLY, { brandId, subjectId: id, data: {} });
    await this.entries.announce(brandId, conversation.id, id);
    return reply;
  }

  /** It did not leave, or came back after all. */
  async fail(
    brandId: string,
    id: string,
    failure: {
      from: readonly ReplyState[];
      reason: ReplyReason;
      attemptToken?: string;
      /** The platform itself says so: then it had been there. */
      left?: boolean;
      /** Those it did not reach; others have it, and it stays sent. */
      recipients?: RefusedRecipient[] | undefined;
    },
  ): Promise<Reply | undefined> {
    if (failure.recipients !== undefined) await this.acceptForOthers(brandId, id, failure.recipients);
    return this.change(brandId, id, failure, async (conversation, before) => {
      const partly = LEFT.has(before.state)
        ? await this.refused.sift(before, failure.recipients ?? [])
        : null;
      if (partly !== null) return this.refuse(conversation, before, partly);
      const sentAt =
        before.sentAt ??
        (failure.left === true ? ((await this.attempts.lastStart(brandId, id)) ?? before.occurredAt) : null);
      const reply = await this.replies.move(
        brandId,
        id,
        failure.from,
        {
          state: 'failed',
          nextAttemptAt: null,
          reason: failure.reason,
          ...(sentAt === null ? {} : { sentAt }),
        },
        failure.attemptToken,
      );
      if (reply === undefined) return undefined;
      if (sentAt !== null) await this.replies.markFailureArrival(brandId, id);
      await this.settle(conversation, before, reply, {});
      await this.tasks.forget(LOOK_UP_REPLY, brandId, id);
      const { code, message } = failure.reason;
      await this.events.publish(REPLY_FAILED, { ...refOf(reply), code, message });
      return reply;
    });
  }

  /** What came back from some only did leave, whatever was known of it: the others have it, and must not get it again. */
  private async acceptForOthers(brandId: string, id: string, cameBack: RefusedRecipient[]): Promise<void> {
    const from: ReplyState[] = ['sending', 'unconfirmed'];
    const seen = await this.replies.find(brandId, id);
    if (seen === undefined || !from.includes(seen.state)) return;
    if ((await this.refused.sift(seen, cameBack)) === null) return;
    const at = (await this.attempts.lastStart(brandId, id)) ?? seen.occurredAt;
    await this.accept(brandId, id, { externalId: null, at, from });
  }

  /** It came back from some of those it was for: their turns are open again. */
  private async refuse(
    conversation: Conversation,
    { brandId, id, state }: Reply,
    change: ReplyChange,
  ): Promise<Reply | undefined> {
    const reply = await this.replies.move(brandId, id, [state], change);
    if (reply === undefined) return undefined;
    await this.entries.advance(conversation, { refold: true });
    await this.entries.announce(brandId, conversation.id, id);
    return reply;
  }

  /** Bytes may have left and no answer came. Whatever follows in this conversation waits. */
  unconfirm(
    brandId: string,
    id: string,
    doubt: { attemptToken: string; reason: ReplyReason; lookUp: boolean; details?: SendDetails | undefined },
  ): Promise<Reply | undefined> {
    return this.change(brandId, id, { from: ['sending'] }, async (conversation, before) => {
      const at = (await this.attempts.lastStart(brandId, id)) ?? this.clock.now();
      const reply = await this.replies.move(
        brandId,
        id,
        ['sending'],
        {
          state: 'unconfirmed',
          occurredAt: at,
          nextAttemptAt: null,
          reason: doubt.reason,
          ...(await this.refused.reckon(before, doubt.details)),
        },
        doubt.attemptToken,
      );
      if (reply === undefined) return undefined;
      await this.attempts.finishLast(brandId, id, 'ambiguous', this.clock.now());
      await this.settle(conversation, before, reply, {});
      if (doubt.lookUp) await this.tasks.add(LOOK_UP_REPLY, { brandId, subjectId: id, data: {} });
      await this.events.publish(REPLY_UNCONFIRMED, refOf(reply));
      return reply;
    });
  }

  /** Surely not sent, and tried again by itself. @param delayMs null: woken by something else (a reconnection) */
  requeue(
    brandId: string,
    id: string,
    wait: { attemptToken: string; reason: ReplyReason; delayMs: number | null },
  ): Promise<Reply | undefined> {
    const from: ReplyState[] = ['sending', 'unconfirmed'];
    return this.change(brandId, id, { from }, async (conversation, before) => {
      const nextAttemptAt = new Date(this.clock.nowMs() + (wait.delayMs ?? 0));
      const reply = await this.replies.move(
        brandId,
        id,
        from,
        { state: 'queued', nextAttemptAt, reason: wait.reason },
        wait.attemptToken,
      );
      if (reply === undefined) return undefined;
      await this.settle(conversation, before, reply, {});
      await this.tasks.forget(LOOK_UP_REPLY, brandId, id);
      if (wait.delayMs !== null) this.wakes.at(reply, wait.delayMs);
      return reply;
    });
  }

  /** `delivered` and `read` only ever move forward; what is not confirmed yet is confirmed by them. */
  async arrived(brandId: string, id: string, outcome: 'delivered' | 'read', at: Date): Promise<void> {
    const seen = await this.replies.find(brandId, id);
    if (seen?.state === 'unconfirmed' || (seen?.state === 'failed' && seen.sentAt === null)) {
      await this.accept(brandId, id, { externalId: null, at, from: ['unconfirmed', 'failed'] });
    }
    await this.change(brandId, id, { from: [...LEFT, 'sending'] }, async (_conversation, before) => {
      const state = !LEFT.has(before.state) ? undefined : before.state === 'read' ? 'read' : outcome;
      const reply = await this.replies.move(brandId, id, [before.state], {
        ...(state === undefined ? {} : { state }),
        ...(before.deliveredAt === null ? { deliveredAt: at } : {}),
        ...(outcome === 'read' && before.readAt === null ? { readAt: at } : {}),
      });
      if (reply === undefined) return undefined;
      await this.entries.announce(brandId, reply.conversationId, id);
      await this.events.publish(REPLY_DELIVERED, { ...refOf(reply), outcome, at });
      return reply;
    });
  }

  /** Shown beside the reply; changes nothing else. */
  async remark(brandId: string, id: string, from: readonly ReplyState[], reason: ReplyReason): Promise<void> {
    await this.database.transaction(async () => {
      const reply = await this.replies.move(brandId, id, from, { reason });
      if (reply !== undefined) await this.entries.announce(brandId, reply.conversationId, id);
    });
  }

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

  private change(
    brandId: string,
    id: string,
    { from }: { from: readonly ReplyState[] },
    work: (conversation: Conversation, before: Reply) => Promise<Reply | undefined>,
  ): Promise<Reply | undefined> {
    return this.database.transaction(async () => {
      const seen = await this.replies.find(brandId, id);
      if (seen === undefined || !from.includes(seen.state)) return undefined;
      const conversation = await this.entries.lock(brandId, seen.conversationId);
      const before = await this.replies.find(brandId, id);
      return before === undefined || !from.includes(before.state) ? undefined : work(conversation, before);
    });
  }

  /** Receipts under an id that nobody knew yet: they waited for it. */
  private async earlyReceipts(reply: Reply, externalId: string | null): Promise<void> {
    if (externalId === null) return;
    const early = await this.database.query<{ payload: ReceiptEvent }>(
      `DELETE FROM early_event WHERE brand_id = $1 AND channel_id = $2 AND external_id = $3 AND payload->>'type' = 'receipt'
       RETURNING payload`,
      [reply.brandId, reply.channelId, externalId],
    );
    for (const { payload } of early) {
      const at = new Date(payload.at ?? this.clock.nowMs());
      if (payload.outcome === 'failed') {
        const reason = {
          code: 'rejected',
          message: payload.reason ?? 'It could not be delivered.',
          remedy: null,
        };
        await this.fail(reply.brandId, reply.id, { from: [...LEFT], reason });
      } else await this.arrived(reply.brandId, reply.id, payload.outcome, at);
    }
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
    const news = await this.replies.newsSince({ ...reply, personOnly: true });
    return news.length === 0;
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

export const refOf = (reply: Reply): ReplyRef => ({
  brandId: reply.brandId,
  channelId: reply.channelId,
  conversationId: reply.conversationId,
  messageId: reply.id,
  memberId: reply.memberId,
});
