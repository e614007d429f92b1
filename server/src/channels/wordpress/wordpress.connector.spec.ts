import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { WordPressSite } from '../../../test/platforms/wordpress.js';
import { AddressGuard } from '../../platform/outbound-http/address-guard.js';
import { AddressPolicy } from '../../platform/outbound-http/address-policy.js';
import { OutboundHttp } from '../../platform/outbound-http/outbound-http.js';
import type { ChannelError } from '../core/channel-error.js';
import type { ConnectedChannel, ModeratedMessage, SendContext, Settings } from '../core/connector.js';
import { ConnectorRegistry } from '../core/connector-registry.js';
import type { OutboundMessage } from '../core/outbound-message.js';
import { CommentModeration } from './comment-moderation.js';
import { CommentSource } from './comment-source.js';
import { SiteApi } from './site.client.js';
import { SitePosts } from './site-posts.js';
import { WordPressConnector } from './wordpress.connector.js';
import { WordPressSends } from './wordpress-sends.js';

let site: WordPressSite;
let connector: WordPressConnector;
beforeEach(async () => {
  site = await WordPressSite.start();
  const http = new OutboundHttp(new AddressGuard(new AddressPolicy(['127.0.0.0/8'])));
  const api = new SiteApi(http);
  connector = new WordPressConnector(
    new ConnectorRegistry(),
    http,
    api,
    new CommentSource(api),
    new WordPressSends(api),
    new CommentModeration(api),
    new SitePosts(api),
  );
});
afterEach(() => site.stop());

const given = (): Settings => ({ siteUrl: site.url, login: 'password', username: site.user.login });
const secrets = (): Settings => ({ password: site.user.applicationPassword });
async function channel(change: Partial<ConnectedChannel> = {}): Promise<ConnectedChannel> {
  const { account, settings } = await connector.connects.identify(given(), secrets());
  return { account, settings, secrets: secrets(), ...change } as ConnectedChannel;
}
const context: SendContext = { signal: new AbortController().signal, timeoutMs: 5_000 } as SendContext;
const fault = async (work: Promise<unknown>) => {
  const error = (await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )) as ChannelError | undefined;
  return error === undefined ? undefined : { kind: error.kind, code: error.code, message: error.message };
};

describe('connecting', () => {
  const identify = (change: Settings = {}, known = secrets()) =>
    connector.connects.identify({ ...given(), ...change }, known);
  const issue = async (work: Promise<unknown>) => {
    const error = await work.then(
      () => undefined,
      (thrown: { issues?: { path: unknown[]; message: string }[] }) => thrown,
    );
    return error?.issues?.[0];
  };

  it('finds the site, and whose the password is', async () => {
    const { host } = new URL(site.url);
    expect(await identify()).toMatchObject({
      account: host,
      settings: { apiUrl: `${site.url}wp-json/`, userId: '7', userName: 'The Blog Team' },
      missingPermissions: [],
    });
  });

  it.each([
    ['without a scheme', () => new URL(site.url).host],
    ['with the path of the administration', () => `${site.url}wp-admin/edit-comments.php?x=1`],
    ['of a page below it', () => `${site.url}2026/11/a-post/`],
  ])('finds it by an address %s', async (_what, siteUrl) => {
    expect((await identify({ siteUrl: siteUrl() })).settings.apiUrl).toBe(`${site.url}wp-json/`);
  });

  it.each([
    [true, false],
    [true, true],
    [false, false],
    [false, true],
  ])('finds one in a folder, pretty permalinks %p, naming its API nowhere %p', async (pretty, hidesLink) => {
    Object.assign(site, {
      folder: '/our/blog/',
      prettyPermalinks: pretty,
      hidesLink,
      noise: '\u{feff}<br />Notice: x',
    });
    const found = await identify();
    expect(found.account).toBe(`${new URL(site.url).host}/our/blog`);
    expect(found.settings.userId).toBe('7');
  });

  it.each<[string, () => void, Settings, string, RegExp]>([
    [
      'a wrong password',
      () => (site.user.applicationPassword = 'other'),
      {},
      'password',
      /does not know this user/,
    ],
    ['an unknown user', () => {}, { username: 'nobody' }, 'password', /does not know this user/],
    [
      'a header that is taken away',
      () => (site.stripsAuthorization = true),
      {},
      'password',
      /Authorization header/,
    ],
    [
      'no application passwords',
      () => Object.assign(site, { applicationPasswords: false, stripsAuthorization: true }),
      {},
      'password',
      /offers no application passwords/,
    ],
    ['a closed API', () => (site.blocksApi = true), {}, 'siteUrl', /no REST API of WordPress/],
    ['no address', () => {}, { siteUrl: 'my blog' }, 'siteUrl', /not the address of a site/],
    ['a host that is none', () => {}, { siteUrl: 'https://nowhere.invalid' }, 'siteUrl', /cannot be reached/],
    ['no user name', () => {}, { username: '' }, 'username', /needed/],
  ])('says plainly: %s', async (_what, spoil, change, field, message) => {
    const known = secrets();
    spoil();
    expect(await issue(identify(change, known))).toMatchObject({
      path: ['settings', field],
      message: expect.stringMatching(message),
    });
  });

  it('names what the user may not do', async () => {
    site.user.capabilities = { edit_posts: true };
    expect(await identify()).toMatchObject({ missingPermissions: ['moderate_comments'] });
    const checks = await connector.connects.testConnection?.(given(), secrets());
    expect(checks?.map(({ name, ok, code }) => `${name} ${ok} ${code}`)).toEqual([
      'Site true not_encrypted',
      'Sign-in true ok',
      'Moderation false may_not_moderate',
    ]);
  });

  it('is tested step by step, up to the first that fails', async () => {
    const test = async () =>
      (await connector.connects.testConnection?.(given(), secrets()))?.map(
        ({ name, code }) => `${name} ${code}`,
      );
    site.says({ content: 'a' });
    expect(await test()).toEqual(['Site not_encrypted', 'Sign-in ok', 'Moderation ok', 'Comments ok']);
    site.stripsAuthorization = true;
    expect(await test()).toEqual(['Site not_encrypted', 'Sign-in authorization_stripped']);
    site.blocksApi = true;
    expect(await test()).toEqual(['Site no_api']);
  });
});

