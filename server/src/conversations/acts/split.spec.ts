import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ConversationDetail } from '@parley/shared/conversations.js';
import type { Message } from '@parley/shared/messages.js';
import { InboxBench, type Signed } from '../../../test/builders/inbox-bench.js';
import { memberInbox } from '../../../test/builders/member-inbox.js';
import { TagsService } from '../../brands/tags.service.js';
import { MessageRepository } from '../message.repository.js';

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

const { detail, act, tried, messages: said } = memberInbox(() => agent.client);
const minutesAgo = (count: number) => new Date(bench.clock.nowMs() - count * 60_000).toISOString();
const texts = async (id: string) => (await said(id)).map(({ text }) => text);

/** A mail thread of Anna's, where the next mail finds its conversation by what it refers to. */
async function aMailThread(lines: { text: string; direction?: 'in' | 'out'; person?: string }[]) {
  const thread = crypto.randomUUID();
  const made: { conversationId: string; messageId: string }[] = [];
  for (const [n, line] of lines.entries()) {
    made.push(
      await bench.received({
        thread,
        medium: 'email',
        subject: 'An order',
        at: minutesAgo((lines.length - n) * 10),
        ownReferences: [`<${line.text}@example.test>`],
        ...line,
      }),
    );
  }
  const id = made[0]?.conversationId ?? '';
  await bench.database.run('UPDATE conversation SET external_id = NULL WHERE brand_id = $1 AND id = $2', [
    bench.owner.brandId,
    id,
  ]);
  return { id, messages: made.map(({ messageId }) => messageId) };
}

const rowsOf = (table: 'turn' | 'episode', id: string) =>
  bench.database.query(`SELECT * FROM ${table} WHERE brand_id = $1 AND conversation_id = $2 ORDER BY key`, [
    bench.owner.brandId,
    id,
  ]);

