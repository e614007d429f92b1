import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { rolePermissions } from '@parley/shared/permissions.js';
import { AuthBench, type Seated } from '../../test/builders/auth-bench.js';
import { DomainEvents } from '../platform/events/events.js';
import type { Member } from '../platform/http/caller.js';
import { BRAND_CHANGED } from './brands.events.js';
import { MembersService } from './members.service.js';
import { SnippetsService } from './snippets.service.js';

describe('snippets', () => {
  let bench: AuthBench;
  let snippets: SnippetsService;
  let owner: Seated;
  let agent: Seated;
  let other: Seated;
  const changes: unknown[] = [];
  beforeAll(async () => {
    bench = await AuthBench.open();
    snippets = bench.get(SnippetsService);
    bench.get(DomainEvents).afterCommit(BRAND_CHANGED, (change) => changes.push(change));
  });
  afterAll(() => bench?.close());
  beforeEach(async () => {
    owner = await bench.brand();
    agent = await bench.member(owner.brandId, 'agent');
    other = await bench.brand();
    changes.length = 0;
  });
  const as = (seated: Seated, role: 'agent' | 'owner' = seated === agent ? 'agent' : 'owner'): Member => ({
    userId: seated.userId,
    name: 'Somebody',
    sessionId: null,
    tokenId: null,
    seat: { memberId: seated.memberId, brandId: seated.brandId, role },
    permissions: new Set(rolePermissions[role]),
    ip: '192.0.2.1',
  });
  const input = (change: Partial<Parameters<SnippetsService['create']>[1]> = {}) => ({
    name: 'Thanks',
    shortcut: null,
    body: 'Thank you, {{person.firstName}}!',
    html: null,
    shared: false,
    ...change,
  });
  const names = async (seated: Seated) => (await snippets.list(as(seated).seat)).map(({ name }) => name);

  it('are one’s own, or everyone’s in the brand, by name', async () => {
    await snippets.create(as(agent), input({ name: 'my own' }));
    await snippets.create(as(owner), input({ name: 'Ours', shared: true }));
    await snippets.create(as(owner), input({ name: 'Only the owner’s' }));
    expect(await names(agent)).toEqual(['my own', 'Ours']);
    expect(await names(owner)).toEqual(['Only the owner’s', 'Ours']);
    expect(await names(other)).toEqual([]);
    expect(changes).toEqual([1, 2, 3].map(() => ({ brandId: owner.brandId, what: 'snippets' })));
  });

  it('for everyone are kept by managers, one’s own by oneself', async () => {
    const shared = await snippets.create(as(owner), input({ shared: true }));
    const own = await snippets.create(as(agent), input());
    const forbidden = { code: 'forbidden' };
    await expect(snippets.create(as(agent), input({ name: 'x', shared: true }))).rejects.toMatchObject(
      forbidden,
    );
    await expect(snippets.update(as(agent), shared.id, input())).rejects.toMatchObject(forbidden);
    await expect(snippets.update(as(agent), own.id, input({ shared: true }))).rejects.toMatchObject(
      forbidden,
    );
    await expect(snippets.remove(as(agent), shared.id)).rejects.toMatchObject(forbidden);
    const missing = { code: 'not_found' };
    await expect(snippets.update(as(owner), own.id, input())).rejects.toMatchObject(missing);
    await expect(snippets.remove(as(owner), own.id)).rejects.toMatchObject(missing);
    await expect(snippets.update(as(other), shared.id, input({ shared: true }))).rejects.toMatchObject(
      missing,
    );

    expect(
      await snippets.update(as(agent), own.id, input({ name: 'Renamed', shortcut: 'ty' })),
    ).toMatchObject({
      name: 'Renamed',
      shortcut: 'ty',
    });
    await snippets.remove(as(agent), own.id);
    await snippets.remove(as(owner), shared.id);
    expect(await names(agent)).toEqual([]);
  });

  it('have a name and a shortcut of their own, among those of the same keeper', async () => {
    await snippets.create(as(owner), input({ shortcut: 'ty', shared: true }));
    await snippets.create(as(agent), input({ shortcut: 'ty' }));
    await expect(
      snippets.create(as(owner), input({ name: 'Other', shortcut: 'ty', shared: true })),
    ).rejects.toMatchObject({ code: 'already_exists', issues: [{ path: ['shortcut'] }] });
    await expect(snippets.create(as(owner), input({ name: 'THANKS', shared: true }))).rejects.toMatchObject({
      code: 'already_exists',
      issues: [{ path: ['name'] }],
    });
    await snippets.create(as(owner), input({ name: 'No shortcut', shortcut: '', shared: true }));
    await snippets.create(as(owner), input({ name: 'None either', shared: true }));
  });

  it('keep formatting, made clean, with the text that it says', async () => {
    const made = await snippets.create(
      as(agent),
      input({
        body: 'ignored',
        html: '<p onclick="x()">Dear <b>{{person.name|friend}}</b><script>x</script></p>',
      }),
    );
    expect(made).toMatchObject({
      html: '<p>Dear <strong>{{person.name|friend}}</strong></p>',
      body: 'Dear {{person.name|friend}}',
    });
    expect(await snippets.update(as(agent), made.id, input({ html: '<p>plain</p>' }))).toMatchObject({
      html: null,
      body: 'plain',
    });
    const faulty = { code: 'invalid_request' };
    await expect(snippets.create(as(agent), input({ name: 'a', body: ' ' }))).rejects.toMatchObject(faulty);
    await expect(snippets.create(as(agent), input({ name: 'a', html: '<p></p>' }))).rejects.toMatchObject(
      faulty,
    );
    await expect(
      snippets.create(as(agent), input({ name: 'a', html: '<img src="cid:a@parley">' })),
    ).rejects.toMatchObject(faulty);
  });

  it('of one’s own go with the one who leaves', async () => {
    await snippets.create(as(agent), input({ name: 'Personal' }));
    await snippets.create(as(owner), input({ name: 'Shared', shared: true }));
    await bench.get(MembersService).remove(owner.brandId, agent.memberId);
    expect(
      await bench.database.query('SELECT name FROM snippet WHERE brand_id = $1', [owner.brandId]),
    ).toEqual([{ name: 'Shared' }]);
  });
});
