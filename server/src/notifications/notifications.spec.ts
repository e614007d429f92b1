import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Notification, Unread } from '@parley/shared/notifications.js';
import type { Signed } from '../../test/builders/inbox-bench.js';
import { OutboundBench } from '../../test/builders/outbound-bench.js';
import { MembersService } from '../brands/members.service.js';
import { ChannelStatuses } from '../channels/channel-status.service.js';
import { ChannelError } from '../channels/core/channel-error.js';
import { DomainEvents } from '../platform/events/events.js';
import { MEMBER_NOTIFIED } from './notifications.events.js';

const DAY = 86_400_000;

let bench: OutboundBench;
let owner: Signed;
let agent: Signed;

beforeAll(async () => {
  bench = await OutboundBench.open();
  owner = bench.inbox.owner;
  agent = await bench.inbox.member('agent', 'Ada');
});
afterAll(() => bench.close());
beforeEach(async () => {
  await bench.quiet();
  await bench.inbox.database.run('DELETE FROM notification WHERE brand_id = $1', [owner.brandId]);
});

type Page = { items: Notification[]; nextCursor: string | null };
const page = (who: Signed, query = '') => who.client.get<Page>(`/api/v1/notifications?limit=50${query}`);
const told = async (who: Signed) => (await page(who)).items;
const unread = (who: Signed) => who.client.get<Unread>('/api/v1/notifications/unread');
const read = (who: Signed, body: unknown) => who.client.post<Unread>('/api/v1/notifications/read', body);
const mention = (conversationId: string, whom: Signed, who?: Signed) =>
  bench.post(conversationId, { kind: 'note', body: '@Ada, can you look?', mentions: [whom.memberId] }, who);

