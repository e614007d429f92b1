import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Signed } from '../../../test/builders/inbox-bench.js';
import { OutboundBench } from '../../../test/builders/outbound-bench.js';
import { DomainEvents } from '../../platform/events/events.js';
import { MEMBERS_MENTIONED } from '../outbound.events.js';

let bench: OutboundBench;
let agent: Signed;

beforeAll(async () => {
  bench = await OutboundBench.open();
  agent = await bench.inbox.member('agent', 'Ada');
});
afterAll(() => bench.close());
beforeEach(() => {
  bench.platform.script = [];
  bench.platform.taken.splice(0);
});

const ago = (ms: number) => new Date(bench.inbox.clock.nowMs() - ms).toISOString();

describe('posting a reply', () => {
  it('holds it for the undo window of its writer, and leaves when that is over', async () => {
    const { conversationId } = await bench.asked({ at: ago(60_000) });
    const message = await bench.post(conversationId);
    expect(message).toMatchObject({
      state: 'held',
      direction: 'out',
      visibility: 'private',
      text: 'Good morning!',
    });
    expect(Date.parse(message.heldUntil ?? '') - bench.inbox.clock.nowMs()).toBeGreaterThan(3_000);
    await bench.step(message.id);
    expect((await bench.message(message.id)).state).toBe('held');
    expect((await bench.conversation(conversationId)).lastWords).toBe('Hello?');
    await bench.later(5_001);
    expect(await bench.message(message.id)).toMatchObject({ state: 'sent', reason: null });
    expect(bench.platform.taken.map(({ id }) => id)).toEqual([message.id]);
    expect(await bench.conversation(conversationId)).toMatchObject({
      side: 'theirs',
      lastWords: 'Good morning!',
      lastWordsBy: 'brand',
      messageCount: 2,
      turns: [{ outcome: 'answered', answeredByMessageId: message.id }],
    });
  });

  it('leaves the conversation as read as its writer had it', async () => {
    const { conversationId } = await bench.asked();
    const unread = async (who: Signed) =>
      (await who.client.get<{ unread: boolean }>(`/api/v1/conversations/${conversationId}`)).unread;
    const { owner } = bench.inbox;
    await owner.client.post(`/api/v1/conversations/${conversationId}/read`, { seq: 1 });
    const { id } = await bench.post(conversationId);
    expect(await unread(owner)).toBe(false);
    expect(await unread(agent)).toBe(true);
    await bench.act(id, 'undo');
    await bench.post(conversationId, { kind: 'note', body: 'Look here' }, agent);
    expect(await unread(agent)).toBe(true);
  });

  it('is one reply however often its id comes, also at the same moment', async () => {
    const { conversationId } = await bench.asked();
    const clientId = randomUUID();
    const answers = await Promise.all(
      [1, 2, 3].map(() => bench.tryPost(conversationId, { clientId, seenSeq: 1 })),
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    // Even when the person has written meanwhile: it is the answer to a post that was accepted.
    await bench.later(6_000);
    const again = await bench.tryPost(conversationId, { clientId, seenSeq: 1 });
    expect(again.body).toMatchObject({ id: answers[0]?.body.id, state: 'sent' });
    expect(bench.platform.taken).toHaveLength(1);
  });

  it("does not hand out another member's message under their id", async () => {
    const { conversationId } = await bench.asked();
    const clientId = randomUUID();
    await bench.post(conversationId, { clientId });
    expect(await bench.tryPost(conversationId, { clientId }, agent)).toMatchObject({
      status: 409,
      body: { code: 'conflict' },
    });
  });

  it('leaves at once with sendNow, and at its time with sendAt', async () => {
    const { conversationId } = await bench.asked();
    expect(await bench.sent(conversationId)).toMatchObject({ state: 'sent' });
    const sendAt = new Date(bench.inbox.clock.nowMs() + 3 * 86_400_000).toISOString();
    const scheduled = await bench.post(conversationId, { sendAt });
    expect(scheduled).toMatchObject({ state: 'held', heldUntil: sendAt });
    await bench.later(86_400_000);
    expect((await bench.message(scheduled.id)).state).toBe('held');
    await bench.later(2 * 86_400_000 + 1);
    expect((await bench.message(scheduled.id)).state).toBe('sent');
  });

  it('refuses what does not fit, naming the field', async () => {
    const { conversationId } = await bench.asked();
    const faults = async (given: Parameters<OutboundBench['tryPost']>[1]) => {
      const { status, body } = await bench.tryPost(conversationId, given);
      expect([status, body.code]).toEqual([400, 'invalid_request']);
      return body.issues?.map(({ path }) => path.join('.'));
    };
    expect(await faults({ seenSeq: undefined })).toEqual(['seenSeq']);
    expect(await faults({ body: ' ' })).toEqual(['body']);
    expect(await faults({ body: 'x'.repeat(1_001) })).toEqual(['body']);
    expect(await faults({ visibility: 'public' })).toEqual(['visibility']);
    expect(await faults({ to: ['a@example.test'], subject: 'x' })).toEqual(['to', 'subject']);
    expect(await faults({ sendAt: ago(1_000) })).toEqual(['sendAt']);
    expect(await faults({ sendAt: ago(-400 * 86_400_000) })).toEqual(['sendAt']);
    expect(await faults({ attachments: [randomUUID()] })).toEqual(['attachments.0']);
    expect(await faults({ inReplyToId: randomUUID() })).toEqual(['inReplyToId']);
    expect(await faults({ forward: true })).toEqual(['inReplyToId']);
  });

  it("does not exist in another brand's or a hidden channel's conversation", async () => {
    const { conversationId } = await bench.asked();
    const message = await bench.post(conversationId);
    const stranger = await bench.inbox.brandWithOwner('Stranger');
    expect((await bench.tryPost(conversationId, {}, stranger)).status).toBe(404);
    for (const act of ['undo', 'send-again', 'resolve']) {
      const body = act === 'resolve' ? { outcome: 'sent' } : {};
      expect((await bench.act(message.id, act, body, stranger)).status).toBe(404);
    }
    await bench.inbox.database.run('UPDATE channel SET restricted = true WHERE brand_id = $1 AND id = $2', [
      bench.channel.brandId,
      bench.channel.id,
    ]);
    expect((await bench.tryPost(conversationId, {}, agent)).status).toBe(404);
    expect((await bench.act(message.id, 'undo', {}, agent)).status).toBe(404);
    await bench.inbox.database.run('UPDATE channel SET restricted = false WHERE brand_id = $1 AND id = $2', [
      bench.channel.brandId,
      bench.channel.id,
    ]);
    expect((await bench.act(message.id, 'undo')).body).toMatchObject({ state: 'cancelled' });
  });

  it('takes the files its writer uploaded, once', async () => {
    const { conversationId } = await bench.asked();
    const upload = (who: Signed) => bench.upload(who.memberId, 'a.txt', 'hello');
    const id = await upload(bench.inbox.owner);
    const strangers = await upload(agent);
    expect((await bench.tryPost(conversationId, { attachments: [strangers] })).status).toBe(400);
    const reply = await bench.sent(conversationId, { body: '', attachments: [id] });
    expect(reply).toMatchObject({ state: 'sent', attachments: [{ id, filename: 'a.txt' }] });
    const [taken] = bench.platform.taken;
    const chunks: Buffer[] = [];
    for await (const chunk of (await taken?.message.attachments[0]?.open()) ?? [])
      chunks.push(Buffer.from(chunk));
    expect(Buffer.concat(chunks).toString()).toBe('hello');
    expect((await bench.tryPost(conversationId, { attachments: [id] })).body.issues?.[0]?.path).toEqual([
      'attachments',
      0,
    ]);
  });
});

describe('the stale check', () => {
  it('refuses with what is new when the person has written, or a colleague has replied', async () => {
    const { conversationId, thread } = await bench.asked();
    await bench.asked({ thread, text: 'And quickly, please.' });
    const stale = await bench.tryPost(conversationId, { seenSeq: 1 });
    expect(stale).toMatchObject({
      status: 409,
      body: { code: 'stale', details: { utteranceSeq: 2, news: [{ seq: 2, text: 'And quickly, please.' }] } },
    });
    await bench.sent(conversationId, { seenSeq: 2 }, agent);
    expect((await bench.tryPost(conversationId, { seenSeq: 2 })).body.code).toBe('stale');
    // One's own words are no news.
    expect((await bench.tryPost(conversationId, { seenSeq: 2 }, agent)).status).toBe(201);
  });

  it('lets notes, machines and replies still held pass', async () => {
    const { conversationId, thread } = await bench.asked();
    await bench.post(conversationId, { kind: 'note', body: 'known customer' }, agent);
    await bench.post(conversationId, { seenSeq: 1 }, agent);
    await bench.asked({ thread, automatic: 'auto_reply', text: 'I am away.' });
    expect((await bench.tryPost(conversationId, { seenSeq: 1 })).status).toBe(201);
  });

  it('is made again when the hold ends: the reply stays, refused, and can be sent on purpose', async () => {
    const { conversationId, thread } = await bench.asked();
    const message = await bench.post(conversationId);
    await bench.asked({ thread, text: 'Never mind, found it.' });
    await bench.later(6_000);
    expect(await bench.message(message.id)).toMatchObject({ state: 'failed', reason: { code: 'stale' } });
    expect(bench.platform.tries).not.toContain(message.id);
    expect((await bench.act(message.id, 'send-again')).body.code).toBe('stale');
    const { utteranceSeq } = await bench.conversation(conversationId);
    const again = await bench.act(message.id, 'send-again', { seenSeq: utteranceSeq });
    expect(again).toMatchObject({ status: 200, body: { state: 'queued' } });
    await bench.work();
    const sent = await bench.message(message.id);
    expect(sent.state).toBe('sent');
    expect(sent.seq).toBeGreaterThan(utteranceSeq);
    expect(await bench.conversation(conversationId)).toMatchObject({ messageCount: 3, side: 'theirs' });
  });

  it('keeps back what was held when its conversation was merged into another: nobody had read that one', async () => {
    const [from, into] = [await bench.asked(), await bench.asked()];
    const message = await bench.post(from.conversationId);
    await agent.client.post(`/api/v1/conversations/${from.conversationId}/merge`, {
      intoId: into.conversationId,
    });
    await bench.later(6_000);
    expect(await bench.message(message.id)).toMatchObject({ state: 'failed', reason: { code: 'stale' } });
    expect(bench.platform.tries).not.toContain(message.id);
    const merged = await bench.conversation(into.conversationId);
    expect(merged).toMatchObject({ side: 'ours' });
    const { utteranceSeq } = merged;
    await bench.act(message.id, 'send-again', { seenSeq: utteranceSeq });
    await bench.work();
    expect((await bench.message(message.id)).state).toBe('sent');
  });

  it('counts a colleague whose hold ended first', async () => {
    const { conversationId } = await bench.asked();
    const first = await bench.post(conversationId, { seenSeq: 1 });
    const second = await bench.post(conversationId, { seenSeq: 1 }, agent);
    await bench.inbox.database.run('UPDATE message SET held_until = $3 WHERE brand_id = $1 AND id = $2', [
      bench.channel.brandId,
      second.id,
      bench.inbox.clock.now(),
    ]);
    await bench.step(second.id);
    await bench.later(6_000);
    expect((await bench.message(second.id)).state).toBe('sent');
    expect(await bench.message(first.id)).toMatchObject({ state: 'failed', reason: { code: 'stale' } });
  });
});

describe('taking a reply back', () => {
  it('works until it is queued, as often as asked', async () => {
    const { conversationId } = await bench.asked();
    const message = await bench.post(conversationId);
    for (const _ of [1, 2]) {
      expect(await bench.act(message.id, 'undo')).toMatchObject({
        status: 200,
        body: { state: 'cancelled' },
      });
    }
    await bench.later(10_000);
    expect((await bench.message(message.id)).state).toBe('cancelled');
    expect(bench.platform.tries).not.toContain(message.id);
    const gone = await bench.sent(conversationId);
    expect(await bench.act(gone.id, 'undo')).toMatchObject({
      status: 409,
      body: { code: 'not_possible_now' },
    });
  });
});

describe('a note', () => {
  it('stays in the house, needs no seenSeq and changes no turn', async () => {
    const { conversationId } = await bench.asked();
    const note = await bench.post(conversationId, {
      kind: 'note',
      body: 'Ask the warehouse.',
      seenSeq: undefined,
    });
    expect(note).toMatchObject({ direction: 'note', state: null });
    await bench.work();
    expect(bench.platform.tries).not.toContain(note.id);
    expect(await bench.conversation(conversationId)).toMatchObject({ side: 'ours', messageCount: 2 });
    expect((await bench.tryPost(conversationId, { kind: 'note', body: '' })).status).toBe(400);
  });

  it('calls in those colleagues who may see it', async () => {
    const { conversationId } = await bench.asked();
    const heard: unknown[] = [];
    bench.inbox.get(DomainEvents).afterCommit(MEMBERS_MENTIONED, (mention) => heard.push(mention));
    const { memberId } = bench.inbox.owner;
    await bench.post(conversationId, {
      kind: 'note',
      body: '@Ada?',
      mentions: [agent.memberId, memberId, randomUUID(), agent.memberId],
    });
    expect(heard).toMatchObject([{ conversationId, memberIds: [agent.memberId], byMemberId: memberId }]);
  });
});
