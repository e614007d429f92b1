import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { SecretBox } from '../../platform/crypto/secret-box.js';
import { signatureFault } from '../../platform/crypto/webhook-signature.js';
import { OutboundHttp } from '../../platform/outbound-http/outbound-http.js';
import type {
  ConnectedChannel,
  Connector,
  Connects,
  Receives,
  SendContext,
  Sends,
} from '../core/connector.js';
import { ConnectorRegistry } from '../core/connector-registry.js';
import { FileLinks } from '../core/file-link.js';
import type { OutboundMessage, SendReceipt } from '../core/outbound-message.js';
import { API_FILE_LINKS, apiManifest } from './api.manifest.js';
import { checkBody, parseDelivery } from './api-delivery.parse.js';
import { type ApiOutgoingMessage, type FormattedApiMessage, formatMessage } from './api-message.format.js';
import { postWebhook, WEBHOOK_TIMEOUT_MS, WebhookFailure } from './api-webhook.client.js';

const EVENT = 'message.created';

/** Any system of the brand's own: signed webhooks in, signed webhooks out. */
@Injectable()
export class ApiConnector implements Connector, OnModuleInit {
  readonly manifest = apiManifest;
  private readonly links: FileLinks;

  constructor(
    private readonly registry: ConnectorRegistry,
    private readonly http: OutboundHttp,
    private readonly clock: Clock,
    box: SecretBox,
  ) {
    this.links = new FileLinks(box, API_FILE_LINKS);
  }

  onModuleInit(): void {
    this.registry.register(this);
  }

  readonly connects: Connects = {
    /** The platform is the brand's own system: the channel is its own account. */
    identify: async (settings) => ({ account: null, settings }),
  };

  readonly receives: Receives = {
    keptHeaders: ['webhook-id', 'webhook-timestamp', 'content-type', 'user-agent'],
    verify: ({ method, headers, body }, { secrets, account, now }) => {
      if (method !== 'POST')
        return { kind: 'refuse', code: 'invalid_request', message: 'Events are posted.' };
      const fault = signatureFault(
        {
          id: headers['webhook-id'],
          timestamp: headers['webhook-timestamp'],
          signature: headers['webhook-signature'],
        },
        body,
        secrets,
        now,
      );
      if (fault !== null) return { kind: 'refuse', code: 'invalid_signature', message: fault };
      return checkBody(body, account);
    },
    parse: parseDelivery,
  };

  readonly sends: Sends<FormattedApiMessage> = {
    timeoutMs: WEBHOOK_TIMEOUT_MS + 5_000,
    format: formatMessage,
    send: (channel, formatted, message, context) => this.send(channel, formatted, message, context),
    resend: async (channel, webhook, signal) => {
      const fresh = { ...webhook, body: this.withFreshLinks(channel, webhook.body) };
      const answer = await this.post(channel, fresh, signal).catch(asChannelError);
      return { externalId: answer.externalId, at: null };
    },
  };

  private async send(
    channel: ConnectedChannel,
    { url, webhookId, payload, attachmentIds }: FormattedApiMessage,
    message: OutboundMessage,
    context: SendContext,
  ): Promise<SendReceipt> {
    const { endpoint } = channel;
    if (endpoint == null) throw new Error(`the API channel ${channel.id} has no endpoint`);
    const attachments = payload.data.attachments.map((attachment, index) => ({
      ...attachment,
      url: this.links.create(endpoint.url, endpoint.id, attachmentIds[index] ?? '', this.clock.now()),
    }));
    const body = JSON.stringify({ ...payload, data: { ...payload.data, attachments } });
    const logId = await context.webhookLog.open({
      channelId: channel.id,
      brandId: channel.brandId,
      messageId: message.id,
      webhookId,
      event: EVENT,
      url,
      body,
    });
    try {
      const answer = await this.post(channel, { url, webhookId, body }, context.signal);
      await context.webhookLog.close(logId, { state: 'delivered', status: answer.status, error: null });
      return { externalId: answer.externalId, at: null };
    } catch (failure) {
      if (!(failure instanceof WebhookFailure)) throw failure;
      const { error, status } = failure;
      const state =
        error.kind === 'ambiguous' ? 'unconfirmed' : error.kind === 'rejected' ? 'failed' : 'pending';
      await context.webhookLog.close(logId, { state, status, error: error.message });
      throw error;
    }
  }

  /** The files' links of a logged body may have expired since. */
  private withFreshLinks({ endpoint }: ConnectedChannel, body: string): string {
    if (endpoint == null) return body;
    const payload = JSON.parse(body) as ApiOutgoingMessage;
    const attachments = payload.data.attachments.map((attachment) => {
      const id = /\/files\/([0-9a-f-]{36})\?/.exec(attachment.url)?.[1];
      if (id === undefined) return attachment;
      return { ...attachment, url: this.links.create(endpoint.url, endpoint.id, id, this.clock.now()) };
    });
    return JSON.stringify({ ...payload, data: { ...payload.data, attachments } });
  }

  private post(
    channel: ConnectedChannel,
    webhook: { url: string; webhookId: string; body: string },
    signal: AbortSignal,
  ) {
    return postWebhook(this.http, {
      url: webhook.url,
      id: webhook.webhookId,
      body: webhook.body,
      secrets: channel.endpoint?.secrets ?? [],
      at: new Date(),
      signal,
      receiverDeduplicates: channel.settings.receiverDeduplicates !== false,
    });
  }
}

function asChannelError(failure: unknown): never {
  throw failure instanceof WebhookFailure ? failure.error : failure;
}
