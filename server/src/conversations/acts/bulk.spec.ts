import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { BulkResult } from '@parley/shared/bulk.js';
import type { ConversationDetail } from '@parley/shared/conversations.js';
import { InboxBench, type Signed } from '../../../test/builders/inbox-bench.js';
import { TagsService } from '../../brands/tags.service.js';

let bench: InboxBench;
let agent: Signed;
let stranger: Signed;
beforeAll(async () => {
  bench = await InboxBench.open();
  agent = await bench.member('agent', 'Anna');
  stranger = await bench.brandWithOwner('Stranger');
});
afterAll(async () => {
  await bench.close();
});
beforeEach(async () => {
  await bench.database.run('TRUNCATE conversation, person CASCADE');
});

const detail = (id: string) => bench.owner.client.get<ConversationDetail>(`/api/v1/conversations/${id}`);
const bulk = async (act: Record<string, unknown>, items: { id: string; seenSeq?: number }[], who = agent) =>
  (await who.client.post<BulkResult>('/api/v1/conversations/bulk', { act, items })).results;
const several = async (count: number, given: Parameters<InboxBench['received']>[0] = {}) => {
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1)
    ids.push((await bench.received({ person: `person ${n}`, ...given })).conversationId);
  return ids.map((id) => ({ id }));
};
const tag = async (name: string) =>
  (await bench.get(TagsService).create(bench.owner.brandId, { name: `${name} ${crypto.randomUUID()}` })).id;

