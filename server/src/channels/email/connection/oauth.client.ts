import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Env } from '../../../platform/config/env.js';
import { OutboundError } from '../../../platform/outbound-http/outbound-error.js';
import { OutboundHttp } from '../../../platform/outbound-http/outbound-http.js';
import { ChannelError } from '../../core/channel-error.js';
import type { Settings } from '../../core/connector.js';
import type { MailboxSettings } from '../mailbox.settings.js';

interface AuthorizationServer {
  name: string;
  authorizeUrl: string;
  tokenUrl: string;
  clientId: string;
  clientSecret: string;
  scope: string;
  /** What this server wants on top of the standard. */
  authorizeParams: Record<string, string>;
}

export interface RenewedSecrets {
  secrets: Settings;
  expiresAt: Date | null;
}

const GOOGLE = {
  name: 'Google',
  authorizeUrl: 'https://accounts.google.com/o/oauth2/v2/auth',
  tokenUrl: 'https://oauth2.googleapis.com/token',
  scope: 'https://mail.google.com/',
  // Without both, Google gives no refresh token from the second consent on.
  authorizeParams: { access_type: 'offline', prompt: 'consent' },
};
const MICROSOFT = {
  name: 'Microsoft',
  authorizeUrl: 'https://login.microsoftonline.com/common/oauth2/v2.0/authorize',
  tokenUrl: 'https://login.microsoftonline.com/common/oauth2/v2.0/token',
  scope:
    'https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access',
  authorizeParams: { prompt: 'select_account' },
};

const tokenSchema = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  expires_in: z.coerce.number().positive().optional(),
});
const refusalSchema = z.object({ error: z.string(), error_description: z.string().optional() });

/**
 * OAuth 2.0 for mailboxes (RFC 6749 with PKCE, RFC 7636). The operator's clients are only ever sent to the servers
 * they are for; somebody's own authorization server comes with a client of its own.
 */
@Injectable()
export class OAuthClient {
  constructor(
    private readonly env: Env,
    private readonly http: OutboundHttp,
  ) {}

  /** Whether the operator has set up a client for this provider. */
  isConfigured(provider: 'google' | 'microsoft'): boolean {
    return this.env.oauthClients[provider] !== undefined;
  }

  /** Where the browser goes to ask for consent. @throws ChannelError when no client is configured */
  authorizationUrl(
    mailbox: MailboxSettings,
    secrets: Settings,
    request: { redirectUri: string; state: string; codeChallenge: string },
  ): string {
    const server = this.serverOf(mailbox, secrets);
    const url = new URL(server.authorizeUrl);
    const params: Record<string, string> = {
      ...server.authorizeParams,
      response_type: 'code',
      client_id: server.clientId,
      redirect_uri: request.redirectUri,
      state: request.state,
      code_challenge: request.codeChallenge,
      code_challenge_method: 'S256',
      login_hint: mailbox.address,
      ...(server.scope === '' ? {} : { scope: server.scope }),
    };
    for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value);
    return url.href;
  }

  /** Trades the code of a consent for tokens. @throws ChannelError */
  redeem(
    mailbox: MailboxSettings,
    secrets: Settings,
    grant: { code: string; codeVerifier: string; redirectUri: string },
  ): Promise<RenewedSecrets> {
    return this.ask(mailbox, secrets, {
      grant_type: 'authorization_code',
      code: grant.code,
      code_verifier: grant.codeVerifier,
      redirect_uri: grant.redirectUri,
    });
  }

  /** New tokens for the refresh token. Call it under the credential lease. @throws ChannelError */
  refresh(mailbox: MailboxSettings, secrets: Settings): Promise<RenewedSecrets> {
    const { refreshToken } = secrets;
    if (typeof refreshToken !== 'string' || refreshToken === '') {
      throw ChannelError.authExpired('The sign-in has expired and cannot be renewed.');
    }
    return this.ask(mailbox, secrets, { grant_type: 'refresh_token', refresh_token: refreshToken });
  }

  private async ask(
    mailbox: MailboxSettings,
    secrets: Settings,
    form: Record<string, string>,
  ): Promise<RenewedSecrets> {
    const server = this.serverOf(mailbox, secrets);
    const askedAt = Date.now();
    const { status, body } = await this.post(server, form);
    if (status !== 200) throw refusal(server.name, status, body);
    const token = tokenSchema.safeParse(body);
    if (!token.success) {
      throw ChannelError.retryable('oauth_answer', `${server.name} gave an answer that is no token.`);
    }
    const { access_token, refresh_token, expires_in } = token.data;
    const expiresAt = expires_in === undefined ? null : new Date(askedAt + expires_in * 1_000);
    return {
      secrets: {
        ...secrets,
        accessToken: access_token,
        // RFC 6749, section 6: without a new one, the old one stays good.
        refreshToken: refresh_token ?? secrets.refreshToken ?? null,
        tokenExpiresAt: expiresAt?.toISOString() ?? null,
      },
      expiresAt,
    };
  }

  private async post(
    server: AuthorizationServer,
    form: Record<string, string>,
  ): Promise<{ status: number; body: unknown }> {
    try {
      const answer = await this.http.request({
        method: 'POST',
        url: server.tokenUrl,
        headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
        body: new URLSearchParams({
          ...form,
          client_id: server.clientId,
          client_secret: server.clientSecret,
        }).toString(),
        timeoutMs: 20_000,
        maxBytes: 256 * 1024,
        maxRedirects: 0,
      });
      return { status: answer.status, body: jsonOf(answer.body.toString('utf8')) };
    } catch (error) {
      if (!(error instanceof OutboundError)) throw error;
      throw ChannelError.retryable(
        'oauth_unreachable',
        `${server.name} could not be asked for a new token: ${error.message}`,
        error,
      );
    }
  }

  private serverOf({ login, oauth }: MailboxSettings, secrets: Settings): AuthorizationServer {
    if (login === 'oauth2' && oauth !== null) {
      return {
        ...oauth,
        name: new URL(oauth.tokenUrl).host,
        clientSecret: typeof secrets.oauthClientSecret === 'string' ? secrets.oauthClientSecret : '',
        authorizeParams: {},
      };
    }
    if (login !== 'google' && login !== 'microsoft') {
      throw new Error(`a mailbox that signs in with ${login} has no authorization server`);
    }
    const known = login === 'google' ? GOOGLE : MICROSOFT;
    const client = this.env.oauthClients[login];
    if (client === undefined) {
      throw ChannelError.authExpired(
        `Signing in with ${known.name} is not set up on this installation: its operator has to configure a client for it.`,
      );
    }
    return { ...known, clientId: client.id, clientSecret: client.secret };
  }
}

function refusal(server: string, status: number, body: unknown): ChannelError {
  const parsed = refusalSchema.safeParse(body);
  const error = parsed.success ? parsed.data.error : '';
  const words = parsed.success ? (parsed.data.error_description ?? error).slice(0, 300) : `status ${status}`;
  if (status === 429 || status >= 500 || error === 'temporarily_unavailable' || error === 'server_error') {
    return ChannelError.retryable('oauth_unavailable', `${server} gives out no tokens now: ${words}`);
  }
  return error === 'invalid_client' || error === 'unauthorized_client'
    ? ChannelError.authExpired(`${server} does not accept this installation's client: ${words}`)
    : ChannelError.authExpired(`${server} no longer accepts the sign-in: ${words}`);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
