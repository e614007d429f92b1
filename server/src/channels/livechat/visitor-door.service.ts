import type { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { Env } from '../../platform/config/env.js';
import { SecretBox } from '../../platform/crypto/secret-box.js';
import { AppError, notFound } from '../../platform/errors/app-error.js';
import { countedAddress } from '../../platform/http/network-address.js';
import type { RateLimit } from '../../platform/http/rate-limit/rate-limit.js';
import { RateLimiter } from '../../platform/http/rate-limit/rate-limiter.js';
import { EndpointDoor, type OpenEndpoint } from '../core/endpoint-door.js';
import { isAllowedOrigin } from './allowed-origins.js';
import { LIVECHAT_KIND } from './livechat.manifest.js';
import { type LivechatSettings, readLivechat } from './livechat.settings.js';
import { type Visitor, VisitorTokens } from './visitor-token.js';

export interface OpenChat {
  id: string;
  kind: string;
  channel: NonNullable<OpenEndpoint['channel']>;
  settings: LivechatSettings;
  /** Signing secrets that are good now, newest first. */
  secrets: string[];
}

/** What is counted, by visitor and by network address; far more than a person does. */
const LIMITS = {
  look: { address: { limit: 240, windowMs: 60_000 }, visitor: { limit: 120, windowMs: 60_000 } },
  visit: { address: { limit: 60, windowMs: 60_000 }, visitor: null },
  say: { address: { limit: 120, windowMs: 60_000 }, visitor: { limit: 30, windowMs: 60_000 } },
  file: { address: { limit: 60, windowMs: 600_000 }, visitor: { limit: 20, windowMs: 600_000 } },
  connect: { address: { limit: 120, windowMs: 60_000 }, visitor: { limit: 60, windowMs: 60_000 } },
} satisfies Record<string, { address: RateLimit; visitor: RateLimit | null }>;
export type VisitorAct = keyof typeof LIMITS;

const BEARER = /^Bearer +(\S+)$/i;

/** Lets the widget on allowed pages in, and says which visitor calls. */
@Injectable()
export class VisitorDoor {
  readonly tokens: VisitorTokens;
  private readonly limiter = new RateLimiter();
  private readonly ownOrigin: string;

  constructor(
    private readonly endpoints: EndpointDoor,
    private readonly clock: Clock,
    env: Env,
    box: SecretBox,
  ) {
    this.tokens = new VisitorTokens(box);
    this.ownOrigin = new URL(env.publicUrl).origin;
  }

  /** @throws AppError not_found */
  async open(endpointId: string): Promise<OpenChat> {
    const endpoint = await this.endpoints.find(LIVECHAT_KIND, endpointId);
    if (endpoint?.channel == null) throw notFound('The endpoint');
    const { id, kind, channel } = endpoint;
    const settings = readLivechat(channel.settings);
    return { id, kind, channel, settings, secrets: endpoint.secrets(this.clock.now()) };
  }

  /**
   * Browsers name the page's origin with whatever can do something, and with every call from another site.
   * @param harmless nothing changes by it, so that a call without an origin is one, too
   * @returns the origin to be answered; null where none was named
   * @throws AppError forbidden
   */
  checkOrigin({ settings }: OpenChat, headers: IncomingHttpHeaders, harmless: boolean): string | null {
    const { origin } = headers;
    if (origin === undefined && harmless) return null;
    if (origin !== undefined && (origin === this.ownOrigin || isAllowedOrigin(origin, settings.origins)))
      return origin;
    throw new AppError('forbidden', 'This chat does not answer on this website.');
  }

  /** @throws AppError unauthenticated */
  visitor(chat: OpenChat, authorization: string | undefined): Visitor {
    const token = BEARER.exec(authorization ?? '')?.[1];
    const visitor = token === undefined ? null : this.visitorOf(chat, token);
    if (visitor === null) throw new AppError('unauthenticated', 'Begin a visit first.');
    return visitor;
  }

  /** Null where the token is not good, or not any more. */
  visitorOf(chat: OpenChat, token: string): Visitor | null {
    const visitor = this.tokens.read(chat.id, token, this.clock.now(), chat.secrets);
    return visitor !== null && !visitor.signed && !chat.settings.unsigned ? null : visitor;
  }

  /** @throws AppError too_many_requests */
  count(chat: OpenChat, act: VisitorAct, address: string, visitor?: Visitor): void {
    const limits: { address: RateLimit; visitor: RateLimit | null } = LIMITS[act];
    this.hit(`${act}/${chat.id}/${countedAddress(address)}`, limits.address);
    if (visitor !== undefined && limits.visitor !== null)
      this.hit(`${act}/${chat.id}/${visitor.person}`, limits.visitor);
  }

  private hit(key: string, rate: RateLimit): void {
    const { allowed, retryAfterMs } = this.limiter.hit(key, rate);
    if (allowed) return;
    throw new AppError('too_many_requests', 'This is more than the chat takes at once. Wait a moment.', {
      retryAfterMs,
      details: { retryAfterMs },
    });
  }
}
