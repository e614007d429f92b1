import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LedgerBench } from '../../test/builders/ledger-bench.js';
import { ChannelConsents } from './channel-consent.service.js';
import { ChannelSecrets } from './channel-secrets.service.js';
import { ChannelsService } from './channels.service.js';
import { ChannelError } from './core/channel-error.js';
import type { Connector } from './core/connector.js';
import { ConnectorRegistry } from './core/connector-registry.js';

/** A provider as strict as OAuth 2.0 with PKCE asks. */
const provider = {
  challenge: '',
  redirectUri: '',
  code: 'the-code',
  redeemed: 0,
};

const connector: Connector = {
  manifest: {
    kind: 'consenting',
    name: { en: 'C', de: 'C' },
    summary: { en: '', de: '' },
    icon: 'x',
    media: ['email'],
    capabilities: ['oauth'],
    limits: { textLength: null, attachments: 0, attachmentBytes: 0, totalBytes: 0, attachmentTypes: null },
    replyWindowMs: null,
    settings: ['address', 'login'].map((name) => ({
      name,
      type: 'text' as const,
      label: { en: name, de: name },
      required: true,
      secret: false,
      advanced: false,
    })),
  },
  connects: {
    identify: async (settings) => ({ account: String(settings.address), settings }),
    consents: {
      authorizationUrl: (settings, _secrets, request) => {
        if (settings.login === 'password') return null;
        if (settings.login === 'made') {
          provider.challenge = request.codeChallenge;
          provider.redirectUri = request.redirectUri;
          const url = `https://provider.test/authorize?state=${request.state}`;
          return Promise.resolve({ url, secrets: { clientSecret: 'made-for-it' } });
        }
        if (settings.login === 'unset') throw ChannelError.authExpired('No client is set up.');
        provider.challenge = request.codeChallenge;
        provider.redirectUri = request.redirectUri;
        return `https://provider.test/authorize?state=${request.state}`;
      },
      redeem: async (_settings, secrets, grant) => {
        provider.redeemed += 1;
        const challenge = createHash('sha256').update(grant.codeVerifier).digest('base64url');
        if (grant.code !== provider.code || challenge !== provider.challenge) {
          throw ChannelError.authExpired('invalid_grant');
        }
        if (grant.redirectUri !== provider.redirectUri) throw ChannelError.authExpired('redirect_uri');
        return {
          secrets: { ...secrets, accessToken: `token-${provider.redeemed}` },
          expiresAt: new Date('2030-01-01T00:00:00Z'),
        };
      },
    },
  },
};

let bench: LedgerBench;
let consents: ChannelConsents;
let count = 0;
let input: { kind: string; name: string; settings: Record<string, string> };

beforeAll(async () => {
  bench = await LedgerBench.open();
  bench.get(ConnectorRegistry).register(connector);
  consents = bench.get(ChannelConsents);
}, 60_000);
afterAll(async () => {
  await bench?.close();
});
beforeEach(() => {
  count += 1;
  input = {
    kind: 'consenting',
    name: 'Mail',
    settings: { address: `a${count}@example.test`, login: 'provider' },
  };
});

const begin = async (more: { channelId?: string } = {}) => {
  const { url, kept } = await consents.begin(bench.owner, { ...input, ...more });
  return { kept, state: new URL(url).searchParams.get('state') ?? '' };
};

describe('consent in the browser', () => {
  it('connects the channel with the credentials it brought', async () => {
    const { kept, state } = await begin();
    expect(kept).not.toContain('a1@example.test');
    const id = await consents.finish(bench.owner, kept, { state, code: 'the-code' });
    expect(await bench.get(ChannelsService).detail(bench.owner, id)).toMatchObject({
      status: 'connected',
      secretsSet: ['accessToken'],
      health: { tokenExpiresAt: '2030-01-01T00:00:00.000Z' },
    });
  });

  it('keeps the client that was made for it, out of sight', async () => {
    input.settings.login = 'made';
    const { kept, state } = await begin();
    expect(kept).not.toContain('made-for-it');
    const id = await consents.finish(bench.owner, kept, { state, code: 'the-code' });
    expect(await bench.get(ChannelSecrets).open(id)).toMatchObject({ clientSecret: 'made-for-it' });
  });

  it('renews that of a channel there is', async () => {
    const first = await begin();
    const id = await consents.finish(bench.owner, first.kept, { state: first.state, code: 'the-code' });
    const again = await begin({ channelId: id });
    expect(await consents.finish(bench.owner, again.kept, { state: again.state, code: 'the-code' })).toBe(id);
    expect(await bench.get(ChannelSecrets).open(id)).toEqual({ accessToken: `token-${provider.redeemed}` });
  });

  it('is for the one who began it, in the browser that began it', async () => {
    const { kept, state } = await begin();
    const stranger = await bench.stranger();
    const answer = { state, code: 'the-code' };
    await expect(consents.finish(stranger, kept, answer)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(consents.finish(bench.owner, kept, { ...answer, state: 'other' })).rejects.toMatchObject({
      code: 'forbidden',
    });
    for (const broken of [undefined, '', `${kept}x`]) {
      await expect(consents.finish(bench.owner, broken, answer)).rejects.toMatchObject({ code: 'expired' });
    }
  });

  it('that was not given, or whose code is no good, connects nothing', async () => {
    const { kept, state } = await begin();
    await expect(consents.finish(bench.owner, kept, { state, error: 'access_denied' })).rejects.toMatchObject(
      { code: 'channel_failed' },
    );
    await expect(consents.finish(bench.owner, kept, { state, code: 'x' })).rejects.toMatchObject({
      code: 'channel_failed',
      message: 'invalid_grant',
    });
  });

  it('is refused where there is none to give', async () => {
    input.settings.login = 'password';
    await expect(consents.begin(bench.owner, input)).rejects.toMatchObject({ code: 'not_possible_now' });
    input.settings.login = 'unset';
    await expect(consents.begin(bench.owner, input)).rejects.toMatchObject({
      code: 'not_possible_now',
      message: 'No client is set up.',
    });
    await expect(consents.begin(bench.owner, { ...input, settings: {} })).rejects.toMatchObject({
      code: 'invalid_request',
    });
  });
});
