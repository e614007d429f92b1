import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { channelLimits } from '@parley/shared/channel-manifest.js';
import { eventually } from '../../../test/harness/eventually.js';
import { MastodonPlatform } from '../../../test/platforms/mastodon.js';
import type { Said } from '../../../test/platforms/mastodon-data.js';
import { SystemClock } from '../../platform/clock/clock.js';
import { AddressGuard } from '../../platform/outbound-http/address-guard.js';
import { AddressPolicy } from '../../platform/outbound-http/address-policy.js';
import { OutboundHttp } from '../../platform/outbound-http/outbound-http.js';
import type { ChannelError } from '../core/channel-error.js';
import type {
  ConnectedChannel,
  ModeratedMessage,
  PolledDelivery,
  PollSession,
  Quota,
  SendContext,
  Settings,
  StoredDelivery,
} from '../core/connector.js';
import { ConnectorRegistry } from '../core/connector-registry.js';
import type { InboundEvent } from '../core/inbound-event.js';
import type { OutboundAttachment, OutboundMessage, QuotedMessage } from '../core/outbound-message.js';
import { AccountSource } from './account-source.js';
import { InstanceOAuth } from './instance-oauth.client.js';
import { MastodonConnector } from './mastodon.connector.js';
import { mastodonManifest } from './mastodon.manifest.js';
import { MastodonApi } from './mastodon-api.client.js';
import { MastodonModeration } from './mastodon-moderation.js';
import { MastodonSends } from './mastodon-sends.js';
import { descriptionOf } from './media-upload.js';
import { readStatus } from './pieces.parse.js';
import { RateBudgets } from './rate-budgets.js';
import { replyDetailsOf } from './reply-details.js';

let platform: MastodonPlatform;
let connector: MastodonConnector;
let sends: MastodonSends;
let over: AbortController;
let quotas: Quota[];
beforeEach(async () => {
  platform = await MastodonPlatform.start();
  const clock = new SystemClock();
  const http = new OutboundHttp(new AddressGuard(new AddressPolicy(['127.0.0.0/8'])));
  const api = new MastodonApi(http, new RateBudgets(clock));
  sends = new MastodonSends(api);
  sends.settleMs = 50;
  connector = new MastodonConnector(
    new ConnectorRegistry(),
    api,
    new InstanceOAuth(api),
    new AccountSource(api, clock),
    sends,
    new MastodonModeration(api),
  );
  over = new AbortController();
  quotas = [];
});
afterEach(async () => {
  over.abort();
  await platform.stop();
});

const typed = (change: Settings = {}): Settings => ({ instance: platform.url, login: 'token', ...change });
const secrets = (): Settings => ({ accessToken: platform.token });
async function connected(change: Partial<ConnectedChannel> = {}): Promise<ConnectedChannel> {
  const { account, settings, limits } = await connector.connects.identify(typed(), secrets());
  return {
    id: 'channel',
    brandId: 'brand',
    kind: 'mastodon',
    name: 'Shop',
    account: account ?? '',
    settings,
    secrets: secrets(),
    limits: channelLimits(mastodonManifest.limits, limits),
    connectedAt: new Date(0),
    endpoint: null,
    ...change,
  };
}
const tell = {
  quota: (quota: Quota) => void quotas.push(quota),
  missingPermissions: async () => {},
  limits: async () => {},
};
const fault = async (work: Promise<unknown>) => {
  const error = (await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )) as ChannelError | undefined;
  return error === undefined ? undefined : { kind: error.kind, code: error.code, message: error.message };
};