describe('approval on the site', () => {
  const request = { redirectUri: 'https://parley.example/back', state: 'the-state', codeChallenge: 'x' };
  const byConsent = () => ({ ...given(), login: 'consent', username: null });
  const consents = () => {
    const { consents } = connector.connects;
    if (consents === undefined) throw new Error('no consent');
    return consents;
  };

  it('asks on its page, with both ways back to us', async () => {
    const begun = await consents().authorizationUrl(byConsent(), {}, request);
    const url = new URL(typeof begun === 'string' || begun === null ? '' : begun.url);
    expect(`${url.origin}${url.pathname}`).toBe(`${site.url}wp-admin/authorize-application.php`);
    const { app_name, app_id, success_url, reject_url } = Object.fromEntries(url.searchParams);
    expect([app_name, success_url, reject_url]).toEqual([
      'Parley',
      'https://parley.example/back?state=the-state',
      'https://parley.example/back?state=the-state&error=rejected',
    ]);
    expect(app_id).toMatch(/^[0-9a-f-]{36}$/);
    expect(await consents().authorizationUrl(given(), {}, request)).toBeNull();
  });

  it('takes the password it brings, of that site only, and signs in with it', async () => {
    const answer = {
      state: 'x',
      site_url: site.url,
      user_login: 'blog-team',
      password: site.user.applicationPassword,
    };
    const code = consents().codeOf?.(answer) ?? '';
    const redeem = (settings: Settings) =>
      consents().redeem(settings, {}, { code, codeVerifier: '', redirectUri: '' });
    const brought = await redeem(byConsent());
    const found = await connector.connects.identify(byConsent(), brought.secrets);
    expect(found.settings.userId).toBe('7');
    expect(await fault(redeem({ ...byConsent(), siteUrl: 'https://other.example' }))).toMatchObject({
      code: 'other_site',
    });
    expect(consents().codeOf?.({ state: 'x', error: 'rejected' })).toBeUndefined();
  });

  it.each<[string, () => unknown, string]>([
    ['no https of ours', () => (request.redirectUri = 'http://localhost:3000/back'), 'https_needed'],
    ['no application passwords', () => (site.applicationPasswords = false), 'no_application_passwords'],
    ['no API', () => (site.blocksApi = true), 'no_api'],
  ])('with %s says so', async (_what, spoil, code) => {
    request.redirectUri = 'https://parley.example/back';
    spoil();
    const asked = Promise.resolve(consents().authorizationUrl(byConsent(), {}, request));
    expect(await fault(asked)).toMatchObject({ kind: 'rejected', code });
  });
});

