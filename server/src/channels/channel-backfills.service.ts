import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { DomainEvents } from '../platform/events/events.js';
import type { Backfill } from './channel.js';
import { ChannelRepository } from './channel.repository.js';
import { CHANNEL_CHANGED } from './channels.events.js';

/** How far the fetching of a channel's history has come. */
@Injectable()
export class ChannelBackfills {
  constructor(
    private readonly channels: ChannelRepository,
    private readonly database: Database,
    private readonly events: DomainEvents,
  ) {}

  async get(channelId: string): Promise<Backfill | null> {
    return (await this.channels.findAnywhere(channelId))?.backfill ?? null;
  }

  async save(channelId: string, backfill: Backfill): Promise<void> {
    await this.database.transaction(async () => {
      await this.channels.setBackfill(channelId, backfill);
      const channel = await this.channels.findAnywhere(channelId);
      if (channel !== undefined) {
        await this.events.publish(CHANNEL_CHANGED, { brandId: channel.brandId, channelId });
      }
    });
  }
}
