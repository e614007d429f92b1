import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { ChannelStatus } from '@parley/shared/channels.js';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import { DomainEvents } from '../platform/events/events.js';
import { Ticker } from '../platform/queue/ticker.js';
import { CHANNEL_CHANGED, CHANNEL_DEGRADED, CHANNEL_SENDING_RESUMED } from './channels.events.js';

/** Who found out: each side clears only what it said itself. */
export type StatusSource = 'poll' | 'send';

export interface StatusReason {
  /** Stable. */
  code: string;
  /** Plain words for the channel's page. */
  message: string;
}

interface Changed {
  id: string;
  brand_id: string;
}

/** How a channel is doing, and whether anything may be sent on it. A paused channel stays paused, whatever happens. */
@Injectable()
export class ChannelStatuses implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
    private readonly ticker: Ticker,
  ) {}

  onModuleInit(): void {
    this.ticker.every('resume-sending', 5_000, () => this.resumeDue());
  }

  /** It needs attention (`degraded`), or does not work at all (`disconnected`). Saying the same again changes nothing. */
  async report(
    channelId: string,
    source: StatusSource,
    reason: StatusReason,
    status: Extract<ChannelStatus, 'degraded' | 'disconnected'> = 'degraded',
  ): Promise<void> {
    await this.database.transaction(async () => {
      const before = await this.database.one<{ status_code: string | null }>(
        `SELECT status_code FROM channel WHERE id = $1 FOR UPDATE -- any brand: a connector reports on its own channel`,
        [channelId],
      );
      // Trouble with reading does not cover up that nothing can be sent: only being cut off altogether does.
      const changed = await this.database.one<Changed>(
        `UPDATE channel SET status = $2, status_code = $3, status_reason = $4
         WHERE id = $1 AND removed_at IS NULL AND status <> 'paused'
           AND (status, status_code, status_reason) IS DISTINCT FROM ($2, $3, $4)
           AND NOT coalesce($5 AND $2 = 'degraded' AND status_code LIKE 'send.%' AND sending_paused_until > $6, false)
         RETURNING id, brand_id -- any brand: a connector reports on its own channel`,
        [channelId, status, `${source}.${reason.code}`, reason.message, source === 'poll', this.clock.now()],
      );
      if (changed === undefined) return;
      // Other words for the same trouble are no news to the owners.
      if (before?.status_code !== `${source}.${reason.code}`) {
        await this.events.publish(CHANNEL_DEGRADED, { brandId: changed.brand_id, channelId, ...reason });
      }
      await this.events.publish(CHANNEL_CHANGED, { brandId: changed.brand_id, channelId });
    });
  }

  /** What that side had found is over. */
  async clear(channelId: string, source: StatusSource): Promise<void> {
    await this.database.transaction(async () => {
      const changed = await this.database.one<Changed>(
        `UPDATE channel SET
           status = CASE WHEN sending_paused_until > $3 THEN 'degraded' ELSE 'connected' END,
           status_code = CASE WHEN sending_paused_until > $3 THEN 'send.paused' END,
           status_reason = CASE WHEN sending_paused_until > $3 THEN 'Replies are held back on this channel.' END
         WHERE id = $1 AND removed_at IS NULL AND status IN ('degraded', 'disconnected') AND status_code LIKE $2 || '.%'
         RETURNING id, brand_id -- any brand: a connector reports on its own channel`,
        [channelId, source, this.clock.now()],
      );
      if (changed !== undefined) {
        await this.events.publish(CHANNEL_CHANGED, { brandId: changed.brand_id, channelId });
      }
    });
  }

  /**
   * Holds back what is to be sent here, says why, and tells the owners.
   * @param until null: until the channel is reconnected or resumed by hand
   */
  async pauseSending(channelId: string, reason: StatusReason, until: Date | null): Promise<void> {
    await this.database.transaction(async () => {
      await this.database.run(
        `UPDATE channel SET sending_paused_until = coalesce($2, 'infinity'::timestamptz)
         WHERE id = $1 AND removed_at IS NULL -- any brand: a connector reports on its own channel`,
        [channelId, until],
      );
      await this.report(channelId, 'send', reason);
    });
  }

  /** Whether replies are held back here; `until` is null where only reconnecting ends it. */
  async sendingPause(channelId: string): Promise<{ until: Date | null } | null> {
    const row = await this.database.one<{ paused: boolean; until: Date | null }>(
      `SELECT (status = 'paused' OR coalesce(sending_paused_until > $2, false)) AS paused,
         CASE WHEN status <> 'paused' AND isfinite(sending_paused_until) THEN sending_paused_until END AS until
       FROM channel WHERE id = $1 -- any brand: asked before a send on that very channel`,
      [channelId, this.clock.now()],
    );
    return row?.paused ? { until: row.until } : null;
  }

  /** Everything is as it should be: after a reconnection, or by the owner's word. */
  async restore(brandId: string, channelId: string): Promise<void> {
    await this.database.run(
      `UPDATE channel SET status = 'connected', status_code = NULL, status_reason = NULL, sending_paused_until = NULL,
         settings_version = settings_version + 1
       WHERE brand_id = $1 AND id = $2`,
      [brandId, channelId],
    );
    await this.events.publish(CHANNEL_SENDING_RESUMED, { brandId, channelId });
    await this.events.publish(CHANNEL_CHANGED, { brandId, channelId });
  }

  async pause(brandId: string, channelId: string): Promise<void> {
    await this.database.run(
      `UPDATE channel SET status = 'paused', status_code = 'paused',
         status_reason = 'Paused: nothing is fetched and nothing is sent.', settings_version = settings_version + 1
       WHERE brand_id = $1 AND id = $2`,
      [brandId, channelId],
    );
    await this.events.publish(CHANNEL_CHANGED, { brandId, channelId });
  }

  /** The source was looked at; `toItsEnd` when nothing in it is left unread. Committed at once, tells nobody. */
  async polled(channelId: string, toItsEnd: boolean): Promise<void> {
    await this.database.run(
      `UPDATE channel SET last_polled_at = $2, caught_up_at = CASE WHEN $3 THEN $2 ELSE caught_up_at END
       WHERE id = $1 -- any brand: a poller reports on its own channel`,
      [channelId, this.clock.now(), toItsEnd],
    );
  }

  /** A platform's suspension is over. */
  private async resumeDue(): Promise<void> {
    await this.database.transaction(async () => {
      const resumed = await this.database.query<Changed>(
        `UPDATE channel SET sending_paused_until = NULL,
           status = CASE WHEN status_code LIKE 'send.%' THEN 'connected' ELSE status END,
           status_reason = CASE WHEN status_code LIKE 'send.%' THEN NULL ELSE status_reason END,
           status_code = CASE WHEN status_code LIKE 'send.%' THEN NULL ELSE status_code END
         WHERE sending_paused_until <= $1 AND removed_at IS NULL
         RETURNING id, brand_id -- any brand: a sweeper`,
        [this.clock.now()],
      );
      for (const { id, brand_id } of resumed) {
        await this.events.publish(CHANNEL_SENDING_RESUMED, { brandId: brand_id, channelId: id });
        await this.events.publish(CHANNEL_CHANGED, { brandId: brand_id, channelId: id });
      }
    });
  }
}
