import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ConversationDetail } from '@parley/shared/conversations.js';
import type { Message } from '@parley/shared/messages.js';
import { InboxBench, type Signed } from '../../../test/builders/inbox-bench.js';
import { memberInbox } from '../../../test/builders/member-inbox.js';

let bench: InboxBench;
let agent: Signed;
beforeAll(async () => {
  bench = await InboxBench.open();
  agent = await bench.member('agent', 'Anna');
});
afterAll(async () => {
  await bench.close();
});
beforeEach(async () => {
  await bench.database.run('TRUNCATE conversation, person CASCADE');
});

const { detail, act, tried } = memberInbox(() => agent.client);
const minutesAgo = (count: number) => new Date(bench.clock.nowMs() - count * 60_000).toISOString();

describe('closing', () => {
  test('ends the turn unanswered, stands in the history, and a new message opens it again', async () => {
    const { conversationId: id, thread } = await bench.received();
    const closed = await act(id, 'close');
    expect(closed).toMatchObject({ status: 'closed', side: 'theirs', answerBy: null });
    expect(closed.turns).toMatchObject([{ outcome: 'closed_unanswered' }]);
    expect(closed.acts).toMatchObject([
      { kind: 'closed', member: { memberId: agent.memberId, name: 'Anna' } },
    ]);
    await bench.received({ thread });
    expect(await detail(id)).toMatchObject({ status: 'open', side: 'ours' });
  });

  test('twice is once', async () => {
    const { conversationId: id } = await bench.received();
    const { version } = await act(id, 'close');
    const again = await act(id, 'close');
    expect(again.acts).toHaveLength(1);
    expect(again.version).toBe(version);
  });

  test('is refused when the person has written since, and says what', async () => {
    const { conversationId: id, thread } = await bench.received();
    const { utteranceSeq } = await detail(id);
    await bench.received({ thread, text: 'One more thing' });
    const answer = await tried(id, 'close', { seenSeq: utteranceSeq });
    expect(answer).toMatchObject({ status: 409, body: { code: 'stale', details: { utteranceSeq: 2 } } });
    expect(answer.body.details?.news).toMatchObject([
      { text: 'One more thing' },
    ] satisfies Partial<Message>[]);
    expect(await detail(id)).toMatchObject({ status: 'open' });
  });

  test('is taken back by reopening, with the old waiting time', async () => {
    const { conversationId: id } = await bench.received({ at: minutesAgo(30) });
    const before = await detail(id);
    await act(id, 'close');
    expect(await act(id, 'reopen')).toMatchObject({
      status: 'open',
      side: 'ours',
      waitingSince: before.waitingSince,
    });
  });
});

describe('snoozing', () => {
  test('hides the conversation but never stops its clock', async () => {
    const { conversationId: id } = await bench.received();
    const before = await detail(id);
    const until = new Date(bench.clock.nowMs() + 3_600_000).toISOString();
    expect(await act(id, 'snooze', { until })).toMatchObject({
      status: 'snoozed',
      snoozedUntil: until,
      answerBy: before.answerBy,
      side: 'ours',
    });
    expect(await act(id, 'unsnooze')).toMatchObject({ status: 'open', snoozedUntil: null });
  });

  test('ends by itself when its time has come', async () => {
    const { conversationId: id } = await bench.received();
    await act(id, 'snooze', { until: new Date(bench.clock.nowMs() + 3_600_000).toISOString() });
    await bench.chore('wake-snoozed');
    expect(await detail(id)).toMatchObject({ status: 'snoozed' });
    bench.clock.advance(3_600_001);
    await bench.chore('wake-snoozed');
    const woken = await detail(id);
    expect(woken.status).toBe('open');
    expect(woken.acts.at(-1)).toMatchObject({ kind: 'unsnoozed', member: null, details: { woke: true } });
  });

  test('until the person writes ends with their message', async () => {
    const { conversationId: id, thread } = await bench.received();
    await act(id, 'snooze', { until: null });
    await bench.received({ thread });
    expect(await detail(id)).toMatchObject({ status: 'open' });
  });

  test('into the past, or of what is closed, is refused', async () => {
    const { conversationId: id } = await bench.received();
    expect((await tried(id, 'snooze', { until: minutesAgo(1) })).status).toBe(400);
    await act(id, 'close');
    expect((await tried(id, 'snooze', { until: null })).body.code).toBe('not_possible_now');
  });
});

describe('turns by hand', () => {
  test('"no answer needed" closes the turn; "ours" brings it back with its old time', async () => {
    const { conversationId: id } = await bench.received({ text: 'thanks!', at: minutesAgo(20) });
    const done = await act(id, 'no-answer-needed');
    expect(done).toMatchObject({ side: 'theirs', status: 'open' });
    expect(done.turns).toMatchObject([{ outcome: 'no_answer_needed' }]);
    const back = await act(id, 'ours');
    expect(back).toMatchObject({ side: 'ours' });
    expect(back.turns).toMatchObject([{ outcome: null, openedAt: done.turns[0]?.openedAt }]);
  });

  test('"ours" after an answer opens a turn that no figure counts', async () => {
    const { conversationId: id, thread } = await bench.received({ at: minutesAgo(20) });
    await bench.apply(bench.message({ thread, direction: 'out', at: minutesAgo(10) }));
    const ours = await act(id, 'ours');
    expect(ours.side).toBe('ours');
    expect(ours.turns.map(({ outcome, inFigures }) => [outcome, inFigures])).toEqual([
      ['answered', true],
      [null, false],
    ]);
  });

  test('"needs an answer" takes a person out of what is set aside, waiting since they wrote', async () => {
    const at = minutesAgo(90);
    const { conversationId: id } = await bench.received({
      automatic: 'auto_reply',
      setAside: 'auto_reply',
      at,
    });
    expect(await detail(id)).toMatchObject({ setAside: 'auto_reply', side: 'theirs' });
    expect(await act(id, 'needs-answer')).toMatchObject({ setAside: null, side: 'ours', waitingSince: at });
  });
});

