import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ConversationRow } from '@parley/shared/conversations.js';
import { InboxBench, type Signed } from '../../../test/builders/inbox-bench.js';
import { prefixQuery } from './search-words.js';

interface Page {
  items: { conversation: ConversationRow; excerpt: string; messageId: string | null }[];
  nextCursor: string | null;
}

let bench: InboxBench;
beforeAll(async () => {
  bench = await InboxBench.open();
});
afterAll(async () => {
  await bench.close();
});
beforeEach(async () => {
  await bench.database.run('TRUNCATE conversation, person, message_search_due CASCADE');
});

async function search(q: string, who: Signed = bench.owner, more = ''): Promise<Page> {
  await bench.chore('index-words');
  return who.client.get<Page>(`/api/v1/search?q=${encodeURIComponent(q)}${more}`);
}
const found = async (q: string, who?: Signed) =>
  (await search(q, who)).items.map(({ conversation }) => conversation.id);

describe('words', () => {
  test.each([
    ['another form of the word, in English', 'two deliveries were late', 'delivery'],
    ['another form of the word, in German', 'Die Lieferungen sind verspätet', 'Lieferung'],
    ['without its accents', 'Zwölf Stück für Jürgen', 'zwolf stuck'],
    ['with accents that are not there', 'the cafe is closed', 'café'],
    ['the beginning of a word', 'my cardboard is torn', 'cardb'],
    ['a number', 'order 4711-22 please', '4711'],
    ['several words, in any order', 'the blue teapot leaks', 'leaking teapot'],
  ])('are found by %s', async (_name, text, q) => {
    const { conversationId, messageId } = await bench.received({ text });
    await bench.received({ text: 'something else' });
    expect((await search(q)).items).toMatchObject([{ conversation: { id: conversationId }, messageId }]);
  });

  test('stand marked in the excerpt', async () => {
    await bench.received({
      text: `${'filler '.repeat(200)}the Päckchen never came ${'filler '.repeat(200)}`,
    });
    const [hit] = (await search('packchen')).items;
    expect(hit?.excerpt).toContain('\u{e000}Päckchen\u{e001}');
    expect(hit?.excerpt.length).toBeLessThan(400);
  });

  test('that were edited or deleted are no longer found', async () => {
    const event = bench.message({ text: 'giraffe', at: new Date(bench.clock.nowMs() - 9_000).toISOString() });
    await bench.apply(event);
    expect(await found('giraffe')).toHaveLength(1);
    const base = { account: 'test', externalId: event.externalId };
    const at = (ago: number) => new Date(bench.clock.nowMs() - ago).toISOString();
    await bench.apply({ ...base, type: 'edit', key: 'e', at: at(5_000), text: 'elephant' });
    expect(await found('giraffe')).toEqual([]);
    expect(await found('elephant')).toHaveLength(1);
    await bench.apply({ ...base, type: 'delete', key: 'd', at: at(1_000) });
    expect(await found('elephant')).toEqual([]);
  });

  test.each(['a & b | !', "'; DROP", '(((', '%', '"', '\\', '🐘'])(
    'that are syntax (%s) do no harm',
    async (q) => {
      expect(await found(q)).toEqual([]);
    },
  );
});

describe('names, handles and subjects', () => {
  test('are found by any part of them', async () => {
    const { conversationId } = await bench.received({
      person: 'Éva-Lotta',
      subject: 'Broken_handle',
      text: 'x',
    });
    await bench.received({ person: 'somebody', text: 'y' });
    expect(await found('lott')).toEqual([conversationId]);
    expect(await found('@éva')).toEqual([conversationId]);
    expect(await found('broken_h')).toEqual([conversationId]);
    expect(await found('broken%h')).toEqual([]);
  });
});

test('newest first, page by page, each conversation once', async () => {
  const expected: string[] = [];
  for (let count = 5; count > 0; count -= 1) {
    const at = new Date(bench.clock.nowMs() - count * 60_000).toISOString();
    const { conversationId, thread } = await bench.received({ text: 'teapot', at });
    await bench.received({ thread, text: 'the teapot again', at });
    expected.unshift(conversationId);
  }
  const first = await search('teapot', bench.owner, '&limit=3');
  const second = await search('teapot', bench.owner, `&limit=3&cursor=${first.nextCursor}`);
  const ids = [...first.items, ...second.items].map(({ conversation }) => conversation.id);
  expect(ids).toEqual(expected);
  expect(second.nextCursor).toBeNull();
});

test('hidden channels and other brands are not searched', async () => {
  const agent = await bench.member('agent', 'Anton');
  const stranger = await bench.brandWithOwner('Stella');
  const secret = await bench.aChannel({ only: [] });
  await bench.received({ text: 'mystery', person: 'hidden-one' }, secret);
  expect(await found('mystery')).toHaveLength(1);
  for (const who of [agent, stranger]) {
    expect(await found('mystery', who)).toEqual([]);
    expect(await found('hidden-one', who)).toEqual([]);
  }
});

test.each([
  ['Two words', 'two & words:*'],
  ["a'b:c", 'a & b & c:*'],
  ['!?', null],
])('prefixQuery(%s)', (typed, expected) => {
  expect(prefixQuery(typed)).toBe(expected);
});
