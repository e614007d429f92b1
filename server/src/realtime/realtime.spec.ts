import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ServerEvent, ServerEventOf } from '@parley/shared/realtime.js';
import { InboxBench, type Signed } from '../../test/builders/inbox-bench.js';
import { eventually } from '../../test/harness/eventually.js';
import { SocketClient } from '../../test/harness/socket-client.js';
import { ApiTokensService } from '../auth/api-tokens.service.js';
import { SessionsService } from '../auth/sessions.service.js';
import { MembersService } from '../brands/members.service.js';
import { ChannelStatuses } from '../channels/channel-status.service.js';
import { CHANNEL_VISIBILITY_CHANGED } from '../channels/channels.events.js';
import { Database } from '../platform/database/database.js';
import { DomainEvents } from '../platform/events/events.js';

let bench: InboxBench;
let agent: Signed;
let begun: number;
const sockets: SocketClient[] = [];
beforeAll(async () => {
  begun = Date.now();
  bench = await InboxBench.open();
});
afterAll(async () => {
  await bench.close();
});
beforeEach(async () => {
  await bench.database.run('TRUNCATE conversation, person CASCADE');
  agent = await bench.member('agent', 'Anna');
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});

async function connect(who: Signed, view: 'ours' | 'mine' | 'closed' | null = 'ours'): Promise<SocketClient> {
  const socket = await SocketClient.connect(who.client);
  sockets.push(socket);
  if (view !== null) expect(await socket.say({ type: 'view.join', view })).toEqual({ ok: true });
  return socket;
}

const changed = (id: string) => (event: ServerEvent) =>
  event.type === 'conversation.changed' && event.conversationId === id;
const ofType =
  (type: ServerEvent['type']) =>
  (event: ServerEvent): boolean =>
    event.type === type;
/** Everything pushed before has arrived when this answer has: it goes the same way. */
const settled = async (socket: SocketClient) => {
  await socket.say({ type: 'view.join', view: 'ours' });
};
/** A push of the given conversation has been made once another socket has seen it. */
const seenBy = (socket: SocketClient, id: string, after = 0) =>
  socket.waitFor<ServerEventOf<'conversation.changed'>>('the row', changed(id), { after });

describe('who gets in', () => {
  test('nobody without a session', async () => {
    const stranger = { ...agent, client: agent.client.anonymous() };
    await expect(SocketClient.connect(stranger.client)).rejects.toThrow('unauthenticated');
  });

  test('an API token, in its brand only', async () => {
    const { token } = await bench.get(ApiTokensService).create(
      {
        userId: agent.userId,
        name: agent.name,
        sessionId: null,
        tokenId: null,
        seat: { memberId: agent.memberId, brandId: agent.brandId, role: 'agent' },
        permissions: new Set(['conversations.read']),
        ip: '',
      },
      { name: 'script' },
    );
    const socket = await SocketClient.connect(agent.client.withToken(token));
    sockets.push(socket);
    expect(await socket.say({ type: 'view.join', view: 'ours' })).toEqual({ ok: true });
    const elsewhere = await bench.brandWithOwner('Stella');
    const wrong = SocketClient.connect(agent.client.withToken(token), { brandId: elsewhere.brandId });
    await expect(wrong).rejects.toThrow('not_found');
  });

  test('no event that is none, and no conversation of another brand', async () => {
    const stranger = await bench.brandWithOwner('Stella');
    const { conversationId } = await bench.received();
    const socket = await connect(stranger, null);
    expect(await socket.say({ type: 'conversation.open', conversationId })).toEqual({
      ok: false,
      code: 'not_found',
    });
    expect(await socket.say({ type: 'view.join', view: 'everything' as never })).toEqual({
      ok: false,
      code: 'invalid_request',
    });
  });
});

