import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ChannelStatuses } from '../../channels/channel-status.service.js';
import { CHANNEL_SENDING_RESUMED } from '../../channels/channels.events.js';
import { ConversationEntries } from '../../conversations/entries/conversation-entries.service.js';
import { MessageModeration } from '../../conversations/moderation/message-moderation.service.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { DomainEvents } from '../../platform/events/events.js';
import { loggerFor } from '../../platform/logging/logger.js';
import { Jobs } from '../../platform/queue/jobs.js';
import { Ticker } from '../../platform/queue/ticker.js';
import type { ReplyReason } from '../gate/reply.js';
import { MOST_RETRIES, retryDelayMs } from '../gate/retry-delay.js';
import { LEASE_MARGIN_MS } from '../gate/send-contexts.service.js';
import { outcomeOf, type SendOutcome } from '../gate/send-outcome.js';
import { MODERATION_ASKED, MODERATION_FAILED } from '../outbound.events.js';
import { MODERATE_MESSAGE } from '../outbound.jobs.js';
import { ModeratedMessages, type Outcome } from './moderated-messages.service.js';
import { type ModerationAct, ModerationActs } from './moderation-acts.repository.js';

type Failure = Exclude<SendOutcome, { kind: 'accepted' }>;

const SWEEP_MS = 5_000;
const MOST = 200;
/** While a channel's sending is held back its acts are looked at this often, should nobody say that it goes on. */
const HELD_BACK_MS = 60_000;
const SUSPENSION_MS = 3_600_000;

const log = loggerFor('outbound');

/**
 * Does what members asked for, in the order they asked for it, one act of a message at a time. What it brings about is a
 * state: whatever is not known for sure is simply done again, and is never done twice over.
 */
