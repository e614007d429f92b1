import { describe, expect, it } from '@jest/globals';
import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Env, envSchema } from '../config/env.js';
import { Access, AccessPublic, AccessSignedIn } from './access.decorator.js';
import { AccessGuard } from './access.guard.js';
import { Authenticator, type Caller, type Credentials } from './caller.js';

const BRAND = '0198b3a0-0000-7000-8000-000000000001';

/** Knows one session, one of somebody without a seat, and one token; remembers what it was asked. */
class FewKnown extends Authenticator {
  asked: Credentials[] = [];
  async authenticate(credentials: Credentials): Promise<Caller | null> {
    this.asked.push(credentials);
    const { sessionToken, bearer } = credentials;
    if (sessionToken === null && bearer === null) return null;
    const known = ['session', 'seatless'].includes(sessionToken ?? '') || bearer === 'token';
    if (!known) return null;
    const seat = { memberId: 'member', brandId: BRAND, role: 'agent' as const };
    return {
      userId: 'user',
      name: 'Anna',
      sessionId: bearer === null ? 'id of the session' : null,
      tokenId: bearer === null ? null : 'id of the token',
      seat: sessionToken === 'seatless' ? null : seat,
      permissions: new Set(sessionToken === 'seatless' ? [] : ['brand.read' as const]),
      ip: credentials.ip,
    };
  }
}

class Routes {
  @Access('brand.read')
  read() {}
  @Access('brand.manage')
  manage() {}
  @Access('brand.read', { tokens: false })
  people() {}
  @AccessSignedIn()
  own() {}
  @AccessSignedIn({ tokens: false })
  password() {}
  @AccessPublic('for the test')
  open() {}
  @AccessPublic('for the test', { fromAnySite: true })
  hook() {}
  nothing() {}
}

interface Call {
  method?: string;
  session?: string;
  headers?: Record<string, string | string[]>;
}

async function call(
  route: keyof Routes,
  { method = 'POST', session, headers = {} }: Call = {},
  publicUrl?: string,
) {
  const authenticator = new FewKnown();
  const env = new Env(envSchema.parse(publicUrl === undefined ? {} : { PARLEY_PUBLIC_URL: publicUrl }));
  const guard = new AccessGuard(new Reflector(), authenticator, env);
  const request: Record<string, unknown> = {
    method,
    ip: '192.0.2.1',
    headers: { host: 'parley.example.test', ...headers },
    cookies: session === undefined ? {} : { parley_session: session },
  };
  const context = {
    getHandler: () => Routes.prototype[route],
    switchToHttp: () => ({ getRequest: () => request }),
  } as unknown as ExecutionContext;
  const answer = await guard.canActivate(context).then(
    (passed) => (passed ? 'passed' : 'refused'),
    (error: { code: string }) => error.code,
  );
  return { answer, caller: request.caller as Caller | undefined, asked: authenticator.asked };
}
const answerTo = async (...args: Parameters<typeof call>) => (await call(...args)).answer;
const token = { headers: { authorization: 'Bearer token' } };

describe('AccessGuard', () => {
  it('keeps everybody out of a route that states no rule', async () => {
    expect(await answerTo('nothing', { session: 'session' })).toBe('forbidden');
  });

  it('lets a caller in where their rights reach, and says who they are', async () => {
    const { answer, caller, asked } = await call('read', {
      session: 'session',
      headers: { 'parley-brand': BRAND, 'user-agent': 'Firefox' },
    });
    expect(answer).toBe('passed');
    expect(caller).toMatchObject({ userId: 'user', seat: { brandId: BRAND } });
    expect(asked).toEqual([
      { bearer: null, sessionToken: 'session', brandId: BRAND, ip: '192.0.2.1', userAgent: 'Firefox' },
    ]);
    expect(await answerTo('manage', { session: 'session' })).toBe('forbidden');
    expect(await answerTo('read', { session: 'seatless' })).toBe('forbidden');
    expect(await answerTo('own', { session: 'seatless' })).toBe('passed');
    for (const route of ['read', 'own'] as const) {
      expect(await answerTo(route)).toBe('unauthenticated');
      expect(await answerTo(route, { session: 'gone' })).toBe('unauthenticated');
    }
    expect(await answerTo('open')).toBe('passed');
  });

  it('takes a token in place of a cookie, never beside it', async () => {
    const both = { session: 'session', headers: { authorization: 'bearer   token' } };
    const { caller, asked } = await call('read', both);
    expect(caller).toMatchObject({ sessionId: null, tokenId: 'id of the token' });
    expect(asked[0]).toMatchObject({ bearer: 'token', sessionToken: null });
    expect(await answerTo('read', { session: 'session', headers: { authorization: 'Bearer wrong' } })).toBe(
      'unauthenticated',
    );
  });

  it('keeps API tokens away from what only a person may change', async () => {
    expect(await answerTo('people', token)).toBe('forbidden');
    expect(await answerTo('password', token)).toBe('forbidden');
    expect(await answerTo('people', { session: 'session' })).toBe('passed');
    expect(await answerTo('password', { session: 'session' })).toBe('passed');
    expect(await answerTo('own', token)).toBe('passed');
  });

  const OWN: Record<string, string>[] = [
    {},
    { 'sec-fetch-site': 'same-origin', origin: 'https://parley.example.test' },
    { 'sec-fetch-site': 'none' },
    { origin: 'https://parley.example.test' },
    { origin: 'http://parley.example.test' },
  ];
  const FOREIGN: Record<string, string | string[]>[] = [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site', origin: 'https://parley.example.test' },
    { 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' },
    { origin: 'https://evil.example' },
    { origin: 'https://parley.example.test.evil.example' },
    { origin: 'https://evil.example/parley.example.test' },
    { origin: 'https://parley.example.test:8443' },
    { origin: 'https://parley.example.test@evil.example' },
    { origin: 'null' },
    { origin: '' },
    { origin: ['https://evil.example', 'https://parley.example.test'] },
  ];

  it.each(OWN)('lets a page of our own change things: %j', async (headers) => {
    expect(await answerTo('read', { session: 'session', headers })).toBe('passed');
    expect(await answerTo('open', { headers })).toBe('passed');
  });

  it.each(FOREIGN)(
    'lets no page of another site change things with the cookie, or sign anybody in: %j',
    async (headers) => {
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
        expect(await answerTo('read', { method, session: 'session', headers })).toBe('cross_site_request');
        expect(await answerTo('open', { method, headers })).toBe('cross_site_request');
      }
      // Reading changes nothing; a token is not sent by browsers of themselves; hooks are meant for others.
      expect(await answerTo('read', { method: 'GET', session: 'session', headers })).toBe('passed');
      expect(await answerTo('read', { headers: { ...token.headers, ...headers } })).toBe('passed');
      expect(await answerTo('hook', { headers })).toBe('passed');
    },
  );

  it('knows the address people reach it by, whatever host a proxy names', async () => {
    const behindProxy = (origin: string) =>
      answerTo(
        'read',
        { session: 'session', headers: { host: 'parley-1:3000', origin } },
        'https://talk.example.test',
      );
    expect(await behindProxy('https://talk.example.test')).toBe('passed');
    expect(await behindProxy('http://talk.example.test')).toBe('cross_site_request');
    expect(await behindProxy('http://parley-1:3000')).toBe('cross_site_request');
    expect(await behindProxy('https://evil.example')).toBe('cross_site_request');
  });
});
