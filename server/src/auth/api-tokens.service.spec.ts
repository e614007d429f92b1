import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Permission } from '@parley/shared/permissions.js';
import { AuthBench, type Seated } from '../../test/builders/auth-bench.js';
import { MembersService } from '../brands/members.service.js';
import { hashToken } from '../platform/crypto/tokens.js';
import { ApiTokensService } from './api-tokens.service.js';
import { InvitationsService } from './invitations.service.js';
import { SeatsService } from './seats.service.js';

const DAY_MS = 86_400_000;

describe('ApiTokensService', () => {
  let bench: AuthBench;
  let tokens: ApiTokensService;
  let owner: Seated;
  let anna: Seated;
  beforeAll(async () => {
    bench = await AuthBench.open();
    tokens = bench.get(ApiTokensService);
  });
  afterAll(() => bench?.close());
  beforeEach(async () => {
    bench.clock.set(Date.now());
    owner = await bench.brand();
    anna = await bench.member(owner.brandId, 'manager');
    bench.revoked.length = 0;
  });
  const create = async (
    who: Seated,
    input: { permissions?: Permission[]; expiresAt?: string; name?: string } = {},
  ) => tokens.create(await bench.caller({ session: who.token }), { name: 'script', ...input });

  it('shows a token once and stores its hash', async () => {
    const { token, row } = await create(anna);
    expect(token).toMatch(/^parley_[A-Za-z0-9_-]{43}$/);
    expect(token.startsWith(row.prefix)).toBe(true);
    const stored = await bench.database.query('SELECT * FROM api_token WHERE id = $1', [row.id]);
    expect(stored).toMatchObject([{ token_hash: hashToken(token) }]);
    expect(JSON.stringify(stored)).not.toContain(token.slice(12));
    expect(JSON.stringify(await bench.database.query('SELECT * FROM audit_entry'))).not.toContain(
      token.slice(12),
    );
  });

  it('has the rights of its holder, and loses them with the role', async () => {
    const { token } = await create(anna);
    expect((await bench.caller({ bearer: token })).permissions.has('workflow.manage')).toBe(true);
    await bench.get(MembersService).changeRole(owner.brandId, anna.memberId, 'agent');
    expect((await bench.caller({ bearer: token })).permissions.has('workflow.manage')).toBe(false);
  });

  it('keeps a narrow token narrow, whatever its holder becomes', async () => {
    const { token } = await create(anna, { permissions: ['conversations.read', 'workflow.manage'] });
    const rights = async () => [...(await bench.caller({ bearer: token })).permissions];
    expect(await rights()).toEqual(['conversations.read', 'workflow.manage']);
    await bench.get(MembersService).changeRole(owner.brandId, anna.memberId, 'agent');
    expect(await rights()).toEqual(['conversations.read']);
    await bench.get(MembersService).changeRole(owner.brandId, anna.memberId, 'owner');
    expect(await rights()).toEqual(['conversations.read', 'workflow.manage']);
  });

  it('gives no token more than its maker has', async () => {
    await expect(create(anna, { permissions: ['brand.read', 'members.manage'] })).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('members.manage'),
    });
  });

  it('lets no token make another, nor an owner of anybody', async () => {
    const { token } = await create(owner, { permissions: ['members.manage', 'members.read'] });
    const caller = await bench.caller({ bearer: token });
    await expect(tokens.create(caller, { name: 'wider' })).rejects.toMatchObject({ code: 'forbidden' });
    const invite = bench
      .get(InvitationsService)
      .create(caller, { email: 'mallory@example.test', role: 'owner' });
    await expect(invite).rejects.toMatchObject({ code: 'forbidden' });
    const promote = async () => bench.get(SeatsService).changeRole(caller, anna.memberId, 'owner');
    await expect(promote()).rejects.toMatchObject({ code: 'forbidden' });
    expect(await bench.get(MembersService).get(owner.brandId, anna.memberId)).toMatchObject({
      role: 'manager',
    });
  });

  it('expires', async () => {
    const expiresAt = new Date(bench.clock.nowMs() + DAY_MS).toISOString();
    const { token } = await create(anna, { expiresAt });
    bench.clock.advance(DAY_MS - 1);
    expect(await bench.authenticate({ bearer: token })).not.toBeNull();
    bench.clock.advance(1);
    expect(await bench.authenticate({ bearer: token })).toBeNull();
    await expect(create(anna, { expiresAt })).rejects.toMatchObject({
      code: 'invalid_request',
      issues: [{ path: ['expiresAt'] }],
    });
  });

  it('is listed and revoked by its holder only', async () => {
    const { token, row } = await create(anna);
    const ben = await bench.caller({ session: owner.token });
    expect(await tokens.list(ben)).toEqual([]);
    await expect(tokens.revoke(ben, row.id)).rejects.toMatchObject({ code: 'not_found' });
    const caller = await bench.caller({ session: anna.token });
    expect((await tokens.list(caller)).map(({ id }) => id)).toEqual([row.id]);
    await tokens.revoke(caller, row.id);
    await expect(tokens.revoke(caller, row.id)).rejects.toMatchObject({ code: 'not_found' });
    expect(await tokens.list(caller)).toEqual([]);
    expect(await bench.authenticate({ bearer: token })).toBeNull();
    expect(bench.revoked).toMatchObject([
      { userId: anna.userId, tokenIds: [row.id], reason: 'token_revoked' },
    ]);
    expect(await bench.audited(owner.brandId)).toEqual(['api_token.created', 'api_token.revoked']);
  });

  it('goes with the seat', async () => {
    const { token, row } = await create(anna);
    await bench.get(MembersService).remove(owner.brandId, anna.memberId);
    expect(await bench.authenticate({ bearer: token })).toBeNull();
    expect(bench.revoked).toMatchObject([{ tokenIds: [row.id] }]);
    // A new seat does not bring the old token back.
    await bench.get(MembersService).join({ brandId: owner.brandId, userId: anna.userId, role: 'agent' });
    expect(await bench.authenticate({ bearer: token })).toBeNull();
  });

  it('notes its use to the minute', async () => {
    const { token } = await create(anna);
    const usedAt = async () =>
      (await tokens.list(await bench.caller({ session: anna.token })))[0]!.last_used_at;
    expect(await usedAt()).toBeNull();
    await bench.authenticate({ bearer: token });
    const first = bench.clock.now();
    expect(await usedAt()).toEqual(first);
    bench.clock.advance(30_000);
    await bench.authenticate({ bearer: token });
    expect(await usedAt()).toEqual(first);
    bench.clock.advance(31_000);
    await bench.authenticate({ bearer: token });
    expect(await usedAt()).toEqual(bench.clock.now());
  });
});
