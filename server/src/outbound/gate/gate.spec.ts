import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { OutboundBench } from '../../../test/builders/outbound-bench.js';
import { ChannelError } from '../../channels/core/channel-error.js';
import { OutboundError } from '../../platform/outbound-http/outbound-error.js';
import { AttemptRepository } from './attempt.repository.js';
import { MOST_RETRIES } from './retry-delay.js';

let bench: OutboundBench;
beforeAll(async () => {
  bench = await OutboundBench.open();
});
afterAll(() => bench.close());
beforeEach(async () => {
  const { platform } = bench;
  platform.script = [];
  platform.lookupAnswer = undefined;
  for (const list of [platform.taken, platform.tries, platform.copies, platform.lookedUp]) list.splice(0);
  await bench.inbox.chore('wake-due-replies');
  await bench.work();
  for (const list of [platform.taken, platform.tries, platform.copies, platform.lookedUp]) list.splice(0);
});
/** Whatever happened in a test: nothing left twice. */
const nothingTwice = () => expect(bench.platform.repeated).toEqual([]);

const fresh = async () =>
  (await bench.asked({ at: new Date(bench.inbox.clock.nowMs() - 60_000).toISOString() })).conversationId;
const attempts = async (messageId: string) =>
  bench.inbox.database.query<{ number: number; outcome: string | null; finished_at: Date | null }>(
    'SELECT number, outcome, finished_at FROM send_attempt WHERE brand_id = $1 AND message_id = $2 ORDER BY number',
    [bench.channel.brandId, messageId],
  );
const channelRow = () =>
  bench.inbox.database.one<Record<string, unknown>>('SELECT * FROM channel WHERE brand_id = $1 AND id = $2', [
    bench.channel.brandId,
    bench.channel.id,
  ]);

describe('acceptance', () => {
  it('closes the turn at the time of the platform, credited to the writer', async () => {
    const conversationId = await fresh();
    const at = new Date(bench.inbox.clock.nowMs() - 20_000);
    bench.platform.script = [{ kind: 'accept', receipt: { at } }];
    const message = await bench.sent(conversationId);
    expect(message).toMatchObject({ state: 'sent', sentAt: at.toISOString(), at: at.toISOString() });
    const [turn] = (await bench.conversation(conversationId)).turns;
    expect(turn).toMatchObject({
      outcome: 'answered',
      answeredAt: at.toISOString(),
      answeredBy: { memberId: bench.inbox.owner.memberId },
    });
    expect(await attempts(message.id)).toMatchObject([
      { number: 1, outcome: 'accepted', finished_at: expect.anything() },
    ]);
    expect(bench.platform.copies).toEqual([message.id]);
  });

  it('never counts a time ahead of ours, or before what is answered', async () => {
    for (const shift of [3_600_000, -3_600_000]) {
      const conversationId = await fresh();
      const at = new Date(bench.inbox.clock.nowMs() + shift);
      bench.platform.script = [{ kind: 'accept', receipt: { at } }];
      const { items } = await bench.inbox.owner.client.get<{ items: { id: string }[] }>(
        `/api/v1/conversations/${conversationId}/messages`,
      );
      await bench.sent(conversationId, { inReplyToId: items[0]?.id });
      const [turn] = (await bench.conversation(conversationId)).turns as unknown as {
        outcome: string;
        waitMs: number;
      }[];
      expect(turn?.outcome).toBe('answered');
      expect(turn?.waitMs).toBeGreaterThanOrEqual(0);
      expect(turn?.waitMs).toBeLessThan(300_000);
    }
  });

  it('closes the conversation where that was asked for, but not over words nobody has read', async () => {
    const quiet = await fresh();
    await bench.sent(quiet, { closeAfter: true });
    expect(await bench.conversation(quiet)).toMatchObject({
      status: 'closed',
      turns: [{ outcome: 'answered' }],
    });

    const busy = await bench.asked({ at: new Date(bench.inbox.clock.nowMs() - 60_000).toISOString() });
    bench.platform.script = [
      {
        kind: 'accept',
        meanwhile: async () => void (await bench.asked({ thread: busy.thread, text: 'One more thing' })),
      },
    ];
    await bench.sent(busy.conversationId, { closeAfter: true });
    const conversation = await bench.conversation(busy.conversationId);
    expect(conversation.status).toBe('open');
    expect(conversation.turns.map(({ outcome }) => outcome)).not.toContain('closed_unanswered');
  });

  it('says for whom it was not taken', async () => {
    const refused = [{ address: 'old@example.test', reason: 'no such mailbox' }];
    bench.platform.script = [{ kind: 'accept', receipt: { details: { refused } } }];
    expect(await bench.sent(await fresh())).toMatchObject({
      state: 'sent',
      reason: {
        code: 'partly_refused',
        message: expect.stringContaining('old@example.test (no such mailbox)'),
      },
    });
  });

  it('does not close what was taken back or failed', async () => {
    const conversationId = await fresh();
    const taken = await bench.post(conversationId, { closeAfter: true });
    await bench.act(taken.id, 'undo');
    bench.platform.script = [{ kind: 'error', error: ChannelError.rejected('no', 'No.') }];
    await bench.sent(conversationId, { closeAfter: true });
    expect(await bench.conversation(conversationId)).toMatchObject({ status: 'open', side: 'ours' });
  });
});

