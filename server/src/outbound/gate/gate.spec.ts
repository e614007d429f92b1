import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { OutboundBench } from '../../../test/builders/outbound-bench.js';
import { ChannelError } from '../../channels/core/channel-error.js';
import { OutboundError } from '../../platform/outbound-http/outbound-error.js';
import { MOST_RETRIES } from './retry-delay.js';

let bench: OutboundBench;
beforeAll(async () => {
  bench = await OutboundBench.open();
});
afterAll(() => bench.close());
beforeEach(() => bench.quiet());

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
    const conversationId = await bench.waiting();
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
      const conversationId = await bench.waiting();
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
    const quiet = await bench.waiting();
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
    expect(await bench.sent(await bench.waiting())).toMatchObject({
      state: 'sent',
      reason: null,
      refused,
    });
  });

  it('closes with an answer that is on its way, whoever waits is not closed unanswered', async () => {
    const owner = bench.inbox.owner.client;
    const conversationId = await bench.waiting();
    const reply = await bench.post(conversationId);
    await owner.post(`/api/v1/conversations/${conversationId}/close`, {});
    expect(await bench.conversation(conversationId)).toMatchObject({ status: 'open', side: 'ours' });
    expect(await bench.message(reply.id)).toMatchObject({ closeAfter: true });
    await bench.later(6_000);
    expect(await bench.conversation(conversationId)).toMatchObject({
      status: 'closed',
      turns: [{ outcome: 'answered' }],
    });
  });

  it('closes nothing with an answer that is taken back, is put off, or should leave it open after all', async () => {
    const owner = bench.inbox.owner.client;
    const conversationId = await bench.waiting();
    const act = (name: string) => owner.post(`/api/v1/conversations/${conversationId}/${name}`, {});
    const undone = await bench.post(conversationId);
    await act('close');
    await bench.act(undone.id, 'undo');
    expect(await bench.conversation(conversationId)).toMatchObject({ status: 'open', side: 'ours' });

    await bench.post(conversationId);
    await act('close');
    await act('reopen');
    await bench.later(6_000);
    expect(await bench.conversation(conversationId)).toMatchObject({ status: 'open', side: 'theirs' });

    const another = await bench.waiting();
    const sendAt = new Date(bench.inbox.clock.nowMs() + 86_400_000).toISOString();
    await bench.post(another, { sendAt });
    await owner.post(`/api/v1/conversations/${another}/close`, {});
    expect(await bench.conversation(another)).toMatchObject({
      status: 'closed',
      turns: [{ outcome: 'closed_unanswered' }],
    });
  });

  it('closes over what had been read when somebody closed it, and over nothing that came later', async () => {
    const owner = bench.inbox.owner.client;
    for (const later of [[], ['Or have I?']]) {
      const { conversationId, thread } = await bench.asked();
      const meanwhile = async () => {
        await bench.asked({ thread, text: 'Found it, thanks!' });
        const { utteranceSeq: seenSeq } = await bench.conversation(conversationId);
        await owner.post(`/api/v1/conversations/${conversationId}/close`, { seenSeq });
        for (const text of later) await bench.asked({ thread, text });
      };
      bench.platform.script = [{ kind: 'accept', meanwhile }];
      expect(await bench.sent(conversationId)).toMatchObject({ state: 'sent' });
      expect((await bench.conversation(conversationId)).status).toBe(later.length > 0 ? 'open' : 'closed');
    }
  });

  it('leaves open what is snoozed after all, until the person writes', async () => {
    const owner = bench.inbox.owner.client;
    const conversationId = await bench.waiting();
    const reply = await bench.post(conversationId);
    await owner.post(`/api/v1/conversations/${conversationId}/close`, {});
    await owner.post(`/api/v1/conversations/${conversationId}/snooze`, { until: null });
    expect(await bench.message(reply.id)).toMatchObject({ closeAfter: false });
    await bench.later(6_000);
    expect(await bench.conversation(conversationId)).toMatchObject({ status: 'snoozed', side: 'theirs' });
  });

  it('does not close what was taken back or failed', async () => {
    const conversationId = await bench.waiting();
    const taken = await bench.post(conversationId, { closeAfter: true });
    await bench.act(taken.id, 'undo');
    bench.platform.script = [{ kind: 'error', error: ChannelError.rejected('no', 'No.') }];
    await bench.sent(conversationId, { closeAfter: true });
    expect(await bench.conversation(conversationId)).toMatchObject({ status: 'open', side: 'ours' });
  });
});

describe('what the platform refuses', () => {
  it('fails at once, with its reason and what to do', async () => {
    const conversationId = await bench.waiting();
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
    const conversationId = await bench.waiting();
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
    const hopeless = await bench.sent(await bench.waiting());
    for (let round = 0; round < MOST_RETRIES + 2; round += 1) await bench.later(31 * 60_000);
    expect(await bench.message(hopeless.id)).toMatchObject({ state: 'failed', reason: { code: 'down' } });
    expect(await attempts(hopeless.id)).toHaveLength(MOST_RETRIES);
    bench.platform.script = [];
    await bench.act(hopeless.id, 'send-again', { seenSeq: 99 });
    await bench.work();
    expect((await bench.message(hopeless.id)).state).toBe('sent');
    expect(bench.platform.repeated).toEqual([]);
  });

  it('waits out a rate limit, and everything else on the channel with it', async () => {
    const [first, second] = [await bench.waiting(), await bench.waiting()];
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

  it('waits out a limit of one conversation without holding back the others', async () => {
    const [first, second] = [await bench.waiting(), await bench.waiting()];
    bench.platform.script = [
      { kind: 'error', error: ChannelError.rateLimited(60_000, 'Slowly here.', 'conversation') },
    ];
    const limited = await bench.sent(first);
    const other = await bench.sent(second);
    expect([limited.state, other.state]).toEqual(['queued', 'sent']);
    await bench.later(64_000);
    expect((await bench.message(limited.id)).state).toBe('sent');
  });
});

describe('a channel that may not send', () => {
  it('keeps everything until it is reconnected, and says so', async () => {
    const [first, second] = [await bench.waiting(), await bench.waiting()];
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
    expect(bench.platform.repeated).toEqual([]);
  });

  it('resumes by itself when a suspension has an end', async () => {
    const conversationId = await bench.waiting();
    const until = new Date(bench.inbox.clock.nowMs() + 600_000);
    bench.platform.script = [{ kind: 'error', error: ChannelError.suspended('Too fast.', until) }];
    const message = await bench.sent(conversationId);
    await bench.later(300_000);
    expect((await bench.message(message.id)).state).toBe('queued');
    await bench.later(301_000);
    expect((await bench.message(message.id)).state).toBe('sent');
  });

  it('says that a reply cannot leave once it is removed', async () => {
    const conversationId = await bench.waiting();
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