describe('a member is told', () => {
  it('of a mention, where it stands and in their language', async () => {
    const { conversationId } = await bench.asked({ person: 'berta' });
    const { id: messageId } = await mention(conversationId, agent);
    expect(await told(agent)).toMatchObject([
      {
        kind: 'mentioned',
        conversationId,
        messageId,
        readAt: null,
        text: 'Olga mentioned you in the conversation with berta',
        words: '@Ada, can you look?',
      },
    ]);
    expect(await unread(agent)).toEqual({ count: 1, conversationIds: [conversationId] });
    expect(await told(owner)).toEqual([]);
    await agent.client.request('PATCH', '/api/v1/profile', { body: { locale: 'de' } });
    expect((await told(agent))[0]?.text).toBe('Olga hat dich im Gespräch mit berta erwähnt');
    await agent.client.request('PATCH', '/api/v1/profile', { body: { locale: 'en' } });
  });

  it('in the transaction of what happened: with it or not at all', async () => {
    const { conversationId } = await bench.asked();
    const failing = () => {
      throw new Error('the disk is full');
    };
    const events = bench.inbox.get(DomainEvents) as unknown as { before: Map<string, unknown[]> };
    events.before.set(MEMBER_NOTIFIED.name, [failing]);
    const answer = await bench.tryPost(conversationId, {
      kind: 'note',
      body: '@Ada',
      mentions: [agent.memberId],
    });
    events.before.delete(MEMBER_NOTIFIED.name);
    expect(answer.status).toBe(500);
    expect(await told(agent)).toEqual([]);
    expect((await bench.conversation(conversationId)).messageCount).toBe(1);
  });

  it('of what they got from somebody else, not of what they took', async () => {
    const { conversationId } = await bench.asked();
    const assign = (who: Signed) =>
      who.client.post(`/api/v1/conversations/${conversationId}/assign`, { memberId: agent.memberId });
    await assign(agent);
    expect(await told(agent)).toEqual([]);
    await owner.client.post(`/api/v1/conversations/${conversationId}/assign`, { memberId: null });
    await assign(owner);
    expect(await told(agent)).toMatchObject([{ kind: 'assigned', text: 'Olga assigned anna to you' }]);
    await agent.client.post(`/api/v1/conversations/${conversationId}/snooze`, {
      until: new Date(bench.inbox.clock.nowMs() + 60_000).toISOString(),
    });
    bench.inbox.clock.advance(61_000);
    await bench.inbox.chore('wake-snoozed');
    expect((await told(agent))[0]).toMatchObject({ kind: 'snooze_ended', conversationId });
  });

  it('of a reply of theirs that failed', async () => {
    const conversationId = await bench.waiting();
    bench.platform.script = [{ kind: 'error', error: ChannelError.rejected('blocked', 'They blocked you.') }];
    const { id: messageId } = await bench.sent(conversationId, {}, agent);
    expect(await told(agent)).toMatchObject([
      {
        kind: 'reply_failed',
        messageId,
        words: 'Good morning!',
        text: 'Your reply to anna did not arrive: They blocked you.',
      },
    ]);
  });

  it('of a reply for later that will not leave, and who or what cancelled it', async () => {
    const sendAt = new Date(bench.inbox.clock.nowMs() + 3_600_000).toISOString();
    const { conversationId, thread } = await bench.asked();
    await bench.post(conversationId, { sendAt }, agent);
    await bench.asked({ thread });
    await bench.inbox.chore('cancel-overtaken-replies');
    expect(await told(agent)).toMatchObject([
      { kind: 'reply_cancelled', text: expect.stringContaining('anna wrote first') },
    ]);

    const other = await bench.waiting();
    const [theirs, own] = [
      await bench.post(other, { sendAt }, agent),
      await bench.post(other, { sendAt }, owner),
    ];
    for (const { id } of [theirs, own]) await owner.client.post(`/api/v1/scheduled-replies/${id}/cancel`);
    expect((await told(agent))[0]?.text).toContain('Olga cancelled your reply for later');
    expect(await told(owner)).toEqual([]);
  });

  it('as who leads, of a reply for later whose writer lost their seat or their sight of the channel', async () => {
    const sendAt = new Date(bench.inbox.clock.nowMs() + 3_600_000).toISOString();
    const manager = await bench.inbox.member('manager', 'Mara');
    const path = `/api/v1/channels/${bench.channel.id}/members`;
    const messages = [await bench.post(await bench.waiting(), { sendAt }, agent)];
    await owner.client.put(path, { restricted: true, memberIds: [manager.memberId] });
    await bench.inbox.chore('cancel-overtaken-replies');
    await owner.client.put(path, { restricted: false, memberIds: [] });
    const gone = await bench.inbox.member('agent', 'Gustav');
    messages.push(await bench.post(await bench.waiting(), { sendAt }, gone));
    await bench.inbox.get(MembersService).remove(owner.brandId, gone.memberId);
    await bench.inbox.chore('cancel-overtaken-replies');
    for (const who of [owner, manager]) {
      expect((await told(who)).map(({ messageId }) => messageId).reverse()).toEqual(
        messages.map(({ id }) => id),
      );
      expect((await told(who)).map(({ text }) => text).reverse()).toEqual([
        expect.stringMatching(/^Ada may no longer look into .+ was cancelled, its words are kept$/),
        expect.stringMatching(/^Gustav is no longer a member: .+ was cancelled, its words are kept$/),
      ]);
    }
    expect(await told(agent)).toEqual([]);
  });

  it('as an owner, once, of a channel that stopped working', async () => {
    const statuses = bench.inbox.get(ChannelStatuses);
    const channelId = bench.inbox.channel.id;
    await statuses.report(channelId, 'poll', { code: 'auth_expired', message: 'Sign in again.' });
    await statuses.report(channelId, 'poll', { code: 'auth_expired', message: 'Please sign in again.' });
    expect(await told(owner)).toMatchObject([
      { kind: 'channel_degraded', channelId, conversationId: null, words: null },
    ]);
    expect(await told(agent)).toEqual([]);
    expect(await unread(owner)).toEqual({ count: 1, conversationIds: [] });
    await statuses.clear(channelId, 'poll');
  });

  it('only of what they want', async () => {
    const { conversationId } = await bench.asked();
    const settings = (unwanted: string[]) =>
      agent.client.request('PUT', '/api/v1/notifications/settings', { body: { unwanted } });
    expect((await settings(['mentioned'])).status).toBe(200);
    expect(await agent.client.get('/api/v1/notifications/settings')).toEqual({ unwanted: ['mentioned'] });
    await mention(conversationId, agent);
    expect(await told(agent)).toEqual([]);
    expect((await settings(['nonsense'])).status).toBe(400);
    await settings([]);
    await mention(conversationId, agent);
    expect(await told(agent)).toHaveLength(1);
  });
});

describe('a channel hidden from a member', () => {
  it('has no mention of them, and says why', async () => {
    const hidden = await bench.inbox.aChannel({ only: [] });
    const { conversationId } = await bench.inbox.received({}, hidden);
    expect(
      await bench.tryPost(conversationId, {
        kind: 'note',
        body: '@Ada',
        mentions: [owner.memberId, agent.memberId],
      }),
    ).toMatchObject({
      status: 400,
      body: {
        issues: [{ path: ['mentions', 1], message: expect.stringContaining('Ada may not see this channel') }],
      },
    });
    expect(await told(agent)).toEqual([]);
  });

  it('takes along what they had been told', async () => {
    const channel = await bench.inbox.aChannel();
    const { conversationId } = await bench.inbox.received({}, channel);
    await mention(conversationId, agent);
    expect(await told(agent)).toHaveLength(1);
    await bench.inbox.database.run('UPDATE channel SET restricted = true WHERE brand_id = $1 AND id = $2', [
      channel.brandId,
      channel.id,
    ]);
    expect(await told(agent)).toEqual([]);
    expect((await unread(agent)).count).toBe(0);
  });
});

