import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Message, SendMessage } from '@parley/shared/messages.js';
import type { EditScheduled, ScheduledReply } from '@parley/shared/scheduled.js';
import type { Signed } from '../../../test/builders/inbox-bench.js';
import { OutboundBench } from '../../../test/builders/outbound-bench.js';
import { eventually } from '../../../test/harness/eventually.js';
import { MembersService } from '../../brands/members.service.js';
import { MESSAGE_RECEIVED } from '../../conversations/conversations.events.js';
import { ConversationEntries } from '../../conversations/entries/conversation-entries.service.js';
import { DomainEvents } from '../../platform/events/events.js';
import { REPLY_CANCELLED } from '../outbound.events.js';

const HOUR = 3_600_000;

let bench: OutboundBench;
let owner: Signed;
let agent: Signed;
const cancelled: { messageId: string; because: string; byMemberId: string | null }[] = [];

beforeAll(async () => {
  bench = await OutboundBench.open();
  owner = bench.inbox.owner;
  agent = await bench.inbox.member('agent', 'Ada');
  bench.inbox.get(DomainEvents).afterCommit(REPLY_CANCELLED, (event) => cancelled.push(event));
});
afterAll(() => bench.close());
beforeEach(async () => {
  await bench.quiet();
  cancelled.splice(0);
});

const inHours = (hours: number) => new Date(bench.inbox.clock.nowMs() + hours * HOUR).toISOString();
const scheduled = (conversationId: string, given: Partial<SendMessage> = {}, who: Signed = owner) =>
  bench.post(conversationId, { body: 'For later', sendAt: inHours(2), ...given }, who);
const call = <T = Message & { code?: string; message?: string; issues?: { path: unknown[] }[] }>(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH',
  path: string,
  body?: unknown,
  who: Signed = owner,
) => who.client.request<T>(method, `/api/v1/scheduled-replies${path}`, body === undefined ? {} : { body });
const edited = (message: Message, given: Partial<EditScheduled> = {}): EditScheduled => ({
  body: message.text,
  attachments: message.attachments.map(({ id }) => id),
  version: message.version,
  seenSeq: 99,
  sendAt: message.sendAt ?? '',
  closeAfter: message.closeAfter,
  cancelIfTheyWrite: message.cancelIfTheyWrite,
  ...given,
});
const list = async (who: Signed = owner, query = '') =>
  (
    await call<{ items: ScheduledReply[]; nextCursor: string | null }>(
      'GET',
      `?limit=200${query}`,
      undefined,
      who,
    )
  ).body;
const listed = async (who?: Signed, query?: string) =>
  (await list(who, query)).items.map(({ message }) => message.id);
const draftOf = async (conversationId: string, who: Signed = owner) =>
  (
    await who.client.get<{ draft: { body: string; attachmentIds: string[]; visibility: string } | null }>(
      `/api/v1/conversations/${conversationId}/draft`,
    )
  ).draft;

