import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface IssuedTokens {
  accessToken: string;
  refreshToken: string;
  /** Seconds. */
  expiresIn: number;
}

export interface TokenServerOptions {
  clientId?: string;
  clientSecret?: string;
  /** Lifetime of an access token in seconds, default 3600. */
  lifetime?: number;
}

/**
 * An OAuth 2.0 authorization server, strict where the real ones are:
 * - `GET /authorize` sends the browser back with a code at once (RFC 6749 4.1, with PKCE S256),
 * - `POST /token` for `authorization_code` and `refresh_token`; each refresh token works
 *   once, and using it twice revokes the account's tokens (rotation, RFC 9700 4.14),
 * - `POST /introspect` (RFC 7662), which Dovecot asks.
 */
export class TokenServer {
  readonly clientId: string;
  readonly clientSecret: string;
  /** How many refresh requests were answered with new tokens. */
  refreshes = 0;
  /** Who signs in at `/authorize`. */
  user = 'anna@example.test';
  #server: Server;
  #lifetime: number;
  #access = new Map<string, { user: string; expiresAt: number }>();
  #refresh = new Map<string, { user: string; used: boolean }>();
  #codes = new Map<string, { user: string; redirectUri: string; challenge: string | null }>();
  #refusal: { error: string; status: number } | undefined;

  private constructor(options: TokenServerOptions) {
    this.clientId = options.clientId ?? 'parley-test-client';
    this.clientSecret = options.clientSecret ?? 'parley-test-client-secret';
    this.#lifetime = options.lifetime ?? 3600;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: Error) => send(response, 500, { error: error.message }));
    });
  }

  static async start(options: TokenServerOptions = {}): Promise<TokenServer> {
    const tokens = new TokenServer(options);
    await new Promise<void>((resolve) => tokens.#server.listen(0, '127.0.0.1', resolve));
    return tokens;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** New tokens for a user, as after a consent. */
  issue(user: string, lifetime = this.#lifetime): IssuedTokens {
    const accessToken = `access-${randomUUID()}`;
    const refreshToken = `refresh-${randomUUID()}`;
    this.#access.set(accessToken, { user, expiresAt: Date.now() + lifetime * 1000 });
    this.#refresh.set(refreshToken, { user, used: false });
    return { accessToken, refreshToken, expiresIn: lifetime };
  }

  /** Every access token of the user is expired from now on; refresh tokens still work. */
  expire(user: string): void {
    for (const token of this.#access.values()) if (token.user === user) token.expiresAt = 0;
  }

  /** The user withdrew consent: nothing works any more. */
  revoke(user: string): void {
    this.expire(user);
    for (const [token, entry] of this.#refresh) if (entry.user === user) this.#refresh.delete(token);
  }

  /** Refuses every token request this way until called without arguments. */
  refuse(error?: string, status = 400): void {
    this.#refusal = error ? { error, status } : undefined;
  }

  /** Whose valid access token this is, or null. */
  userOf(accessToken: string): string | null {
    const token = this.#access.get(accessToken);
    return token && token.expiresAt > Date.now() ? token.user : null;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    if (request.method === 'GET' && url.pathname === '/authorize') return this.#authorize(url, response);
    if (request.method !== 'POST') return send(response, 405, { error: 'method_not_allowed' });
    const form = new URLSearchParams(await body(request));
    if (url.pathname === '/introspect') return this.#introspect(form, response);
    if (url.pathname === '/token') return this.#token(request, form, response);
    send(response, 404, { error: 'not_found' });
  }

  #authorize(url: URL, response: ServerResponse): void {
    const redirectUri = url.searchParams.get('redirect_uri');
    if (url.searchParams.get('client_id') !== this.clientId || !redirectUri) {
      send(response, 400, { error: 'invalid_request' });
      return;
    }
    const code = `code-${randomUUID()}`;
    this.#codes.set(code, {
      user: this.user,
      redirectUri,
      challenge: url.searchParams.get('code_challenge'),
    });
    const back = new URL(redirectUri);
    back.searchParams.set('code', code);
    const state = url.searchParams.get('state');
    if (state !== null) back.searchParams.set('state', state);
    response.writeHead(302, { location: back.href }).end();
  }

  #introspect(form: URLSearchParams, response: ServerResponse): void {
    const user = this.userOf(form.get('token') ?? '');
    send(response, 200, user ? { active: true, username: user, email: user } : { active: false });
  }

  async #token(request: IncomingMessage, form: URLSearchParams, response: ServerResponse): Promise<void> {
    if (this.#refusal) return send(response, this.#refusal.status, { error: this.#refusal.error });
    if (!this.#knowsClient(request, form)) return send(response, 401, { error: 'invalid_client' });
    if (form.get('grant_type') === 'authorization_code') return this.#redeemCode(form, response);
    if (form.get('grant_type') !== 'refresh_token') {
      return send(response, 400, { error: 'unsupported_grant_type' });
    }
    const entry = this.#refresh.get(form.get('refresh_token') ?? '');
    if (!entry) return send(response, 400, { error: 'invalid_grant' });
    if (entry.used) {
      this.revoke(entry.user);
      return send(response, 400, { error: 'invalid_grant' });
    }
    entry.used = true;
    this.refreshes += 1;
    this.#sendTokens(entry.user, response);
  }

  async #redeemCode(form: URLSearchParams, response: ServerResponse): Promise<void> {
    const code = form.get('code') ?? '';
    const entry = this.#codes.get(code);
    this.#codes.delete(code);
    if (!entry || entry.redirectUri !== form.get('redirect_uri')) {
      return send(response, 400, { error: 'invalid_grant' });
    }
    if (entry.challenge !== null && entry.challenge !== (await s256(form.get('code_verifier') ?? ''))) {
      return send(response, 400, { error: 'invalid_grant' });
    }
    this.#sendTokens(entry.user, response);
  }

  #sendTokens(user: string, response: ServerResponse): void {
    const tokens = this.issue(user);
    send(response, 200, {
      access_token: tokens.accessToken,
      refresh_token: tokens.refreshToken,
      token_type: 'Bearer',
      expires_in: tokens.expiresIn,
    });
  }

  #knowsClient(request: IncomingMessage, form: URLSearchParams): boolean {
    const basic = /^Basic (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (basic) {
      const [id = '', secret = ''] = Buffer.from(basic, 'base64').toString('utf8').split(':');
      return decodeURIComponent(id) === this.clientId && decodeURIComponent(secret) === this.clientSecret;
    }
    return form.get('client_id') === this.clientId && form.get('client_secret') === this.clientSecret;
  }
}

async function s256(verifier: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  return Buffer.from(digest).toString('base64url');
}

async function body(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, status: number, value: unknown): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify(value));
}