describe('splitting', () => {
  test('from a message on: both parts are folded anew and know of each other', async () => {
    const { id, messages } = await aMailThread([
      { text: 'first' },
      { text: 'answer', direction: 'out' },
      { text: 'second' },
      { text: 'third' },
    ]);
    await act(id, 'assign', { memberId: agent.memberId });
    const part = await act(id, 'split', { messageId: messages[2], subject: 'Another matter' });
    expect(part).toMatchObject({
      subject: 'Another matter',
      side: 'ours',
      status: 'open',
      messageCount: 2,
      lastWords: 'third',
      assignee: { name: 'Anna' },
      splits: true,
      linked: [{ id, relation: 'split' }],
      acts: [{ kind: 'split', details: { fromId: id, subject: 'An order', count: 2 } }],
      turns: [{ inboundCount: 2, openedByMessageId: messages[2], outcome: null }],
    });
    expect(await texts(part.id)).toEqual(['second', 'third']);
    const rest = await detail(id);
    expect(rest).toMatchObject({
      side: 'theirs',
      messageCount: 2,
      lastWords: 'answer',
      lastWordsBy: 'brand',
      linked: [{ id: part.id }],
      turns: [{ openedByMessageId: messages[0], outcome: 'answered' }],
    });
    expect(rest.acts.at(-1)).toMatchObject({ kind: 'split', details: { intoId: part.id, count: 2 } });
    expect(await texts(id)).toEqual(['first', 'answer']);
  });

  test('only one message: what answered it no longer does', async () => {
    const { id, messages } = await aMailThread([
      { text: 'first' },
      { text: 'second' },
      { text: 'answer', direction: 'out' },
    ]);
    const part = await act(id, 'split', { messageId: messages[1], only: true });
    expect(part).toMatchObject({ side: 'ours', turns: [{ openedByMessageId: messages[1], outcome: null }] });
    expect(await detail(id)).toMatchObject({
      side: 'theirs',
      turns: [{ inboundCount: 1, outcome: 'answered' }],
    });
  });

  test('an act that spoke for everything speaks for both parts', async () => {
    const { id, messages } = await aMailThread([{ text: 'first' }, { text: 'second' }]);
    await act(id, 'close');
    const part = await act(id, 'split', { messageId: messages[1] });
    expect(part).toMatchObject({ status: 'closed', turns: [{ outcome: 'closed_unanswered' }] });
    expect(await detail(id)).toMatchObject({ status: 'closed', turns: [{ outcome: 'closed_unanswered' }] });
  });

  test('what refers to a message finds the part it stands in', async () => {
    const { id, messages } = await aMailThread([{ text: 'first' }, { text: 'second' }]);
    const part = await act(id, 'split', { messageId: messages[1] });
    const found = await bench
      .get(MessageRepository)
      .byReferences(bench.owner.brandId, bench.channel.id, ['<first@example.test>', '<second@example.test>']);
    expect(Object.fromEntries(found.map((row) => [row.reference, row.conversation_id]))).toEqual({
      '<first@example.test>': id,
      '<second@example.test>': part.id,
    });
  });

  test('what was read stays read, what is found by its words is found in its part', async () => {
    const { id, messages } = await aMailThread([{ text: 'parsley' }, { text: 'rosemary' }]);
    await act(id, 'read', { seq: 2 });
    await bench.chore('index-words');
    const part = await act(id, 'split', { messageId: messages[1] });
    expect(part.unread).toBe(false);
    await bench.chore('index-words');
    const hits = await agent.client.get<{ items: { conversation: { id: string } }[] }>(
      '/api/v1/search?q=rosemary',
    );
    expect(hits.items.map(({ conversation }) => conversation.id)).toEqual([part.id]);
  });

  test('merging the part back is as if nothing had been split', async () => {
    const { id, messages } = await aMailThread([
      { text: 'first' },
      { text: 'second', person: 'ben' },
      { text: 'answer', direction: 'out' },
      { text: 'third' },
    ]);
    await act(id, 'no-answer-needed');
    await act(id, 'ours');
    await act(id, 'close');
    await act(id, 'read', { seq: 4 });
    const before = {
      turns: await rowsOf('turn', id),
      episodes: await rowsOf('episode', id),
      said: await said(id),
    };
    const part = await act(id, 'split', { messageId: messages[1] });
    const back = await act(part.id, 'merge', { intoId: id });
    expect(back).toMatchObject({
      status: 'closed',
      messageCount: 4,
      unread: false,
      linked: [],
      lastWords: 'third',
    });
    expect(await rowsOf('turn', id)).toEqual(before.turns);
    expect(await rowsOf('episode', id)).toEqual(before.episodes);
    const versionless = (list: Message[]) => list.map(({ version: _version, ...message }) => message);
    expect(versionless(await said(id))).toEqual(versionless(before.said));
  });

  test.each(['dm', 'chat', 'comment'] as const)(
    'is refused for a %s: the platform knows one thread only',
    async (medium) => {
      const { conversationId: id, thread } = await bench.received({ medium });
      const { messageId } = await bench.received({ medium, thread });
      expect(await tried(id, 'split', { messageId })).toMatchObject({
        status: 409,
        body: { code: 'not_possible_now', message: expect.stringContaining('one thread') },
      });
      expect(await detail(id)).toMatchObject({ splits: false, messageCount: 2 });
    },
  );

  test('is refused where nothing would be left, for a note alone, and for a message of elsewhere', async () => {
    const { id, messages } = await aMailThread([{ text: 'first' }, { text: 'second' }]);
    expect((await tried(id, 'split', { messageId: messages[0] })).body.code).toBe('not_possible_now');
    const other = await aMailThread([{ text: 'other' }]);
    expect((await tried(id, 'split', { messageId: other.messages[0] })).status).toBe(404);
    expect((await tried(other.id, 'split', { messageId: other.messages[0], only: true })).body.code).toBe(
      'not_possible_now',
    );
    await bench.database.run(`UPDATE message SET direction = 'note' WHERE brand_id = $1 AND id = $2`, [
      bench.owner.brandId,
      messages[1],
    ]);
    expect((await tried(id, 'split', { messageId: messages[1], only: true })).body.message).toContain(
      'Notes',
    );
  });

  test.each(['held', 'queued', 'sending', 'unconfirmed'])(
    'is refused while a reply of it is %s',
    async (state) => {
      const { id, messages } = await aMailThread([{ text: 'first' }, { text: 'ours', direction: 'out' }]);
      await bench.database.run('UPDATE message SET state = $3 WHERE brand_id = $1 AND id = $2', [
        bench.owner.brandId,
        messages[1],
        state,
      ]);
      expect((await tried(id, 'split', { messageId: messages[1] })).body.message).toContain('on its way');
    },
  );
});