describe('a reply for later', () => {
  it('is listed by its time, waits, leaves when that has come, and answers only then', async () => {
    const [one, two] = [await bench.waiting(), await bench.waiting()];
    const late = await scheduled(one, { sendAt: inHours(5), closeAfter: true });
    const soon = await scheduled(two, { sendAt: inHours(1) }, agent);
    expect(late).toMatchObject({ state: 'held', cancelIfTheyWrite: true, sendAt: expect.any(String) });
    expect(await listed()).toEqual([soon.id, late.id]);
    expect(await listed(owner, '&mine=true')).toEqual([late.id]);
    expect(await listed(owner, `&conversationId=${two}`)).toEqual([soon.id]);
    const first = await call<{ items: ScheduledReply[]; nextCursor: string }>('GET', '?limit=1');
    expect(first.body.items).toMatchObject([{ message: { id: soon.id }, conversation: { id: two } }]);
    expect(await listed(owner, `&cursor=${first.body.nextCursor}`)).toEqual([late.id]);
    expect((await bench.conversation(one)).side).toBe('ours');

    await bench.later(4 * HOUR);
    expect(await bench.message(soon.id)).toMatchObject({ state: 'sent' });
    expect(await bench.message(late.id)).toMatchObject({ state: 'held' });
    expect((await bench.conversation(one)).status).toBe('open');
    await bench.later(HOUR + 1_000);
    expect(await bench.message(late.id)).toMatchObject({ state: 'sent', reason: null });
    expect(await bench.conversation(one)).toMatchObject({
      status: 'closed',
      turns: [{ outcome: 'answered' }],
    });
    expect(await listed()).toEqual([]);
    expect(bench.platform.taken.map(({ id }) => id)).toEqual([soon.id, late.id]);
  });

  it('is at most a year away, and never in the past', async () => {
    const conversationId = await bench.waiting();
    for (const hours of [-1, 367 * 24]) {
      const answer = await bench.tryPost(conversationId, { sendAt: inHours(hours) });
      expect(answer).toMatchObject({ status: 400, body: { issues: [{ path: ['sendAt'] }] } });
    }
    const message = await scheduled(conversationId, { sendAt: inHours(365 * 24) });
    for (const hours of [-1, 367 * 24]) {
      expect(await call('PATCH', `/${message.id}`, { sendAt: inHours(hours) })).toMatchObject({
        status: 400,
      });
    }
    await call('POST', `/${message.id}/cancel`);
  });

  it('leaves also where the conversation was closed or snoozed meanwhile, and leaves it so', async () => {
    const [closed, snoozed] = [await bench.waiting(), await bench.waiting()];
    await scheduled(closed);
    await scheduled(snoozed);
    await owner.client.post(`/api/v1/conversations/${closed}/close`, {});
    await owner.client.post(`/api/v1/conversations/${snoozed}/snooze`, { until: inHours(48) });
    await bench.later(2 * HOUR + 1_000);
    expect(bench.platform.taken).toHaveLength(2);
    expect((await bench.conversation(closed)).status).toBe('closed');
    expect((await bench.conversation(snoozed)).status).toBe('snoozed');
  });

  it('waits for a paused channel, and is reported where the channel is gone', async () => {
    const [one, two] = [await bench.waiting(), await bench.waiting()];
    const paused = await scheduled(one);
    const status = (to: string) =>
      bench.inbox.database.run('UPDATE channel SET status = $3 WHERE brand_id = $1 AND id = $2', [
        bench.channel.brandId,
        bench.channel.id,
        to,
      ]);
    await status('paused');
    await bench.later(3 * HOUR);
    expect(await bench.message(paused.id)).toMatchObject({ state: 'queued' });
    await status('connected');
    await bench.later(10_000);
    expect(await bench.message(paused.id)).toMatchObject({ state: 'sent' });

    const gone = await scheduled(two);
    const removed = (at: Date | null) =>
      bench.inbox.database.run('UPDATE channel SET removed_at = $3 WHERE brand_id = $1 AND id = $2', [
        bench.channel.brandId,
        bench.channel.id,
        at,
      ]);
    await removed(bench.inbox.clock.now());
    await bench.later(3 * HOUR);
    await removed(null);
    expect(await bench.message(gone.id)).toMatchObject({
      state: 'failed',
      reason: { code: 'channel_removed' },
    });
  });

  it('is kept back where its conversation was merged into another, until its writer has looked', async () => {
    const from = (await bench.asked({ medium: 'comment' })).conversationId;
    const into = (await bench.asked({ medium: 'comment' })).conversationId;
    const kept = await scheduled(from);
    const looked = await scheduled(from, { body: 'Second' });
    await owner.client.post(`/api/v1/conversations/${from}/merge`, { intoId: into });
    const moved = await bench.message(looked.id);
    expect(moved.conversationId).toBe(into);
    expect(await call('PUT', `/${looked.id}`, edited(moved, { body: 'Second, for both' }))).toMatchObject({
      status: 200,
    });
    await bench.later(3 * HOUR);
    expect(await bench.message(kept.id)).toMatchObject({ state: 'failed', reason: { code: 'stale' } });
    expect(await bench.message(looked.id)).toMatchObject({ state: 'sent', text: 'Second, for both' });
  });
});

