import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AuthBench, type Seated } from '../../test/builders/auth-bench.js';
import { MembersService } from './members.service.js';

describe('MembersService', () => {
  let bench: AuthBench;
  let members: MembersService;
  let owner: Seated;
  beforeAll(async () => {
    bench = await AuthBench.open();
    members = bench.get(MembersService);
  });
  afterAll(() => bench?.close());
  beforeEach(async () => {
    owner = await bench.brand();
  });
  const brandId = () => owner.brandId;
  const code = (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      (error: { code: string }) => error.code,
    );
  const owners = async () => (await members.list(brandId())).filter(({ role }) => role === 'owner');

  it('seats a user once per brand, and again after they have left', async () => {
    const user = await bench.user();
    const join = () => members.join({ brandId: brandId(), userId: user.id, role: 'agent' });
    const first = await join();
    expect(await code(join())).toBe('already_exists');
    await members.remove(brandId(), first);
    expect(await members.seatsOf(user.id)).toEqual([]);
    const second = await join();
    expect(second).not.toBe(first);
    expect((await members.seatsOf(user.id)).map(({ memberId }) => memberId)).toEqual([second]);
  });

  it('changes and removes seats of its own brand only', async () => {
    const stranger = await bench.brand();
    expect(await code(members.get(brandId(), stranger.memberId))).toBe('not_found');
    expect(await code(members.changeRole(brandId(), stranger.memberId, 'agent'))).toBe('not_found');
    expect(await code(members.remove(brandId(), stranger.memberId))).toBe('not_found');
    expect(await members.get(stranger.brandId, stranger.memberId)).toMatchObject({ role: 'owner' });
  });

  it('keeps the last owner', async () => {
    await bench.member(brandId(), 'manager');
    expect(await code(members.changeRole(brandId(), owner.memberId, 'manager'))).toBe('conflict');
    expect(await code(members.remove(brandId(), owner.memberId))).toBe('conflict');
    const second = await bench.member(brandId(), 'owner');
    expect(await code(members.remove(brandId(), owner.memberId))).toBe('done');
    expect(await code(members.changeRole(brandId(), second.memberId, 'agent'))).toBe('conflict');
    expect(await owners()).toHaveLength(1);
  });

  it.each([
    ['remove each other', (self: string, other: string) => [members.remove(brandId(), other), self]],
    ['remove themselves', (self: string) => [members.remove(brandId(), self), self]],
    ['step down', (self: string) => [members.changeRole(brandId(), self, 'agent'), self]],
  ])('keeps one owner when all of them %s at once', async (_, act) => {
    for (let round = 0; round < 5; round += 1) {
      const all = [...(await owners()).map(({ id }) => id)];
      while (all.length < 3) all.push((await bench.member(brandId(), 'owner')).memberId);
      const acts = all.map((self, index) => act(self, all[(index + 1) % all.length]!)[0] as Promise<unknown>);
      const codes = await Promise.all(acts.map(code));
      expect(codes.filter((one) => one !== 'done').length).toBeGreaterThan(0);
      expect(await owners()).toHaveLength(1);
    }
  });
});
