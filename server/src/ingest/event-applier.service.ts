import { Injectable } from '@nestjs/common';
import type { Channel } from '../channels/channel.js';
import { ChannelActivity } from '../channels/channel-activity.service.js';
import { ChannelDirectory } from '../channels/channel-directory.service.js';
import type { MessageEvent } from '../channels/core/inbound-event.js';
import { ConversationIntake } from '../conversations/intake/conversation-intake.service.js';
import { SecretBox } from '../platform/crypto/secret-box.js';
import { Database, sqlState } from '../platform/database/database.js';
import { AppError } from '../platform/errors/app-error.js';
import { loggerFor } from '../platform/logging/logger.js';
import { EventRepository, type LedgerEvent } from './event.repository.js';
import { reasonOf } from './failure-reason.js';
import { isOutage, isPermanent, retryDelay } from './retry-delay.js';

export type Applied =
  /** Done now, or had been before. */
  | 'done'
  /** In the ledger: failed, unroutable, or waiting for a further try. */
  | 'open';

export type PlainEvent = LedgerEvent & { event: MessageEvent };

const log = loggerFor('ingest');

/** Applies events, each in one transaction of its own that also says in the ledger that it is done. */
@Injectable()
export class EventApplier {
  constructor(
    private readonly database: Database,
    private readonly events: EventRepository,
    private readonly intake: ConversationIntake,
    private readonly directory: ChannelDirectory,
    private readonly activity: ChannelActivity,
    private readonly box: SecretBox,
  ) {}

  /** An event just read from its delivery. @throws only when the database is gone */
  async applyNew(row: LedgerEvent, channel: Channel | undefined): Promise<Applied> {
    if (channel === undefined) {
      const reason = `No channel is connected for the account ${row.event.account}.`;
      await this.events.insertOpen(row, { state: 'unroutable', reason, delayMs: null });
      return 'open';
    }
    const routed = { ...row, channelId: channel.id, brandId: channel.brandId };
    if (row.event.type === 'unreadable') {
      await this.events.insertOpen(routed, { state: 'failed', reason: row.event.reason, delayMs: null });
      return 'open';
    }
    if (row.event.type === 'ignored') {
      await this.events.insertOpen(routed, { state: 'ignored', reason: null, delayMs: null });
      this.activity.eventCameIn(channel.id, row.receivedAt);
      return 'done';
    }
    try {
      await this.database.transaction(async () => {
        const hash = this.hash(channel.id, row.event.key);
        const written = await this.events.insertDone(channel, [{ row: routed, hash }]);
        if (written.size > 0) await this.apply(routed, channel);
      });
    } catch (error) {
      const { reason, delayMs } = this.explain(error, row, 1);
      await this.events.insertOpen(routed, {
        state: delayMs === null ? 'failed' : 'pending',
        reason,
        delayMs,
      });
      return 'open';
    }
    this.activity.eventCameIn(channel.id, row.receivedAt);
    return 'done';
  }

  /**
   * Events just read that can be taken in together (`isPlain`): in one transaction, all or nothing.
   * @param rows in their order, each under another key and about another message
   * @returns false when something was wrong with one of them: nothing happened, and each has to be applied on its own
   * @throws only when the database is gone
   */
  async applyTogether(rows: readonly PlainEvent[], channel: Channel): Promise<boolean> {
    try {
      await this.database.transaction(async () => {
        const written = await this.events.insertDone(
          channel,
          rows.map((row) => ({ row, hash: this.hash(channel.id, row.event.key) })),
        );
        await this.intake.applyTogether(
          rows
            .filter(({ event }) => written.has(event.key))
            .map(({ event, id, receivedAt }) => ({ event, eventId: id, channel, receivedAt })),
        );
      });
    } catch (error) {
      if (isOutage(sqlState(error))) throw error;
      log.warn({ err: error, events: rows.length }, 'events were not applied together; now one by one');
      return false;
    }
    for (const { receivedAt } of rows) this.activity.eventCameIn(channel.id, receivedAt);
    return true;
  }

  /** An event whose row waits in the ledger. @throws only when the database is gone */
  async applyAgain(row: LedgerEvent): Promise<Applied> {
    const channel = row.channelId === null ? undefined : await this.directory.recall(row.channelId);
    try {
      if (channel === undefined) throw new AppError('not_found', 'Its channel is gone.');
      await this.database.transaction(async () => {
        if (await this.events.markDone(row.id)) await this.apply(row, channel);
      });
    } catch (error) {
      const { reason, delayMs } = this.explain(error, row, row.attempts);
      await this.events.markFailed(row.id, reason, delayMs);
      return 'open';
    }
    return 'done';
  }

  /** What is left of an event's key once its delivery is dropped. */
  hash(channelId: string, key: string): Buffer {
    return this.box.hmac('inbound-event-key', `${channelId}/${key}`);
  }

  private apply(row: LedgerEvent, channel: Channel): Promise<void> {
    return this.intake.apply({ event: row.event, eventId: row.id, channel, receivedAt: row.receivedAt });
  }

  private explain(error: unknown, row: LedgerEvent, attempts: number) {
    const state = sqlState(error);
    if (isOutage(state)) throw error;
    const permanent = error instanceof AppError || isPermanent(state);
    const delayMs = permanent ? null : retryDelay(attempts);
    log.warn({ err: error, event: row.id, type: row.event.type, again: delayMs }, 'an event was not applied');
    return { reason: reasonOf(error), delayMs };
  }
}
