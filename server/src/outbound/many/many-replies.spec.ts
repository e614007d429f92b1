import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { BulkMessagesResult, PostComment } from '@parley/shared/posts.js';
import type { Signed } from '../../../test/builders/inbox-bench.js';
import { OutboundBench } from '../../../test/builders/outbound-bench.js';

let bench: OutboundBench;
let agent: Signed;
let postId: string;

beforeAll(async () => {
  bench = await OutboundBench.open();
  agent = await bench.inbox.member('agent', 'Ada');
});
afterAll(() => bench.close());
beforeEach(async () => {
  await bench.quiet();
  await bench.inbox.database.run('TRUNCATE post, conversation, person CASCADE');
  postId = '';
});

const comment = async (person: string, given: Parameters<OutboundBench['asked']>[0] = {}) => {
  const made = await bench.asked({
    medium: 'comment',
    visibility: 'public',
    person,
    text: `Words of ${person}`,
    post: { externalId: 'p1', excerpt: 'Spring sale' },
    ...given,
  });
  postId ||= (await agent.client.get<{ items: { id: string }[] }>('/api/v1/posts')).items[0]?.id ?? '';
  return made;
};
const item = (conversationId: string, body: string, seenSeq = 1) => ({
  conversationId,
  body,
  seenSeq,
  clientId: randomUUID(),
});
const send = async (items: ReturnType<typeof item>[], more: object = {}) =>
  (await agent.client.post<BulkMessagesResult>(`/api/v1/posts/${postId}/replies`, { items, ...more }))
    .results;

describe('a reply to each of many', () => {
  it('leaves after the hold as any reply does, each with its own words, to its own thread', async () => {
    const people = ['anna', 'ben', 'cleo', 'dora', 'emil'];
    const items = [];
    for (const person of people)
      items.push(item((await comment(person)).conversationId, `Thank you, ${person}!`));
    const results = await send(items, { closeAfter: true });
    expect(results.map(({ id, ok }) => ({ id, ok }))).toEqual(
      items.map(({ conversationId }) => ({ id: conversationId, ok: true })),
    );
    expect(results[0]).toMatchObject({
      message: { state: 'held', visibility: 'public', clientId: items[0]?.clientId },
    });
    expect(bench.platform.taken).toEqual([]);
    await bench.later(5_001);
    expect(bench.platform.taken.map(({ text }) => text).sort()).toEqual(
      people.map((one) => `Thank you, ${one}!`),
    );
    for (const { conversationId } of items)
      expect(await bench.conversation(conversationId)).toMatchObject({
        status: 'closed',
        side: 'theirs',
        turns: [{ outcome: 'answered' }],
      });
    expect(bench.platform.repeated).toEqual([]);
  });

  it('is refused alone where the person has written since, and says how far; what is new seen, it goes', async () => {
    const calm = await comment('anna');
    const moved = await comment('ben');
    await comment('ben', { thread: moved.thread, text: 'Never mind!' });
    const items = [item(calm.conversationId, 'Hello Anna'), item(moved.conversationId, 'Hello Ben')];
    expect(await send(items)).toMatchObject([{ ok: true }, { ok: false, code: 'stale', utteranceSeq: 2 }]);
    // The same ids again: what was taken is the same reply, what was refused is tried anew.
    const again = items.map((one, index) => ({ ...one, seenSeq: index + 1 }));
    expect(await send(again)).toMatchObject([{ ok: true }, { ok: true }]);
    await bench.later(5_001);
    expect(bench.platform.taken).toHaveLength(2);
  });

  it('can be taken back while it is held, all of them or some', async () => {
    const items = [];
    for (const person of ['anna', 'ben', 'cleo'])
      items.push(item((await comment(person)).conversationId, 'Oops'));
    const sent = (await send(items)).flatMap((one) => (one.ok ? [one.message.id] : []));
    const undone = await agent.client.post<BulkMessagesResult>('/api/v1/messages/undo', {
      messageIds: sent.slice(0, 2),
    });
    expect(undone.results).toMatchObject([
      { id: sent[0], ok: true, message: { state: 'cancelled' } },
      { id: sent[1], ok: true, message: { state: 'cancelled' } },
    ]);
    await bench.later(5_001);
    expect(bench.platform.taken.map(({ id }) => id)).toEqual([sent[2]]);
    const late = await agent.client.post<BulkMessagesResult>('/api/v1/messages/undo', {
      messageIds: [sent[2]],
    });
    expect(late.results).toMatchObject([{ id: sent[2], ok: false }]);
  });

  it('says for each what does not fit, and does nothing for what stands elsewhere', async () => {
    const one = await comment('anna');
    const elsewhere = await bench.asked({ person: 'ben' });
    const results = await send([
      item(one.conversationId, 'x'.repeat(1_001)),
      item(elsewhere.conversationId, 'Hello'),
    ]);
    expect(results).toMatchObject([
      { ok: false, code: 'invalid_request', message: expect.stringMatching(/1.?000/) },
      { ok: false, code: 'not_found' },
    ]);
    const twice = item(one.conversationId, 'Hello');
    const refused = await agent.client.request('POST', `/api/v1/posts/${postId}/replies`, {
      body: { items: [twice, { ...twice, clientId: randomUUID() }] },
    });
    expect(refused.status).toBe(400);
    const page = await agent.client.get<{ items: PostComment[] }>(`/api/v1/posts/${postId}/comments`);
    expect(page.items).toMatchObject([{ conversation: { side: 'ours', messageCount: 1 } }]);
  });
});