describe('when they write before it leaves', () => {
  it('is cancelled at once, says why, and gives words and files back', async () => {
    const { conversationId, thread } = await bench.asked();
    const file = await bench.upload(owner.memberId, 'offer.txt', 'offer');
    const message = await scheduled(conversationId, { attachments: [file] });
    await bench.asked({ thread, text: 'Never mind' });
    await bench.inbox.chore('cancel-overtaken-replies');
    expect(await bench.message(message.id)).toMatchObject({
      state: 'cancelled',
      reason: { code: 'they_wrote' },
      text: 'For later',
      attachments: [{ id: file }],
    });
    expect(cancelled).toMatchObject([{ messageId: message.id, because: 'they_wrote', byMemberId: null }]);
    expect(await listed()).toEqual([]);
    await bench.later(3 * HOUR);
    expect(bench.platform.tries).toEqual([]);

    expect((await bench.act(message.id, 'undo')).status).toBe(200);
    expect(await bench.message(message.id)).toMatchObject({
      state: 'cancelled',
      reason: null,
      attachments: [],
    });
    const again = await bench.post(conversationId, { attachments: [file] });
    expect(again.attachments).toMatchObject([{ id: file }]);
    await bench.act(again.id, 'undo');
  });

  it('is cancelled without the sweeper too', async () => {
    const { conversationId, thread } = await bench.asked();
    const message = await scheduled(conversationId);
    const told = new Promise<void>((resolve) => {
      bench.inbox.get(DomainEvents).afterCommit(REPLY_CANCELLED, ({ messageId }) => {
        if (messageId === message.id) resolve();
      });
    });
    await bench.asked({ thread });
    await told;
    expect((await bench.message(message.id)).state).toBe('cancelled');
  });

  it('also when a colleague answers first, but not for what its own writer says, machines, or notes', async () => {
    const { conversationId, thread } = await bench.asked();
    const message = await scheduled(conversationId);
    await bench.sent(conversationId, { body: 'A word from me' });
    await bench.post(conversationId, { kind: 'note', body: 'Look' }, agent);
    await bench.asked({ thread, automatic: 'auto_reply', text: 'Out of office' });
    await bench.inbox.chore('cancel-overtaken-replies');
    expect((await bench.message(message.id)).state).toBe('held');
    await bench.sent(conversationId, { body: 'A word from Ada', seenSeq: 99 }, agent);
    await bench.inbox.chore('cancel-overtaken-replies');
    expect(await bench.message(message.id)).toMatchObject({
      state: 'cancelled',
      reason: { code: 'colleague_answered' },
    });
  });

  it('is kept back at its time where its writer did not want it cancelled', async () => {
    const { conversationId, thread } = await bench.asked();
    const message = await scheduled(conversationId, { cancelIfTheyWrite: false });
    await bench.asked({ thread });
    await bench.inbox.chore('cancel-overtaken-replies');
    expect(await bench.message(message.id)).toMatchObject({ state: 'held', cancelIfTheyWrite: false });
    await bench.later(3 * HOUR);
    expect(await bench.message(message.id)).toMatchObject({ state: 'failed', reason: { code: 'stale' } });
    expect(bench.platform.tries).toEqual([]);
  });

  it('at the very moment it would leave: one of the two, never both', async () => {
    for (let round = 0; round < 6; round += 1) {
      const { conversationId, thread } = await bench.asked();
      const message = await scheduled(conversationId);
      bench.inbox.clock.advance(2 * HOUR + 1);
      await Promise.all([bench.asked({ thread }), bench.step(message.id)]);
      await bench.work();
      const { state, reason } = await bench.message(message.id);
      const left = bench.platform.taken.some(({ id }) => id === message.id);
      expect([state, reason?.code ?? null, left]).toEqual(
        left ? ['sent', null, true] : ['cancelled', 'they_wrote', false],
      );
    }
  });

  it('also when the process that took the message in died before it looked', async () => {
    const { conversationId, thread } = await bench.asked();
    const message = await scheduled(conversationId);
    // The row is committed, its announcement lost.
    const events = bench.inbox.get(DomainEvents) as unknown as { after: Map<string, unknown[]> };
    const listeners = events.after.get(MESSAGE_RECEIVED.name);
    events.after.delete(MESSAGE_RECEIVED.name);
    await bench.asked({ thread });
    if (listeners !== undefined) events.after.set(MESSAGE_RECEIVED.name, listeners);
    bench.inbox.clock.advance(2 * HOUR + 1);
    await bench.step(message.id);
    expect(await bench.message(message.id)).toMatchObject({
      state: 'cancelled',
      reason: { code: 'they_wrote' },
    });
    expect(bench.platform.tries).toEqual([]);
  });
});