describe('rows', () => {
  test('appear for those who look at their view, as they are now', async () => {
    const socket = await connect(agent);
    const { conversationId } = await bench.received({ text: 'Anybody there?' });
    const event = await seenBy(socket, conversationId);
    expect(event).toMatchObject({
      brandId: agent.brandId,
      utteranceSeq: 1,
      row: { lastWords: 'Anybody there?', side: 'ours', version: event.version },
    });
  });

  test('reach those whose view they leave, and not other brands', async () => {
    const stranger = await connect(await bench.brandWithOwner('Stella'));
    const ours = await connect(agent);
    const { conversationId } = await bench.received();
    await seenBy(ours, conversationId);
    const after = ours.mark();
    await bench.owner.client.post(`/api/v1/conversations/${conversationId}/close`, {});
    expect((await seenBy(ours, conversationId, after)).row.status).toBe('closed');
    await settled(stranger);
    expect(stranger.events.filter(ofType('conversation.changed'))).toEqual([]);
  });

  test('of a view one does not look at are not pushed', async () => {
    const closed = await connect(agent, 'closed');
    const ours = await connect(bench.owner);
    const { conversationId } = await bench.received();
    await seenBy(ours, conversationId);
    await settled(closed);
    expect(closed.events.filter(changed(conversationId))).toEqual([]);
  });

  test('come once to a socket that is in several rooms', async () => {
    const socket = await connect(agent);
    const { conversationId } = await bench.received();
    await seenBy(socket, conversationId);
    await socket.say({ type: 'conversation.open', conversationId });
    const after = socket.mark();
    await agent.client.post(`/api/v1/conversations/${conversationId}/priority`, { priority: 'high' });
    await seenBy(socket, conversationId, after);
    await settled(socket);
    expect(socket.events.slice(after).filter(changed(conversationId))).toHaveLength(1);
  });

  test('that were merged away are removed', async () => {
    const socket = await connect(agent);
    const into = (await bench.received()).conversationId;
    const from = (await bench.received()).conversationId;
    await agent.client.post(`/api/v1/conversations/${from}/merge`, { intoId: into });
    await socket.waitFor(
      'the removal',
      (event) => event.type === 'conversation.removed' && event.conversationId === from,
    );
  });

  test('nothing is pushed for what was rolled back', async () => {
    const socket = await connect(agent);
    const lost = bench.get(Database).transaction(async () => {
      await bench.received({ text: 'never' });
      throw new Error('rolled back');
    });
    await expect(lost).rejects.toThrow('rolled back');
    const { conversationId } = await bench.received({ text: 'kept' });
    await seenBy(socket, conversationId);
    const rows = socket.events.filter(ofType('conversation.changed'));
    expect(rows).toMatchObject([{ row: { lastWords: 'kept' } }]);
  });
});

describe('an open conversation', () => {
  test('gets its messages, and no longer when it is closed', async () => {
    const { conversationId, thread } = await bench.received();
    const socket = await connect(agent);
    await socket.say({ type: 'conversation.open', conversationId });
    await bench.received({ thread, text: 'Second' });
    await socket.waitFor(
      'the message',
      (event) =>
        event.type === 'message.changed' && event.message.text === 'Second' && event.message.seq === 2,
    );
    await socket.say({ type: 'conversation.close', conversationId });
    const after = socket.mark();
    await bench.received({ thread, text: 'Third' });
    await seenBy(socket, conversationId, after);
    await settled(socket);
    expect(socket.events.slice(after).filter(ofType('message.changed'))).toEqual([]);
  });

  test('shows who looks and who writes, to colleagues in their queues too', async () => {
    const { conversationId } = await bench.received();
    const colleague = await connect(bench.owner);
    const socket = await connect(agent);
    await socket.say({ type: 'conversation.open', conversationId });
    const members = (writing: boolean) => (event: ServerEvent) =>
      event.type === 'presence.changed' && event.members[0]?.writing === writing;
    const look = await colleague.waitFor<ServerEventOf<'presence.changed'>>('a look', members(false));
    expect(look.members).toEqual([{ memberId: agent.memberId, name: 'Anna', writing: false }]);
    await socket.say({ type: 'presence.writing', conversationId, writing: true });
    await colleague.waitFor('writing', members(true));
    const late = await connect(await bench.member('agent', 'Lars'));
    await late.waitFor('what is known already', members(true));
    const after = colleague.mark();
    socket.close();
    await colleague.waitFor(
      'the leaving',
      (event) => event.type === 'presence.changed' && event.members.length === 0,
      { after },
    );
  });

  test('nobody writes where they are not', async () => {
    const { conversationId } = await bench.received();
    const socket = await connect(agent);
    expect(await socket.say({ type: 'presence.writing', conversationId, writing: true })).toEqual({
      ok: false,
      code: 'not_found',
    });
  });
});

