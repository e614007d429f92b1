import { Injectable, type OnModuleInit } from '@nestjs/common';
import { channelLimits } from '@parley/shared/channel-manifest.js';
import { notFound } from '../platform/errors/app-error.js';
import { DomainEvents } from '../platform/events/events.js';
import type { Channel } from './channel.js';
import { ChannelRepository } from './channel.repository.js';
import { ChannelSecrets } from './channel-secrets.service.js';
import { CHANNEL_CHANGED } from './channels.events.js';
import type { ConnectedChannel } from './core/connector.js';
import { ConnectorRegistry } from './core/connector-registry.js';
import { Endpoints } from './endpoints.service.js';

/** The ingest path looks channels up for every delivery; another process's change takes so long to be noticed. */
const REMEMBERED_MS = 2_000;
const REMEMBERED = 10_000;

/** Finding channels, for the domains above. */
@Injectable()
export class ChannelDirectory implements OnModuleInit {
  private readonly remembered = new Map<string, { at: number; channel: Promise<Channel | undefined> }>();

  constructor(
    private readonly channels: ChannelRepository,
    private readonly secrets: ChannelSecrets,
    private readonly endpoints: Endpoints,
    private readonly connectors: ConnectorRegistry,
    private readonly events: DomainEvents,
  ) {}

  onModuleInit(): void {
    this.events.afterCommit(CHANNEL_CHANGED, ({ channelId }) => this.remembered.delete(channelId));
  }

  /** @throws AppError not_found when it is removed or another brand's; ask `ChannelAccess` who may see it */
  async get(brandId: string, channelId: string): Promise<Channel> {
    const channel = await this.channels.find(brandId, channelId);
    if (channel === undefined) throw notFound('The channel');
    return channel;
  }

  /** By id alone, removed ones too; at most two seconds old. For machinery that follows rows of the ledger. */
  recall(channelId: string): Promise<Channel | undefined> {
    const known = this.remembered.get(channelId);
    const now = performance.now();
    if (known !== undefined && now - known.at < REMEMBERED_MS) return known.channel;
    const channel = this.channels.findAnywhere(channelId);
    if (this.remembered.size >= REMEMBERED) this.remembered.clear();
    this.remembered.set(channelId, { at: now, channel });
    channel.catch(() => this.remembered.delete(channelId));
    return channel;
  }

  /** By id alone, removed ones too, as it is now. */
  find(channelId: string): Promise<Channel | undefined> {
    return this.channels.findAnywhere(channelId);
  }

  findByAccount(kind: string, account: string): Promise<Channel | undefined> {
    return this.channels.findByAccount(kind, account);
  }

  list(brandId: string): Promise<Channel[]> {
    return this.channels.list(brandId);
  }

  /** Removed ones included: their conversations are still there. */
  listByIds(brandId: string, ids: readonly string[]): Promise<Channel[]> {
    return this.channels.listByIds(brandId, ids);
  }

  /** Channels a poller looks after: of these kinds, not paused, in any brand. */
  listPolled(kinds: readonly string[]): Promise<Channel[]> {
    return this.channels.listPolled(kinds);
  }

  /** Asks the channel's poller to look right now. */
  nudge(brandId: string, channelId: string): Promise<void> {
    return this.channels.nudge(brandId, channelId);
  }

  /** With its credentials opened, for its connector only. */
  async open(channel: Channel): Promise<ConnectedChannel> {
    return {
      id: channel.id,
      brandId: channel.brandId,
      kind: channel.kind,
      name: channel.name,
      account: channel.account,
      settings: channel.settings,
      secrets: await this.secrets.open(channel.id),
      limits: channelLimits(this.connectors.get(channel.kind).manifest.limits, channel.limits),
      connectedAt: channel.connectedAt,
      endpoint:
        channel.endpointId === null
          ? null
          : {
              id: channel.endpointId,
              url: this.endpoints.url(channel.kind, channel.endpointId),
              secrets: await this.endpoints.secrets(channel.endpointId),
            },
    };
  }
}