describe('changing it', () => {
  it('puts words, files, options and time in place of the old ones, and only the new ones leave', async () => {
    const conversationId = await bench.waiting();
    const [kept, dropped] = [
      await bench.upload(owner.memberId, 'kept.txt', 'kept'),
      await bench.upload(owner.memberId, 'dropped.txt', 'dropped'),
    ];
    const added = await bench.upload(owner.memberId, 'added.txt', 'added');
    const message = await scheduled(conversationId, { attachments: [dropped, kept] });
    const answer = await call(
      'PUT',
      `/${message.id}`,
      edited(message, {
        body: 'Better words',
        attachments: [added, kept],
        sendAt: inHours(4),
        closeAfter: true,
        cancelIfTheyWrite: false,
      }),
    );
    expect(answer).toMatchObject({
      status: 200,
      body: { text: 'Better words', closeAfter: true, cancelIfTheyWrite: false, state: 'held' },
    });
    expect(answer.body.attachments.map(({ id }) => id)).toEqual([added, kept]);
    await bench.later(3 * HOUR);
    expect(bench.platform.tries).toEqual([]);
    await bench.later(HOUR + 1_000);
    expect(bench.platform.taken).toMatchObject([{ id: message.id, text: 'Better words' }]);
    // What was left out is the writer's again.
    const next = await bench.post(conversationId, { attachments: [dropped] });
    await bench.act(next.id, 'undo');
  });

  it('may bring it forward, too', async () => {
    const message = await scheduled(await bench.waiting(), { sendAt: inHours(48) });
    await call('PATCH', `/${message.id}`, { sendAt: inHours(1) });
    await bench.later(HOUR + 1_000);
    expect((await bench.message(message.id)).state).toBe('sent');
  });

  it('is refused when it has left, and says so', async () => {
    const message = await scheduled(await bench.waiting());
    await bench.later(2 * HOUR + 1_000);
    const late = await call('PUT', `/${message.id}`, edited(message, { body: 'Other', sendAt: inHours(1) }));
    expect(late).toMatchObject({ status: 409, body: { code: 'not_possible_now' } });
    expect(await bench.message(message.id)).toMatchObject({ state: 'sent', text: 'For later' });
    expect(bench.platform.taken.map(({ text }) => text)).toEqual(['For later']);
    for (const act of ['cancel', 'send-now']) {
      expect((await call('POST', `/${message.id}/${act}`, { seenSeq: 99 })).status).toBe(409);
    }
  });

  it('in the moment it leaves: the old words or the new ones, never both, never half', async () => {
    const outcomes = new Set<string>();
    for (let round = 0; round < 8; round += 1) {
      const message = await scheduled(await bench.waiting());
      bench.inbox.clock.advance(2 * HOUR + 1);
      const editing = call('PUT', `/${message.id}`, edited(message, { body: 'New', sendAt: inHours(1) }));
      // Whoever comes first differs from round to round.
      if (round % 2 === 1) await new Promise((resolve) => setTimeout(resolve, round));
      const [answer] = await Promise.all([editing, bench.step(message.id)]);
      await bench.work();
      const now = await bench.message(message.id);
      const texts = bench.platform.taken.filter(({ id }) => id === message.id).map(({ text }) => text);
      if (answer.status === 200) {
        expect([now.state, now.text, texts]).toEqual(['held', 'New', []]);
        await bench.later(HOUR + 1_000);
        expect(bench.platform.taken.filter(({ id }) => id === message.id).map(({ text }) => text)).toEqual([
          'New',
        ]);
      } else {
        expect([answer.status, now.state, now.text, texts]).toEqual([
          409,
          'sent',
          'For later',
          ['For later'],
        ]);
      }
      outcomes.add(String(answer.status));
    }
    expect(bench.platform.repeated).toEqual([]);
  });

  it('waits for whoever holds the conversation, and then sees what they did', async () => {
    const conversationId = await bench.waiting();
    const message = await scheduled(conversationId);
    const { database } = bench.inbox;
    let editing: ReturnType<typeof call> | undefined;
    await database.transaction(async () => {
      await bench.inbox.get(ConversationEntries).lock(bench.channel.brandId, conversationId);
      editing = call('PUT', `/${message.id}`, edited(message, { body: 'New' }));
      await eventually('the edit to reach the lock', () =>
        database.one(
          `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        ),
      );
      // The end of the hold, while the edit waits behind the lock.
      await database.run(
        `UPDATE message SET state = 'queued', held_until = $3, version = version + 1 WHERE brand_id = $1 AND id = $2`,
        [bench.channel.brandId, message.id, bench.inbox.clock.now()],
      );
    });
    expect(await editing).toMatchObject({ status: 409, body: { code: 'not_possible_now' } });
    await bench.work();
    await bench.later(10_000);
    expect(bench.platform.taken.map(({ text }) => text)).toEqual(['For later']);
  });

  it('does not overwrite what was changed in another window, and wants to know what was seen', async () => {
    const { conversationId, thread } = await bench.asked();
    const message = await scheduled(conversationId, { cancelIfTheyWrite: false });
    expect((await call('PUT', `/${message.id}`, edited(message, { body: 'First' }))).status).toBe(200);
    expect(await call('PUT', `/${message.id}`, edited(message, { body: 'Second' }))).toMatchObject({
      status: 409,
      body: { code: 'conflict' },
    });
    await bench.asked({ thread, text: 'News' });
    const now = await bench.message(message.id);
    expect(await call('PUT', `/${message.id}`, edited(now, { seenSeq: 2 }))).toMatchObject({
      status: 409,
      body: { code: 'stale' },
    });
    const { body } = await call('PUT', `/${message.id}`, edited(now, { body: 'I have seen it', seenSeq: 3 }));
    expect(body.text).toBe('I have seen it');
    await bench.later(3 * HOUR);
    expect((await bench.message(message.id)).state).toBe('sent');
  });

  it('is for its writer; a colleague may choose another time or cancel it, and the writer hears of it', async () => {
    const conversationId = await bench.waiting();
    const message = await scheduled(conversationId);
    expect((await call('PUT', `/${message.id}`, edited(message), agent)).status).toBe(403);
    expect((await call('POST', `/${message.id}/send-now`, { seenSeq: 99 }, agent)).status).toBe(403);
    expect((await call('PATCH', `/${message.id}`, { sendAt: inHours(3) }, agent)).status).toBe(200);
    expect((await call('POST', `/${message.id}/cancel`, undefined, agent)).status).toBe(200);
    expect(cancelled).toMatchObject([{ because: 'taken_back', byMemberId: agent.memberId }]);
    expect(await draftOf(conversationId)).toMatchObject({ body: 'For later' });
    expect(await draftOf(conversationId, agent)).toBeNull();
  });

  it('keeps the limits of the channel', async () => {
    const message = await scheduled(await bench.waiting());
    const long = await call('PUT', `/${message.id}`, edited(message, { body: 'x'.repeat(1_001) }));
    expect(long).toMatchObject({ status: 400, body: { issues: [{ path: ['body'] }] } });
    expect(await bench.message(message.id)).toMatchObject({ text: 'For later', version: message.version });
    await call('POST', `/${message.id}/cancel`);
  });
});

describe('sending it now', () => {
  it('needs no more than that, and leaves once', async () => {
    const conversationId = await bench.waiting();
    const message = await scheduled(conversationId);
    expect((await call('POST', `/${message.id}/send-now`, { seenSeq: 99 })).status).toBe(200);
    await bench.work();
    expect((await bench.message(message.id)).state).toBe('sent');
    await bench.later(3 * HOUR);
    expect(bench.platform.tries).toEqual([message.id]);
    expect((await bench.conversation(conversationId)).turns).toMatchObject([{ outcome: 'answered' }]);
  });

  it('is stale where something new was said', async () => {
    const { conversationId, thread } = await bench.asked();
    const message = await scheduled(conversationId, { cancelIfTheyWrite: false });
    await bench.asked({ thread });
    expect(await call('POST', `/${message.id}/send-now`, { seenSeq: 2 })).toMatchObject({
      status: 409,
      body: { code: 'stale' },
    });
    await call('POST', `/${message.id}/cancel`);
  });
});

describe('cancelling it', () => {
  it('puts its words before the draft that was begun since, once', async () => {
    const conversationId = await bench.waiting();
    const file = await bench.upload(owner.memberId, 'a.txt', 'a');
    const message = await scheduled(conversationId, { attachments: [file] });
    await owner.client.request('PUT', `/api/v1/conversations/${conversationId}/draft`, {
      body: { body: 'begun', visibility: 'note' },
    });
    for (let time = 0; time < 2; time += 1)
      expect((await call('POST', `/${message.id}/cancel`)).status).toBe(200);
    expect(await draftOf(conversationId)).toEqual({
      body: 'For later\n\nbegun',
      visibility: 'note',
      attachmentIds: [file],
    });
    await bench.later(3 * HOUR);
    expect(bench.platform.tries).toEqual([]);
    expect(await listed()).toEqual([]);
  });

  it('in the moment it leaves: taken back or sent, never both', async () => {
    for (let round = 0; round < 6; round += 1) {
      const message = await scheduled(await bench.waiting());
      bench.inbox.clock.advance(2 * HOUR + 1);
      const [answer] = await Promise.all([call('POST', `/${message.id}/cancel`), bench.step(message.id)]);
      await bench.work();
      const { state } = await bench.message(message.id);
      const left = bench.platform.taken.some(({ id }) => id === message.id);
      expect([answer.status, state, left]).toEqual(left ? [409, 'sent', true] : [200, 'cancelled', false]);
    }
  });
});

describe('its writer', () => {
  it('who may no longer look into the channel sends nothing either, and one who may still does', async () => {
    const channelId = bench.channel.id;
    const manager = await bench.inbox.member('manager', 'Mara');
    const conversationId = await bench.waiting();
    const message = await scheduled(conversationId, { cancelIfTheyWrite: false }, agent);
    const restrict = (memberIds: string[]) =>
      owner.client.put(`/api/v1/channels/${channelId}/members`, { restricted: true, memberIds });
    await restrict([agent.memberId, manager.memberId]);
    await bench.inbox.chore('cancel-overtaken-replies');
    expect(await bench.message(message.id)).toMatchObject({ state: 'held' });
    await restrict([manager.memberId]);
    await bench.inbox.chore('cancel-overtaken-replies');
    expect(await bench.message(message.id)).toMatchObject({
      state: 'cancelled',
      reason: { code: 'writer_lost_sight' },
    });
    await bench.later(3 * HOUR);
    expect(bench.platform.tries).toEqual([]);
    expect(cancelled).toMatchObject([
      { messageId: message.id, because: 'writer_lost_sight', byMemberId: null },
    ]);
    await owner.client.put(`/api/v1/channels/${channelId}/members`, { restricted: false, memberIds: [] });
  });

  it('who is no longer a member sends nothing any more', async () => {
    const gone = await bench.inbox.member('agent', 'Gone');
    const conversationId = await bench.waiting();
    const message = await scheduled(conversationId, { cancelIfTheyWrite: false }, gone);
    await bench.inbox.get(MembersService).remove(bench.channel.brandId, gone.memberId);
    await bench.later(3 * HOUR);
    expect(await bench.message(message.id)).toMatchObject({
      state: 'cancelled',
      reason: { code: 'writer_left' },
    });
    expect(bench.platform.tries).toEqual([]);
  });
});
