import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { ChannelStatuses } from '../../channels/channel-status.service.js';
import type { OutboundMessage } from '../../channels/core/outbound-message.js';
import { ConversationEntries } from '../../conversations/entries/conversation-entries.service.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { Faults } from '../../platform/faults/faults.js';
import { loggerFor } from '../../platform/logging/logger.js';
import { Acceptance } from './acceptance.service.js';
import { type Attempt, AttemptRepository } from './attempt.repository.js';
import { OutboundMessages } from './outbound-messages.service.js';
import { isOwn, type OwnReply } from './reply.js';
import { ReplyRepository } from './reply.repository.js';
import { ReplyStates } from './reply-states.service.js';
import { MOST_RETRIES, retryDelayMs } from './retry-delay.js';
import { LEASE_MARGIN_MS, SendContexts, type SendingChannel } from './send-contexts.service.js';
import { outcomeOf, type SendOutcome } from './send-outcome.js';

/** A suspension without an end is looked at again after this. */
const SUSPENSION_MS = 3_600_000;
/** Tries to write an outcome down, 1 s longest apart: then the sweeper takes it for unconfirmed. */
const MOST_SAVES = 12;

const log = loggerFor('outbound');

/**
 * Sends one queued reply. The claim is committed before the first byte leaves; from then on whatever is not known for
 * sure is unconfirmed, and nothing here repeats it.
 */
@Injectable()
export class Sender {
  constructor(
    private readonly database: Database,
    private readonly replies: ReplyRepository,
    private readonly attempts: AttemptRepository,
    private readonly acceptance: Acceptance,
    private readonly states: ReplyStates,
    private readonly channels: SendContexts,
    private readonly statuses: ChannelStatuses,
    private readonly messages: OutboundMessages,
    private readonly entries: ConversationEntries,
    private readonly faults: Faults,
    private readonly clock: Clock,
  ) {}

  /** Does nothing when the reply is not queued, not due, not next, or its channel is held back. */
  async send(brandId: string, messageId: string): Promise<void> {
    const reply = await this.replies.find(brandId, messageId);
    if (!isOwn(reply) || reply.state !== 'queued') return;
    const open = await this.channels.open(reply.channelId);
    if (open === undefined) {
      await this.states.fail(brandId, messageId, { from: ['queued'], reason: CHANNEL_GONE });
      return;
    }
    const timeoutMs = await this.timeoutOf(reply, open);
    this.faults.reach('before-claim');
    const attempt = await this.claim(reply, timeoutMs + LEASE_MARGIN_MS);
    if (attempt === undefined) return;
    this.faults.reach('claimed');
    const outcome = await this.attempt(reply, open, timeoutMs);
    this.faults.reach('answered');
    await this.writeDown(reply, attempt, open, outcome);
    this.faults.reach('saved');
  }

  private claim(reply: OwnReply, leaseMs: number): Promise<Attempt | undefined> {
    const { brandId, id: messageId } = reply;
    return this.database.transaction(async () => {
      const attempt = await this.attempts.claim({ brandId, messageId, leaseMs, now: this.clock.now() });
      if (attempt !== undefined) await this.entries.announce(brandId, reply.conversationId, messageId);
      return attempt;
    });
  }

  private async timeoutOf({ brandId, id, text }: OwnReply, { sends }: SendingChannel): Promise<number> {
    if (sends.timeoutFor === undefined) return sends.timeoutMs;
    return sends.timeoutFor(Buffer.byteLength(text) + (await this.replies.bytesOfFiles(brandId, id)));
  }

  private async attempt(
    reply: OwnReply,
    { sends, channel }: SendingChannel,
    timeoutMs: number,
  ): Promise<SendOutcome> {
    let message: OutboundMessage;
    let formatted: unknown;
    try {
      message = await this.prepared(reply, { sends, channel });
      formatted = sends.format(channel, message);
    } catch (error) {
      const outcome = outcomeOf(error, false);
      if (outcome.reason.code === 'internal')
        log.error({ err: error, messageId: reply.id }, 'a reply could not be prepared');
      return outcome;
    }
    try {
      const receipt = await this.channels.within(channel, timeoutMs, (context) =>
        sends.send(channel, formatted, message, context),
      );
      return { kind: 'accepted', receipt };
    } catch (error) {
      const outcome = outcomeOf(error, true);
      const level = outcome.kind === 'ambiguous' ? 'warn' : 'info';
      log[level](
        { err: error, messageId: reply.id, channelId: channel.id, outcome: outcome.kind },
        'a send did not succeed',
      );
      return outcome;
    }
  }

