import { describe, expect, it } from '@jest/globals';
import { AddressGuard, type Resolver } from './address-guard.js';
import { AddressPolicy } from './address-policy.js';
import { OutboundError } from './outbound-error.js';

const answering = (...addresses: string[]): Resolver => {
  return () =>
    Promise.resolve(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));
};
const guardWith = (resolver: Resolver, ...networks: string[]) =>
  new AddressGuard(new AddressPolicy(networks), resolver);
const never: Resolver = (host) => Promise.reject(new Error(`${host} should not have been looked up`));
const failureOf = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof OutboundError)) throw new Error('it did not fail as expected', { cause: error });
  return error;
};

describe('AddressGuard', () => {
  it('gives the first address that may be used, with its family', async () => {
    const guard = guardWith(answering('10.0.0.1', '::1', '2606:4700::1', '93.184.216.34'));
    expect(await guard.resolveAllowed('mixed.example')).toEqual({ address: '2606:4700::1', family: 6 });
    expect(await guard.resolveAllAllowed('mixed.example')).toEqual([
      { address: '2606:4700::1', family: 6 },
      { address: '93.184.216.34', family: 4 },
    ]);
  });

  it('refuses a name that leads inside, and does not count as sent', async () => {
    const error = await failureOf(
      guardWith(answering('10.0.0.1', '::ffff:8.8.8.8')).resolveAllowed('in.example'),
    );
    expect(error.kind).toBe('refused_address');
    expect(error.mayHaveLeft).toBe(false);
    expect(error.message).toContain('in.example');
  });

  it('looks up once per call', async () => {
    let calls = 0;
    const rebinding: Resolver = () => answering(calls++ === 0 ? '93.184.216.34' : '127.0.0.1')('');
    const guard = guardWith(rebinding);
    expect((await guard.resolveAllowed('rebind.example')).address).toBe('93.184.216.34');
    expect(calls).toBe(1);
    expect((await failureOf(guard.resolveAllowed('rebind.example'))).kind).toBe('refused_address');
  });

  it('checks addresses without looking them up', async () => {
    const guard = guardWith(never, '127.0.0.0/8', '::1/128');
    expect(await guard.resolveAllowed('8.8.8.8')).toEqual({ address: '8.8.8.8', family: 4 });
    expect(await guard.resolveAllowed('[::1]')).toEqual({ address: '::1', family: 6 });
    expect((await failureOf(guard.resolveAllowed('192.168.1.1'))).kind).toBe('refused_address');
    expect((await failureOf(guard.resolveAllowed('::ffff:127.0.0.1'))).kind).toBe('refused_address');
    expect((await failureOf(guard.resolveAllowed('fe80::1%1'))).kind).toBe('refused_address');
  });

  it.each(['2130706433', '0x7f000001', '0177.0.0.1', '127.1', 'localhost'])(
    'refuses %s, which the system takes for this machine',
    async (host) => {
      const error = await failureOf(new AddressGuard(new AddressPolicy()).resolveAllowed(host));
      expect(['refused_address', 'dns']).toContain(error.kind);
    },
  );

  it.each(['', 'a b', 'a/b', 'user@host', 'a?b', 'a#b', 'a\0b', 'x'.repeat(256)])(
    'takes %j for no host',
    async (host) => {
      expect((await failureOf(guardWith(never).resolveAllowed(host))).kind).toBe('bad_url');
    },
  );

  it.each([
    ['ENOTFOUND', /There is no host called gone.example/],
    ['EAI_AGAIN', /could not be looked up \(EAI_AGAIN\)/],
  ])('says what the resolver said: %s', async (code, message) => {
    const guard = guardWith(() => Promise.reject(Object.assign(new Error('lookup'), { code })));
    const error = await failureOf(guard.resolveAllowed('gone.example'));
    expect(error.kind).toBe('dns');
    expect(error.message).toMatch(message);
  });

  it('calls a name without addresses by its name', async () => {
    expect((await failureOf(guardWith(answering()).resolveAllowed('empty.example'))).kind).toBe('dns');
  });

  it('does not wait for a resolver for ever', async () => {
    const guard = guardWith(() => new Promise(() => {}));
    expect((await failureOf(guard.resolveAllowed('slow.example', { timeoutMs: 5 }))).kind).toBe(
      'timeout_before_send',
    );
    const work = guard.resolveAllowed('slow.example', { signal: AbortSignal.abort() });
    expect((await failureOf(work)).kind).toBe('aborted_before_send');
  });
});