describe('rights', () => {
  test('a restricted channel reaches only those who are listed', async () => {
    const channel = await bench.aChannel({ only: [agent.memberId] });
    const outsider = await connect(await bench.member('agent', 'Otto'));
    const listed = await connect(agent);
    const owner = await connect(bench.owner);
    const { conversationId } = await bench.received({}, channel);
    await seenBy(listed, conversationId);
    await seenBy(owner, conversationId);
    expect(await outsider.say({ type: 'conversation.open', conversationId })).toMatchObject({ ok: false });
    await settled(outsider);
    expect(outsider.events.filter(ofType('conversation.changed'))).toEqual([]);
  });

  test('a channel that is restricted now is silent at once for the others, and stays so', async () => {
    const channel = await bench.aChannel();
    const { conversationId, thread } = await bench.received({}, channel);
    const outsider = await connect(agent);
    const owner = await connect(bench.owner);
    await outsider.say({ type: 'conversation.open', conversationId });
    await bench.database.transaction(async () => {
      await bench.database.run('UPDATE channel SET restricted = true WHERE brand_id = $1 AND id = $2', [
        channel.brandId,
        channel.id,
      ]);
      await bench
        .get(DomainEvents)
        .publish(CHANNEL_VISIBILITY_CHANGED, { brandId: channel.brandId, channelId: channel.id });
    });
    const [after, ownerAfter] = [outsider.mark(), owner.mark()];
    await bench.received({ thread, text: 'secret' }, channel);
    // What it shows is no longer what it may see: it connects again, and fetches that anew.
    await eventually('the connection is lost', () => outsider.disconnects.length === 1);
    await eventually('it is back', () => outsider.socket.connected);
    await seenBy(owner, conversationId, ownerAfter);
    await settled(outsider);
    const told = outsider.events.slice(after).map(({ type }) => type);
    expect(told).not.toContain('conversation.changed');
    expect(told).not.toContain('message.changed');
    expect(await outsider.say({ type: 'conversation.open', conversationId })).toMatchObject({
      code: 'not_found',
    });
  });

  test('a revoked session ends its sockets', async () => {
    const socket = await connect(agent);
    await bench.get(SessionsService).revokeAll(agent.userId, { exceptId: null, reason: 'test' });
    await socket.waitFor('the end', ofType('session.ended'));
    await expect(SocketClient.connect(agent.client)).rejects.toThrow('unauthenticated');
  });

  test('a changed role lets its sockets in anew, a removed seat ends them', async () => {
    const socket = await connect(agent);
    const members = bench.get(MembersService);
    await members.changeRole(agent.brandId, agent.memberId, 'manager');
    await eventually('the connection is lost', () => socket.disconnects.length === 1);
    await eventually('it is back', () => socket.socket.connected);
    await settled(socket);
    const { conversationId } = await bench.received();
    await seenBy(socket, conversationId);
    await members.remove(agent.brandId, agent.memberId);
    await socket.waitFor('the end', ofType('session.ended'));
  });
});