@Injectable()
export class Moderator implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly acts: ModerationActs,
    private readonly standing: MessageModeration,
    private readonly entries: ConversationEntries,
    private readonly messages: ModeratedMessages,
    private readonly statuses: ChannelStatuses,
    private readonly jobs: Jobs,
    private readonly ticker: Ticker,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(MODERATE_MESSAGE, ({ brandId, messageId }) => this.step(brandId, messageId));
    this.ticker.every('moderate-due-messages', SWEEP_MS, () => this.sweep());
    this.events.afterCommit(MODERATION_ASKED, (asked) =>
      this.jobs.enqueue(MODERATE_MESSAGE, asked, { id: `moderate-${asked.messageId}` }),
    );
    this.events.afterCommit(CHANNEL_SENDING_RESUMED, async ({ brandId, channelId }) => {
      await this.acts.hasten(brandId, channelId, this.clock.now());
      await this.sweep();
    });
  }

  /** Does what is due with a message; nothing when there is nothing, or somebody else is at it. */
  async step(brandId: string, messageId: string): Promise<void> {
    for (;;) {
      const next = await this.acts.next(brandId, messageId);
      if (next === undefined || !(await this.do(next))) return;
    }
  }

  async sweep(): Promise<void> {
    const due = await this.acts.due(this.clock.now(), MOST);
    await this.jobs.enqueueMany(
      MODERATE_MESSAGE,
      due.map((data) => ({ data, id: `moderate-${data.messageId}-swept` })),
    );
  }

  /** @returns whether it is settled, so that the next one may follow */
  private async do(next: ModerationAct): Promise<boolean> {
    const pause = await this.statuses.sendingPause(next.channelId);
    if (pause !== null) {
      const soon = this.clock.nowMs() + HELD_BACK_MS;
      await this.acts.postpone(next, null, new Date(Math.min(soon, pause.until?.getTime() ?? soon)));
      return false;
    }
    const open = await this.messages.open(next);
    if (open === undefined) {
      await this.fail(next, GONE);
      return true;
    }
    const leaseMs = open.timeoutMs + LEASE_MARGIN_MS;
    const act = await this.acts.claim(next.brandId, next.id, { now: this.clock.now(), leaseMs });
    if (act === undefined) return false;
    let outcome: Outcome;
    try {
      outcome = await open.moderate(act.action);
    } catch (error) {
      const failure = unexplained(outcomeOf(error, false));
      log.info({ err: error, act: act.id, outcome: failure.kind }, 'a message was not moderated');
      return this.wrong(act, failure);
    }
    await this.done(act, outcome);
    await this.statuses.clear(act.channelId, 'send');
    return true;
  }

  private async done(act: ModerationAct, told: Outcome): Promise<void> {
    const { brandId, messageId } = act;
    await this.within(act, async (conversation) => {
      if ((await this.acts.settle(act, { state: 'done', at: this.clock.now() })) === undefined) return;
      const row = await this.standing.find(brandId, messageId);
      if (row === undefined) return;
      // What was asked for meanwhile shows already; its own outcome will tell.
      const state = row.act_pending ? undefined : told.state;
      await this.standing.change(conversation, row, { state, likes: told.likes, at: this.clock.now() });
    });
  }

  private async wrong(act: ModerationAct, outcome: Failure): Promise<boolean> {
    const now = this.clock.nowMs();
    switch (outcome.kind) {
      case 'rejected':
        await this.fail(act, outcome.reason);
        return true;
      case 'rate_limited':
        await this.wait(act, AGAIN(outcome.reason), now + outcome.retryAfterMs);
        return false;
      case 'auth_expired':
      case 'suspended': {
        const until =
          outcome.kind === 'auth_expired' ? null : (outcome.until ?? new Date(now + SUSPENSION_MS));
        await this.statuses.pauseSending(act.channelId, outcome.reason, until);
        await this.wait(act, outcome.reason, now + HELD_BACK_MS);
        return false;
      }
      default:
        if (act.attempts > MOST_RETRIES) {
          await this.fail(act, { ...outcome.reason, remedy: 'Parley has stopped trying. Ask for it again.' });
          return true;
        }
        await this.wait(act, AGAIN(outcome.reason), now + retryDelayMs(act.attempts));
        return false;
    }
  }

  private async wait(act: ModerationAct, reason: ReplyReason, until: number): Promise<void> {
    await this.acts.postpone(act, reason, new Date(until));
    await this.within(act, async (conversation) => {
      await this.entries.announce(act.brandId, conversation.id, act.messageId);
    });
  }

  /** It did not come to be: the message stands as it did before, but for what was asked for since. */
  private async fail(act: ModerationAct, reason: ReplyReason): Promise<void> {
    const { brandId, messageId } = act;
    await this.within(act, async (conversation) => {
      const before = await this.acts.settle(act, { state: 'failed', reason, at: this.clock.now() });
      if (before === undefined) return;
      await this.events.publish(MODERATION_FAILED, { brandId, messageId, action: act.action, reason });
      const row = await this.standing.find(brandId, messageId);
      if (row === undefined) return;
      const likes = act.action === 'like' || act.action === 'unlike';
      const back = likes ? { liked: before.wasLiked } : { state: before.was };
      if (row.act_pending) {
        await this.acts.rebase(brandId, messageId, {
          was: 'state' in back ? back.state : undefined,
          wasLiked: 'liked' in back ? back.liked : undefined,
        });
        await this.entries.announce(brandId, conversation.id, messageId);
      } else {
        await this.standing.change(conversation, row, { ...back, at: this.clock.now() });
      }
    });
  }

  private within(
    { brandId, messageId }: ModerationAct,
    work: (conversation: Awaited<ReturnType<ConversationEntries['lock']>>) => Promise<void>,
  ): Promise<void> {
    return this.database.transaction(async () => {
      const row = await this.standing.find(brandId, messageId);
      if (row !== undefined) await work(await this.entries.lock(brandId, row.conversation_id));
    });
  }
}

const GONE: ReplyReason = {
  code: 'channel_removed',
  message: 'The channel is no longer connected.',
  remedy: 'Do it on the platform itself.',
};

/** What happened on our side is nothing the platform said. */
const unexplained = (failure: Failure): Failure =>
  failure.kind === 'retryable' && failure.reason.code === 'internal'
    ? { ...failure, reason: { ...failure.reason, message: 'Something went wrong on our side.' } }
    : failure.kind === 'ambiguous'
      ? { ...failure, reason: { ...failure.reason, message: 'The platform did not answer.' } }
      : failure;

const AGAIN = (reason: ReplyReason): ReplyReason => ({ ...reason, remedy: 'Parley tries again by itself.' });
