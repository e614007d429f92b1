import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { invalid, type Json, Refusal } from './mastodon-data.js';

/** Apps, their codes and their tokens: OAuth as the original speaks it. */
export class MastodonLogins {
  readonly apps = new Map<string, { secret: string; redirectUri: string; scopes: string[] }>();
  /** Good tokens with what they may do. */
  readonly tokens = new Map<string, string[]>();
  private readonly codes = new Map<
    string,
    { clientId: string; redirectUri: string; challenge: string; scopes: string[] }
  >();

  /** An app, made by nobody in particular. */
  register(body: Buffer, request: IncomingMessage): Json {
    const { client_name, redirect_uris, scopes } = JSON.parse(body.toString()) as Record<string, string>;
    if (request.headers.authorization !== undefined) throw invalid('apps are made by nobody in particular');
    if (!client_name || !redirect_uris || !URL.canParse(redirect_uris))
      throw invalid('Redirect URI must be an absolute URI');
    const id = randomBytes(8).toString('hex');
    const secret = randomBytes(8).toString('hex');
    this.apps.set(id, { secret, redirectUri: redirect_uris, scopes: (scopes ?? 'read').split(' ') });
    return { id: '1', name: client_name, client_id: id, client_secret: secret };
  }

  /** @returns where the browser goes next */
  authorize(params: URLSearchParams): string {
    const app = this.apps.get(params.get('client_id') ?? '');
    const redirectUri = params.get('redirect_uri') ?? '';
    const scopes = (params.get('scope') ?? 'read').split(' ');
    if (app === undefined || params.get('response_type') !== 'code') throw new Refusal(400, 'invalid_client');
    if (app.redirectUri !== redirectUri) throw new Refusal(400, 'The requested redirect uri is malformed');
    if (scopes.some((scope) => !app.scopes.includes(scope)))
      throw new Refusal(400, 'The requested scope is invalid');
    if (params.get('code_challenge_method') !== 'S256')
      throw new Refusal(400, 'The code challenge method must be S256');
    const code = randomBytes(8).toString('hex');
    this.codes.set(code, {
      clientId: params.get('client_id') ?? '',
      redirectUri,
      challenge: params.get('code_challenge') ?? '',
      scopes,
    });
    const back = new URL(redirectUri);
    back.searchParams.set('code', code);
    back.searchParams.set('state', params.get('state') ?? '');
    return back.href;
  }

  redeem(form: URLSearchParams): Json {
    const code = form.get('code') ?? '';
    const granted = this.codes.get(code);
    this.codes.delete(code);
    const app = this.apps.get(form.get('client_id') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const fits =
      granted !== undefined &&
      app !== undefined &&
      form.get('grant_type') === 'authorization_code' &&
      app.secret === form.get('client_secret') &&
      granted.clientId === form.get('client_id') &&
      granted.redirectUri === form.get('redirect_uri') &&
      granted.challenge === challenge;
    if (!fits) throw new Refusal(400, 'invalid_grant');
    const token = randomBytes(12).toString('hex');
    this.tokens.set(token, granted.scopes);
    return {
      access_token: token,
      token_type: 'Bearer',
      scope: granted.scopes.join(' '),
      created_at: Math.floor(Date.now() / 1_000),
    };
  }

  revoke(form: URLSearchParams): Json {
    if (this.apps.get(form.get('client_id') ?? '')?.secret !== form.get('client_secret')) {
      throw new Refusal(403, 'You are not authorized to revoke this token');
    }
    this.tokens.delete(form.get('token') ?? '');
    return {};
  }

  scopesOf(request: IncomingMessage): string[] {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const scopes = this.tokens.get(token);
    if (scopes === undefined) throw new Refusal(401, 'The access token is invalid');
    return scopes;
  }

  requireScope(request: IncomingMessage, scope: string): void {
    const scopes = this.scopesOf(request);
    if (scopes.includes(scope) || scopes.includes(scope.split(':')[0] ?? '')) return;
    throw new Refusal(403, 'This action is outside the authorized scopes');
  }
}
