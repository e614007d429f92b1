import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ConversationRow } from '@parley/shared/conversations.js';
import { InboxBench } from '../../../test/builders/inbox-bench.js';
import type { ApiClient } from '../../../test/harness/api-client.js';
import { QueueCounts } from './queue-counts.service.js';

type Page = { items: ConversationRow[]; nextCursor: string | null };

let bench: InboxBench;
beforeAll(async () => {
  bench = await InboxBench.open();
});
afterAll(async () => {
  await bench.close();
});
beforeEach(async () => {
  await bench.database.run('TRUNCATE conversation, person CASCADE');
});

const ids = (page: Page) => page.items.map(({ id }) => id);
const minutesAgo = (count: number) => new Date(bench.clock.nowMs() - count * 60_000).toISOString();
/** Counts are at most a second old: what an earlier test counted is not what is there now. */
const counted = () => bench.get(QueueCounts).countNow(bench.owner.brandId);
const view = (client: ApiClient, query = '') => client.get<Page>(`/api/v1/conversations?${query}`);

describe('the queue', () => {
  test('comes by whose answer is due first, page by page, each row once', async () => {
    const expected: string[] = [];
    for (const minutes of [50, 40, 30, 20, 10]) {
      expected.push(
        (await bench.received({ at: minutesAgo(minutes), person: `p${minutes}` })).conversationId,
      );
    }
    const { client } = bench.owner;
    const first = await view(client, 'limit=2');
    const second = await view(client, `limit=2&cursor=${first.nextCursor}`);
    const third = await view(client, `limit=2&cursor=${second.nextCursor}`);
    expect([...ids(first), ...ids(second), ...ids(third)]).toEqual(expected);
    expect(third.nextCursor).toBeNull();
  });

  test('says what a row needs', async () => {
    const { conversationId } = await bench.received({
      text: 'Where is it?',
      subject: 'Parcel',
      person: 'berta',
    });
    const [row] = (await view(bench.owner.client)).items;
    expect(row).toMatchObject({
      id: conversationId,
      subject: 'Parcel',
      lastWords: 'Where is it?',
      lastWordsBy: 'person',
      status: 'open',
      side: 'ours',
      unread: true,
      priority: 'normal',
      tags: [],
      assignee: null,
      messageCount: 1,
      targetMs: 3_600_000,
    });
    expect(row?.person).toMatchObject({ name: 'berta', handle: '@berta' });
  });

  test('keeps every conversation in the views it belongs to', async () => {
    const { client, memberId } = bench.owner;
    const open = (await bench.received({})).conversationId;
    const mine = (await bench.received({})).conversationId;
    const closed = (await bench.received({})).conversationId;
    const snoozed = (await bench.received({})).conversationId;
    const theirs = await bench.received({ at: minutesAgo(5) });
    await bench.apply(bench.message({ thread: theirs.thread, direction: 'out', text: 'Here.' }));
    const aside = (await bench.received({ automatic: 'list', setAside: 'list' })).conversationId;
    await client.post(`/api/v1/conversations/${mine}/assign`, { memberId });
    await client.post(`/api/v1/conversations/${closed}/close`);
    await client.post(`/api/v1/conversations/${snoozed}/snooze`, { until: null });

    const found = async (name: string) => ids(await view(client, `view=${name}`));
    expect(new Set(await found('ours'))).toEqual(new Set([open, mine]));
    expect(await found('mine')).toEqual([mine]);
    expect(await found('unassigned')).toEqual([open]);
    expect(await found('theirs')).toEqual([theirs.conversationId]);
    expect(await found('closed')).toEqual([closed]);
    expect(await found('snoozed')).toEqual([snoozed]);
    expect(await found('set_aside')).toEqual([aside]);
  });

  test('filters by channel, medium, priority, tag and assignee', async () => {
    const { client, memberId } = bench.owner;
    const other = await bench.aChannel({ name: 'Other' });
    const plain = (await bench.received({ medium: 'chat' })).conversationId;
    const there = (await bench.received({}, other)).conversationId;
    const tag = await client.post<{ id: string }>('/api/v1/tags', { name: `vip ${there}` });
    await client.put(`/api/v1/conversations/${there}/tags`, { tagIds: [tag.id] });
    await client.post(`/api/v1/conversations/${there}/priority`, { priority: 'high' });
    await client.post(`/api/v1/conversations/${there}/assign`, { memberId });
    expect(ids(await view(client, `channelId=${other.id}`))).toEqual([there]);
    expect(ids(await view(client, 'medium=chat'))).toEqual([plain]);
    expect(ids(await view(client, 'priority=high'))).toEqual([there]);
    expect(ids(await view(client, `tagId=${tag.id}`))).toEqual([there]);
    expect(ids(await view(client, `memberId=${memberId}`))).toEqual([there]);
  });

  test('hides restricted channels from those who are not listed, in lists, counts and by id', async () => {
    const listed = await bench.member('agent', 'Lena');
    const agent = await bench.member('agent', 'Anton');
    const secret = await bench.aChannel({ only: [listed.memberId] });
    const hidden = (await bench.received({}, secret)).conversationId;
    await bench.received({});
    expect(ids(await view(listed.client))).toContain(hidden);
    expect(ids(await view(bench.owner.client))).toContain(hidden);
    expect(ids(await view(agent.client))).not.toContain(hidden);
    expect((await view(agent.client)).items).toHaveLength(1);
    await counted();
    expect(await agent.client.get('/api/v1/conversations/counts')).toMatchObject({ ours: 1 });
    expect(await listed.client.get('/api/v1/conversations/counts')).toMatchObject({ ours: 2 });
    for (const path of ['', '/messages', '/draft']) {
      const answer = await agent.client.request('GET', `/api/v1/conversations/${hidden}${path}`);
      expect([path, answer.status]).toEqual([path, 404]);
    }
    const act = await agent.client.request('POST', `/api/v1/conversations/${hidden}/close`, { body: {} });
    expect(act.status).toBe(404);
  });

  test("does not know another brand's conversations", async () => {
    const stranger = await bench.brandWithOwner('Stella');
    const { conversationId } = await bench.received({});
    expect((await view(stranger.client)).items).toEqual([]);
    const answer = await stranger.client.request('GET', `/api/v1/conversations/${conversationId}`);
    expect(answer.status).toBe(404);
  });

  test('refuses a cursor that is none', async () => {
    const answer = await bench.owner.client.request('GET', '/api/v1/conversations?cursor=nonsense');
    expect(answer).toMatchObject({ status: 400, body: { issues: [{ path: ['cursor'] }] } });
  });
});

describe('counts', () => {
  test('say how many stand where, for this member', async () => {
    const { client, memberId } = await bench.member('agent', 'Carla');
    const mine = (await bench.received({})).conversationId;
    await bench.received({});
    await bench.received({ automatic: 'list', setAside: 'list' });
    const snoozed = (await bench.received({})).conversationId;
    await client.post(`/api/v1/conversations/${mine}/assign`, { memberId });
    await client.post(`/api/v1/conversations/${snoozed}/snooze`, { until: null });
    const aside = await view(client, 'view=set_aside');
    expect(aside.items).toHaveLength(1);
    await counted();
    expect(await client.get('/api/v1/conversations/counts')).toEqual({
      ours: 2,
      mine: 1,
      unassigned: 1,
      theirs: 0,
      snoozed: 1,
      setAside: 1,
    });
  });

  test('are counted once for all who ask within a second', async () => {
    const first = bench.get(QueueCounts).countNow(bench.owner.brandId);
    expect(bench.get(QueueCounts).groups(bench.owner.brandId)).toBe(first);
    await first;
  });
});
