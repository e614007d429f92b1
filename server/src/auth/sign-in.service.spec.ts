import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AuthBench, IP, PASSWORD, type Seated } from '../../test/builders/auth-bench.js';
import { BrandsService } from '../brands/brands.service.js';
import { SessionsService } from './sessions.service.js';
import { SignInService } from './sign-in.service.js';

const WRONG = 'wrong horse battery';

describe('SignInService', () => {
  let bench: AuthBench;
  let anna: Seated;
  beforeAll(async () => {
    bench = await AuthBench.open();
    anna = await bench.brand();
  });
  afterAll(() => bench?.close());
  beforeEach(() => bench.database.run('DELETE FROM rate_limit'));

  const signIn = (given: { email?: string; password?: string; ip?: string; replaces?: string | null } = {}) =>
    bench.get(SignInService).signIn({
      email: anna.email,
      password: PASSWORD,
      ip: IP,
      userAgent: 'Firefox',
      replaces: null,
      ...given,
    });
  const refusal = (given: Parameters<typeof signIn>[0]) =>
    signIn(given).then(
      () => 'let in',
      (error: { code: string }) => error.code,
    );

  it('opens a session under a token that is stored only as its hash', async () => {
    const { token, view } = await signIn({ email: ` ${anna.email.toUpperCase()} ` });
    expect(view).toMatchObject({
      user: { email: anna.email },
      seat: { brandId: anna.brandId, role: 'owner' },
    });
    const caller = await bench.authenticate({ session: token });
    expect(caller).toMatchObject({ userId: anna.userId, tokenId: null, seat: { memberId: anna.memberId } });
    const rows = await bench.database.query("SELECT * FROM session WHERE user_agent = 'Firefox'");
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  it('audits sign-ins and refusals in every brand the user sits in', async () => {
    const ben = await bench.brand();
    const { brandId: second } = await bench
      .get(BrandsService)
      .create({ name: 'Second', ownerId: ben.userId });
    await signIn({ email: ben.email });
    await refusal({ email: ben.email, password: WRONG });
    for (const brandId of [ben.brandId, second]) {
      expect(await bench.audited(brandId)).toEqual(['session.created', 'session.refused']);
    }
  });

  it('answers an unknown account as it answers a wrong password', async () => {
    const wrong = await signIn({ password: WRONG }).catch((error: unknown) => error);
    const unknown = await signIn({ email: 'nobody@example.test' }).catch((error: unknown) => error);
    expect(wrong).toMatchObject({ code: 'invalid_credentials' });
    expect({ ...(unknown as Error), message: (unknown as Error).message }).toEqual({
      ...(wrong as Error),
      message: (wrong as Error).message,
    });
  });

  it('writes a refusal down after the answer, so that it takes no longer than for an unknown account', async () => {
    const carla = await bench.brand();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let lock: Promise<void> | undefined;
    await new Promise<void>((locked) => {
      lock = bench.database.transaction(async () => {
        await bench.database.query('LOCK TABLE audit_entry IN ACCESS EXCLUSIVE MODE');
        locked();
        await held;
      });
    });
    // An answer that waited for the table would never come.
    expect(await refusal({ email: carla.email, password: WRONG })).toBe('invalid_credentials');
    release();
    await lock;
    expect(await bench.audited(carla.brandId)).toEqual(['session.refused']);
  });

  it('takes five guesses at an account from an address, then says when to come back', async () => {
    for (let i = 0; i < 5; i += 1) expect(await refusal({ password: WRONG })).toBe('invalid_credentials');
    const refused = (await signIn().catch((error: unknown) => error)) as {
      code: string;
      retryAfterMs: number;
    };
    expect(refused.code).toBe('too_many_requests');
    expect(refused.retryAfterMs).toBeGreaterThan(0);
    expect(refused.retryAfterMs).toBeLessThanOrEqual(15 * 60_000);
    // Its owner elsewhere is not locked out, nor is anybody else here.
    expect(await refusal({ ip: '198.51.100.1' })).toBe('let in');
    const carla = await bench.brand();
    expect(await refusal({ email: carla.email })).toBe('let in');
  });

  it('counts guesses made at the same moment', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => refusal({ password: WRONG })));
    expect(answers.filter((code) => code === 'invalid_credentials')).toHaveLength(5);
    expect(answers.filter((code) => code === 'too_many_requests')).toHaveLength(7);
  });

  it('forgets slips of the finger after a right password', async () => {
    for (let i = 0; i < 4; i += 1) await refusal({ password: WRONG });
    expect(await refusal({})).toBe('let in');
    for (let i = 0; i < 4; i += 1) await refusal({ password: WRONG });
    expect(await refusal({})).toBe('let in');
  });

  it('stops an address that guesses at many accounts, also when it signs in to its own in between', async () => {
    const mallory = await bench.brand();
    for (let i = 0; i < 30; i += 1) {
      expect(await refusal({ email: `victim-${i}@example.test` })).toBe('invalid_credentials');
      if (i % 10 === 0) expect(await refusal({ email: mallory.email })).toBe('let in');
    }
    expect(await refusal({ email: 'victim-31@example.test' })).toBe('too_many_requests');
    expect(await refusal({ ip: '198.51.100.2' })).toBe('let in');
  });

  it('stops guesses at one account from everywhere, also when its owner signs in meanwhile', async () => {
    await Promise.all(
      Array.from({ length: 40 }, (_, i) => refusal({ password: WRONG, ip: `198.51.100.${i}` })),
    );
    expect(await refusal({ ip: '203.0.113.1' })).toBe('let in');
    for (let i = 0; i < 10; i += 1) {
      expect(await refusal({ password: WRONG, ip: `203.0.113.${10 + i}` })).toBe('invalid_credentials');
    }
    expect(await refusal({ password: WRONG, ip: '203.0.113.99' })).toBe('too_many_requests');
  });

  it('takes the addresses of one IPv6 network for one', async () => {
    for (let i = 0; i < 5; i += 1) await refusal({ password: WRONG, ip: `2001:db8::${i}` });
    expect(await refusal({ ip: '2001:db8::ffff' })).toBe('too_many_requests');
    expect(await refusal({ ip: '2001:db8:0:1::1' })).toBe('let in');
  });

  it('ends the session the browser had before, and never goes on with its token', async () => {
    const first = await signIn();
    const second = await signIn({ replaces: first.token });
    expect(second.token).not.toBe(first.token);
    expect(await bench.authenticate({ session: first.token })).toBeNull();
    expect(await bench.authenticate({ session: second.token })).not.toBeNull();
    const planted = await signIn({ replaces: 'a token somebody planted' });
    expect(planted.token).not.toBe('a token somebody planted');
    expect(await bench.authenticate({ session: 'a token somebody planted' })).toBeNull();
  });

  it('signs out, once', async () => {
    const { token } = await signIn();
    const caller = await bench.caller({ session: token });
    await bench.get(SignInService).signOut(caller);
    expect(await bench.authenticate({ session: token })).toBeNull();
    await expect(bench.get(SignInService).signOut(caller)).rejects.toMatchObject({ code: 'not_found' });
    expect(bench.revoked.at(-1)).toMatchObject({ userId: anna.userId, sessionIds: [caller.sessionId] });
  });

  it('moves a session between the seats of its user only', async () => {
    const { brandId: second } = await bench
      .get(BrandsService)
      .create({ name: 'Second', ownerId: anna.userId });
    const stranger = await bench.brand();
    const { token } = await signIn();
    const caller = await bench.caller({ session: token });
    const view = await bench.get(SignInService).switchBrand(caller, second);
    expect(view.seat).toMatchObject({ brandId: second });
    expect(await bench.caller({ session: token })).toMatchObject({ seat: { brandId: second } });
    await expect(bench.get(SignInService).switchBrand(caller, stranger.brandId)).rejects.toMatchObject({
      code: 'not_found',
    });
    await bench.get(SessionsService).revoke(anna.userId, caller.sessionId!, 'test');
  });
});
