import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { PostComment, PostSummary } from '@parley/shared/posts.js';
import type { ServerEventOf } from '@parley/shared/realtime.js';
import { InboxBench, type Signed } from '../../../test/builders/inbox-bench.js';
import { SocketClient } from '../../../test/harness/socket-client.js';

let bench: InboxBench;
let agent: Signed;
const sockets: SocketClient[] = [];
beforeAll(async () => {
  bench = await InboxBench.open();
  agent = await bench.member('agent', 'Anna');
});
afterAll(() => bench.close());
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});
beforeEach(async () => {
  await bench.database.run('TRUNCATE post, conversation, person CASCADE');
});

type Given = Parameters<InboxBench['received']>[0];
const post = (externalId = 'p1') => ({ externalId, title: 'Spring sale', excerpt: `Words of ${externalId}` });
let minute = 0;
const comment = (given: Given = {}, channel = bench.channel) => {
  minute += 1;
  return bench.received(
    {
      medium: 'comment',
      visibility: 'public',
      post: post(),
      at: new Date(bench.clock.nowMs() - 10_000_000 + minute * 1_000).toISOString(),
      ...given,
    },
    channel,
  );
};
const list = (path = '', who = agent) =>
  who.client.get<{ items: PostSummary[]; nextCursor: string | null }>(`/api/v1/posts${path}`);
const postId = async () => (await list()).items[0]?.id ?? '';
const comments = async (query = '', id?: string, who = agent) =>
  who.client.get<{ items: PostComment[]; nextCursor: string | null }>(
    `/api/v1/posts/${id ?? (await postId())}/comments${query}`,
  );
const textsOf = ({ items }: { items: PostComment[] }) => items.map((one) => one.comment?.text);

/** Every page of an order, one row at a time. */
async function walked(query: string): Promise<(string | undefined)[]> {
  const id = await postId();
  const texts: (string | undefined)[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page = await comments(`?limit=1${query}${cursor && `&cursor=${cursor}`}`, id);
    texts.push(...textsOf(page));
    cursor = page.nextCursor;
  }
  return texts;
}

describe('posts', () => {
  test('are listed by their newest activity, with what stands under them', async () => {
    await comment({ text: 'When is it back?' });
    const second = await comment({ text: 'Lovely.', person: 'ben' });
    await comment({ text: 'Elsewhere', post: post('p2') });
    await agent.client.post(`/api/v1/conversations/${second.conversationId}/close`, {});
    const { items } = await list();
    expect(items.map(({ excerpt }) => excerpt)).toEqual(['Words of p2', 'Words of p1']);
    expect(items[1]).toMatchObject({
      title: 'Spring sale',
      channel: { id: bench.channel.id, name: 'Test' },
      counts: { comments: 2, waiting: 1, questions: 1, setAside: 0 },
    });
    const first = await list('?limit=1');
    expect((await list(`?limit=1&cursor=${first.nextCursor}`)).items).toMatchObject([
      { excerpt: 'Words of p1' },
    ]);
    expect((await list('?q=SPRÎNG%20p2')).items.map(({ excerpt }) => excerpt)).toEqual(['Words of p2']);
  });

  test('show their picture through us, and say where there is none any more', async () => {
    await comment({ post: { ...post(), imageUrl: 'http://127.0.0.1:9/gone.png' } });
    const [shown] = (await list()).items;
    expect(shown?.imageUrl).toBe(`/api/v1/posts/${shown?.id}/picture`);
    const answer = await agent.client.request<{ code: string }>('GET', shown?.imageUrl ?? '');
    expect(answer.body.code).toBe('channel_failed');
    await comment({ post: post('p2') });
    const [bare] = (await list()).items;
    expect(bare?.imageUrl).toBeNull();
    expect((await agent.client.request('GET', `/api/v1/posts/${bare?.id}/picture`)).status).toBe(404);
  });

  test('of a hidden channel, or another brand, do not exist', async () => {
    const hidden = await bench.aChannel({ only: [] });
    await comment({ text: 'Secret' }, hidden);
    const stranger = await bench.brandWithOwner('Stranger');
    expect((await list()).items).toEqual([]);
    const id = (await list('', bench.owner)).items[0]?.id;
    for (const path of ['', '/comments', '/picture'])
      for (const who of [agent, stranger])
        expect((await who.client.request('GET', `/api/v1/posts/${id}${path}`)).status).toBe(404);
    expect((await comments('', id, bench.owner)).items).toHaveLength(1);
  });
});