describe('connecting', () => {
  const redirectUri = 'https://parley.test/api/v1/channel-kinds/consent/callback';
  const codeVerifier = randomBytes(48).toString('base64url');
  const request = {
    redirectUri,
    state: 'the-state',
    codeChallenge: createHash('sha256').update(codeVerifier).digest('base64url'),
  };
  const oauth = () => typed({ login: 'oauth' });
  const begin = async (kept: Settings = {}) => {
    const begun = await connector.connects.consents?.authorizationUrl(oauth(), kept, request);
    if (begun === null || typeof begun !== 'object') throw new Error('there was no consent to give');
    return begun;
  };
  const consent = async (url: string) => {
    const answer = await fetch(url, { redirect: 'manual' });
    const back = new URL(answer.headers.get('location') ?? '');
    expect(back.searchParams.get('state')).toBe('the-state');
    return back.searchParams.get('code') ?? '';
  };
  const redeem = async (code: string, kept: Settings) => {
    const redeemed = await connector.connects.consents?.redeem(oauth(), kept, {
      code,
      codeVerifier,
      redirectUri,
    });
    return redeemed?.secrets ?? {};
  };

  it('makes an app on the instance, asks for what is needed, and trades the consent for access', async () => {
    const { url, secrets: app } = await begin();
    const granted = await redeem(await consent(url), app);
    const found = await connector.connects.identify(oauth(), granted);
    expect(found).toMatchObject({
      account: `${platform.us.id}@${platform.host}`,
      settings: { accountId: platform.us.id, acct: 'shop', streamingUrl: platform.url },
      limits: { textLength: 500, attachments: 4, attachmentTypes: expect.arrayContaining(['image/png']) },
      missingPermissions: [],
    });
    // The one app serves whoever begins again, and the channel that keeps it.
    await begin();
    expect((await begin(granted)).secrets).toMatchObject({ clientId: granted.clientId });
    expect(platform.apps.size).toBe(1);
    await connector.connects.disconnect?.(found.settings, granted, over.signal);
    expect(platform.tokens.has(String(granted.grantedToken))).toBe(false);
  });

  it('takes a consent once, with the proof that it asked for it', async () => {
    const { url, secrets: app } = await begin();
    const code = await consent(url);
    const foreign = connector.connects.consents?.redeem(oauth(), app, {
      code,
      codeVerifier: 'another',
      redirectUri,
    });
    expect(await fault(foreign ?? Promise.resolve())).toMatchObject({ kind: 'auth_expired' });
    expect(await fault(redeem(code, app))).toMatchObject({ kind: 'auth_expired' });
  });

  it('needs no consent where a token was pasted', async () => {
    expect(await connector.connects.consents?.authorizationUrl(typed(), secrets(), request)).toBeNull();
    expect((await connector.connects.identify(typed(), secrets())).account).toBe(
      `${platform.us.id}@${platform.host}`,
    );
  });

  it('finds the server behind the host of a name', async () => {
    const names = await MastodonPlatform.start();
    names.accountsAt = platform.url;
    try {
      const found = await connector.connects.identify(typed({ instance: `${names.url}/@shop` }), secrets());
      expect(found.account).toBe(`${platform.us.id}@${platform.host}`);
      const unnamed = connector.connects.identify(typed({ instance: names.url }), secrets());
      await expect(unnamed).rejects.toMatchObject({
        issues: [
          { path: ['settings', 'instance'], message: 'There is no Mastodon instance at this address.' },
        ],
      });
    } finally {
      await names.stop();
    }
  });

  it.each([
    ['what is no address', { instance: 'shop' }, {}, 'instance', /no address of an instance/],
    ['an address where nobody is', { instance: 'http://127.0.0.1:1' }, {}, 'instance', /cannot be reached/],
    [
      'a network that is not ours to reach',
      { instance: 'http://10.0.0.1' },
      {},
      'instance',
      /cannot be reached/,
    ],
    ['a token nobody has', {}, { accessToken: 'guessed' }, 'accessToken', /no longer accepts/],
    ['no consent yet', { login: 'oauth' }, {}, 'login', /sign in on the instance/],
  ])('says of %s what is wrong, and where', async (_, change, kept, field, message) => {
    const given = { ...secrets(), ...kept };
    await expect(connector.connects.identify(typed(change as Settings), given)).rejects.toMatchObject({
      code: 'invalid_request',
      issues: [{ path: ['settings', field], message: expect.stringMatching(message) }],
    });
  });

  it('tests the instance, the access and each permission, in plain words', async () => {
    const test = async (change: Settings = {}, kept: Settings = secrets()) => {
      const checks = (await connector.connects.testConnection?.(typed(change), kept)) ?? [];
      return checks.map(({ name, ok, code }) => `${name} ${ok} ${code}`);
    };
    expect(await test()).toEqual(['Instance true ok', 'Access true ok', 'Permissions true ok']);
    platform.tokens.set(platform.token, ['read', 'write:statuses', 'write:media']);
    const [, , permissions] = (await connector.connects.testConnection?.(typed(), secrets())) ?? [];
    expect(permissions).toMatchObject({
      ok: false,
      code: 'missing_scopes',
      message: expect.stringContaining('write:favourites'),
    });
    platform.tokens.clear();
    expect(await test()).toEqual(['Instance true ok', 'Access false auth_expired']);
    expect(await test({ login: 'oauth' })).toEqual(['Instance true ok', 'Access false no_consent']);
    const blog = new URL(platform.url);
    blog.hostname = 'localhost';
    expect(await test({ instance: `${blog.origin.replace('localhost', '127.0.0.1')}/blog` })).toEqual([
      'Instance true ok',
      'Access false auth_expired',
    ]);
  });
});