describe('what the platform refuses', () => {
  it('fails at once, with its reason and what to do', async () => {
    const conversationId = await fresh();
    bench.platform.script = [
      { kind: 'error', error: ChannelError.rejected('blocked', 'They blocked you.', 'Call them.') },
    ];
    const message = await bench.sent(conversationId);
    expect(message).toMatchObject({
      state: 'failed',
      reason: { code: 'blocked', message: 'They blocked you.', remedy: 'Call them.' },
    });
    const unsayable = await bench.sent(conversationId, { body: '[unsayable]' });
    expect(unsayable).toMatchObject({ state: 'failed', reason: { code: 'unsayable' } });
    expect(bench.platform.tries).toEqual([message.id]);
    expect((await bench.conversation(conversationId)).side).toBe('ours');
  });

  it('is tried again by itself when surely nothing left, and given up after a while', async () => {
    const conversationId = await fresh();
    bench.platform.script = [
      { kind: 'error', error: ChannelError.retryable('down', 'The platform is down.') },
      { kind: 'error', error: new OutboundError('connect', 'Nobody listens.') },
    ];
    const message = await bench.sent(conversationId);
    expect(message).toMatchObject({ state: 'queued', reason: { code: 'down' } });
    await bench.later(5_200);
    expect(await bench.message(message.id)).toMatchObject({ state: 'queued', reason: { code: 'connect' } });
    await bench.later(7_200);
    expect(await bench.message(message.id)).toMatchObject({ state: 'sent', reason: null });
    expect((await attempts(message.id)).map(({ outcome }) => outcome)).toEqual([
      'retryable',
      'retryable',
      'accepted',
    ]);

    bench.platform.script = Array.from({ length: 99 }, () => ({
      kind: 'error' as const,
      error: ChannelError.retryable('down', 'The platform is down.'),
    }));
    const hopeless = await bench.sent(await fresh());
    for (let round = 0; round < MOST_RETRIES + 2; round += 1) await bench.later(31 * 60_000);
    expect(await bench.message(hopeless.id)).toMatchObject({ state: 'failed', reason: { code: 'down' } });
    expect(await attempts(hopeless.id)).toHaveLength(MOST_RETRIES);
    bench.platform.script = [];
    await bench.act(hopeless.id, 'send-again', { seenSeq: 99 });
    await bench.work();
    expect((await bench.message(hopeless.id)).state).toBe('sent');
    nothingTwice();
  });

  it('waits out a rate limit, and everything else on the channel with it', async () => {
    const [first, second] = [await fresh(), await fresh()];
    bench.platform.script = [{ kind: 'error', error: ChannelError.rateLimited(60_000) }];
    const limited = await bench.post(first, { sendNow: true });
    const behind = await bench.post(second, { sendNow: true });
    await bench.step(limited.id);
    await bench.work();
    await bench.later(30_000);
    expect([(await bench.message(limited.id)).state, (await bench.message(behind.id)).state]).toEqual([
      'queued',
      'queued',
    ]);
    expect(bench.platform.tries).toEqual([limited.id]);
    await bench.later(34_000);
    expect([(await bench.message(limited.id)).state, (await bench.message(behind.id)).state]).toEqual([
      'sent',
      'sent',
    ]);
  });
});

