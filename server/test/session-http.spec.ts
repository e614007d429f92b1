import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AccessWorld, PASSWORD } from './access/access-world.js';
import { ApiClient, type RequestOptions } from './harness/api-client.js';

const JSON_TYPE = { 'content-type': 'application/json' };

describe('sessions over HTTP', () => {
  let world: AccessWorld;
  beforeAll(async () => {
    world = await AccessWorld.create();
  });
  afterAll(() => world?.close());
  beforeEach(() => world.database.run('DELETE FROM rate_limit'));

  const anyone = () => new ApiClient(world.baseUrl);
  const signIn = (options: RequestOptions = {}, password = PASSWORD) =>
    anyone().request<{ code?: string }>('POST', '/api/v1/session', {
      body: { email: world.people.agent.email, password },
      ...options,
    });
  const cookieOf = (headers: Headers) => headers.getSetCookie()[0] ?? '';

  it('keeps the cookie from scripts and from calls of other sites', async () => {
    const { headers, body } = await signIn();
    expect(cookieOf(headers)).toMatch(
      /^parley_session=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    expect(JSON.stringify(body)).not.toContain(/parley_session=([\w-]+)/.exec(cookieOf(headers))?.[1]);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  });

  it('never takes over a token it was given', async () => {
    const planted = 'A'.repeat(43);
    const { headers } = await signIn({ headers: { cookie: `parley_session=${planted}` } });
    expect(cookieOf(headers)).toMatch(/^parley_session=/);
    expect(cookieOf(headers)).not.toContain(planted);
    expect((await world.client(planted).request('GET', '/api/v1/session')).status).toBe(401);
  });

  it('lets the cookie live as long as the session, and ends both', async () => {
    const client = anyone();
    await client.signIn(world.people.agent.email, PASSWORD);
    const before = client.cookie;
    const renewed = await client.request('GET', '/api/v1/session');
    expect(cookieOf(renewed.headers)).toContain(`${before}; Max-Age=2592000`);
    const ended = await client.request('DELETE', '/api/v1/session');
    expect(cookieOf(ended.headers)).toMatch(/^parley_session=; Max-Age=0; Path=\/; Expires=Thu, 01 Jan 1970/);
    const after = await anyone().request('GET', '/api/v1/session', { headers: { cookie: before } });
    expect(after.status).toBe(401);
  });

  it('sets no cookie for API tokens', async () => {
    const { headers, status } = await anyone()
      .withToken(world.tokens.agent)
      .request('GET', '/api/v1/session');
    expect({ status, cookies: headers.getSetCookie() }).toEqual({ status: 200, cookies: [] });
  });

  it('says when to come back after too many guesses, and believes no address a caller makes up', async () => {
    for (let i = 0; i < 5; i += 1) {
      const { status } = await signIn({ headers: { 'x-forwarded-for': `198.51.100.${i}` } }, 'wrong');
      expect(status).toBe(401);
    }
    const refused = await signIn({ headers: { 'x-forwarded-for': '198.51.100.9' } });
    expect(refused).toMatchObject({ status: 429, body: { code: 'too_many_requests' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(900);
  });

  it('takes an empty JSON body for none', async () => {
    const client = world.client(await world.session('agent'));
    const { conversationId } = await world.received();
    const path = `/api/v1/conversations/${conversationId}`;
    for (const act of ['close', 'reopen', 'no-answer-needed']) {
      const { status } = await client.request('POST', `${path}/${act}`, { headers: JSON_TYPE });
      expect({ act, status }).toEqual({ act, status: 200 });
    }
    expect((await client.request('DELETE', `${path}/draft`, { headers: JSON_TYPE })).status).toBe(200);
    const needed = await anyone().request('POST', '/api/v1/session', { headers: JSON_TYPE });
    expect(needed).toMatchObject({ status: 400, body: { code: 'invalid_request', issues: [{ path: [] }] } });
    // What is signed is the bytes, also when there are none.
    const hook = await anyone().request('POST', `/hooks/api/${world.open.endpointId}`, {
      headers: JSON_TYPE,
    });
    expect(hook).toMatchObject({ status: 401, body: { code: 'invalid_signature' } });
  });

  it.each([
    ['{"theme": ', 'application/json', 400, 'invalid_request'],
    ['{"__proto__": {"role": "owner"}}', 'application/json', 400, 'invalid_request'],
    ['{"constructor": {"prototype": {}}}', 'application/json', 400, 'invalid_request'],
    ['theme=dark', 'application/x-www-form-urlencoded', 415, 'unsupported_media_type'],
    ['{"theme": "dark"}', 'text/plain', 415, 'unsupported_media_type'],
  ])('refuses %j as %s', async (body, type, status, code) => {
    const client = world.client(await world.session('agent'));
    const answer = await client.request('PATCH', '/api/v1/profile', {
      body,
      headers: { 'content-type': type },
    });
    expect(answer).toMatchObject({ status, body: { code } });
  });

  it('stores what the database cannot hold mended, and asks it for nothing it would choke on', async () => {
    const client = world.client(await world.session('agent'));
    expect(await client.patch('/api/v1/profile', { name: 'An\0na \ud83d' })).toMatchObject({
      name: 'An\u{fffd}na \u{fffd}',
    });
    for (const path of [
      'people?q=%00',
      'search?q=%00',
      'conversations?cursor=%00',
      'audit-entries?cursor=%00',
    ]) {
      const { status } = await client.request('GET', `/api/v1/${path}`);
      expect({ path, fits: status < 500 }).toEqual({ path, fits: true });
    }
    expect((await signIn({ body: { email: 'a\0b', password: 'c\0d' } })).status).toBe(401);
  });
});

describe('sessions behind a proxy', () => {
  let world: AccessWorld;
  beforeAll(async () => {
    world = await AccessWorld.create({ PARLEY_TRUST_PROXY: '127.0.0.0/8' });
  });
  afterAll(() => world?.close());
  const signIn = (headers: Record<string, string>, password = PASSWORD) =>
    new ApiClient(world.baseUrl).request('POST', '/api/v1/session', {
      body: { email: world.people.agent.email, password },
      headers,
    });

  it('sends the cookie back over https only, once people came by it', async () => {
    const https = await signIn({ 'x-forwarded-proto': 'https' });
    expect(https.headers.getSetCookie()[0]).toMatch(/; HttpOnly; Secure; SameSite=Lax$/);
    const http = await signIn({ 'x-forwarded-proto': 'http' });
    expect(http.headers.getSetCookie()[0]).not.toContain('Secure');
  });

  it('counts guesses by the address the proxy names, not by what was sent to the proxy', async () => {
    for (let i = 0; i < 5; i += 1) {
      const { status } = await signIn({ 'x-forwarded-for': `203.0.113.${i}, 198.51.100.7` }, 'wrong');
      expect(status).toBe(401);
    }
    expect((await signIn({ 'x-forwarded-for': '203.0.113.9, 198.51.100.7' })).status).toBe(429);
    expect((await signIn({ 'x-forwarded-for': '198.51.100.8' })).status).toBe(200);
  });
});

describe('sessions on an https address', () => {
  it('sends the cookie over https only, and believes no page that came without', async () => {
    const world = await AccessWorld.create({ PARLEY_PUBLIC_URL: 'https://talk.example.test' });
    try {
      const answer = (origin: string) =>
        new ApiClient(world.baseUrl).request('POST', '/api/v1/session', {
          body: { email: world.people.agent.email, password: PASSWORD },
          headers: { origin },
        });
      const own = await answer('https://talk.example.test');
      expect(own.headers.getSetCookie()[0]).toMatch(/; HttpOnly; Secure; SameSite=Lax$/);
      expect((await answer('http://talk.example.test')).status).toBe(403);
      expect((await answer('https://evil.example')).status).toBe(403);
    } finally {
      await world.close();
    }
  });
});