describe('the door', () => {
  const now = new Date('2026-11-22T09:00:00Z');
  const knock = (
    headers: Record<string, string>,
    { body = '{"event":"created","comment_id":1,"at":1}', method = 'POST' as 'POST' | 'GET' } = {},
  ) =>
    connector.receives.verify?.(
      { method, headers, query: {}, body: Buffer.from(body) },
      { id: 'endpoint', secrets: ['whsec_new', 'whsec_old'], account: null, now },
    );
  /** The steps of the plugin (`parley_comments_tell`), one by one. */
  const signed = (secret: string, at = now) => {
    const timestamp = String(Math.floor(at.getTime() / 1_000));
    const body = JSON.stringify({ event: 'created', comment_id: 1, at: Number(timestamp) });
    const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
    return {
      headers: { 'x-parley-timestamp': timestamp, 'x-parley-signature': `sha256=${signature}` },
      body,
    };
  };

  it('opens to the plugin, has the poller look, and to nobody else', () => {
    for (const secret of ['whsec_new', 'whsec_old']) {
      const { headers, body } = signed(secret);
      expect(knock(headers, { body })).toEqual({ kind: 'accept', wakes: true });
      expect(knock(headers, { body: `${body} ` })).toMatchObject({
        kind: 'refuse',
        code: 'invalid_signature',
      });
      expect(knock(headers, { body, method: 'GET' })?.kind).toBe('refuse');
      expect(knock({ ...headers, 'x-parley-timestamp': '1' }, { body })?.kind).toBe('refuse');
    }
    const stale = signed('whsec_new', new Date(now.getTime() - 6 * 60_000));
    expect(knock(stale.headers, { body: stale.body })).toMatchObject({
      message: expect.stringMatching(/five minutes/),
    });
    const foreign = signed('whsec_other');
    expect(knock(foreign.headers, { body: foreign.body })?.kind).toBe('refuse');
    expect(knock({})?.kind).toBe('refuse');
  });
});

describe('replying', () => {
  const CREATED = new Date();
  const message = (change: Record<string, unknown> = {}) =>
    ({
      text: 'Yes, until six & a bit.',
      html: null,
      member: { name: 'Anna Berg' },
      attachments: [],
      conversation: { externalId: '4/1' },
      inReplyTo: { externalId: '1' },
      createdAt: CREATED,
      ...change,
    }) as unknown as OutboundMessage;
  const send = async (reply = message(), by?: ConnectedChannel) => {
    const through = by ?? (await channel());
    return connector.sends.send(through, connector.sends.format(through, reply), reply, context);
  };
  const lookup = async (reply = message()) => connector.sends.lookup(await channel(), reply, context);

  it('stands under the comment, with the name of the one who wrote it', async () => {
    const receipt = await send();
    const [taken] = site.taken;
    expect(taken).toMatchObject({ post: 4, parent: 1, author: 7, author_name: 'Anna Berg' });
    expect(site.comment(taken?.id ?? 0)).toMatchObject({ author: 7, name: 'Anna Berg', status: 'approved' });
    expect(receipt).toEqual({ externalId: String(taken?.id), at: site.comment(taken?.id ?? 0).date });
  });

  it('goes under the name of the user where the site lets nobody choose', async () => {
    site.script = [
      { kind: 'refuse', status: 403, code: 'rest_comment_invalid_author', message: 'Not allowed.' },
    ];
    await send();
    expect(site.taken).toEqual([{ id: expect.any(Number), post: 4, parent: 1, content: expect.any(String) }]);
  });

  it.each<[string, 'take-and-cut' | 'take-and-break']>([
    ['was cut off', 'take-and-cut'],
    ['was broken by a plugin', 'take-and-break'],
  ])('whose answer %s is looked up, and found; sent again it is known as sent', async (_what, kind) => {
    site.clockAheadMs = -3_600_000;
    site.script = [{ kind }];
    expect(await fault(send())).toMatchObject({ kind: 'ambiguous' });
    const receipt = { externalId: String(site.taken[0]?.id) };
    expect(await lookup()).toMatchObject({ found: true, receipt });
    expect(await send()).toMatchObject(receipt);
    expect(site.taken).toHaveLength(1);
  });

  it('is found though the site marks its links', async () => {
    const reply = message({ html: '<p>See <a href="https://a.example/x">here</a><br>and <u>there</u></p>' });
    site.script = [{ kind: 'take-and-cut' }];
    expect(await fault(send(reply))).toMatchObject({ kind: 'ambiguous' });
    expect(site.comment(site.taken[0]?.id ?? 0).content).toContain('nofollow ugc');
    expect((await lookup(reply)).found).toBe(true);
  });

  it('that is not there may still be on its way: never certain', async () => {
    site.says({ parent: 1, author: 7, content: 'Something else' });
    expect(await lookup()).toEqual({ found: false, certain: false });
  });

  it('said long ago in the same words is refused, and not taken for that one', async () => {
    site.says({
      parent: 1,
      author: 7,
      email: site.user.email,
      content: 'Yes, until six &amp; a bit.',
      date: new Date(Date.now() - 86_400_000),
    });
    expect((await lookup()).found).toBe(false);
    expect(await fault(send())).toMatchObject({ kind: 'rejected', code: 'duplicate' });
  });

  it.each<[string, () => unknown, { kind: string; code: string }]>([
    [
      'closed comments',
      () => site.publishes({ id: 4, open: false }),
      { kind: 'rejected', code: 'comments_closed' },
    ],
    [
      'a draft',
      () => site.publishes({ id: 4, status: 'draft' }),
      { kind: 'rejected', code: 'post_not_public' },
    ],
    [
      'a trashed post',
      () => site.publishes({ id: 4, status: 'trash' }),
      { kind: 'rejected', code: 'post_not_public' },
    ],
    [
      'a private post',
      () => site.publishes({ id: 4, status: 'private' }),
      { kind: 'rejected', code: 'post_not_public' },
    ],
    ['no post', () => site.posts.clear(), { kind: 'rejected', code: 'post_gone' }],
    [
      'a revoked password',
      () => (site.user.applicationPassword = 'new'),
      { kind: 'auth_expired', code: 'auth_expired' },
    ],
    [
      'a stripped header',
      () => (site.stripsAuthorization = true),
      { kind: 'auth_expired', code: 'auth_expired' },
    ],
    ['a firewall', () => (site.blocksApi = true), { kind: 'rejected', code: 'no_api' }],
    [
      'a flood',
      () => (site.script = [{ kind: 'refuse', status: 400, code: 'comment_flood', message: 'Slow down.' }]),
      { kind: 'rate_limited', code: 'rate_limited' },
    ],
    [
      'a full database',
      () =>
        (site.script = [{ kind: 'refuse', status: 500, code: 'rest_comment_failed_create', message: 'x' }]),
      { kind: 'retryable', code: 'failed_create' },
    ],
  ])('meets %s', async (_what, spoil, expected) => {
    const through = await channel();
    spoil();
    expect(await fault(send(message(), through))).toMatchObject(expected);
    expect(site.taken).toEqual([]);
  });

  it('waits as long as it is told', async () => {
    const headers = { 'retry-after': '17' };
    site.script = [{ kind: 'refuse', status: 429, code: 'too_many', message: 'x', headers }];
    const through = await channel();
    await expect(send(message(), through)).rejects.toMatchObject({ more: { retryAfterMs: 17_000 } });
  });

  it('to a site that is away surely did not leave', async () => {
    const through = await channel();
    await site.stop();
    expect(await fault(send(message(), through))).toMatchObject({ kind: 'retryable', code: 'unreachable' });
    site = await WordPressSite.start();
  });
});