describe('sorting', () => {
  test('an assignee has to be a member who can see the channel', async () => {
    const listed = await bench.member('agent', 'Lena');
    const channel = await bench.aChannel({ only: [listed.memberId, agent.memberId] });
    const outsider = await bench.member('agent', 'Otto');
    const { conversationId: id } = await bench.received({}, channel);
    expect((await tried(id, 'assign', { memberId: outsider.memberId })).status).toBe(400);
    const assigned = await act(id, 'assign', { memberId: listed.memberId });
    expect(assigned.assignee).toEqual({ memberId: listed.memberId, name: 'Lena' });
    expect((await act(id, 'assign', { memberId: null })).assignee).toBeNull();
  });

  test('tags are set as a whole and name what changed', async () => {
    const { conversationId: id } = await bench.received();
    const tags = await Promise.all(
      ['red', 'blue'].map((name) =>
        bench.owner.client.post<{ id: string }>('/api/v1/tags', { name: `${name} ${id}` }),
      ),
    );
    const path = `/api/v1/conversations/${id}/tags`;
    await agent.client.put(path, { tagIds: [tags[0]?.id] });
    const changed = await agent.client.put<ConversationDetail>(path, { tagIds: [tags[1]?.id] });
    expect(changed.tags.map(({ name }) => name)).toEqual([`blue ${id}`]);
    expect(changed.acts.at(-1)?.details).toEqual({ added: [`blue ${id}`], removed: [`red ${id}`] });
    const wrong = await agent.client.request('PUT', path, { body: { tagIds: [id] } });
    expect(wrong).toMatchObject({ status: 400, body: { issues: [{ path: ['tagIds', 0] }] } });
  });

  test('every change makes the row newer', async () => {
    const { conversationId: id } = await bench.received();
    const versions = [(await detail(id)).version];
    versions.push((await act(id, 'priority', { priority: 'urgent' })).version);
    versions.push((await act(id, 'assign', { memberId: agent.memberId })).version);
    expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
  });
});

describe('merging', () => {
  test('joins messages, open turns and later messages of the thread', async () => {
    const first = await bench.received({ text: 'first', at: minutesAgo(30) });
    const second = await bench.received({ text: 'second', at: minutesAgo(20) });
    const merged = await act(second.conversationId, 'merge', { intoId: first.conversationId });
    expect(merged).toMatchObject({
      id: first.conversationId,
      messageCount: 2,
      side: 'ours',
      lastWords: 'second',
    });
    expect(merged.turns).toMatchObject([{ inboundCount: 2, openedByMessageId: first.messageId }]);
    await bench.apply(bench.message({ thread: second.thread, text: 'third' }));
    const { items } = await agent.client.get<{ items: Message[] }>(
      `/api/v1/conversations/${first.conversationId}/messages`,
    );
    expect(items.map(({ text }) => text)).toEqual(['first', 'second', 'third']);
    expect(await detail(second.conversationId)).toMatchObject({ mergedIntoId: first.conversationId });
    const queue = await agent.client.get<{ items: { id: string }[] }>('/api/v1/conversations');
    expect(queue.items.map(({ id }) => id)).toEqual([first.conversationId]);
  });

  test('is refused where a reply could reach only one of two people', async () => {
    const anna = (await bench.received({ person: 'anna' })).conversationId;
    const ben = (await bench.received({ person: 'ben' })).conversationId;
    const refused = await tried(anna, 'merge', { intoId: ben });
    expect(refused.body).toMatchObject({ code: 'not_possible_now' });
    expect(await detail(anna)).toMatchObject({ mergedIntoId: null });
  });

  test('is refused across channels, and with itself', async () => {
    const other = await bench.aChannel();
    const here = (await bench.received()).conversationId;
    const there = (await bench.received({}, other)).conversationId;
    expect((await tried(here, 'merge', { intoId: there })).body.code).toBe('not_possible_now');
    expect((await tried(here, 'merge', { intoId: here })).body.code).toBe('not_possible_now');
  });
});

describe('a member of their own', () => {
  test('reads, unreads, and keeps a draft', async () => {
    const { conversationId: id, thread } = await bench.received();
    await bench.received({ thread });
    const other = await bench.member('agent', 'Otto');
    await act(id, 'read', { seq: 99 });
    expect(await detail(id)).toMatchObject({ unread: false, readSeq: 2 });
    await act(id, 'read', { seq: 1 });
    expect(await detail(id)).toMatchObject({ readSeq: 2 });
    await act(id, 'unread');
    expect(await detail(id)).toMatchObject({ unread: true, readSeq: 1 });
    const path = `/api/v1/conversations/${id}/draft`;
    const draft = { body: 'Dear', visibility: 'private', attachmentIds: [] };
    await agent.client.put(path, draft);
    expect(await agent.client.get(path)).toMatchObject({ draft });
    expect(await other.client.get(path)).toEqual({ draft: null, files: [], updatedAt: null });
    await agent.client.delete(path);
    expect(await agent.client.get(path)).toEqual({ draft: null, files: [], updatedAt: null });
  });
});