/** A poller's session that keeps what it is given, as events. */
class Session {
  readonly events: InboundEvent[] = [];
  readonly cursors = new Map<string, unknown>();
  readonly progress: { done: number; finished: boolean }[] = [];
  wanted: { since: Date; queueSince: Date | null; done: number } | null = null;
  caughtUps = 0;
  failNextAccept = false;
  nudge = () => {};

  async start(channel: ConnectedChannel): Promise<{ done: Promise<void>; end: () => Promise<void> }> {
    const abort = new AbortController();
    over.signal.addEventListener('abort', () => abort.abort());
    const session = {
      signal: abort.signal,
      channel,
      tell,
      cursor: async (name: string) => this.cursors.get(name) ?? null,
      accept: async (deliveries: PolledDelivery[], cursors: Record<string, unknown>) => {
        if (this.failNextAccept) {
          this.failNextAccept = false;
          throw new Error('the database is away');
        }
        for (const { body, meta } of deliveries) {
          const read = { channel, meta, body: async () => body } as unknown as StoredDelivery;
          this.events.push(...((await connector.receives.parse(read)) ?? []));
        }
        for (const [name, value] of Object.entries(cursors)) this.cursors.set(name, value);
      },
      caughtUp: async () => {
        this.caughtUps += 1;
      },
      backfill: async () => this.wanted,
      backfillProgress: async (progress: { done: number; finished: boolean }) => {
        this.progress.push(progress);
        if (this.wanted !== null)
          this.wanted = progress.finished ? null : { ...this.wanted, done: progress.done };
      },
      onNudge: (look: () => void) => {
        this.nudge = look;
      },
      degraded: async () => {},
    } as unknown as PollSession;
    const begun =
      this.cursors.size > 0
        ? {}
        : await connector.polls.begin?.({ ...channel, known: [], signal: abort.signal });
    for (const [name, value] of Object.entries(begun ?? {})) this.cursors.set(name, value);
    const done = connector.polls.poll(session);
    done.catch(() => {});
    const end = async () => {
      abort.abort();
      await done;
    };
    return { done, end };
  }

  get keys(): string[] {
    return this.events.map(({ key }) => key);
  }
  of<T extends InboundEvent['type']>(type: T): Extract<InboundEvent, { type: T }>[] {
    return this.events.filter((event): event is Extract<InboundEvent, { type: T }> => event.type === type);
  }
}