describe('moderation', () => {
  const moderate = async (id: number, action: Parameters<CommentModeration['moderate']>[2]) =>
    connector.moderates.moderate(
      await channel(),
      { externalId: String(id) } as ModeratedMessage,
      action,
      context,
    );

  it('leads each way and back, and is no failure twice', async () => {
    const { id } = site.says({ content: 'x', status: 'hold' });
    const steps = [
      ['approve', 'visible', 'approved'],
      ['unapprove', 'pending', 'hold'],
      ['spam', 'spam', 'spam'],
      ['unspam', 'pending', 'hold'],
      ['trash', 'trashed', 'trash'],
      ['untrash', 'pending', 'hold'],
    ] as const;
    for (const [action, state, status] of steps) {
      expect(await moderate(id, action)).toEqual({ state });
      expect(await moderate(id, action)).toEqual({ state });
      expect(site.comment(id).status).toBe(status);
    }
  });

  it('of what is gone, or by whom may not, is refused', async () => {
    expect(await fault(moderate(999, 'approve'))).toMatchObject({ kind: 'rejected', code: 'comment_gone' });
    const { id } = site.says({ content: 'x' });
    const through = await channel();
    site.user.capabilities = { edit_posts: true };
    const tried = connector.moderates.moderate(
      through,
      { externalId: String(id) } as ModeratedMessage,
      'spam',
      context,
    );
    expect(await fault(tried)).toMatchObject({ kind: 'rejected', code: 'not_allowed' });
    expect(await fault(moderate(id, 'delete'))).toMatchObject({ kind: 'rejected' });
  });
});

describe('posts', () => {
  const fetchPost = async (id: string) =>
    connector.posts.fetchPost(await channel(), id, new AbortController().signal);

  it('come with picture and author, whatever type they are, with or without comments', async () => {
    site.publishes({ id: 5, type: 'pages', title: 'About us' });
    site.says({ post: 5, content: 'Hello' });
    expect(await fetchPost('5')).toMatchObject({ title: 'About us', authorName: 'Mara Roaster' });
    expect(await fetchPost('4')).toEqual({
      externalId: '4',
      title: 'How we roast “light”',
      excerpt: 'Beans, heat & patience …',
      url: `${site.url}?p=4`,
      imageUrl: `${site.origin}/wp-content/uploads/roast.jpg`,
      authorName: 'Mara Roaster',
      publishedAt: '2026-11-01T08:00:00.000Z',
    });
    expect(await fault(fetchPost('77'))).toMatchObject({ kind: 'rejected', code: 'post_gone' });
  });
});
