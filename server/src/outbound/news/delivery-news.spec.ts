import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { OutboundBench } from '../../../test/builders/outbound-bench.js';

let bench: OutboundBench;
beforeAll(async () => {
  bench = await OutboundBench.open();
});
afterAll(() => bench.close());
beforeEach(() => bench.quiet());

describe('what is heard later', () => {
  const receipt = (externalId: string, outcome: 'delivered' | 'read' | 'failed', reason?: string) =>
    bench.inbox.apply(
      {
        type: 'receipt',
        key: randomUUID(),
        account: 'test',
        at: bench.inbox.clock.now().toISOString(),
        externalId,
        outcome,
        ...(reason === undefined ? {} : { reason }),
      },
      bench.channel,
    );

  it('moves a reply to delivered and read, and never back', async () => {
    const message = await bench.sent(await bench.waiting());
    await receipt(`ext-${message.id}`, 'delivered');
    expect(await bench.message(message.id)).toMatchObject({
      state: 'delivered',
      deliveredAt: expect.any(String),
      readAt: null,
    });
    await receipt(`ext-${message.id}`, 'read');
    await receipt(`ext-${message.id}`, 'delivered');
    expect(await bench.message(message.id)).toMatchObject({ state: 'read', readAt: expect.any(String) });
  });

  it('reopens the turn with its old time when a reply comes back, and counts a later success', async () => {
    const conversationId = await bench.waiting();
    const message = await bench.sent(conversationId);
    await receipt(`ext-${message.id}`, 'failed', 'The number does not exist.');
    expect(await bench.message(message.id)).toMatchObject({
      state: 'failed',
      reason: { message: 'The number does not exist.' },
    });
    expect(await bench.conversation(conversationId)).toMatchObject({
      side: 'ours',
      turns: [{ outcome: null }],
    });
    // Old news changes nothing.
    await receipt(`ext-${message.id}`, 'delivered');
    expect((await bench.message(message.id)).state).toBe('failed');
    await bench.act(message.id, 'send-again', { seenSeq: 99 });
    await bench.work();
    expect((await bench.message(message.id)).state).toBe('sent');
    expect(await bench.conversation(conversationId)).toMatchObject({
      side: 'theirs',
      turns: [{ outcome: 'answered' }],
    });
  });

  it('confirms by an echo under an id of ours', async () => {
    bench.platform.script = [{ kind: 'drop-before-accept' }];
    const { conversationId, thread } = await bench.asked();
    const message = await bench.post(conversationId, { sendNow: true });
    await bench.step(message.id);
    await bench
      .asked({
        thread,
        direction: 'out',
        externalId: `echo-${message.id}`,
        ownReferences: [`ref-${message.id}`],
      })
      .catch(() => {});
    expect((await bench.message(message.id)).state).toBe('sent');
    expect(await bench.conversation(conversationId)).toMatchObject({
      messageCount: 2,
      side: 'theirs',
      unconfirmed: false,
    });
  });

  it('takes in an echo that came before the answer, and the receipts that came even earlier', async () => {
    const { conversationId, thread } = await bench.asked();
    const message = await bench.post(conversationId, { sendNow: true });
    bench.platform.script = [
      {
        kind: 'accept',
        meanwhile: async () => {
          await receipt(`ext-${message.id}`, 'delivered');
          await bench.asked({
            thread,
            direction: 'out',
            externalId: `ext-${message.id}`,
            text: 'Good morning!',
          });
        },
      },
    ];
    await bench.step(message.id);
    const { items } = await bench.inbox.owner.client.get<{ items: { id: string; direction: string }[] }>(
      `/api/v1/conversations/${conversationId}/messages`,
    );
    expect(items.filter(({ direction }) => direction === 'out').map(({ id }) => id)).toEqual([message.id]);
    expect(await bench.conversation(conversationId)).toMatchObject({
      messageCount: 2,
      turns: [{ outcome: 'answered', answeredBy: { memberId: bench.inbox.owner.memberId } }],
    });
    expect((await bench.message(message.id)).state).toBe('delivered');
  });

  it('believes a bounce that overtakes the answer of the platform', async () => {
    const conversationId = await bench.waiting();
    const message = await bench.post(conversationId, { sendNow: true });
    bench.platform.script = [
      { kind: 'accept', meanwhile: () => receipt(`ref-${message.id}`, 'failed', 'No such person.') },
    ];
    await bench.step(message.id);
    expect(await bench.message(message.id)).toMatchObject({
      state: 'failed',
      reason: { message: 'No such person.' },
    });
    expect(await bench.conversation(conversationId)).toMatchObject({ side: 'ours' });
  });

  it('hears of replies written outside Parley too', async () => {
    const { conversationId, thread } = await bench.asked({
      at: new Date(bench.inbox.clock.nowMs() - 60_000).toISOString(),
    });
    const native = await bench.asked({ thread, direction: 'out', externalId: `native-${conversationId}` });
    expect((await bench.conversation(conversationId)).side).toBe('theirs');
    await receipt(`native-${conversationId}`, 'delivered');
    expect((await bench.message(native.messageId)).state).toBe('delivered');
    await receipt(`native-${conversationId}`, 'failed');
    expect((await bench.conversation(conversationId)).side).toBe('ours');
    expect((await bench.act(native.messageId, 'send-again')).status).toBe(409);
    expect((await bench.act(native.messageId, 'undo')).status).toBe(404);
  });

  it('keeps a receipt that comes before the answer of the platform', async () => {
    const conversationId = await bench.waiting();
    const message = await bench.post(conversationId, { sendNow: true });
    bench.platform.script = [{ kind: 'accept', meanwhile: () => receipt(`ext-${message.id}`, 'read') }];
    await bench.step(message.id);
    expect((await bench.message(message.id)).state).toBe('read');
  });
});
