import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AuthBench, IP, type Seated } from '../../test/builders/auth-bench.js';
import { newId } from '../platform/database/id.js';
import { Audit } from './audit.service.js';
import { AuditTrail } from './audit-trail.service.js';
import { SeatsService } from './seats.service.js';

describe('Audit', () => {
  let bench: AuthBench;
  let owner: Seated;
  beforeAll(async () => {
    bench = await AuthBench.open();
  });
  afterAll(() => bench?.close());
  beforeEach(async () => {
    owner = await bench.brand();
  });
  const write = (action: string, brandId: string | null = owner.brandId) =>
    bench.get(Audit).write({ brandId, action, actorUserId: owner.userId, ip: IP, details: { n: 1 } });

  it.each(["UPDATE audit_entry SET action = 'forged'", 'DELETE FROM audit_entry', 'TRUNCATE audit_entry'])(
    'cannot be rewritten: %s',
    async (statement) => {
      await write('first');
      await expect(bench.database.run(statement)).rejects.toThrow('audit_entry is append-only');
      expect(await bench.audited(owner.brandId)).toEqual(['first']);
    },
  );

  it('is undone with the act it tells of', async () => {
    const act = bench.database.transaction(async () => {
      await write('never happened');
      throw new Error('the act failed');
    });
    await expect(act).rejects.toThrow('the act failed');
    expect(await bench.audited(owner.brandId)).toEqual([]);
  });

  it('is read in pages, newest first, without another brand in it', async () => {
    const other = await bench.brand();
    const start = bench.clock.nowMs();
    for (let i = 0; i < 5; i += 1) {
      // Two of them at the same instant.
      bench.clock.set(start + Math.floor(i / 2));
      await write(`act-${i}`);
      await write('elsewhere', other.brandId);
    }
    const trail = bench.get(AuditTrail);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await trail.page(owner.brandId, { limit: 2, ...(cursor === undefined ? {} : { cursor }) });
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...page.items.map(({ action }) => action));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(['act-4', 'act-3', 'act-2', 'act-1', 'act-0']);
    const [newest] = (await trail.page(owner.brandId, { limit: 1 })).items;
    expect(newest).toMatchObject({ actorName: expect.stringMatching(/^Person/), ip: IP, details: { n: 1 } });
  });

  it.each(['', 'nonsense', '-'.repeat(36), newId()])(
    'refuses %p as a place to go on from',
    async (cursor) => {
      const page = bench.get(AuditTrail).page(owner.brandId, { limit: 2, cursor });
      await expect(page).rejects.toMatchObject({ code: 'invalid_request' });
    },
  );

  it('tells of roles, seats and brands', async () => {
    const caller = await bench.caller({ session: owner.token });
    const anna = await bench.member(owner.brandId, 'agent');
    const seats = bench.get(SeatsService);
    await seats.changeRole(caller, anna.memberId, 'manager');
    await seats.remove(caller, anna.memberId);
    const { brandId } = await seats.createBrand(caller, { name: 'Second' });
    expect(await bench.audited(owner.brandId)).toEqual([
      'member.role_changed',
      'member.removed',
      'brand.created',
    ]);
    expect(await bench.audited(brandId)).toEqual(['brand.created']);
  });
});
