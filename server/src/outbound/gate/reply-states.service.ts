import { Injectable } from '@nestjs/common';
import { ConversationEntries } from '../../conversations/entries/conversation-entries.service.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { DomainEvents } from '../../platform/events/events.js';
import { Tasks } from '../../platform/queue/tasks.js';
import { REPLY_DELIVERED, REPLY_FAILED, REPLY_UNCONFIRMED, SCHEDULE_CHANGED } from '../outbound.events.js';
import { LOOK_UP_REPLY } from '../outbound.tasks.js';
import { Acceptance } from './acceptance.service.js';
import { AttemptRepository } from './attempt.repository.js';
import { RefusedRecipients } from './refused-recipients.service.js';
import {
  isScheduled,
  LEFT,
  type RefusedRecipient,
  type Reply,
  type ReplyReason,
  type ReplyState,
  refOf,
  type SendDetails,
} from './reply.js';
import { type ReplyChange, ReplyRepository } from './reply.repository.js';
import { ReplySettlement } from './reply-settlement.service.js';
import { ReplyWakes } from './reply-wakes.service.js';

type Conversation = Awaited<ReturnType<ConversationEntries['lock']>>;

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
    private readonly refused: RefusedRecipients,
    private readonly acceptance: Acceptance,
    private readonly settlement: ReplySettlement,
    private readonly entries: ConversationEntries,
    private readonly tasks: Tasks,
    private readonly wakes: ReplyWakes,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
  ) {}

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
      await this.settlement.settle(conversation, before, reply, {});
      await this.tasks.forget(LOOK_UP_REPLY, brandId, id);
      const { code, message } = failure.reason;
      await this.events.publish(REPLY_FAILED, { ...refOf(reply), code, message });
      if (isScheduled(before)) await this.events.publish(SCHEDULE_CHANGED, refOf(reply));
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
    await this.acceptance.accept(brandId, id, { externalId: null, at, from });
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
      await this.settlement.settle(conversation, before, reply, {});
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
      await this.settlement.settle(conversation, before, reply, {});
      await this.tasks.forget(LOOK_UP_REPLY, brandId, id);
      if (wait.delayMs !== null) this.wakes.at(reply, wait.delayMs);
      return reply;
    });
  }

  /** `delivered` and `read` only ever move forward; what is not confirmed yet is confirmed by them. */
  async arrived(brandId: string, id: string, outcome: 'delivered' | 'read', at: Date): Promise<void> {
    const seen = await this.replies.find(brandId, id);
    if (seen?.state === 'unconfirmed' || (seen?.state === 'failed' && seen.sentAt === null)) {
      await this.acceptance.accept(brandId, id, { externalId: null, at, from: ['unconfirmed', 'failed'] });
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
}