describe('taking a merge back', () => {
  test('both are what they were', async () => {
    const one = await bench.received({ medium: 'email', person: 'anna', text: 'first', at: minutesAgo(30) });
    const two = await bench.received({ medium: 'email', person: 'ben', text: 'second', at: minutesAgo(20) });
    const tag = await bench.get(TagsService).create(bench.owner.brandId, { name: crypto.randomUUID() });
    await agent.client.put(`/api/v1/conversations/${two.conversationId}/tags`, { tagIds: [tag.id] });
    await act(two.conversationId, 'assign', { memberId: agent.memberId });
    await agent.client.put(`/api/v1/conversations/${two.conversationId}/draft`, {
      body: 'half a',
      visibility: 'public',
    });
    const shown = ({ version: _version, acts, ...rest }: ConversationDetail) => ({
      ...rest,
      acts: acts.map(({ kind }) => kind),
    });
    const before = [await detail(one.conversationId), await detail(two.conversationId)].map(shown);
    const merged = await act(two.conversationId, 'merge', { intoId: one.conversationId });
    expect(merged).toMatchObject({ tags: [{ id: tag.id }], assignee: { name: 'Anna' }, messageCount: 2 });
    await act(two.conversationId, 'unmerge');
    const after = [await detail(one.conversationId), await detail(two.conversationId)].map(shown);
    expect(after[1]).toEqual(before[1]);
    expect(after[0]).toEqual({ ...before[0], utteranceSeq: 2, acts: ['merge_undone'] });
    const draft = await agent.client.get<{ draft: { body: string } | null }>(
      `/api/v1/conversations/${two.conversationId}/draft`,
    );
    expect(draft.draft?.body).toBe('half a');
    await bench.apply(bench.message({ thread: two.thread, text: 'third', medium: 'email', person: 'ben' }));
    expect(await texts(two.conversationId)).toEqual(['second', 'third']);
  });

  test('with what had been merged into it before', async () => {
    const [a, b, c] = [
      await bench.received({ medium: 'email', text: 'a', at: minutesAgo(30) }),
      await bench.received({ medium: 'email', text: 'b', at: minutesAgo(20) }),
      await bench.received({ medium: 'email', text: 'c', at: minutesAgo(10) }),
    ].map(({ conversationId }) => conversationId) as [string, string, string];
    await act(a, 'merge', { intoId: b });
    await act(b, 'merge', { intoId: c });
    expect((await tried(a, 'unmerge')).body.message).toContain('take that back first');
    await act(b, 'unmerge');
    expect((await texts(b)).sort()).toEqual(['a', 'b']);
    expect(await texts(c)).toEqual(['c']);
    await act(a, 'unmerge');
    expect(await texts(a)).toEqual(['a']);
    expect(await texts(b)).toEqual(['b']);
  });

  test('is refused once something has been said, and where nothing was merged', async () => {
    const one = await bench.received({ medium: 'email' });
    const two = await bench.received({ medium: 'email' });
    expect((await tried(two.conversationId, 'unmerge')).body.code).toBe('not_possible_now');
    await act(two.conversationId, 'merge', { intoId: one.conversationId });
    await bench.apply(bench.message({ thread: one.thread, medium: 'email' }));
    expect((await tried(two.conversationId, 'unmerge')).body.message).toContain('said since');
  });
});
