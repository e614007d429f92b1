import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { SavedView } from '@parley/shared/views.js';
import { InboxBench, type Signed } from '../../../test/builders/inbox-bench.js';
import { MembersService } from '../../brands/members.service.js';
import { TagsService } from '../../brands/tags.service.js';
import type { IntakeChannel } from '../intake/intake-channel.js';

let bench: InboxBench;
let agent: Signed;
let manager: Signed;
let stranger: Signed;
let hidden: IntakeChannel;
beforeAll(async () => {
  bench = await InboxBench.open();
  agent = await bench.member('agent', 'Anna');
  manager = await bench.member('manager', 'Max');
  stranger = await bench.brandWithOwner('Stranger');
  hidden = await bench.aChannel({ only: [manager.memberId] });
});
afterAll(async () => {
  await bench.close();
});
beforeEach(async () => {
  await bench.database.run('TRUNCATE saved_view');
});

const list = (who: Signed) => who.client.get<SavedView[]>('/api/v1/views');
const names = async (who: Signed) => (await list(who)).map(({ name }) => name);
const save = (who: Signed, given: Record<string, unknown> = {}) =>
  who.client.post<SavedView>('/api/v1/views', { name: 'Late mail', filter: { view: 'ours' }, ...given });
const request = (who: Signed, method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown) =>
  who.client.request<{ code: string; issues?: { path: string[] }[] }>(method, `/api/v1/views${path}`, {
    body,
  });

describe('saved views', () => {
  test('one of my own is mine alone, with what it narrows to', async () => {
    const filter = { view: 'unassigned', medium: 'email', priority: 'high', channelId: bench.channel.id };
    const made = await save(agent, { filter, icon: 'star', color: '#ff0000' });
    expect(made).toMatchObject({ name: 'Late mail', filter, icon: 'star', color: '#ff0000', shared: false });
    expect(await list(agent)).toEqual([made]);
    expect(await list(manager)).toEqual([]);
    expect(await request(manager, 'PUT', `/${made.id}`, { name: 'x', filter })).toMatchObject({
      status: 404,
    });
    expect(await request(manager, 'DELETE', `/${made.id}`)).toMatchObject({ status: 404 });
  });

  test('a shared one is everyone’s in the brand, kept by managers', async () => {
    expect(await request(agent, 'POST', '', { name: 'All', filter: {}, shared: true })).toMatchObject({
      status: 403,
    });
    const shared = await save(manager, { name: 'Team', shared: true });
    expect(await names(agent)).toEqual(['Team']);
    expect(await names(stranger)).toEqual([]);
    expect(await request(agent, 'PUT', `/${shared.id}`, { name: 'Mine now', filter: {} })).toMatchObject({
      status: 403,
    });
    expect(await request(agent, 'DELETE', `/${shared.id}`)).toMatchObject({ status: 403 });
    expect(await request(stranger, 'DELETE', `/${shared.id}`)).toMatchObject({ status: 404 });
    await request(manager, 'PUT', `/${shared.id}`, {
      name: 'Team 2',
      filter: { view: 'theirs' },
      shared: true,
    });
    expect(await list(agent)).toMatchObject([{ name: 'Team 2', filter: { view: 'theirs' }, shared: true }]);
    expect(await request(manager, 'DELETE', `/${shared.id}`)).toMatchObject({ status: 200 });
    expect(await names(agent)).toEqual([]);
  });

  test('a shared one of a hidden channel does not exist for who may not see that channel', async () => {
    const shared = await save(manager, { name: 'Secret', shared: true, filter: { channelId: hidden.id } });
    expect(await names(manager)).toEqual(['Secret']);
    expect(await names(agent)).toEqual([]);
    const other = await bench.member('manager', 'Out');
    expect(await names(other)).toEqual([]);
    expect(await request(other, 'PUT', `/${shared.id}`, { name: 'x', filter: {} })).toMatchObject({
      status: 404,
    });
    expect(await request(other, 'DELETE', `/${shared.id}`)).toMatchObject({ status: 404 });
  });

  test.each(['channelId', 'tagId', 'memberId'])('nothing unknown or hidden is named: %s', async (field) => {
    const foreign = {
      channelId: hidden.id,
      tagId: (await bench.get(TagsService).create(stranger.brandId, { name: crypto.randomUUID() })).id,
      memberId: stranger.memberId,
    }[field];
    expect(await request(agent, 'POST', '', { name: 'x', filter: { [field]: foreign } })).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', issues: [{ path: ['filter', field] }] },
    });
  });

  test('two of one name are refused, but my own may be called like a shared one', async () => {
    await save(manager, { name: 'Team', shared: true });
    await save(agent, { name: 'Team' });
    expect(await request(agent, 'POST', '', { name: 'TEAM', filter: {} })).toMatchObject({
      status: 409,
      body: { code: 'already_exists', issues: [{ path: ['name'] }] },
    });
  });

  test('stand in the order they are put into, the new ones last', async () => {
    const [a, b, c] = [
      await save(agent, { name: 'a' }),
      await save(agent, { name: 'b' }),
      await save(agent, { name: 'c' }),
    ];
    const team = await save(manager, { name: 'team', shared: true });
    const other = await save(manager, { name: 'other team', shared: true });
    await request(agent, 'PUT', '/order', { ids: [other.id, c.id, a.id] });
    expect(await names(agent)).toEqual(['c', 'a', 'b', 'team', 'other team']);
    await save(agent, { name: 'd' });
    expect((await names(agent)).slice(0, 4)).toEqual(['c', 'a', 'b', 'd']);
    await request(manager, 'PUT', '/order', { ids: [other.id, team.id, b.id] });
    expect(await names(agent)).toEqual(['c', 'a', 'b', 'd', 'other team', 'team']);
  });

  test('a saved search keeps its words', async () => {
    expect(await save(agent, { filter: { q: 'tag:vip parsley' } })).toMatchObject({
      filter: { q: 'tag:vip parsley', view: 'ours' },
    });
  });

  test('go with the seat', async () => {
    const leaving = await bench.member('agent', 'Leaving');
    await save(leaving);
    await bench.get(MembersService).remove(bench.owner.brandId, leaving.memberId);
    const rows = await bench.database.query('SELECT 1 FROM saved_view WHERE brand_id = $1', [
      bench.owner.brandId,
    ]);
    expect(rows).toEqual([]);
  });
});
