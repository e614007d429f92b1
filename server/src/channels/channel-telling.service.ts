import { type BeforeApplicationShutdown, Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import { DomainEvents } from '../platform/events/events.js';
import { loggerFor } from '../platform/logging/logger.js';
import { Ticker } from '../platform/queue/ticker.js';
import type { KeptQuota } from './channel.js';
import { ChannelRepository } from './channel.repository.js';
import { CHANNEL_CHANGED } from './channels.events.js';
import type { ChannelTells } from './core/connector.js';

/** A busy channel hears of its quota with every answer; its row is written this often at most. */
const WRITE_MS = 5_000;

const log = loggerFor('channels');

/** What connectors notice about their channels while at work. A note that cannot be written down never fails that work. */
@Injectable()
export class ChannelTelling implements OnModuleInit, BeforeApplicationShutdown {
  private quotas = new Map<string, Record<string, KeptQuota>>();

  constructor(
    private readonly channels: ChannelRepository,
    private readonly database: Database,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
    private readonly ticker: Ticker,
  ) {}

  onModuleInit(): void {
    this.ticker.every('write-channel-quotas', WRITE_MS, () => this.write());
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.write();
  }

  of(channelId: string): ChannelTells {
    return {
      quota: ({ name, used, limit, resetsAt }) => {
        const at = this.clock.now().toISOString();
        const known = this.quotas.get(channelId) ?? {};
        this.quotas.set(channelId, {
          ...known,
          [name]: { used, limit, resetsAt: resetsAt?.toISOString() ?? null, at },
        });
      },
      missingPermissions: (names) =>
        this.note(channelId, () =>
          this.channels.setMissingPermissions(channelId, [...new Set(names)].sort()),
        ),
      limits: (own) => this.note(channelId, () => this.channels.setLimits(channelId, own)),
    };
  }

  /** Writes down what was gathered. */
  async write(): Promise<void> {
    if (this.quotas.size === 0) return;
    const gathered = [...this.quotas].sort(([a], [b]) => (a < b ? -1 : 1));
    this.quotas = new Map();
    await this.channels.addQuotas(gathered.map(([id, byName]) => ({ id, byName })));
  }

  private async note(channelId: string, write: () => Promise<string | undefined>): Promise<void> {
    try {
      await this.database.transaction(async () => {
        const brandId = await write();
        if (brandId !== undefined) await this.events.publish(CHANNEL_CHANGED, { brandId, channelId });
      });
    } catch (error) {
      log.warn(
        { err: error, channel: channelId },
        'what a connector told of its channel was not written down',
      );
    }
  }
}