describe('many at once', () => {
  test('are changed each, with what they are then, in the order asked for', async () => {
    const items = await several(7);
    const results = await bulk({ kind: 'close' }, items);
    expect(results.map(({ id, ok }) => ({ id, ok }))).toEqual(items.map(({ id }) => ({ id, ok: true })));
    expect(results).toMatchObject(
      items.map(({ id }) => ({ conversation: { id, status: 'closed', side: 'theirs', utteranceSeq: 1 } })),
    );
    for (const { id } of items)
      expect((await detail(id)).turns).toMatchObject([{ outcome: 'closed_unanswered' }]);
    const opened = await bulk({ kind: 'reopen' }, items);
    expect(opened).toMatchObject(items.map(() => ({ conversation: { status: 'open', side: 'ours' } })));
  });

  test.each([
    [{ kind: 'no_answer_needed' }, { side: 'theirs' }],
    [{ kind: 'snooze', until: null }, { status: 'snoozed' }],
    [{ kind: 'priority', priority: 'urgent' }, { priority: 'urgent' }],
  ])('%o', async (act, expected) => {
    const items = await several(2);
    expect(await bulk(act, items)).toMatchObject(items.map(() => ({ ok: true, conversation: expected })));
  });

  test('mark as ours, wake, assign and tag', async () => {
    const items = await several(2);
    await bulk({ kind: 'no_answer_needed' }, items);
    expect(await bulk({ kind: 'mark_as_ours' }, items)).toMatchObject(
      items.map(() => ({ conversation: { side: 'ours' } })),
    );
    await bulk({ kind: 'snooze', until: null }, items);
    expect(await bulk({ kind: 'unsnooze' }, items)).toMatchObject(
      items.map(() => ({ conversation: { status: 'open' } })),
    );
    expect(await bulk({ kind: 'assign', memberId: agent.memberId }, items)).toMatchObject(
      items.map(() => ({ conversation: { assignee: { name: 'Anna' } } })),
    );
    const [first, second] = [await tag('a'), await tag('b')];
    await bulk({ kind: 'tag', add: [first] }, items.slice(0, 1));
    const tagged = await bulk({ kind: 'tag', add: [second], remove: [first] }, items);
    expect(tagged).toMatchObject(items.map(() => ({ conversation: { tags: [{ id: second }] } })));
    expect((await detail(items[1]?.id ?? '')).acts.filter(({ kind }) => kind === 'tagged')).toMatchObject([
      { details: { added: [expect.stringContaining('b')], removed: [] } },
    ]);
  });

  test('are merged into one, and taken apart again', async () => {
    const [into, ...items] = await several(4, { medium: 'email' });
    const merged = await bulk({ kind: 'merge', intoId: into?.id }, items);
    expect(merged).toMatchObject(
      items.map(({ id }) => ({ id, ok: true, conversation: { id: into?.id, messageCount: 4 } })),
    );
    const apart = await bulk({ kind: 'unmerge' }, [...items].reverse());
    expect(apart).toMatchObject(
      [...items]
        .reverse()
        .map(({ id }) => ({ id, ok: true, conversation: { id, messageCount: 1, side: 'ours' } })),
    );
    expect(await detail(into?.id ?? '')).toMatchObject({ messageCount: 1 });
  });

  test('the one that was written to since stays as it is, and says so', async () => {
    const first = await bench.received({ person: 'anna' });
    const second = await bench.received({ person: 'ben' });
    await bench.received({ person: 'ben', thread: second.thread, text: 'One more thing' });
    const items = [first, second].map(({ conversationId: id }) => ({ id, seenSeq: 1 }));
    for (const act of [{ kind: 'snooze', until: null }, { kind: 'no_answer_needed' }, { kind: 'close' }]) {
      const results = await bulk(act, items);
      expect(results).toMatchObject([{ ok: true }, { ok: false, code: 'stale' }]);
      expect(await detail(second.conversationId)).toMatchObject({ status: 'open', side: 'ours' });
    }
  });

  test('what one may not see does not exist, and is not touched', async () => {
    const hidden = await bench.aChannel({ only: [bench.owner.memberId] });
    const seen = (await bench.received()).conversationId;
    const unseen = (await bench.received({}, hidden)).conversationId;
    const foreign = await bench.aChannel({ brandId: stranger.brandId });
    const theirs = (await bench.received({}, foreign)).conversationId;
    const nowhere = crypto.randomUUID();
    const items = [unseen, seen, theirs, nowhere].map((id) => ({ id }));
    const results = await bulk({ kind: 'close' }, items);
    expect(results).toMatchObject([
      { id: unseen, ok: false, code: 'not_found' },
      { id: seen, ok: true },
      { id: theirs, ok: false, code: 'not_found' },
      { id: nowhere, ok: false, code: 'not_found' },
    ]);
    expect(JSON.stringify(results)).not.toContain('"Test"'.repeat(2));
    expect(await detail(unseen)).toMatchObject({ status: 'open' });
    const { status } = await stranger.client.get<ConversationDetail>(`/api/v1/conversations/${theirs}`);
    expect(status).toBe('open');
  });

  test('a member who may not see one of them is assigned the others only', async () => {
    const hidden = await bench.aChannel({ only: [bench.owner.memberId] });
    const seen = (await bench.received()).conversationId;
    const unseen = (await bench.received({}, hidden)).conversationId;
    const results = await bulk(
      { kind: 'assign', memberId: agent.memberId },
      [{ id: unseen }, { id: seen }],
      bench.owner,
    );
    expect(results).toMatchObject([{ ok: false, code: 'invalid_request' }, { ok: true }]);
    expect(await detail(unseen)).toMatchObject({ assignee: null });
  });

  test('one named twice is changed once', async () => {
    const [item] = await several(1);
    const results = await bulk(
      { kind: 'priority', priority: 'high' },
      [item, item].flatMap((one) => one ?? []),
    );
    expect(results).toHaveLength(1);
    const { acts } = await detail(item?.id ?? '');
    expect(acts).toHaveLength(1);
  });

  test('too many, none, or a snooze in the past are refused as a whole', async () => {
    const request = (act: Record<string, unknown>, items: { id: string }[]) =>
      agent.client.request<{ code: string }>('POST', '/api/v1/conversations/bulk', { body: { act, items } });
    const many = Array.from({ length: 501 }, () => ({ id: crypto.randomUUID() }));
    expect(await request({ kind: 'close' }, many)).toMatchObject({ status: 400 });
    expect(await request({ kind: 'close' }, [])).toMatchObject({ status: 400 });
    const items = await several(1);
    expect(await request({ kind: 'snooze', until: '2020-01-01T00:00:00Z' }, items)).toMatchObject({
      status: 400,
      body: { code: 'invalid_request' },
    });
    expect(await request({ kind: 'tag', add: [crypto.randomUUID()] }, items)).toMatchObject({
      status: 200,
      body: { results: [{ ok: false, code: 'invalid_request' }] },
    });
  });
});
