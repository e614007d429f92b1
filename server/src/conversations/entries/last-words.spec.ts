import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OutboundBench } from '../../../test/builders/outbound-bench.js';

let bench: OutboundBench;
beforeAll(async () => {
  bench = await OutboundBench.open();
});
afterAll(() => bench.close());

const file = (filename: string) => ({
  filename,
  contentType: 'image/png',
  size: 3,
  sourceUrl: 'https://files.example.test/a',
});

describe('the last words of a conversation', () => {
  it('are the names of the files where the message has no words, also when words are looked for again', async () => {
    const { thread } = await bench.asked({ text: '', attachments: [file('tent.png'), file('pole.png')] });
    const late = bench.inbox.message({
      thread,
      text: 'Look',
      at: new Date(bench.inbox.clock.nowMs() - 60_000).toISOString(),
    });
    await bench.inbox.apply(late, bench.channel);
    const { conversationId } = await bench.asked({
      thread,
      text: 'older',
      at: new Date(bench.inbox.clock.nowMs() - 120_000).toISOString(),
    });
    expect(await bench.conversation(conversationId)).toMatchObject({ lastWords: '📎 tent.png 📎 pole.png' });
    await bench.inbox.apply(
      {
        type: 'edit',
        key: 'edited',
        account: late.account,
        externalId: late.externalId,
        at: new Date(bench.inbox.clock.nowMs()).toISOString(),
        text: 'Look here',
      },
      bench.channel,
    );
    expect(await bench.conversation(conversationId)).toMatchObject({
      lastWords: '📎 tent.png 📎 pole.png',
      lastWordsBy: 'person',
    });
  });

  it('are what its author warned of, not what stands behind it; nothing of either once it is deleted', async () => {
    const said = bench.inbox.message({
      text: 'The gardener did it.',
      warning: 'Ends of films',
      details: { warning: 'Ends of films' },
      at: new Date(bench.inbox.clock.nowMs()).toISOString(),
    });
    const { conversationId, messageId } = await bench.inbox.received(said, bench.channel);
    const lastWords = async () => (await bench.conversation(conversationId)).lastWords;
    expect(await lastWords()).toBe('⚠️ Ends of films');
    const change = (given: object) =>
      bench.inbox.apply(
        {
          key: JSON.stringify(given),
          account: said.account,
          externalId: said.externalId,
          at: new Date(bench.inbox.clock.nowMs() + 1_000).toISOString(),
          ...given,
        } as never,
        bench.channel,
      );
    await change({ type: 'edit', text: 'The cook did it.', warning: 'Spoilers' });
    expect(await lastWords()).toBe('⚠️ Spoilers');
    await change({ type: 'delete' });
    expect(await lastWords()).toBe('');
    expect(await bench.message(messageId)).toMatchObject({ text: '', warning: null });
    const row = await bench.inbox.database.one('SELECT details FROM message WHERE id = $1', [messageId]);
    expect(row).toEqual({ details: null });
  });

  it('are those of a reply that brings files alone, too', async () => {
    const conversationId = await bench.waiting();
    const attachment = await bench.upload(bench.inbox.owner.memberId, 'offer.pdf', 'x', 'application/pdf');
    await bench.sent(conversationId, { body: '', attachments: [attachment] });
    expect(await bench.conversation(conversationId)).toMatchObject({
      lastWords: '📎 offer.pdf',
      lastWordsBy: 'brand',
    });
  });

  it('are not what waits to be sent, or was taken back', async () => {
    const asked = bench.inbox.message({ text: 'Hello?' });
    await bench.inbox.apply(asked, bench.channel);
    const row = await bench.inbox.database.one<{ id: string }>(
      'SELECT conversation_id AS id FROM message WHERE brand_id = $1 AND external_id = $2',
      [bench.channel.brandId, asked.externalId],
    );
    const conversationId = row?.id ?? '';
    const sendAt = new Date(bench.inbox.clock.nowMs() + 3_600_000).toISOString();
    await bench.post(conversationId, { body: 'Not said yet', sendAt, cancelIfTheyWrite: false });
    const { id } = await bench.post(conversationId, { body: 'Never said', sendAt });
    await bench.inbox.owner.client.post(`/api/v1/scheduled-replies/${id}/cancel`);
    await bench.inbox.apply(
      {
        type: 'edit',
        key: 'edited-2',
        account: asked.account,
        externalId: asked.externalId,
        at: new Date(bench.inbox.clock.nowMs()).toISOString(),
        text: 'Hello, anybody?',
      },
      bench.channel,
    );
    expect(await bench.conversation(conversationId)).toMatchObject({
      lastWords: 'Hello, anybody?',
      lastWordsBy: 'person',
    });
  });
});

describe('numbers of utterances that nobody can have', () => {
  const most = 2_147_483_647;
  it.each(['close', 'read'])('are refused by %s', async (act) => {
    const conversationId = await bench.waiting();
    const answer = await bench.inbox.owner.client.request(
      'POST',
      `/api/v1/conversations/${conversationId}/${act}`,
      { body: { seenSeq: most + 1, seq: most + 1 } },
    );
    expect(answer.status).toBe(400);
  });

  it('are refused by pages and replies', async () => {
    const conversationId = await bench.waiting();
    expect((await bench.tryPost(conversationId, { seenSeq: most + 1 })).status).toBe(400);
    const path = `/api/v1/conversations/${conversationId}/messages?before=${most + 1}`;
    expect((await bench.inbox.owner.client.request('GET', path)).status).toBe(400);
  });

  it('claimed by a reply do not keep its conversation from being merged', async () => {
    const [from, into] = [
      (await bench.asked({ medium: 'comment', person: 'far' })).conversationId,
      (await bench.asked({ medium: 'comment', person: 'far' })).conversationId,
    ];
    await bench.sent(from, { seenSeq: most });
    const merged = await bench.inbox.owner.client.request('POST', `/api/v1/conversations/${from}/merge`, {
      body: { intoId: into },
    });
    expect(merged.status).toBe(200);
  });
});
