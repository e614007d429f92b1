import { Injectable } from '@nestjs/common';
import { ChannelDirectory } from '../channels/channel-directory.service.js';
import type { WebhookRequest } from '../channels/core/connector.js';
import { ConnectorRegistry } from '../channels/core/connector-registry.js';
import type { OpenEndpoint } from '../channels/core/endpoint-door.js';
import type { TypingSignal } from '../channels/core/inbound-event.js';
import { Endpoints } from '../channels/endpoints.service.js';
import { Clock } from '../platform/clock/clock.js';
import { Env } from '../platform/config/env.js';
import { newId } from '../platform/database/id.js';
import { AppError, notFound } from '../platform/errors/app-error.js';
import { DomainEvents } from '../platform/events/events.js';
import { RateLimiter } from '../platform/http/rate-limit/rate-limiter.js';
import { DeliveryWriter } from './delivery-writer.service.js';
import { PERSON_TYPING } from './ingest.events.js';

export interface HookAnswer {
  status: number;
  contentType: string;
  body: string;
}

const ACCEPTED: HookAnswer = { status: 200, contentType: 'application/json', body: '{"ok":true}' };
const RATE_WINDOW_MS = 10_000;

/** The door: verifies what platforms deliver, and answers once it is on disk. */
@Injectable()
export class HooksService {
  constructor(
    private readonly endpoints: Endpoints,
    private readonly connectors: ConnectorRegistry,
    private readonly directory: ChannelDirectory,
    private readonly writer: DeliveryWriter,
    private readonly limiter: RateLimiter,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
    private readonly env: Env,
  ) {}

  /**
   * @throws AppError not_found, invalid_signature, invalid_request, forbidden, too_many_requests; whatever else is
   *   thrown means that the platform has to deliver again
   */
  async receive(kind: string, endpointId: string, request: WebhookRequest): Promise<HookAnswer> {
    const endpoint = await this.endpoints.find(kind, endpointId);
    const receives = endpoint === undefined ? undefined : this.connectors.get(kind).receives;
    if (endpoint === undefined || receives?.verify === undefined) throw notFound('The endpoint');
    const now = this.clock.now();
    const verdict = receives.verify(request, {
      id: endpoint.id,
      secrets: endpoint.secrets(now),
      account: endpoint.channel?.account ?? null,
      now,
    });
    if (verdict.kind === 'refuse') {
      throw new AppError(
        verdict.code,
        verdict.message,
        verdict.issues === undefined ? {} : { issues: verdict.issues },
      );
    }
    this.limit(endpoint.id);
    if (verdict.typing !== undefined && verdict.typing.length > 0)
      await this.passOn(endpoint, verdict.typing);
    if (verdict.kind === 'answer') {
      return { status: verdict.status, contentType: verdict.contentType, body: verdict.body };
    }
    await this.writer.write({
      id: newId(),
      kind,
      endpointId: endpoint.id,
      channelId: endpoint.channel?.id ?? null,
      brandId: endpoint.channel?.brandId ?? endpoint.brandId,
      source: 'webhook',
      headers: kept(request.headers, receives.keptHeaders ?? []),
      meta: {},
      body: request.body,
      bodyKey: null,
      bodyHash: null,
      receivedAt: now,
    });
    if (verdict.wakes === true && endpoint.channel !== null) {
      await this.directory.nudge(endpoint.channel.brandId, endpoint.channel.id);
    }
    return ACCEPTED;
  }

  /** Only what was verified counts, so that nobody without the secret can use up the limit. */
  private limit(endpointId: string): void {
    const rate = { limit: (this.env.hooksPerSecond * RATE_WINDOW_MS) / 1_000, windowMs: RATE_WINDOW_MS };
    const { allowed, retryAfterMs } = this.limiter.hit(`hook:${endpointId}`, rate);
    if (!allowed) {
      throw new AppError('too_many_requests', 'This endpoint takes no more for the moment.', {
        retryAfterMs,
      });
    }
  }

  private async passOn(endpoint: OpenEndpoint, signals: TypingSignal[]): Promise<void> {
    for (const { account, ...signal } of signals) {
      const channel =
        endpoint.channel?.account === account
          ? endpoint.channel
          : await this.directory.findByAccount(endpoint.kind, account);
      if (channel === undefined) continue;
      await this.events.publish(PERSON_TYPING, {
        brandId: channel.brandId,
        channelId: channel.id,
        ...signal,
      });
    }
  }
}

function kept(headers: Record<string, string>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = headers[name];
      return value === undefined ? [] : [[name, value.slice(0, 1_000)]];
    }),
  );
}
