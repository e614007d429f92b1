import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { OutboundBench } from '../../../test/builders/outbound-bench.js';
import { ChannelError } from '../../channels/core/channel-error.js';
import { OutboundError } from '../../platform/outbound-http/outbound-error.js';
import { AttemptRepository } from './attempt.repository.js';

let bench: OutboundBench;
beforeAll(async () => {
  bench = await OutboundBench.open();
});
afterAll(() => bench.close());
beforeEach(() => bench.quiet());

describe('an unknown outcome', () => {
  const unknown = async (
    conversationId: string,
    behaviour: 'drop-after-accept' | 'drop-before-accept' = 'drop-before-accept',
  ) => {
    bench.platform.script = [{ kind: behaviour }];
    const message = await bench.post(conversationId, { sendNow: true });
    await bench.step(message.id);
    return message;
  };

  it('is never repeated: the turn stays open, later replies wait, a member decides', async () => {
    bench.platform.lookupAnswer = () => ({ found: false, certain: true });
    const conversationId = await bench.waiting();
    const lost = await unknown(conversationId);
    const later = await bench.post(conversationId, { sendNow: true, body: 'Are you there?' });
    for (let round = 0; round < 8; round += 1) await bench.later(7 * 3_600_000);
    expect(await bench.message(lost.id)).toMatchObject({
      state: 'unconfirmed',
      reason: { code: 'unconfirmed' },
    });
    expect((await bench.message(later.id)).state).toBe('queued');
    expect(bench.platform.tries).toEqual([lost.id]);
    expect(bench.platform.lookedUp.length).toBeGreaterThan(3);
    expect(await bench.conversation(conversationId)).toMatchObject({ side: 'ours', unconfirmed: true });

    expect((await bench.act(lost.id, 'resolve', { outcome: 'not_sent' })).body).toMatchObject({
      state: 'failed',
    });
    await bench.later(1);
    expect((await bench.message(later.id)).state).toBe('sent');
    expect(await bench.conversation(conversationId)).toMatchObject({ side: 'theirs', unconfirmed: false });
    expect((await bench.act(lost.id, 'resolve', { outcome: 'sent' })).status).toBe(409);
  });

  it('is why replies behind it wait, and they say so until it is known', async () => {
    bench.platform.lookupAnswer = () => ({ found: false, certain: true });
    const conversationId = await bench.waiting();
    bench.platform.script = [{ kind: 'drop-before-accept' }];
    const lost = await bench.post(conversationId, { sendNow: true });
    // One that was there before, and one that came after it.
    const before = await bench.post(conversationId, { sendNow: true, body: 'And one thing more.' });
    await bench.step(lost.id);
    const after = await bench.post(conversationId, { sendNow: true, body: 'Are you there?' });
    await bench.work();
    const waits = { state: 'queued', reason: { code: 'waits_for_unconfirmed', remedy: expect.any(String) } };
    const [first, second] = [await bench.message(before.id), await bench.message(after.id)];
    expect([first, second]).toMatchObject([waits, waits]);
    expect(first.version).toBeGreaterThan(before.version);

    await bench.inbox.database.run(
      `UPDATE channel SET sending_paused_until = now() + interval '1 day' WHERE id = $1 AND brand_id = $2`,
      [bench.channel.id, bench.channel.brandId],
    );
    await bench.act(lost.id, 'resolve', { outcome: 'not_sent' });
    const free = { state: 'queued', reason: null };
    expect([await bench.message(before.id), await bench.message(after.id)]).toMatchObject([free, free]);
    await bench.inbox.database.run(
      `UPDATE channel SET sending_paused_until = NULL WHERE id = $1 AND brand_id = $2`,
      [bench.channel.id, bench.channel.brandId],
    );
    await bench.later(5_000);
    expect(bench.platform.taken.map(({ id }) => id)).toEqual([before.id, after.id]);
  });

  it('is sent when a look-up finds it', async () => {
    const conversationId = await bench.waiting();
    const lost = await unknown(conversationId, 'drop-after-accept');
    await bench.later(5_000);
    expect(await bench.message(lost.id)).toMatchObject({ state: 'sent' });
    expect((await bench.conversation(conversationId)).turns).toMatchObject([{ outcome: 'answered' }]);
    expect(bench.platform.repeated).toEqual([]);
  });

  it("is sent when a member says so, at the time of the try; and again at a member's word only", async () => {
    bench.platform.lookupAnswer = () => ({ found: false, certain: false });
    const conversationId = await bench.waiting();
    const lost = await unknown(conversationId);
    const triedAt = bench.inbox.clock.nowMs();
    await bench.later(600_000);
    const sent = (await bench.act(lost.id, 'resolve', { outcome: 'sent' })).body;
    expect(sent.state).toBe('sent');
    expect(Math.abs(Date.parse(sent.sentAt ?? '') - triedAt)).toBeLessThan(60_000);

    const other = await bench.waiting();
    const again = await unknown(other);
    await bench.act(again.id, 'resolve', { outcome: 'send_again' });
    await bench.work();
    expect((await bench.message(again.id)).state).toBe('sent');
    expect(bench.platform.tries.filter((id) => id === again.id)).toHaveLength(2);
    expect(bench.platform.repeated).toEqual([]);
  });

  it('comes from whatever breaks once bytes may have left', async () => {
    for (const error of [new TypeError('a bug'), new OutboundError('ambiguous', 'Cut off.')]) {
      bench.platform.script = [{ kind: 'error', error }];
      const message = await bench.post(await bench.waiting(), { sendNow: true });
      await bench.step(message.id);
      expect((await bench.message(message.id)).state).toBe('unconfirmed');
    }
  });

  it('comes from a sender that died: its lease runs out, and nobody else sends', async () => {
    const conversationId = await bench.waiting();
    const message = await bench.post(conversationId, { sendNow: true });
    const claims = bench.inbox.get(AttemptRepository);
    const claim = () =>
      bench.inbox.database.transaction(() =>
        claims.claim({
          brandId: bench.channel.brandId,
          messageId: message.id,
          now: bench.inbox.clock.now(),
          leaseMs: 60_000,
        }),
      );
    const won = (await Promise.all([claim(), claim(), claim(), claim()])).filter((one) => one !== undefined);
    expect(won).toHaveLength(1);
    await bench.work();
    await bench.inbox.chore('find-lost-sends');
    expect((await bench.message(message.id)).state).toBe('sending');
    await bench.leaseOver(message.id);
    expect((await bench.message(message.id)).state).toBe('unconfirmed');
    await bench.later(60_000);
    expect(bench.platform.tries).toEqual([]);
  });

  it('is known soon for what leaves soon: the lease outlasts the whole try, and hardly more', async () => {
    const lease = async (given: { attachments?: string[] }) => {
      let leaseMs = 0;
      bench.platform.script = [
        {
          kind: 'accept',
          meanwhile: async () => {
            const row = await bench.inbox.database.one<{ ms: string }>(
              `SELECT extract(epoch FROM lease_until - clock_timestamp()) * 1000 AS ms FROM message
               WHERE brand_id = $1 AND state = 'sending'`,
              [bench.channel.brandId],
            );
            leaseMs = Number(row?.ms);
          },
        },
      ];
      await bench.sent(await bench.waiting(), given);
      return leaseMs;
    };
    bench.platform.patience = (bytes) => (bytes < 500 ? 100_000 : 1_000_000);
    const file = await bench.upload(bench.inbox.owner.memberId, 'file.txt', 'x'.repeat(900));
    const [small, large] = [await lease({}), await lease({ attachments: [file] })];
    bench.platform.patience = () => 2_000;
    expect(small).toBeGreaterThan(100_000);
    expect(small).toBeLessThanOrEqual(125_000);
    expect(large).toBeGreaterThan(1_000_000);
  });

  it('is settled by the word of a sender that comes after its lease', async () => {
    const conversationId = await bench.waiting();
    bench.platform.script = [{ kind: 'accept', meanwhile: async () => bench.leaseOver(message.id) }];
    const message = await bench.post(conversationId, { sendNow: true });
    await bench.step(message.id);
    expect((await bench.message(message.id)).state).toBe('sent');
  });
});

