import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADDRESS, emailParts, mailboxSettings } from '../../../../test/email-channel.js';
import { TokenServer } from '../../../../test/harness/token-server.js';
import { loadEnv } from '../../../platform/config/env.js';
import { AddressGuard } from '../../../platform/outbound-http/address-guard.js';
import { AddressPolicy } from '../../../platform/outbound-http/address-policy.js';
import { OutboundHttp } from '../../../platform/outbound-http/outbound-http.js';
import { readMailbox } from '../mailbox.settings.js';
import { OAuthClient } from './oauth.client.js';

let tokens: TokenServer;
beforeAll(async () => {
  tokens = await TokenServer.start();
  tokens.user = ADDRESS;
});
afterAll(() => tokens.stop());

const { oauth } = emailParts();
const redirectUri = 'https://parley.test/callback';
const codeVerifier = randomBytes(48).toString('base64url');
const codeChallenge = createHash('sha256').update(codeVerifier).digest('base64url');
const request = { redirectUri, state: 'state', codeChallenge };
const mailbox = (more = {}) =>
  readMailbox(
    mailboxSettings(
      {},
      {
        login: 'oauth2',
        oauthAuthorizeUrl: `${tokens.url}/authorize`,
        oauthTokenUrl: `${tokens.url}/token`,
        oauthClientId: tokens.clientId,
        oauthScope: 'mail',
        ...more,
      },
    ),
  );
const secrets = () => ({ oauthClientSecret: tokens.clientSecret });

async function consented() {
  const url = oauth.authorizationUrl(mailbox(), secrets(), request);
  const answer = await fetch(url, { redirect: 'manual' });
  const code = new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? '';
  return oauth.redeem(mailbox(), secrets(), { code, codeVerifier, redirectUri });
}

describe('OAuth for mailboxes', () => {
  it('gets tokens for a consent, with the proof that it asked for it', async () => {
    const url = new URL(oauth.authorizationUrl(mailbox(), secrets(), request));
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: 'code',
      client_id: tokens.clientId,
      redirect_uri: redirectUri,
      state: 'state',
      code_challenge: codeChallenge,
      code_challenge_method: 'S256',
      login_hint: ADDRESS,
      scope: 'mail',
    });
    const granted = await consented();
    expect(tokens.userOf(String(granted.secrets.accessToken))).toBe(ADDRESS);
    expect(granted.secrets.oauthClientSecret).toBe(tokens.clientSecret);
    expect(granted.expiresAt?.getTime()).toBeGreaterThan(Date.now());
    expect(granted.secrets.tokenExpiresAt).toBe(granted.expiresAt?.toISOString());
  });

  it('spends a refresh token once and keeps the new one', async () => {
    const first = await consented();
    const second = await oauth.refresh(mailbox(), first.secrets);
    expect(second.secrets.refreshToken).not.toBe(first.secrets.refreshToken);
    await expect(oauth.refresh(mailbox(), first.secrets)).rejects.toMatchObject({ kind: 'auth_expired' });
  });

  it('tells a consent taken back from a server that is away', async () => {
    await expect(
      oauth.redeem(mailbox(), secrets(), { code: 'x', codeVerifier, redirectUri }),
    ).rejects.toMatchObject({
      kind: 'auth_expired',
    });
    const { secrets: good } = await consented();
    for (const [error, status] of [
      ['server_error', 500],
      ['slow_down', 429],
    ] as const) {
      tokens.refuse(error, status);
      await expect(oauth.refresh(mailbox(), good)).rejects.toMatchObject({ kind: 'retryable' });
    }
    tokens.refuse();
    const away = mailbox({ oauthTokenUrl: 'http://127.0.0.1:1/token' });
    await expect(oauth.refresh(away, good)).rejects.toMatchObject({
      kind: 'retryable',
      code: 'oauth_unreachable',
    });
    await expect(
      Promise.resolve().then(() => oauth.refresh(mailbox(), { accessToken: 'x' })),
    ).rejects.toMatchObject({ kind: 'auth_expired' });
    await oauth.refresh(mailbox(), good);
  });

  it('shows the operator’s client to nobody but the provider it is for', () => {
    const env = loadEnv({ PARLEY_GOOGLE_CLIENT_ID: 'operator', PARLEY_GOOGLE_CLIENT_SECRET: 'kept' });
    const client = new OAuthClient(env, new OutboundHttp(new AddressGuard(new AddressPolicy())));
    expect(client.isConfigured('google')).toBe(true);
    expect(client.isConfigured('microsoft')).toBe(false);
    const google = new URL(client.authorizationUrl(mailbox({ login: 'google' }), {}, request));
    expect(google.host).toBe('accounts.google.com');
    expect(google.searchParams.get('client_id')).toBe('operator');
    expect(google.searchParams.get('access_type')).toBe('offline');
    expect(() => client.authorizationUrl(mailbox({ login: 'microsoft' }), {}, request)).toThrow(
      expect.objectContaining({ kind: 'auth_expired' }),
    );
  });
});