  /** With what must be the same on every try: fixed and stored before the first. */
  private async prepared(
    reply: OwnReply,
    open: Pick<SendingChannel, 'sends' | 'channel'>,
  ): Promise<OutboundMessage> {
    const message = await this.messages.assemble(reply);
    if (open.sends.prepare === undefined || message.prepared !== null) return message;
    const { prepared, externalId, references } = open.sends.prepare(open.channel, message);
    await this.database.transaction(async () => {
      await this.replies.move(reply.brandId, reply.id, ['sending'], {
        outgoing: { ...reply.outgoing, prepared },
      });
      await this.replies.addReferences(reply, [
        ...(externalId === undefined ? [] : [externalId]),
        ...(references ?? []),
      ]);
    });
    return { ...message, prepared };
  }

  /** A database that is away for a moment must not turn what is known into something unconfirmed. */
  private async writeDown(
    reply: OwnReply,
    attempt: Attempt,
    open: SendingChannel,
    outcome: SendOutcome,
  ): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        await this.apply(reply, attempt, open, outcome);
        return;
      } catch (error) {
        log.error(
          { err: error, messageId: reply.id, outcome: outcome.kind, tries },
          'an outcome could not be written down',
        );
        if (tries >= MOST_SAVES) throw error;
        await pause(Math.min(1_000, 50 * 2 ** tries));
      }
    }
  }

  private async apply(
    reply: OwnReply,
    attempt: Attempt,
    open: SendingChannel,
    outcome: SendOutcome,
  ): Promise<void> {
    const { brandId, id, channelId } = reply;
    const attemptToken = attempt.token;
    const detail = outcome.kind === 'accepted' ? null : outcome.reason.message;
    await this.attempts.finish(brandId, attempt.id, outcome.kind, detail, this.clock.now());
    switch (outcome.kind) {
      case 'accepted': {
        // A word of the platform counts however late it comes, as long as nobody has tried again since.
        await this.acceptance.accept(brandId, id, {
          ...outcome.receipt,
          attemptToken,
          from: ['sending', 'unconfirmed', 'queued', 'failed'],
          afterSent: open.sends.afterSent !== undefined,
        });
        await this.statuses.clear(channelId, 'send');
        return;
      }
      case 'ambiguous':
        await this.states.unconfirm(brandId, id, {
          attemptToken,
          reason: outcome.reason,
          lookUp: open.sends.lookup !== undefined,
          details: outcome.details,
        });
        return;
      case 'rejected':
        await this.states.fail(brandId, id, {
          attemptToken,
          from: ['sending', 'unconfirmed'],
          reason: outcome.reason,
        });
        return;
      case 'retryable':
        await this.tryAgain(reply, attemptToken, outcome);
        return;
      case 'rate_limited': {
        const delayMs = outcome.retryAfterMs;
        await this.states.requeue(brandId, id, { attemptToken, reason: outcome.reason, delayMs });
        if (outcome.wholeChannel) {
          await this.attempts.postpone(brandId, channelId, new Date(this.clock.nowMs() + delayMs));
        }
        return;
      }
      case 'auth_expired':
      case 'suspended': {
        const until =
          outcome.kind === 'auth_expired'
            ? null
            : (outcome.until ?? new Date(this.clock.nowMs() + SUSPENSION_MS));
        await this.database.transaction(async () => {
          await this.statuses.pauseSending(channelId, outcome.reason, until);
          await this.states.requeue(brandId, id, { attemptToken, reason: outcome.reason, delayMs: null });
        });
        return;
      }
    }
  }

  private async tryAgain(
    reply: OwnReply,
    attemptToken: string,
    { reason }: Extract<SendOutcome, { kind: 'retryable' }>,
  ): Promise<void> {
    const { brandId, id } = reply;
    const failures = await this.attempts.retriesSince(brandId, id, reply.heldUntil);
    if (failures >= MOST_RETRIES) {
      await this.states.fail(brandId, id, {
        attemptToken,
        from: ['sending', 'unconfirmed'],
        reason: { ...reason, remedy: 'Parley has stopped trying. Send it again when the cause is gone.' },
      });
      return;
    }
    await this.states.requeue(brandId, id, {
      attemptToken,
      reason,
      delayMs: retryDelayMs(Math.max(1, failures)),
    });
  }
}

const CHANNEL_GONE = {
  code: 'channel_removed',
  message: 'The channel is no longer connected.',
  remedy: 'Answer on another channel, or connect it again.',
};