describe('order', () => {
  it('is kept per conversation, whatever is woken first', async () => {
    const conversationId = await bench.waiting();
    bench.platform.script = [{ kind: 'error', error: ChannelError.retryable('down', 'Down.') }];
    const replies = [];
    for (const n of [1, 2, 3])
      replies.push(await bench.post(conversationId, { sendNow: true, body: `part ${n}` }));
    for (const { id } of [...replies].reverse()) await bench.step(id);
    expect(bench.platform.taken).toEqual([]);
    await bench.later(3_000);
    expect(bench.platform.taken.map(({ text }) => text)).toEqual(['part 1', 'part 2', 'part 3']);
  });

  it('does not make one conversation wait for another, or for held replies', async () => {
    const [stuck, free] = [await bench.waiting(), await bench.waiting()];
    bench.platform.lookupAnswer = () => ({ found: false, certain: false });
    bench.platform.script = [{ kind: 'drop-before-accept' }];
    await bench.sent(stuck);
    await bench.post(free, { sendAt: new Date(bench.inbox.clock.nowMs() + 3_600_000).toISOString() });
    expect((await bench.sent(free)).state).toBe('sent');
  });
});

describe('a lost wake-up', () => {
  it('is found by the sweeper', async () => {
    const conversationId = await bench.waiting();
    const message = await bench.post(conversationId, { sendNow: true });
    bench.inbox.queue.jobs.splice(0);
    await bench.later(1_000);
    expect((await bench.message(message.id)).state).toBe('queued');
    await bench.later(3_000);
    expect((await bench.message(message.id)).state).toBe('sent');
  });
});
