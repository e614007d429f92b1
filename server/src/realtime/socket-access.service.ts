import type { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import { ChannelAccess } from '../channels/channel-access.service.js';
import { ChannelDirectory } from '../channels/channel-directory.service.js';
import { Env } from '../platform/config/env.js';
import { AppError } from '../platform/errors/app-error.js';
import {
  Authenticator,
  type Caller,
  type CallerSeat,
  type Credentials,
  SESSION_COOKIE,
} from '../platform/http/caller.js';
import { isFromAnotherSite } from '../platform/http/other-sites.js';
import { OPEN, type Scope } from './rooms.js';

export interface Handshake {
  headers: IncomingHttpHeaders;
  /** What the client gives with its connection. */
  auth: Record<string, unknown>;
  address: string;
}

/** Who a socket is, and what it may get. */
export interface Admitted {
  caller: Caller;
  seat: CallerSeat;
  scopes: ReadonlySet<Scope>;
  /** Channels it may see. */
  channels: readonly string[] | 'all';
}

/** Decides who a socket is, and what it may get. */
@Injectable()
export class SocketAccess {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly channels: ChannelAccess,
    private readonly directory: ChannelDirectory,
    private readonly env: Env,
  ) {}

  /** @throws AppError cross_site_request when a browser connects from another site with a session */
  credentialsOf({ headers, auth, address }: Handshake): Credentials {
    const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);
    const bearer = text(auth.token);
    const sessionToken = bearer === null ? cookieOf(headers.cookie, SESSION_COOKIE) : null;
    // Browsers send the cookie along from any page.
    if (sessionToken !== null && isFromAnotherSite(headers, this.env.publicUrl)) {
      throw new AppError('cross_site_request', 'Connections with a session come from the console only.');
    }
    return {
      bearer,
      sessionToken,
      brandId: text(auth.brandId),
      ip: address,
      userAgent: headers['user-agent'] ?? null,
    };
  }

  /** @throws AppError unauthenticated, forbidden */
  async admit(credentials: Credentials): Promise<Admitted> {
    const caller = await this.authenticator.authenticate(credentials);
    if (caller === null) throw new AppError('unauthenticated', 'Sign in first.');
    const { seat } = caller;
    if (seat === null) throw new AppError('forbidden', 'You have no seat in a brand.');
    if (!caller.permissions.has('conversations.read'))
      throw new AppError('forbidden', 'This needs the right "conversations.read".');
    const channels = await this.channels.visibleChannelIds(seat);
    return { caller, seat, channels, scopes: await this.scopesOf(seat, channels) };
  }

  private async scopesOf(seat: CallerSeat, visible: Admitted['channels']): Promise<Set<Scope>> {
    const restricted = (await this.directory.list(seat.brandId)).filter((channel) => channel.restricted);
    const mine = restricted.filter(({ id }) => visible === 'all' || visible.includes(id));
    return new Set([OPEN, ...mine.map(({ id }) => id)]);
  }
}

function cookieOf(header: string | undefined, name: string): string | null {
  for (const part of (header ?? '').split(';')) {
    const [key = '', ...value] = part.split('=');
    if (key.trim() !== name) continue;
    try {
      return decodeURIComponent(value.join('=').trim()) || null;
    } catch {
      return null;
    }
  }
  return null;
}