describe('a channel that may not send', () => {
  it('keeps everything until it is reconnected, and says so', async () => {
    const [first, second] = [await fresh(), await fresh()];
    bench.platform.script = [
      { kind: 'error', error: ChannelError.authExpired('The password is no longer right.') },
    ];
    const refused = await bench.sent(first);
    expect(refused).toMatchObject({ state: 'queued', reason: { code: 'auth_expired' } });
    expect(await channelRow()).toMatchObject({
      status: 'degraded',
      status_reason: 'The password is no longer right.',
    });
    const waiting = await bench.sent(second);
    await bench.later(86_400_000);
    expect((await bench.message(waiting.id)).state).toBe('queued');
    expect(bench.platform.tries).toEqual([refused.id]);
    await bench.inbox.owner.client.post(`/api/v1/channels/${bench.channel.id}/resume`);
    await new Promise((resolve) => setImmediate(resolve));
    await bench.later(0);
    expect([(await bench.message(refused.id)).state, (await bench.message(waiting.id)).state]).toEqual([
      'sent',
      'sent',
    ]);
    expect(await channelRow()).toMatchObject({ status: 'connected', sending_paused_until: null });
    nothingTwice();
  });

  it('resumes by itself when a suspension has an end', async () => {
    const conversationId = await fresh();
    const until = new Date(bench.inbox.clock.nowMs() + 600_000);
    bench.platform.script = [{ kind: 'error', error: ChannelError.suspended('Too fast.', until) }];
    const message = await bench.sent(conversationId);
    await bench.later(300_000);
    expect((await bench.message(message.id)).state).toBe('queued');
    await bench.later(301_000);
    expect((await bench.message(message.id)).state).toBe('sent');
  });

  it('says that a reply cannot leave once it is removed', async () => {
    const conversationId = await fresh();
    const message = await bench.post(conversationId, { sendNow: true });
    const removed = (at: Date | null) =>
      bench.inbox.database.run('UPDATE channel SET removed_at = $3 WHERE brand_id = $1 AND id = $2', [
        bench.channel.brandId,
        bench.channel.id,
        at,
      ]);
    await removed(new Date());
    await bench.work();
    expect(await bench.message(message.id)).toMatchObject({
      state: 'failed',
      reason: { code: 'channel_removed' },
    });
    expect((await bench.tryPost(conversationId)).body.code).toBe('reply_not_allowed');
    await removed(null);
  });
});

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
    const conversationId = await fresh();
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

  it('is sent when a look-up finds it', async () => {
    const conversationId = await fresh();
    const lost = await unknown(conversationId, 'drop-after-accept');
    await bench.later(5_000);
    expect(await bench.message(lost.id)).toMatchObject({ state: 'sent' });
    expect((await bench.conversation(conversationId)).turns).toMatchObject([{ outcome: 'answered' }]);
    nothingTwice();
  });

  it("is sent when a member says so, at the time of the try; and again at a member's word only", async () => {
    bench.platform.lookupAnswer = () => ({ found: false, certain: false });
    const conversationId = await fresh();
    const lost = await unknown(conversationId);
    const triedAt = bench.inbox.clock.nowMs();
    await bench.later(600_000);
    const sent = (await bench.act(lost.id, 'resolve', { outcome: 'sent' })).body;
    expect(sent.state).toBe('sent');
    expect(Math.abs(Date.parse(sent.sentAt ?? '') - triedAt)).toBeLessThan(60_000);

    const other = await fresh();
    const again = await unknown(other);
    await bench.act(again.id, 'resolve', { outcome: 'send_again' });
    await bench.work();
    expect((await bench.message(again.id)).state).toBe('sent');
    expect(bench.platform.tries.filter((id) => id === again.id)).toHaveLength(2);
    nothingTwice();
  });

  it('comes from whatever breaks once bytes may have left', async () => {
    for (const error of [new TypeError('a bug'), new OutboundError('ambiguous', 'Cut off.')]) {
      bench.platform.script = [{ kind: 'error', error }];
      const message = await bench.post(await fresh(), { sendNow: true });
      await bench.step(message.id);
      expect((await bench.message(message.id)).state).toBe('unconfirmed');
    }
  });

  it('comes from a sender that died: its lease runs out, and nobody else sends', async () => {
    const conversationId = await fresh();
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

  it('is settled by the word of a sender that comes after its lease', async () => {
    const conversationId = await fresh();
    bench.platform.script = [{ kind: 'accept', meanwhile: async () => bench.leaseOver(message.id) }];
    const message = await bench.post(conversationId, { sendNow: true });
    await bench.step(message.id);
    expect((await bench.message(message.id)).state).toBe('sent');
  });
});

describe('order', () => {
  it('is kept per conversation, whatever is woken first', async () => {
    const conversationId = await fresh();
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
    const [stuck, free] = [await fresh(), await fresh()];
    bench.platform.lookupAnswer = () => ({ found: false, certain: false });
    bench.platform.script = [{ kind: 'drop-before-accept' }];
    await bench.sent(stuck);
    await bench.post(free, { sendAt: new Date(bench.inbox.clock.nowMs() + 3_600_000).toISOString() });
    expect((await bench.sent(free)).state).toBe('sent');
  });
});

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
    const message = await bench.sent(await fresh());
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
    const conversationId = await fresh();
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
    const conversationId = await fresh();
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
    const conversationId = await fresh();
    const message = await bench.post(conversationId, { sendNow: true });
    bench.platform.script = [{ kind: 'accept', meanwhile: () => receipt(`ext-${message.id}`, 'read') }];
    await bench.step(message.id);
    expect((await bench.message(message.id)).state).toBe('read');
  });
});

describe('a lost wake-up', () => {
  it('is found by the sweeper', async () => {
    const conversationId = await fresh();
    const message = await bench.post(conversationId, { sendNow: true });
    bench.inbox.queue.jobs.splice(0);
    await bench.later(1_000);
    expect((await bench.message(message.id)).state).toBe('queued');
    await bench.later(3_000);
    expect((await bench.message(message.id)).state).toBe('sent');
  });
});
