import { Injectable } from '@nestjs/common';
import { channelLimits } from '@parley/shared/channel-manifest.js';
import type { ChannelDetail, ChannelSummary } from '@parley/shared/channels.js';
import type { Channel } from './channel.js';
import { ChannelRepository } from './channel.repository.js';
import { ChannelHealthService } from './channel-health.service.js';
import { ChannelSecrets } from './channel-secrets.service.js';
import { ConnectorRegistry } from './core/connector-registry.js';
import { Endpoints } from './endpoints.service.js';

/** Channels as the API shows them: never a secret. */
@Injectable()
export class ChannelPresenter {
  constructor(
    private readonly connectors: ConnectorRegistry,
    private readonly channels: ChannelRepository,
    private readonly secrets: ChannelSecrets,
    private readonly endpoints: Endpoints,
    private readonly health: ChannelHealthService,
  ) {}

  summary(channel: Channel): ChannelSummary {
    const { manifest } = this.connectors.get(channel.kind);
    return {
      id: channel.id,
      kind: channel.kind,
      name: channel.name,
      icon: manifest.icon,
      media: manifest.media,
      capabilities: manifest.capabilities,
      limits: channelLimits(manifest.limits, channel.limits),
      status: channel.status,
      statusReason: channel.statusReason,
      statusCode: channel.statusCode,
      restricted: channel.restricted,
    };
  }

  async detail(channel: Channel): Promise<ChannelDetail> {
    const secrets = await this.secrets.open(channel.id);
    return {
      ...this.summary(channel),
      settings: channel.settings,
      secretsSet: Object.keys(secrets).sort(),
      endpointUrl: this.addressToCopy(channel),
      memberIds: await this.channels.memberIds(channel.brandId, channel.id),
      settleMs: channel.settleMs,
      connectedAt: channel.connectedAt.toISOString(),
      health: await this.health.of(channel),
    };
  }

  /** Null too where the connector tells the platform by itself. */
  private addressToCopy({ kind, endpointId }: Channel): string | null {
    const { capabilities } = this.connectors.get(kind).manifest;
    if (endpointId === null || capabilities.includes('registers_webhooks')) return null;
    return this.endpoints.url(kind, endpointId);
  }
}