describe('comments under a post', () => {
  test('come in every order, page by page, each once', async () => {
    await comment({ text: 'one' });
    await comment({ text: 'When is it back?', person: 'ben' });
    const answered = await comment({ text: 'three', person: 'cleo' });
    await comment({ text: 'Where can I buy it', person: 'dora' });
    for (const [text, likes] of [
      ['one', 3],
      ['Where can I buy it', 7],
    ])
      await bench.database.run('UPDATE message SET likes = $3 WHERE brand_id = $1 AND text = $2', [
        bench.owner.brandId,
        text,
        likes,
      ]);
    await comment({ direction: 'out', text: 'Here!', thread: answered.thread, person: 'cleo' });
    expect(await walked('&sort=waiting')).toEqual(['one', 'When is it back?', 'Where can I buy it']);
    expect(await walked('&sort=questions')).toEqual(['When is it back?', 'Where can I buy it']);
    expect(await walked('&sort=newest')).toEqual(['Where can I buy it', 'three', 'When is it back?', 'one']);
    expect((await walked('&sort=liked')).slice(0, 2)).toEqual(['Where can I buy it', 'one']);
  });

  test('are found by words anywhere in their thread, whatever their case and accents', async () => {
    const first = await comment({ text: 'Die Hülle ist WEG' });
    await comment({ text: 'Nothing', person: 'ben' });
    await comment({ text: 'me too: hulle', person: 'cleo', thread: first.thread });
    expect(textsOf(await comments('?sort=newest&q=h%C3%BClle'))).toEqual(['Die Hülle ist WEG']);
    expect(textsOf(await comments('?sort=newest&q=HULLE%20nothing'))).toEqual([]);
    expect(textsOf(await comments('?sort=newest&q=weg%20ist'))).toEqual(['Die Hülle ist WEG']);
  });

  test('ask until they are answered, and again when they ask again', async () => {
    const { thread, messageId } = await comment({ text: 'Is it green?' });
    const asks = async () => (await comments('?sort=newest')).items[0]?.asks;
    expect(await asks()).toBe(true);
    await comment({ direction: 'out', text: 'It is.', thread });
    await comment({ thread, text: 'Thank you!' });
    expect(await asks()).toBe(false);
    await comment({ thread, text: 'And what does it cost?' });
    expect(await asks()).toBe(true);
    await bench.database.run(
      `UPDATE message SET deleted_at = now() WHERE brand_id = $1 AND id <> $2 AND text LIKE '%cost%'`,
      [bench.owner.brandId, messageId],
    );
    expect(await asks()).toBe(false);
  });

  test('are pushed together to whoever has the post open', async () => {
    await comment({ text: 'first' });
    const id = await postId();
    const socket = await SocketClient.connect(agent.client);
    sockets.push(socket);
    expect(await socket.say({ type: 'post.open', postId: id })).toEqual({ ok: true });
    const written = [];
    for (let n = 0; n < 12; n += 1)
      written.push((await comment({ text: `storm ${n}`, person: `p${n}` })).conversationId);
    const seen = new Map<string, PostComment>();
    let after = 0;
    while (!written.every((one) => seen.has(one))) {
      const event: ServerEventOf<'post.changed'> = await socket.waitFor(
        'comments under the post',
        ({ type }) => type === 'post.changed',
        { after },
      );
      after = socket.events.indexOf(event) + 1;
      expect(event.postId).toBe(id);
      for (const one of event.comments) seen.set(one.conversation.id, one);
    }
    expect(seen.get(written[3] ?? '')?.comment?.text).toBe('storm 3');
  });
});

describe('what is asked', () => {
  test.each([
    ['Wann gibt es das wieder', true],
    ['Hallo, könnt ihr das nach Wien liefern', true],
    ['Is this vegan?', true],
    ['@shop how much is it', true],
    ['Gibt’s das auch in Blau', true],
    ['weiß jemand ob das passt', true],
    ['Does anyone know the size', true],
    ['see https://example.test/?utm=1 for more', false],
    ['Was für ein schöner Tag', false],
    ['What a lovely picture', false],
    ['Wo ich wohne regnet es', false],
    ['When I bought it, it was fine.', false],
    ['Danke, funktioniert!', false],
    ['', false],
  ])('%s: %s', async (text, expected) => {
    const row = await bench.database.one<{ asks: boolean }>('SELECT asks_something($1) AS asks', [text]);
    expect(row?.asks).toBe(expected);
  });
});