describe('the list', () => {
  it('comes in pages, newest first, and is read by one, by conversation, or up to where one looked', async () => {
    const [one, two] = [(await bench.asked()).conversationId, (await bench.asked()).conversationId];
    for (const id of [one, two, one, two, one]) {
      bench.inbox.clock.advance(1_000);
      await mention(id, agent);
    }
    const first = await agent.client.get<Page>('/api/v1/notifications?limit=2');
    const rest = await page(agent, `&cursor=${first.nextCursor}`);
    const ids = [...first.items, ...rest.items].map(({ id }) => id);
    expect(new Set(ids).size).toBe(5);
    expect(rest.nextCursor).toBeNull();
    const [newest, second] = ids;

    await read(owner, { ids });
    expect((await unread(agent)).count).toBe(5);
    expect(await read(agent, { ids: [newest] })).toEqual({ count: 4, conversationIds: expect.anything() });
    expect((await page(agent, '&unread=true')).items.map(({ id }) => id)).toEqual(ids.slice(1));
    await read(agent, { conversationId: two });
    expect(await unread(agent)).toEqual({ count: 2, conversationIds: [one] });
    bench.inbox.clock.advance(1_000);
    await mention(two, agent);
    // What came after one looked stays unread.
    await read(agent, { upToId: second });
    expect(await unread(agent)).toEqual({ count: 1, conversationIds: [two] });
  });

  it('leads to the conversation that remains after a merge', async () => {
    const from = (await bench.asked({ medium: 'comment' })).conversationId;
    const into = (await bench.asked({ medium: 'comment' })).conversationId;
    await mention(from, agent);
    await owner.client.post(`/api/v1/conversations/${from}/merge`, { intoId: into });
    expect(await told(agent)).toMatchObject([{ conversationId: into }]);
    expect((await read(agent, { conversationId: into })).count).toBe(0);
  });

  it('follows every merge, and a message that was split off', async () => {
    const [one, two, three] = [
      (await bench.asked({ medium: 'comment' })).conversationId,
      (await bench.asked({ medium: 'comment' })).conversationId,
      (await bench.asked({ medium: 'comment' })).conversationId,
    ];
    await owner.client.post(`/api/v1/conversations/${one}/assign`, { memberId: agent.memberId });
    await mention(one, agent);
    await owner.client.post(`/api/v1/conversations/${one}/merge`, { intoId: two });
    await owner.client.post(`/api/v1/conversations/${two}/merge`, { intoId: three });
    expect((await told(agent)).map(({ conversationId }) => conversationId)).toEqual([three, three]);
    expect((await unread(agent)).conversationIds).toEqual([three]);
    expect((await read(agent, { conversationId: three })).count).toBe(0);

    const { conversationId } = await bench.asked({ medium: 'email' });
    await bench.inbox.database.run(
      'UPDATE conversation SET external_id = NULL WHERE brand_id = $1 AND id = $2',
      [owner.brandId, conversationId],
    );
    const later = await bench.post(conversationId, {
      kind: 'note',
      body: '@Ada, and this?',
      mentions: [agent.memberId],
    });
    bench.inbox.clock.advance(1_000);
    await bench.sent(conversationId);
    const part = await owner.client.post<{ id: string }>(`/api/v1/conversations/${conversationId}/split`, {
      messageId: later.id,
    });
    expect((await told(agent))[0]).toMatchObject({ conversationId: part.id, messageId: later.id });
    expect((await read(agent, { conversationId })).count).toBe(1);
    expect((await read(agent, { conversationId: part.id })).count).toBe(0);
  });

  it('forgets what is older than 90 days, and everything with the seat', async () => {
    const { conversationId } = await bench.asked();
    const leaving = await bench.inbox.member('agent', 'Leaving');
    await mention(conversationId, leaving);
    await mention(conversationId, agent);
    await bench.inbox.database.run('UPDATE notification SET at = $2 WHERE brand_id = $1', [
      owner.brandId,
      new Date(bench.inbox.clock.nowMs() - 91 * DAY),
    ]);
    await mention(conversationId, agent);
    await bench.inbox.chore('drop-old-notifications');
    expect(await told(agent)).toHaveLength(1);
    await mention(conversationId, leaving);
    await bench.inbox.get(MembersService).remove(owner.brandId, leaving.memberId);
    const rows = await bench.inbox.database.query(
      'SELECT 1 FROM notification WHERE brand_id = $1 AND member_id = $2',
      [owner.brandId, leaving.memberId],
    );
    expect(rows).toEqual([]);
  });
});
