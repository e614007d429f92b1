import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { OutboundError } from './outbound-error.js';
import { type Hop, nextHop } from './redirect.js';

const post = (more: Partial<Hop> = {}): Hop => ({
  method: 'POST',
  url: new URL('https://api.example/v1/send?x=1'),
  headers: { authorization: 'Bearer t', 'x-api-key': 'k', 'content-type': 'text/plain', accept: '*/*' },
  body: 'hello',
  ...more,
});
const kindOf = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    if (error instanceof OutboundError) return error.kind;
    throw error;
  }
  return 'followed';
};

describe('nextHop', () => {
  it.each([200, 300, 304, 305, 404])('takes %i for an answer', (status) => {
    expect(nextHop(post(), status, '/other')).toBeUndefined();
  });

  it('takes a redirect to nowhere for an answer', () => {
    expect(nextHop(post(), 302, undefined)).toBeUndefined();
  });

  it.each([
    [301, 'POST', 'GET'],
    [302, 'POST', 'GET'],
    [303, 'POST', 'GET'],
    [307, 'POST', 'POST'],
    [308, 'POST', 'POST'],
    [301, 'PUT', 'PUT'],
    [303, 'DELETE', 'GET'],
    [302, 'GET', 'GET'],
    [303, 'HEAD', 'HEAD'],
  ])('%i turns %s into %s', (status, before, after) => {
    const next = nextHop(post({ method: before }), status, '/next');
    expect(next).toMatchObject({ method: after, url: new URL('https://api.example/next') });
    const kept = before === after;
    expect(next!.body).toBe(kept ? 'hello' : undefined);
    expect('content-type' in next!.headers).toBe(kept);
    expect(next!.headers.authorization).toBe('Bearer t');
  });

  it.each([
    'https://other.example/',
    'https://api.example:8443/',
    'https://sub.api.example/',
    '//other.example/x',
  ])('takes no credentials along to %s', (location) => {
    expect(nextHop(post(), 307, location)!.headers).toEqual({ 'content-type': 'text/plain', accept: '*/*' });
  });

  it('does not send a body again in the clear', () => {
    expect(kindOf(() => nextHop(post(), 307, 'http://api.example/'))).toBe('bad_redirect');
    expect(
      nextHop(post({ body: undefined, method: 'GET' }), 307, 'http://api.example/')!.headers,
    ).not.toHaveProperty('authorization');
  });

  it('cannot send a stream again, but drops it where a GET follows', () => {
    const hop = post({ body: Readable.from(['x']) });
    expect(kindOf(() => nextHop(hop, 308, '/next'))).toBe('bad_redirect');
    expect(nextHop(hop, 303, '/next')!.body).toBeUndefined();
  });

  it.each([
    'ftp://x.example/',
    'file:///etc/passwd',
    'javascript:1',
    'https://u:p@x.example/',
    'http://',
    'data:,x',
  ])('does not follow to %s', (location) =>
    expect(kindOf(() => nextHop(post(), 302, location))).toBe('bad_url'),
  );
});
