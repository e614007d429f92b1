import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Role } from '@parley/shared/permissions.js';
import { AuthBench, IP, PASSWORD, type Seated } from '../../test/builders/auth-bench.js';
import { MembersService } from '../brands/members.service.js';
import { InvitationsService } from './invitations.service.js';
import { SeatsService } from './seats.service.js';
import { SignInService } from './sign-in.service.js';
import { UsersService } from './users.service.js';

const DAY_MS = 86_400_000;

describe('InvitationsService', () => {
  let bench: AuthBench;
  let invitations: InvitationsService;
  let owner: Seated;
  beforeAll(async () => {
    bench = await AuthBench.open();
    invitations = bench.get(InvitationsService);
  });
  afterAll(() => bench?.close());
  beforeEach(async () => {
    await bench.database.run('DELETE FROM rate_limit');
    bench.clock.set(Date.now());
    owner = await bench.brand('Example & Söhne');
    bench.mails.length = 0;
  });
  let count = 0;
  const anAddress = () => `guest-${++count}@example.test`;
  const invite = async (email = anAddress(), role: Role = 'agent', by = owner) => {
    const { link, id } = await invitations.create(await bench.caller({ session: by.token }), { email, role });
    return { email, id, link, token: new URL(link).searchParams.get('token') ?? '' };
  };
  const accept = (token: string, password = PASSWORD) =>
    invitations.accept(token, { name: 'Guest', password, locale: 'de' }, IP);
  const code = (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      (error: { code: string }) => error.code,
    );

  it('seats somebody new, once, with the role that was meant', async () => {
    const { email, token } = await invite(undefined, 'manager');
    expect(await invitations.preview(token)).toEqual({
      email,
      brandName: 'Example & Söhne',
      role: 'manager',
      userExists: false,
    });
    const { userId, brandId } = await accept(token);
    expect(await bench.get(UsersService).get(userId)).toMatchObject({ email, name: 'Guest', locale: 'de' });
    const members = await bench.get(MembersService).list(brandId);
    expect(members.find(({ user_id }) => user_id === userId)).toMatchObject({ role: 'manager' });
    expect(await code(accept(token))).toBe('expired');
    expect(await code(invitations.preview(token))).toBe('expired');
    expect(await bench.audited(brandId)).toEqual(['member.invited', 'member.joined']);
  });

  it('seats nobody twice when the link is used twice at once', async () => {
    const { token } = await invite();
    const codes = await Promise.all([1, 2, 3].map(() => code(accept(token))));
    expect(codes.sort()).toEqual(['done', 'expired', 'expired']);
    expect(await bench.get(MembersService).list(owner.brandId)).toHaveLength(2);
  });

  it('mails the link, tells it to the inviter, and keeps only its hash', async () => {
    const { email, link, token } = await invite();
    expect(link).toMatch(/^http:\/\/localhost:3000\/invite\?token=[A-Za-z0-9_-]{43}$/);
    expect(bench.mails).toMatchObject([
      { brandId: owner.brandId, to: email, text: expect.stringContaining(link) },
    ]);
    expect(bench.mails[0]?.subject).toContain('Example & Söhne');
    const kept = await bench.database.query('SELECT * FROM invitation');
    expect(JSON.stringify([kept, await bench.database.query('SELECT * FROM audit_entry')])).not.toContain(
      token,
    );
    expect(JSON.stringify(await invitations.list(owner.brandId))).not.toContain(token);
  });

  it('replaces one that is out to the same address', async () => {
    const first = await invite();
    const second = await invite(first.email, 'manager');
    expect(await code(accept(first.token))).toBe('expired');
    expect((await invitations.list(owner.brandId)).map(({ id }) => id)).toEqual([second.id]);
    expect(await code(accept(second.token))).toBe('done');
  });

  it('is over after a week', async () => {
    const { token } = await invite();
    const { token: other } = await invite();
    bench.clock.advance(7 * DAY_MS - 1);
    expect(await code(accept(token))).toBe('done');
    bench.clock.advance(1);
    expect(await code(accept(other))).toBe('expired');
    expect(await invitations.list(owner.brandId)).toEqual([]);
  });

  it('can be taken back, by its own brand', async () => {
    const { id, token } = await invite();
    const stranger = await bench.brand();
    const caller = await bench.caller({ session: owner.token });
    expect(await code(invitations.revoke(await bench.caller({ session: stranger.token }), id))).toBe(
      'not_found',
    );
    await invitations.revoke(caller, id);
    expect(await code(invitations.revoke(caller, id))).toBe('not_found');
    expect(await code(accept(token))).toBe('expired');
    expect(await bench.audited(owner.brandId)).toEqual(['member.invited', 'invitation.revoked']);
  });

  it('asks whoever has an account for its password, and changes nothing about the account', async () => {
    const known = await bench.user();
    const { token } = await invite(known.email);
    expect(await invitations.preview(token)).toMatchObject({ userExists: true });
    expect(await code(accept(token, 'not the password'))).toBe('invalid_credentials');
    expect(await bench.get(MembersService).seatsOf(known.id)).toEqual([]);
    expect(await accept(token)).toEqual({ userId: known.id, brandId: owner.brandId });
    expect(await bench.get(UsersService).get(known.id)).toEqual(known);
  });

  it('is no way around the limit on guesses, not even with a fresh invitation each time', async () => {
    const known = await bench.user();
    for (let i = 0; i < 5; i += 1) {
      const { token } = await invite(known.email);
      expect(await code(accept(token, 'not the password'))).toBe('invalid_credentials');
    }
    const { token } = await invite(known.email);
    await expect(accept(token)).rejects.toMatchObject({
      code: 'too_many_requests',
      retryAfterMs: expect.any(Number),
    });
    const signIn = bench
      .get(SignInService)
      .signIn({ email: known.email, password: PASSWORD, ip: IP, userAgent: null, replaces: null });
    expect(await code(signIn)).toBe('too_many_requests');
  });

  it('makes no account with a weak password, and can then be used again', async () => {
    const { token, email } = await invite();
    for (const password of ['short', 'password123', email]) {
      expect(await code(accept(token, password))).toBe('weak_password');
    }
    expect(await bench.get(UsersService).findByEmail(email)).toBeUndefined();
    expect(await code(accept(token))).toBe('done');
  });

  it('is not made for somebody who sits here already', async () => {
    const anna = await bench.member(owner.brandId, 'agent');
    expect(await code(invite(anna.email))).toBe('already_exists');
  });

  it.each([
    ['removed', (members: SeatsService, caller: never, id: string) => members.remove(caller, id)],
    [
      'no longer an owner',
      (members: SeatsService, caller: never, id: string) => members.changeRole(caller, id, 'manager'),
    ],
  ])('dies when its inviter is %s', async (_, fate) => {
    const leaving = await bench.member(owner.brandId, 'owner');
    const theirs = await invite(undefined, 'owner', leaving);
    const ours = await invite();
    await fate(
      bench.get(SeatsService),
      (await bench.caller({ session: owner.token })) as never,
      leaving.memberId,
    );
    expect(await code(accept(theirs.token))).toBe('expired');
    expect(await code(accept(ours.token))).toBe('done');
  });
});
