import { Injectable } from '@nestjs/common';
import type { channelHealthSchema } from '@parley/shared/channels.js';
import type { z } from 'zod';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import type { Channel } from './channel.js';
import { ConnectorRegistry } from './core/connector-registry.js';

export type ChannelHealth = z.infer<typeof channelHealthSchema>;

interface Figures {
  failedEvents: number;
  unroutableEvents: number;
  unconfirmedReplies: number;
  waitingReplies: number;
}

const iso = (date: Date | null) => date?.toISOString() ?? null;

/** What a channel's page shows, so that a broken channel is visible before anybody notices it. */
@Injectable()
export class ChannelHealthService {
  constructor(
    private readonly database: Database,
    private readonly connectors: ConnectorRegistry,
    private readonly clock: Clock,
  ) {}

  async of(channel: Channel): Promise<ChannelHealth> {
    const figures = await this.figures(channel);
    const polled = this.connectors.get(channel.kind).polls !== undefined;
    const { backfill } = channel;
    const quotas = Object.entries(channel.quotas).map(([name, quota]) => ({ name, ...quota }));
    return {
      lastEventAt: iso(channel.lastEventAt),
      lastReplyAt: iso(channel.lastReplyAt),
      lastPolledAt: iso(channel.lastPolledAt),
      pollLagMs: polled
        ? Math.max(0, this.clock.nowMs() - (channel.caughtUpAt ?? channel.connectedAt).getTime())
        : null,
      ...figures,
      tokenExpiresAt: iso(channel.tokenExpiresAt),
      missingPermissions: channel.missingPermissions,
      quotas: quotas.sort((a, b) => (a.name < b.name ? -1 : 1)),
      backfill:
        backfill === null
          ? null
          : {
              state: backfill.state,
              done: backfill.done,
              total: backfill.total,
              since: backfill.since,
              message: backfill.message,
            },
    };
  }

  /** Read-only figures of the domains above, in one statement. */
  private async figures({ id, brandId, kind, account }: Channel): Promise<Figures> {
    const row = await this.database.one<Figures>(
      `SELECT
         (SELECT count(*)::int FROM inbound_event WHERE brand_id = $1 AND channel_id = $2 AND state = 'failed')
         + (SELECT count(*)::int FROM inbound_delivery WHERE brand_id = $1 AND channel_id = $2 AND state = 'failed')
           AS "failedEvents",
         (SELECT count(*)::int FROM inbound_event e JOIN inbound_delivery d ON d.id = e.delivery_id
          WHERE e.channel_id IS NULL AND e.state = 'unroutable' AND e.account = $4 AND d.kind = $3)
           AS "unroutableEvents",
         (SELECT count(*)::int FROM message WHERE brand_id = $1 AND channel_id = $2 AND state = 'unconfirmed')
           AS "unconfirmedReplies",
         (SELECT count(*)::int FROM message WHERE brand_id = $1 AND channel_id = $2 AND state IN ('queued', 'sending'))
           AS "waitingReplies"`,
      [brandId, id, kind, account],
    );
    if (row === undefined) throw new Error('a count gave no row');
    return row;
  }
}
