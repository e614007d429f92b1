import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { ChannelDetail } from '@parley/shared/channels.js';
import type { Message } from '@parley/shared/messages.js';
import { memberInbox } from '../builders/member-inbox.js';
import type { ApiClient } from '../harness/api-client.js';
import type { Parley } from '../harness/app.js';
import { describeModes } from '../harness/describe-modes.js';
import { eventually } from '../harness/eventually.js';
import { MastodonPlatform } from '../platforms/mastodon.js';
import type { Said } from '../platforms/mastodon-data.js';

const PATIENCE = { timeoutMs: 60_000 };

describeModes('an account on Mastodon', (start) => {
  let parley: Parley;
  let owner: ApiClient;
  let platform: MastodonPlatform;
  let channelId: string;
  let count = 0;

  beforeAll(async () => {
    platform = await MastodonPlatform.start();
    parley = await start();
    owner = await parley.signedIn();
    const settings = { instance: `${platform.url}/@shop`, login: 'oauth' };
    const { url } = await owner.post<{ url: string }>('/api/v1/channel-kinds/consent', {
      kind: 'mastodon',
      name: 'Shop',
      settings,
    });
    const consent = await fetch(url, { redirect: 'manual' });
    const back = new URL(consent.headers.get('location') ?? '');
    const answer = await owner.request('GET', `${back.pathname}${back.search}`);
    channelId = /^\/channels\/([\w-]{36})$/.exec(answer.headers.get('location') ?? '')?.[1] ?? '';
    await eventually('the stream', () => platform.openStreams === 1, PATIENCE);
  });
  afterAll(() => platform?.stop());
  afterEach(() => {
    platform.script = [];
    platform.onTaken = undefined;
    // Whatever happened: nobody was told the same thing twice.
    const words = platform.taken.map(({ text }) => text);
    expect(words.filter((one, index) => words.indexOf(one) !== index)).toEqual([]);
  });

  /** Somebody new speaks to us; their conversation, once it is in the queue. */
  async function asked(given: Parameters<MastodonPlatform['says']>[0] = {}) {
    count += 1;
    const by = platform.person(`person${count}@elsewhere.example`, `Person ${count}`);
    const said = platform.says({ by, ...given, text: given.text ?? `@shop question ${count}?` });
    return { said, row: await inView(said.text) };
  }
  const { inView, detail, messages, post, until } = memberInbox(() => owner, PATIENCE);
  const arrived = (reply: Message) => platform.taken.filter(({ text }) => text.endsWith(reply.text));

  it('is asked under a post and answers there once, as public as it was asked', async () => {
    const teapots = platform.says({ by: platform.us, text: 'New teapots!' });
    const { said, row } = await asked({ replyTo: teapots, visibility: 'unlisted' });
    expect(row).toMatchObject({ medium: 'comment', person: { name: 'Person 1' } });
    expect(await detail(row.id)).toMatchObject({ post: { excerpt: 'New teapots!' } });
    const reply = await until(await post(row.id), 'sent');
    expect(arrived(reply)).toMatchObject([{ replyTo: said.id, visibility: 'unlisted' }]);
    expect(arrived(reply)[0]?.mentions.map(({ acct }) => acct)).toEqual(['person1@elsewhere.example']);
    expect(await detail(row.id)).toMatchObject({
      side: 'theirs',
      turns: [{ outcome: 'answered', answeredByMessageId: reply.id }],
    });
    // Its echo, over the stream and the timeline, is the reply itself.
    platform.says({ by: platform.us, text: '@person1@elsewhere.example natively', replyTo: said });
    await eventually('what was said natively', async () => (await messages(row.id)).length === 3, PATIENCE);
  });

  it('answers aside what was public: the conversation that comes of it is private, and linked', async () => {
    const { said, row } = await asked();
    const reply = await until(await post(row.id, { visibility: 'private' }), 'sent');
    expect(arrived(reply)).toMatchObject([{ visibility: 'direct', replyTo: said.id }]);
    platform.says({
      by: said.by,
      text: '@shop privately then',
      visibility: 'direct',
      replyTo: arrived(reply)[0] as Said,
    });
    const aside = await inView('@shop privately then');
    expect(aside).toMatchObject({ medium: 'dm' });
    expect((await detail(row.id)).linked).toMatchObject([{ id: aside.id }]);
    const direct = await until(await post(aside.id), 'sent');
    expect(arrived(direct)).toMatchObject([{ visibility: 'direct' }]);
    expect(arrived(direct)[0]?.mentions).toEqual([said.by]);
  });

  it('follows what people change and take back, likes, and takes back what it said', async () => {
    const { said, row } = await asked({ media: [{ type: 'image', description: 'A dent', content: 'png' }] });
    platform.edits(said, '@shop mended');
    await eventually('the edit', async () => (await messages(row.id))[0]?.text === '@shop mended', PATIENCE);
    const [asking] = await messages(row.id);
    expect(asking?.attachments).toMatchObject([{ description: 'A dent' }]);
    await owner.post(`/api/v1/messages/${asking?.id}/moderation`, { action: 'like' });
    await eventually('the like', () => said.likedByUs, PATIENCE);
    const reply = await until(await post(row.id), 'sent');
    const ours = arrived(reply)[0] as Said;
    platform.note('favourite', said.by, ours);
    await eventually('the reaction', async () => (await messages(row.id))[1]?.likes === 1, PATIENCE);
    await owner.post(`/api/v1/messages/${reply.id}/moderation`, { action: 'delete' });
    await eventually(
      'it to be gone',
      () => platform.calls.includes(`DELETE /api/v1/statuses/${ours.id}`),
      PATIENCE,
    );
    platform.deletes(said);
    await eventually('the deletion', async () => (await messages(row.id))[0]?.deletedAt != null, PATIENCE);
  });

  it('misses nothing while the stream is gone, and waits when it is asked to', async () => {
    platform.streamsDeaf = true;
    platform.cutStreams();
    const { said, row } = await asked({ quietly: true });
    platform.streamsDeaf = false;
    platform.script = [{ status: 429, error: 'Too many requests' }];
    platform.rates.resetsAt = Date.now() + 1_500;
    const reply = await until(await post(row.id), 'sent');
    expect(arrived(reply)).toMatchObject([{ replyTo: said.id }]);
    const gone = await asked();
    platform.deletes(gone.said, { quietly: true });
    const refused = await until(await post(gone.row.id), 'failed');
    expect(refused.reason).toMatchObject({ code: 'status_gone' });
  });

  it('with its worker killed in the middle of a reply finds it again, and never says it twice', async () => {
    const { row } = await asked();
    platform.script = ['take-and-keep-silent'];
    const taken = new Promise<void>((resolve) => {
      platform.onTaken = () => resolve();
    });
    const reply = await post(row.id);
    await taken;
    platform.onTaken = undefined;
    await parley.kill('worker');
    platform.says({ text: '@shop while nobody was there' });
    await parley.resume('worker');
    // The times leases last, without waiting for them.
    await parley.query('UPDATE channel_lease SET expires_at = now() WHERE channel_id = $1', [channelId]);
    await parley.query(
      `UPDATE message SET lease_until = now() - interval '1 second' WHERE id = $1 AND state = 'sending'`,
      [reply.id],
    );
    await inView('@shop while nobody was there');
    await until(reply, 'sent');
    expect(arrived(reply)).toHaveLength(1);
    expect((await messages(row.id)).map(({ direction }) => direction)).toEqual(['in', 'out']);

    const { items } = await owner.get<{ items: { state: string }[] }>(
      `/api/v1/inbound-events?channelId=${channelId}&state=failed`,
    );
    expect(items).toEqual([]);
    const { health } = await owner.get<ChannelDetail>(`/api/v1/channels/${channelId}`);
    expect(health).toMatchObject({
      missingPermissions: [],
      quotas: expect.arrayContaining([expect.objectContaining({ name: 'requests', limit: 300 })]),
    });
    const granted = platform.tokens.size;
    await owner.request('DELETE', `/api/v1/channels/${channelId}`);
    expect(platform.tokens.size).toBe(granted - 1);
  });
});
