import { Injectable } from '@nestjs/common';
import { ChannelDirectory } from '../../channels/channel-directory.service.js';
import { ChannelSecrets } from '../../channels/channel-secrets.service.js';
import { ChannelTelling } from '../../channels/channel-telling.service.js';
import type { ConnectedChannel, Connector, SendContext, Sends } from '../../channels/core/connector.js';
import { ConnectorRegistry } from '../../channels/core/connector-registry.js';
import { WebhookDeliveries } from '../../channels/webhook-deliveries.service.js';

export interface SendingChannel {
  connector: Connector;
  sends: Sends;
  channel: ConnectedChannel;
}

/** Opens a channel for sending: its connector, its credentials, and what the connector may use meanwhile. */
@Injectable()
export class SendContexts {
  constructor(
    private readonly directory: ChannelDirectory,
    private readonly registry: ConnectorRegistry,
    private readonly secrets: ChannelSecrets,
    private readonly telling: ChannelTelling,
    private readonly webhookLog: WebhookDeliveries,
  ) {}

  /** @returns undefined when the channel is gone, or its kind is, or does not send */
  async open(channelId: string): Promise<SendingChannel | undefined> {
    const open = await this.openChannel(channelId);
    const sends = open?.connector.sends;
    return open === undefined || sends === undefined ? undefined : { ...open, sends };
  }

  /** @returns undefined when the channel is gone, or its kind is */
  async openChannel(channelId: string): Promise<Omit<SendingChannel, 'sends'> | undefined> {
    const found = await this.directory.find(channelId);
    if (found === undefined || found.removedAt !== null) return undefined;
    const connector = this.registry.all().find(({ manifest }) => manifest.kind === found.kind);
    if (connector === undefined) return undefined;
    return { connector, channel: await this.directory.open(found) };
  }

  private context(channel: ConnectedChannel, signal: AbortSignal, timeoutMs: number): SendContext {
    return {
      signal,
      timeoutMs,
      saveSecrets: (secrets, expiresAt) => this.secrets.save(channel.id, secrets, expiresAt),
      renewSecrets: this.secrets.renewal(channel.id),
      tell: this.telling.of(channel.id),
      webhookLog: this.webhookLog,
    };
  }

  /** Runs `work` with a context whose signal aborts after `timeoutMs`; gives up a little later. */
  async within<T>(
    channel: ConnectedChannel,
    timeoutMs: number,
    work: (context: SendContext) => Promise<T>,
  ): Promise<T> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), timeoutMs);
    let late: NodeJS.Timeout | undefined;
    const given = new Promise<never>((_resolve, reject) => {
      late = setTimeout(
        () => reject(new Error('The connector did not come back in time.')),
        timeoutMs + GRACE_MS,
      );
    });
    try {
      return await Promise.race([work(this.context(channel, abort.signal, timeoutMs)), given]);
    } finally {
      clearTimeout(timer);
      clearTimeout(late);
    }
  }
}

/** What a connector may take to notice that its time is over. */
const GRACE_MS = 5_000;
/** A lease outlasts the timeout, the grace, and the writing down of the outcome. */
export const LEASE_MARGIN_MS = GRACE_MS + 20_000;