describe('small news', () => {
  test('counts come once for many changes, without what is hidden', async () => {
    const channel = await bench.aChannel({ only: [] });
    const socket = await connect(agent);
    const owner = await connect(bench.owner);
    for (let count = 0; count < 5; count += 1) await bench.received();
    const { conversationId } = await bench.received({}, channel);
    await seenBy(owner, conversationId);
    // All tests before this one have asked for it, too.
    const seconds = Math.floor(Date.now() / 1_000) - Math.floor(begun / 1_000) + 1;
    const countings = bench.queue.jobs.filter(
      ({ name, data }) => name === 'count-queue' && (data as { brandId: string }).brandId === agent.brandId,
    );
    expect(countings.length).toBeLessThanOrEqual(seconds);
    await bench.queue.run();
    expect(await socket.waitFor('counts', ofType('counts.changed'))).toMatchObject({ counts: { ours: 5 } });
    expect(await owner.waitFor('counts', ofType('counts.changed'))).toMatchObject({ counts: { ours: 6 } });
  });

  test('read marks and drafts reach the own other windows only', async () => {
    const { conversationId } = await bench.received();
    const own = await connect(agent);
    const other = await connect(bench.owner);
    await agent.client.post(`/api/v1/conversations/${conversationId}/read`, { seq: 1 });
    await agent.client.put(`/api/v1/conversations/${conversationId}/draft`, {
      body: 'x',
      visibility: 'note',
    });
    await own.waitFor('the read mark', ofType('read.changed'));
    await own.waitFor('the draft', ofType('draft.changed'));
    await settled(other);
    expect(other.events.map(({ type }) => type)).not.toContain('read.changed');
    expect(other.events.map(({ type }) => type)).not.toContain('draft.changed');
  });

  test('who is given a conversation is told, in words', async () => {
    const { conversationId } = await bench.received({ person: 'berta' });
    const socket = await connect(agent);
    await bench.owner.client.post(`/api/v1/conversations/${conversationId}/assign`, {
      memberId: agent.memberId,
    });
    expect(await socket.waitFor('the notice', ofType('notification'))).toMatchObject({
      kind: 'assigned',
      conversationId,
      text: 'Olga assigned berta to you',
    });
  });

  test('what is read in one window is read in the others, and nobody else hears of it', async () => {
    const { conversationId } = await bench.received();
    const [one, two, other] = [await connect(agent), await connect(agent), await connect(bench.owner)];
    await bench.owner.client.post(`/api/v1/conversations/${conversationId}/assign`, {
      memberId: agent.memberId,
    });
    const notice = await one.waitFor('the notice', ofType('notification'));
    const { id } = notice as ServerEventOf<'notification'>;
    await agent.client.post('/api/v1/notifications/read', { ids: [id] });
    await two.waitFor('the reading', ofType('notifications.read'));
    await settled(other);
    expect(other.events.filter(({ type }) => type.startsWith('notification'))).toEqual([]);
  });

  test('the owners learn once that a channel has stopped working, and nobody else', async () => {
    const owner = await connect(bench.owner);
    const other = await connect(agent);
    const statuses = bench.get(ChannelStatuses);
    const { id: channelId } = bench.channel;
    await statuses.report(channelId, 'poll', { code: 'auth_expired', message: 'Sign in again.' });
    await statuses.report(channelId, 'poll', { code: 'auth_expired', message: 'Please sign in again.' });
    const notice = await owner.waitFor('the notice', ofType('notification'));
    expect(notice).toMatchObject({ kind: 'channel_degraded', conversationId: null, channelId });
    expect((notice as ServerEventOf<'notification'>).text).toContain('Sign in again.');
    await settled(owner);
    await settled(other);
    expect(owner.events.filter(ofType('notification'))).toHaveLength(1);
    expect(other.events.filter(ofType('notification'))).toEqual([]);
    await statuses.clear(channelId, 'poll');
  });
});
