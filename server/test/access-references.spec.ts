import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TagsService } from '../src/brands/tags.service.js';
import type { CallerName } from './access/access-table.js';
import { AccessWorld, BRAND_WORD, HIDDEN_WORD } from './access/access-world.js';

/** What stands in a body, a query or a header is looked at as closely as what stands in the path. */
describe('what a call names beside its path', () => {
  let world: AccessWorld;
  beforeAll(async () => {
    world = await AccessWorld.create();
  });
  afterAll(() => world?.close());

  const as = async (who: Exclude<CallerName, 'nobody'>) => world.client(await world.session(who));
  const call = async (
    who: Exclude<CallerName, 'nobody'>,
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => {
    const options = {
      ...(body === undefined ? {} : { body }),
      ...(headers === undefined ? {} : { headers }),
    };
    const answer = await (await as(who)).request<{ code?: string; issues?: unknown[]; id: string }>(
      method,
      path,
      options,
    );
    return { ...answer, text: JSON.stringify(answer.body) };
  };
  const REFUSED = expect.stringMatching(/^(?:not_found|invalid_request)$/);
  const refused = async (...given: Parameters<typeof call>) => {
    const { status, body, text } = await call(...given);
    expect({ status, code: body.code, text }).toMatchObject({ code: REFUSED });
    expect(text).not.toContain(HIDDEN_WORD);
  };
  const open = async () => (await world.received(world.open)).conversationId;
  const hidden = async () => (await world.received()).conversationId;
  const reply = (given: Record<string, unknown>) => ({
    clientId: randomUUID(),
    body: 'Hello',
    seenSeq: 1,
    ...given,
  });

  it('refuses a brand one has no seat in, wherever it is asked for', async () => {
    const header = { 'parley-brand': world.people.owner.brandId };
    for (const path of ['/api/v1/session', '/api/v1/profile', '/api/v1/brand', '/api/v1/conversations']) {
      expect(await call('stranger', 'GET', path, undefined, header)).toMatchObject({ status: 404 });
      expect(await call('seatless', 'GET', path, undefined, header)).toMatchObject({ status: 404 });
      expect(await call('agent', 'GET', path, undefined, header)).toMatchObject({ status: 200 });
    }
    const token = await world.client('').request('GET', '/api/v1/brand', {
      headers: { authorization: `Bearer ${world.tokens.stranger}`, ...header },
    });
    expect(token.status).toBe(404);
    expect(JSON.stringify(token.body)).not.toContain(BRAND_WORD);
  });

  it('assigns to nobody outside the brand, nor to a member who has left', async () => {
    const path = `/api/v1/conversations/${await open()}/assign`;
    await refused('agent', 'POST', path, { memberId: world.people.stranger.memberId });
    const gone = await world.member('agent');
    await call('owner', 'DELETE', `/api/v1/members/${gone.memberId}`);
    await refused('agent', 'POST', path, { memberId: gone.memberId });
    expect(await call('agent', 'POST', path, { memberId: world.people.agentOut.memberId })).toMatchObject({
      status: 200,
    });
  });

  it('assigns nobody a conversation they may not see', async () => {
    const path = `/api/v1/conversations/${await hidden()}/assign`;
    await refused('agent', 'POST', path, { memberId: world.people.agentOut.memberId });
    for (const who of ['agent', 'manager', 'owner'] as const) {
      const answer = await call('agent', 'POST', path, { memberId: world.people[who].memberId });
      expect(answer).toMatchObject({ status: 200 });
    }
  });

  it("puts no other brand's tags on a conversation", async () => {
    const foreign = await world
      .get(TagsService)
      .create(world.people.stranger.brandId, { name: randomUUID() });
    const conversationId = await open();
    await refused('agent', 'PUT', `/api/v1/conversations/${conversationId}/tags`, { tagIds: [foreign.id] });
    const { items } = await (await as('stranger')).get<{ items: unknown[] }>(
      `/api/v1/conversations?tagId=${foreign.id}`,
    );
    expect(items).toEqual([]);
  });

  it('finds nothing by filters that name what is hidden or foreign', async () => {
    await hidden();
    for (const [who, channelId] of [
      ['agentOut', world.hidden.id],
      ['stranger', world.open.id],
      ['stranger', world.hidden.id],
    ] as const) {
      for (const view of ['ours', 'theirs', 'closed', 'set_aside']) {
        const answer = await call(who, 'GET', `/api/v1/conversations?view=${view}&channelId=${channelId}`);
        expect(answer.body).toEqual({ items: [], nextCursor: null });
      }
      await refused(
        who === 'agentOut' ? 'managerOut' : who,
        'GET',
        `/api/v1/inbound-events?channelId=${channelId}`,
      );
    }
  });

  it('attaches no file of somebody else, of a hidden message, or of another brand', async () => {
    const loose = await world.file('agent');
    const used = await world.file({ messageId: (await world.received()).messageId });
    for (const [who, attachment] of [
      ['manager', loose],
      ['agentOut', loose],
      ['agentOut', used],
      ['agent', used],
    ] as const) {
      const path = `/api/v1/conversations/${await open()}/messages`;
      await refused(who, 'POST', path, reply({ attachments: [attachment] }));
      await refused(who, 'POST', path, reply({ attachments: [attachment], kind: 'note' }));
    }
    const mine = await call(
      'agent',
      'POST',
      `/api/v1/conversations/${await open()}/messages`,
      reply({ attachments: [loose] }),
    );
    expect(mine).toMatchObject({ status: 201 });
  });

  it('answers no message of another conversation', async () => {
    const { messageId } = await world.received();
    const path = `/api/v1/conversations/${await open()}/messages`;
    await refused('agentOut', 'POST', path, reply({ inReplyToId: messageId }));
    await refused('agent', 'POST', path, reply({ inReplyToId: messageId }));
  });

  it('mentions nobody who may not see the conversation', async () => {
    const { agentOut, manager, stranger } = world.people;
    const mentions = [agentOut, manager, stranger].map(({ memberId }) => memberId);
    const path = `/api/v1/conversations/${await hidden()}/messages`;
    const refused = await call('agent', 'POST', path, reply({ kind: 'note', mentions }));
    expect([refused.status, refused.body.issues]).toMatchObject([400, [{ path: ['mentions', 0] }]]);
    const others = mentions.slice(1);
    const { status, body } = await call('agent', 'POST', path, reply({ kind: 'note', mentions: others }));
    expect(status).toBe(201);
    const [row] = await world.database.query('SELECT mentions FROM message WHERE brand_id = $1 AND id = $2', [
      manager.brandId,
      body.id,
    ]);
    expect(row).toEqual({ mentions: [manager.memberId] });
  });

  it('does not hand out what was posted under the same client id elsewhere', async () => {
    const clientId = randomUUID();
    const first = await call('agent', 'POST', `/api/v1/conversations/${await hidden()}/messages`, {
      ...reply({}),
      clientId,
      body: HIDDEN_WORD,
    });
    expect(first.status).toBe(201);
    const { status, text } = await call(
      'agentOut',
      'POST',
      `/api/v1/conversations/${await open()}/messages`,
      {
        ...reply({}),
        clientId,
      },
    );
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(text).not.toContain(HIDDEN_WORD);
    expect(text).not.toContain(first.body.id);
  });

  it('acts on no turn of a person who takes no part', async () => {
    const { personId } = await world.received();
    for (const act of ['no-answer-needed', 'ours']) {
      await refused('agentOut', 'POST', `/api/v1/conversations/${await open()}/${act}`, { personId });
    }
    const answer = await call('agentOut', 'POST', `/api/v1/conversations/${await open()}/needs-answer`, {
      personId,
    });
    expect(answer).toMatchObject({ status: 409, body: { code: 'not_possible_now' } });
  });

  it('lists only members of the brand as those who may see a channel', async () => {
    const { id } = await world.channel({ hidden: true });
    const path = `/api/v1/channels/${id}/members`;
    await refused('owner', 'PUT', path, { restricted: true, memberIds: [world.people.stranger.memberId] });
  });

  it('makes no owner through a token that may only manage members', async () => {
    const owner = await as('owner');
    const { token } = await owner.post<{ token: string }>('/api/v1/profile/tokens', {
      name: 'members only',
      permissions: ['members.manage', 'members.read'],
    });
    const narrow = world.client('').withToken(token);
    const { memberId } = world.people.agentOut;
    for (const [method, path, body] of [
      ['POST', '/api/v1/invitations', { email: 'mallory@example.test', role: 'owner' }],
      ['POST', '/api/v1/invitations', { email: 'mallory@example.test', role: 'agent' }],
      ['PATCH', `/api/v1/members/${memberId}`, { role: 'owner' }],
    ] as const) {
      expect((await narrow.request(method, path, { body })).status).toBe(403);
    }
    expect((await narrow.request('GET', '/api/v1/members')).status).toBe(200);
    expect((await narrow.request('GET', '/api/v1/conversations')).status).toBe(403);
  });
});
