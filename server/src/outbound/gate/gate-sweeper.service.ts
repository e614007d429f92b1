import { Injectable, type OnModuleInit } from '@nestjs/common';
import { CHANNEL_REMOVED, CHANNEL_SENDING_RESUMED } from '../../channels/channels.events.js';
import { Clock } from '../../platform/clock/clock.js';
import { DomainEvents } from '../../platform/events/events.js';
import { Jobs } from '../../platform/queue/jobs.js';
import { Ticker } from '../../platform/queue/ticker.js';
import { SEND_MESSAGE } from '../outbound.jobs.js';
import { AttemptRepository, type DueReply } from './attempt.repository.js';
import { Holds } from './holds.service.js';
import { ReplyRepository } from './reply.repository.js';
import { ReplyStates } from './reply-states.service.js';
import { SendContexts } from './send-contexts.service.js';
import { Sender } from './sender.service.js';

/** Queued replies younger than this still have their own job. */
const SETTLED_MS = 3_000;
const MOST = 500;

/** Does the gate's job, and finds what lost its wake-up or its sender. */
@Injectable()
export class GateSweeper implements OnModuleInit {
  constructor(
    private readonly attempts: AttemptRepository,
    private readonly replies: ReplyRepository,
    private readonly channels: SendContexts,
    private readonly holds: Holds,
    private readonly sender: Sender,
    private readonly states: ReplyStates,
    private readonly jobs: Jobs,
    private readonly ticker: Ticker,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(SEND_MESSAGE, ({ brandId, messageId }) => this.step(brandId, messageId));
    this.ticker.every('wake-due-replies', 5_000, () => this.wakeDue());
    this.ticker.every('find-lost-sends', 5_000, () => this.findLost());
    for (const event of [CHANNEL_SENDING_RESUMED, CHANNEL_REMOVED]) {
      this.events.afterCommit(event, async ({ brandId, channelId }) =>
        this.wake(await this.attempts.waitingOn(brandId, channelId, MOST), 'resumed'),
      );
    }
  }

  async step(brandId: string, messageId: string): Promise<void> {
    await this.holds.release(brandId, messageId);
    await this.sender.send(brandId, messageId);
  }

  private async wakeDue(): Promise<void> {
    const now = this.clock.now();
    const settledBefore = new Date(now.getTime() - SETTLED_MS);
    await this.wake(await this.attempts.due({ now, settledBefore, limit: MOST }), 'swept');
  }

  /** A sender that died in the middle: whether its bytes left, nobody knows. */
  async findLost(): Promise<void> {
    for (const { brandId, id, token } of await this.attempts.expired(MOST)) {
      const reply = await this.replies.find(brandId, id);
      const open = reply === undefined ? undefined : await this.channels.open(reply.channelId);
      await this.states.unconfirm(brandId, id, {
        attemptToken: token,
        reason: LOST,
        lookUp: open?.sends.lookup !== undefined,
      });
    }
  }

  private wake(due: DueReply[], because: string): Promise<void> {
    return this.jobs.enqueueMany(
      SEND_MESSAGE,
      due.map(({ brandId, id }) => ({ data: { brandId, messageId: id }, id: `send-${id}-${because}` })),
    );
  }
}

const LOST = {
  code: 'unconfirmed',
  message: 'Parley was interrupted while this was being sent: nobody knows whether it arrived.',
  remedy: 'Look whether it arrived, then say so here. Later replies in this conversation wait for that.',
};