describe('what people say', () => {
  it('comes at once over the stream, with the thread it stands in, each once', async () => {
    platform.says({ text: '@shop long ago' });
    const session = new Session();
    const { end } = await session.start(await connected());
    await eventually('the stream', () => platform.openStreams === 1 && session.caughtUps > 0);
    const post = platform.says({ by: platform.us, text: 'New teapots!' });
    const comment = platform.says({ replyTo: post, text: '@shop how much?' });
    const aside = platform.says({ text: '@shop my order is lost', visibility: 'direct' });
    await eventually('both', () => session.of('message').length === 2);
    expect(session.of('message')).toMatchObject([
      {
        externalId: comment.id,
        conversation: { externalId: comment.id },
        post: { externalId: post.id },
        history: false,
      },
      {
        externalId: aside.id,
        conversation: { externalId: `direct:${aside.id}`, medium: 'dm' },
        visibility: 'private',
      },
    ]);
    platform.says({ by: platform.us, replyTo: comment, text: '@ines@elsewhere.example 20 €' });
    await eventually('our own answer', () =>
      session.of('message').some(({ direction }) => direction === 'out'),
    );
    expect(new Set(session.keys).size).toBe(session.keys.length);
    await end();
  });

  it('is not lost while the stream hears nothing, or is cut, or is not there', async () => {
    const session = new Session();
    const channel = await connected();
    const { end } = await session.start(channel);
    await eventually('the stream', () => platform.openStreams === 1);
    platform.streamsDeaf = true;
    const missed = platform.says({ text: '@shop anybody?' });
    platform.streamsDeaf = false;
    platform.cutStreams();
    await eventually('what was missed', () => session.keys.includes(`status:${missed.id}`));
    await end();
    const meanwhile = Array.from({ length: 90 }, (_, index) =>
      platform.says({ text: `@shop number ${index}` }),
    );
    platform.streamingOff = true;
    const again = await session.start(channel);
    await eventually('all of them', () => meanwhile.every(({ id }) => session.keys.includes(`status:${id}`)));
    const last = platform.says({ text: '@shop and now?', filtered: true });
    session.nudge();
    await eventually('a filtered one', () => session.keys.includes(`status:${last.id}`));
    expect(new Set(session.keys).size).toBe(session.keys.length);
    await again.end();
  });

  it('is asked for again when it could not be stored', async () => {
    const session = new Session();
    const channel = await connected();
    await (await session.start(channel)).end();
    const said = platform.says();
    session.failNextAccept = true;
    const { done } = await session.start(channel);
    expect(await done.catch((error: Error) => error.message)).toBe('the database is away');
    const { end } = await session.start(channel);
    await eventually('it', () => session.keys.includes(`status:${said.id}`));
    await end();
  });

  it('may be changed and taken back, told by the stream or not', async () => {
    const session = new Session();
    const { end } = await session.start(await connected());
    await eventually('the stream', () => platform.openStreams === 1);
    const [first, second, third] = ['one', 'two', 'three'].map((word) =>
      platform.says({ text: `@shop ${word}` }),
    ) as [Said, Said, Said];
    await eventually('all', () => session.of('message').length === 3);
    platform.edits(first, '@shop one, mended');
    platform.deletes(second);
    await eventually('both', () => session.of('edit').length === 1 && session.of('delete').length === 1);
    expect(session.of('delete')).toMatchObject([{ externalId: second.id }]);
    platform.edits(first, '@shop one, mended again', { quietly: true });
    platform.deletes(third, { quietly: true });
    session.nudge();
    await eventually(
      'what nobody told',
      () => session.of('edit').length === 2 && session.of('delete').length === 2,
    );
    expect(session.of('edit').at(-1)).toMatchObject({
      externalId: first.id,
      text: '@shop one, mended again',
    });
    platform.bulk = false;
    platform.edits(first, '@shop one, a third time', { quietly: true });
    session.nudge();
    await eventually('one by one', () => session.of('edit').length === 3);
    await end();
  });

  it('before the channel was connected is fetched back to a day, answers included', async () => {
    const day = (ago: number) => new Date(Date.now() - ago * 86_400_000);
    const old = platform.says({ text: '@shop last month', at: day(30) });
    const asked = Array.from({ length: 45 }, (_, index) =>
      platform.says({ text: `@shop ${index}`, at: day(5) }),
    );
    platform.says({
      by: platform.us,
      replyTo: asked[0] as Said,
      text: '@ines@elsewhere.example yes',
      at: day(4),
    });
    platform.note('follow', platform.person('ben'), null);
    const session = new Session();
    const { end } = await session.start(await connected());
    await eventually('the stream', () => platform.openStreams === 1);
    expect(session.events).toEqual([]);
    session.wanted = { since: day(10), queueSince: day(6), done: 0 };
    session.nudge();
    await eventually('its end', () => session.progress.some(({ finished }) => finished));
    const messages = session.of('message');
    expect(messages.filter(({ direction }) => direction === 'out')).toHaveLength(1);
    expect(messages.filter(({ direction }) => direction === 'in')).toHaveLength(45);
    expect(messages.every(({ history }) => history === true)).toBe(true);
    expect(messages.filter(({ queueIfUnanswered }) => queueIfUnanswered)).toHaveLength(45);
    expect(session.keys).not.toContain(`status:${old.id}`);
    expect(session.progress.at(-1)).toMatchObject({ done: 45, finished: true });
    await end();
  });

  it('is asked for ever more slowly as what the instance allows runs out, and not beyond', async () => {
    const budgets = new RateBudgets(new SystemClock());
    const who = { url: platform.url, token: platform.token };
    const left = (remaining: number) => {
      budgets.note(who, 'requests', {
        'x-ratelimit-limit': '300',
        'x-ratelimit-remaining': String(remaining),
        'x-ratelimit-reset': new Date(Date.now() + 100_000).toISOString(),
      });
      return Math.round(budgets.pauseMs(who) / 1_000);
    };
    expect([left(300), left(151), left(125), left(76), left(70)]).toEqual([0, 0, 2, 100, 100]);
    platform.rates.remaining = 0;
    const session = new Session();
    session.cursors.set('notifications', { id: '0' });
    const channel: ConnectedChannel = {
      ...(await connected().catch(() => ({}) as ConnectedChannel)),
      settings: { ...typed(), accountId: platform.us.id, streamingUrl: platform.url },
      secrets: secrets(),
    };
    const { done } = await session.start(channel);
    expect(await fault(done)).toMatchObject({ kind: 'rate_limited' });
    expect(quotas.at(-1)).toMatchObject({ name: 'requests', used: 300, limit: 300 });
  });

  it('is not heard any more with access that was taken away, which is said', async () => {
    const channel = await connected();
    platform.tokens.clear();
    const { done } = await new Session()
      .start(channel)
      .catch(() => ({ done: Promise.reject(new Error('begin')) }));
    done.catch(() => {});
    const session = new Session();
    session.cursors.set('notifications', { id: '0' });
    expect(await fault((await session.start(channel)).done)).toMatchObject({ kind: 'auth_expired' });
  });
});

