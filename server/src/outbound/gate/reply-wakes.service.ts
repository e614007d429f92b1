import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { Jobs } from '../../platform/queue/jobs.js';
import { SEND_MESSAGE } from '../outbound.jobs.js';
import { AttemptRepository } from './attempt.repository.js';

/** What is further away is left to the sweeper: a queue is no calendar. */
const LONGEST_DELAY_MS = 3_600_000;

/** Wakes the sender once the transaction has committed. All of this may be lost: the sweeper finds the rows. */
@Injectable()
export class ReplyWakes {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly attempts: AttemptRepository,
  ) {}

  /** @param delayMs from now, by the machine's clock */
  at(reply: { brandId: string; id: string; attempts: number }, delayMs: number, because = 'due'): void {
    if (delayMs > LONGEST_DELAY_MS) return;
    this.database.afterCommit(() =>
      this.jobs.enqueue(
        SEND_MESSAGE,
        { brandId: reply.brandId, messageId: reply.id },
        // A job of the same id that is being done would swallow this one, so the reason is part of it.
        { id: `send-${reply.id}-${reply.attempts}-${because}`, delayMs: Math.max(0, Math.ceil(delayMs)) },
      ),
    );
  }

  /** The reply that waited behind this one, if any. */
  next(settled: { brandId: string; conversationId: string; id: string }): void {
    this.database.afterCommit(async () => {
      const messageId = await this.attempts.nextInConversation(settled.brandId, settled.conversationId);
      if (messageId === undefined) return;
      await this.jobs.enqueue(
        SEND_MESSAGE,
        { brandId: settled.brandId, messageId },
        { id: `send-${messageId}-after-${settled.id}` },
      );
    });
  }
}
