import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AuthBench, type Seated } from '../../test/builders/auth-bench.js';
import { BrandsService } from '../brands/brands.service.js';
import { MembersService } from '../brands/members.service.js';
import { ApiTokensService } from './api-tokens.service.js';
import { SignInService } from './sign-in.service.js';

describe('AuthenticatorService', () => {
  let bench: AuthBench;
  let owner: Seated;
  let anna: Seated;
  let other: Seated;
  beforeAll(async () => {
    bench = await AuthBench.open();
    other = await bench.brand('Other Ltd');
  });
  afterAll(() => bench?.close());
  beforeEach(async () => {
    owner = await bench.brand();
    anna = await bench.member(owner.brandId, 'agent');
  });

  it('knows nobody by nothing, by a made-up session or token, or by one in the place of the other', async () => {
    const { token } = await bench
      .get(ApiTokensService)
      .create(await bench.caller({ session: anna.token }), { name: 'script' });
    for (const credentials of [
      { session: '' },
      { session: 'made-up' },
      { session: token },
      { bearer: '' },
      { bearer: 'parley_made-up' },
      { bearer: anna.token },
    ]) {
      expect(await bench.authenticate(credentials)).toBeNull();
    }
  });

  it('gives a session the rights of the seat that is asked for', async () => {
    await bench.get(MembersService).join({ brandId: other.brandId, userId: anna.userId, role: 'manager' });
    const here = await bench.authenticate({ session: anna.token });
    const there = await bench.authenticate({ session: anna.token }, other.brandId);
    expect(here).toMatchObject({ seat: { brandId: anna.brandId, role: 'agent' } });
    expect(here?.permissions.has('workflow.manage')).toBe(false);
    expect(there).toMatchObject({ seat: { brandId: other.brandId, role: 'manager' } });
    expect(there?.permissions.has('workflow.manage')).toBe(true);
  });

  it.each([['another brand'], ['no brand at all']])('does not know %s', async (which) => {
    const brandId = which === 'another brand' ? other.brandId : 'x';
    const { token } = await bench
      .get(ApiTokensService)
      .create(await bench.caller({ session: anna.token }), { name: 'script' });
    await expect(bench.authenticate({ session: anna.token }, brandId)).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(bench.authenticate({ bearer: token }, brandId)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('does not let what was meant for one brand reach another when the seat is gone', async () => {
    await bench.get(MembersService).join({ brandId: other.brandId, userId: anna.userId, role: 'owner' });
    await bench.get(MembersService).remove(owner.brandId, anna.memberId);
    const caller = await bench.authenticate({ session: anna.token });
    expect(caller).toMatchObject({ userId: anna.userId, seat: null });
    expect(caller?.permissions.size).toBe(0);
    // Asking who one is takes the next seat, knowingly.
    const view = await bench.get(SignInService).viewOf(caller!);
    expect(view.seat).toMatchObject({ brandId: other.brandId });
    expect(await bench.authenticate({ session: anna.token })).toMatchObject({
      seat: { brandId: other.brandId },
    });
  });

  it('lets a member without any seat see just that', async () => {
    await bench.get(MembersService).remove(owner.brandId, anna.memberId);
    const caller = await bench.authenticate({ session: anna.token });
    expect(await bench.get(SignInService).viewOf(caller!)).toMatchObject({
      seat: null,
      seats: [],
      permissions: [],
    });
  });

  it('tells an API token of its own brand and rights only', async () => {
    await bench.get(BrandsService).create({ name: 'Second', ownerId: anna.userId });
    const { token } = await bench
      .get(ApiTokensService)
      .create(await bench.caller({ session: anna.token }), { name: 'script', permissions: ['brand.read'] });
    const view = await bench.get(SignInService).viewOf(await bench.caller({ bearer: token }));
    expect(view.seats.map(({ brandId }) => brandId)).toEqual([anna.brandId]);
    expect(view.permissions).toEqual(['brand.read']);
  });
});