describe('what we say', () => {
  const context = (timeoutMs = 60_000): SendContext =>
    ({
      signal: AbortSignal.any([over.signal, AbortSignal.timeout(timeoutMs)]),
      timeoutMs,
      tell,
    }) as unknown as SendContext;
  /** A reply to it, as the gate puts it together. */
  const replyTo = (said: Said | null, given: Partial<OutboundMessage> = {}): OutboundMessage => {
    const status = said === null ? undefined : readStatus(platform.json(said));
    const direct = said?.visibility === 'direct';
    const inReplyTo =
      said === null || status === undefined
        ? null
        : ({
            externalId: said.id,
            details: replyDetailsOf(status, platform.us.id),
          } as unknown as QuotedMessage);
    return {
      id: randomUUID(),
      brand: { id: 'brand', name: 'Shop', signature: '', locale: 'de' },
      conversation: {
        id: 'conversation',
        externalId: direct ? `direct:${said.id}` : (said?.id ?? null),
        medium: direct ? 'dm' : 'comment',
        subject: null,
        post: null,
      },
      visibility: direct ? 'private' : 'public',
      text: 'Gladly.',
      html: null,
      attachments: [],
      inReplyTo,
      createdAt: new Date(),
      prepared: null,
      ...given,
    } as unknown as OutboundMessage;
  };
  const send = async (message: OutboundMessage, timeoutMs?: number, channel?: ConnectedChannel) => {
    const to = channel ?? (await connected());
    return connector.sends.send(to, connector.sends.format(to, message), message, context(timeoutMs));
  };
  const file = (filename: string, contentType: string, size = 4): OutboundAttachment => ({
    id: filename,
    filename,
    contentType,
    size,
    contentId: null,
    open: async () => Readable.from([Buffer.alloc(size, 'x')]),
  });

  it.each(['public', 'unlisted', 'private', 'direct'])(
    'answers what was said %s as public as it was, naming everybody',
    async (visibility) => {
      platform.person('ben');
      const said = platform.says({
        text: '@shop and @ben, hello?',
        visibility,
        warning: 'Tea',
        language: 'en',
      });
      const { externalId } = await send(replyTo(said));
      expect(platform.taken).toMatchObject([
        {
          id: externalId,
          text: '@ines@elsewhere.example @ben Gladly.',
          visibility,
          replyTo: said.id,
          warning: 'Tea',
          language: 'en',
        },
      ]);
      expect(platform.taken[0]?.mentions.map(({ acct }) => acct)).toEqual(['ines@elsewhere.example', 'ben']);
    },
  );

  it('answers aside what was said in public: directly, to the person alone', async () => {
    platform.person('ben');
    const said = platform.says({ text: '@shop and @ben, hello?' });
    await send(replyTo(said, { visibility: 'private', text: 'Your order number?' }));
    expect(platform.taken).toMatchObject([
      { text: '@ines@elsewhere.example Your order number?', visibility: 'direct', language: 'de' },
    ]);
  });

  it('names nobody twice, and nobody who is not meant where it is private', async () => {
    platform.person('ben');
    const said = platform.says({ text: '@shop hello?', visibility: 'direct' });
    await send(replyTo(said, { text: 'Hello @Ines@elsewhere.example, write to @shop or tea@ben.example' }));
    expect(platform.taken[0]?.text).toBe('Hello @Ines@elsewhere.example, write to @shop or tea@ben.example');
    const named = replyTo(said, { text: 'As @ben said' });
    expect(await fault(send(named))).toMatchObject({
      kind: 'rejected',
      code: 'names_outsider',
      message: expect.stringContaining('@ben@'),
    });
    expect(platform.taken).toHaveLength(1);
  });

  it('counts as the instance does, and refuses what is too long before it is sent', async () => {
    const said = platform.says({ text: '@shop hello?' });
    const address = `https://shop.example/${'a'.repeat(200)}`;
    // "@ines " 6, the address 23, a blank: 470 are left.
    await send(replyTo(said, { text: `${address} ${'ö'.repeat(469)}👩‍👩‍👧` }));
    const calls = platform.calls.length;
    const channel = await connected();
    const long = replyTo(said, { text: `${address} ${'ö'.repeat(471)}` });
    expect(() => connector.sends.format(channel, long)).toThrow(
      /501 characters; this instance takes at most 500/,
    );
    expect(platform.calls.slice(calls)).not.toContain('POST /api/v1/statuses');
    platform.limits.characters = 1_000;
    await send(long);
    expect(platform.taken).toHaveLength(2);
  });

  it('brings files, once the instance is done with them', async () => {
    const said = platform.says();
    platform.mediaWaits = 2;
    const attachments = [file('The new teapot.png', 'image/png'), file('IMG_2041.jpg', 'image/jpeg')];
    await send(replyTo(said, { text: '', attachments }));
    expect(platform.taken[0]?.media).toMatchObject([
      { filename: 'The new teapot.png', description: 'The new teapot', waits: 0 },
      { filename: 'IMG_2041.jpg', description: null },
    ]);
    platform.mediaWaits = -1;
    expect(await fault(send(replyTo(said, { attachments: [file('b.png', 'image/png')] })))).toMatchObject({
      kind: 'rejected',
      code: 'file_refused',
    });
    const channel = await connected();
    const refused = (files: OutboundAttachment[]) => () =>
      connector.sends.format(channel, replyTo(said, { attachments: files }));
    expect(refused([file('a.pdf', 'application/pdf')])).toThrow(/does not take files like a.pdf/);
    expect(refused([file('a.png', 'image/png'), file('b.mp4', 'video/mp4')])).toThrow(/one video or sound/);
    expect(refused(Array.from({ length: 5 }, () => file('a.png', 'image/png')))).toThrow(/at most 4/);
    const large = replyTo(said, { attachments: [file('large.png', 'image/png', 17 * 1024 * 1024)] });
    expect(await fault(send(large))).toMatchObject({ code: 'file_too_large' });
    expect(platform.taken).toHaveLength(1);
    expect(['DSC_0012.JPG', 'Screenshot 2026-08-01.png', 'a_red-pot.png'].map(descriptionOf)).toEqual([
      '',
      '',
      'a red pot',
    ]);
  });

  it('goes on from our own answer, and in a direct conversation from what they said last', async () => {
    const said = platform.says({ text: '@shop hello?', visibility: 'direct' });
    const { externalId } = await send(replyTo(said));
    const own = { externalId, details: null } as unknown as QuotedMessage;
    await send(replyTo(said, { inReplyTo: own, text: 'And one more thing.' }));
    const last = platform.says({
      text: '@shop yes?',
      visibility: 'direct',
      replyTo: platform.taken[1] as Said,
    });
    await send(replyTo(said, { inReplyTo: null, text: 'This.' }));
    expect(platform.taken.map(({ replyTo, text }) => [replyTo, text])).toEqual([
      [said.id, '@ines@elsewhere.example Gladly.'],
      [externalId, '@ines@elsewhere.example And one more thing.'],
      [last.id, '@ines@elsewhere.example This.'],
    ]);
  });

  it.each(['take-and-cut', 'take-and-fail', 'cut'] as const)(
    'is there exactly once after "%s"',
    async (reaction) => {
      platform.script = [reaction];
      const { externalId } = await send(replyTo(platform.says()));
      expect(platform.taken).toMatchObject([{ id: externalId }]);
    },
  );

  it('is unknown when its line was cut and what it answers was deleted before we could look', async () => {
    const said = platform.says();
    platform.script = ['take-and-cut'];
    platform.onTaken = () => platform.deletes(said, { quietly: true });
    expect(await fault(send(replyTo(said)))).toMatchObject({ kind: 'ambiguous' });
    expect(platform.taken).toHaveLength(1);
  });

  it('is neither looked for nor said again while the instance may still be at it', async () => {
    sends.postMs = 200;
    platform.script = ['take-and-keep-silent'];
    expect(await fault(send(replyTo(platform.says())))).toMatchObject({ kind: 'ambiguous' });
    expect(platform.taken).toHaveLength(1);
  });

  it('is unknown after a silence, never said again by itself, and found by looking', async () => {
    platform.script = ['take-and-keep-silent'];
    const message = replyTo(platform.says());
    expect(await fault(send(message, 400))).toMatchObject({ kind: 'ambiguous' });
    const channel = await connected();
    expect(await connector.sends.lookup(channel, message, context())).toMatchObject({
      found: true,
      receipt: { externalId: platform.taken[0]?.id },
    });
    const other = replyTo(platform.says(), { text: 'Never said.' });
    expect(await connector.sends.lookup(channel, other, context())).toEqual({ found: false, certain: true });
    const gone = platform.says();
    const under = replyTo(gone);
    platform.deletes(gone);
    expect(await connector.sends.lookup(channel, under, context())).toEqual({ found: false, certain: false });
    // Sent again by a member, within the hour: the same status.
    expect(await send(message)).toMatchObject({ externalId: platform.taken[0]?.id });
    expect(platform.taken).toHaveLength(1);
  });

  it.each([
    [{ status: 401, error: 'The access token is invalid' }, 'auth_expired', 'auth_expired'],
    [{ status: 403, error: 'This action is outside the authorized scopes' }, 'auth_expired', 'auth_expired'],
    [{ status: 403, error: 'This action is not allowed' }, 'rejected', 'not_allowed'],
    [
      { status: 422, error: 'Validation failed: Text character limit of 300 exceeded' },
      'rejected',
      'too_long',
    ],
    [{ status: 422, error: 'Validation failed: something else' }, 'rejected', 'refused'],
    [{ status: 429, error: 'Too many requests' }, 'rate_limited', 'rate_limited'],
  ])('refused with %j is %s', async (reaction, kind, code) => {
    platform.script = [reaction];
    const message = replyTo(platform.says());
    expect(await fault(send(message))).toMatchObject({ kind, code });
    expect(platform.taken).toEqual([]);
  });

  it('in answer to what is gone is refused in plain words', async () => {
    const said = platform.says();
    const message = replyTo(said);
    platform.deletes(said);
    expect(await fault(send(message))).toMatchObject({
      kind: 'rejected',
      code: 'status_gone',
      message: expect.stringMatching(/no longer exists/),
    });
  });

  it('waits as long as the instance says', async () => {
    const message = replyTo(platform.says());
    const channel = await connected();
    platform.rates = { limit: 300, remaining: 0, resetsAt: Date.now() + 120_000 };
    const error = (await send(message, 5_000, channel).catch((thrown: unknown) => thrown)) as ChannelError;
    expect(error.kind).toBe('rate_limited');
    expect(Math.round((error.more.retryAfterMs ?? 0) / 10_000)).toBe(12);
  });

  it('can be taken back; what others say can be liked and no longer', async () => {
    const channel = await connected();
    const said = platform.says();
    const { externalId } = await send(replyTo(said));
    const of = (id: string, direction: 'in' | 'out') => ({ externalId: id, direction }) as ModeratedMessage;
    const act = (message: ModeratedMessage, action: 'like' | 'unlike' | 'delete' | 'hide') =>
      connector.moderates.moderate(channel, message, action, context());
    expect(await act(of(said.id, 'in'), 'like')).toEqual({ likes: 1 });
    expect(await act(of(said.id, 'in'), 'like')).toEqual({ likes: 1 });
    expect(await act(of(said.id, 'in'), 'unlike')).toEqual({ likes: 0 });
    await act(of(externalId ?? '', 'out'), 'delete');
    // Twice is once.
    await act(of(externalId ?? '', 'out'), 'delete');
    expect(platform.calls.filter((call) => call.startsWith('DELETE'))).toHaveLength(2);
    expect(await fault(act(of(said.id, 'in'), 'hide'))).toMatchObject({
      kind: 'rejected',
      code: 'not_possible',
    });
    platform.deletes(said);
    expect(await fault(act(of(said.id, 'in'), 'like'))).toMatchObject({
      kind: 'rejected',
      code: 'status_gone',
    });
  });
});
