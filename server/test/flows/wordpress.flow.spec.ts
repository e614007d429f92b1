import { createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { ChannelManifest } from '@parley/shared/channel-manifest.js';
import type { ChannelDetail } from '@parley/shared/channels.js';
import type { Message } from '@parley/shared/messages.js';
import { memberInbox } from '../builders/member-inbox.js';
import type { ApiClient } from '../harness/api-client.js';
import type { Parley } from '../harness/app.js';
import { describeModes } from '../harness/describe-modes.js';
import { eventually } from '../harness/eventually.js';
import { WordPressSite } from '../platforms/wordpress.js';

const PATIENCE = { timeoutMs: 20_000 };

describeModes('the comments of a WordPress site', (start) => {
  let parley: Parley;
  let owner: ApiClient;
  let site: WordPressSite;
  let channel: ChannelDetail;
  let secret: string;

  beforeAll(async () => {
    site = await WordPressSite.start();
    parley = await start();
    owner = await parley.signedIn();
    const made = await owner.post<{ channel: ChannelDetail; endpointSecret: string | null }>(
      '/api/v1/channels',
      {
        kind: 'wordpress',
        name: 'Our blog',
        settings: {
          siteUrl: site.url,
          login: 'password',
          username: site.user.login,
          password: site.user.applicationPassword,
        },
      },
    );
    channel = made.channel;
    secret = made.endpointSecret ?? '';
    expect(secret).not.toBe('');
  });
  afterAll(() => site?.stop());
  afterEach(() => {
    site.script = [];
    site.onTaken = undefined;
    const words = site.taken.map(({ content }) => content);
    expect(words.filter((one, index) => words.indexOf(one) !== index)).toEqual([]);
  });

  const lookNow = () => owner.request('POST', `/api/v1/channels/${channel.id}/check`);
  /** As its plugin does (`parley_comments_tell`). */
  async function tells(event: string, commentId: number): Promise<number> {
    const timestamp = String(Math.floor(Date.now() / 1_000));
    const body = JSON.stringify({ event, comment_id: commentId, at: Number(timestamp) });
    const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
    const { status } = await fetch(channel.endpointUrl ?? '', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-parley-timestamp': timestamp,
        'x-parley-signature': `sha256=${signature}`,
      },
      body,
    });
    return status;
  }
  const { inView, detail, messages, message, post, until } = memberInbox(() => owner, PATIENCE);
  const arrived = (reply: Message) => site.taken.filter(({ content }) => content === reply.text);

  it('come in with their post, and are answered once, under the comment', async () => {
    const comment = site.says({ content: 'Is it open on Sunday?' });
    await lookNow();
    const { id, person } = await inView('Is it open on Sunday?');
    expect(person.name).toBe('Ines Example');
    const shown = await eventually(
      'the picture of the post',
      async () => {
        const found = await detail(id);
        return found.post?.imageUrl != null && found;
      },
      PATIENCE,
    );
    expect(shown).toMatchObject({ medium: 'comment', post: { title: 'How we roast “light”' } });
    const reply = await until(await post(id), 'sent');
    expect(arrived(reply)).toMatchObject([{ post: 4, parent: comment.id, author: 7 }]);
    await lookNow();
    expect(await detail(id)).toMatchObject({
      side: 'theirs',
      turns: [{ outcome: 'answered', answeredByMessageId: reply.id }],
    });
  });

  it('have their plugin where the form says', async () => {
    const kinds = await owner.get<ChannelManifest[]>('/api/v1/channel-kinds');
    const { steps = [] } = kinds.find(({ kind }) => kind === 'wordpress') ?? {};
    const path = steps.find(({ file }) => file !== undefined)?.file ?? '';
    const answer = await fetch(new URL(path, parley.baseUrl));
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="parley-comments.php"');
    const plugin = await answer.text();
    expect(plugin).toMatch(/^<\?php\n/);
    for (const name of ['PARLEY_HOOK_URL', 'PARLEY_HOOK_SECRET', 'X-Parley-Signature']) {
      expect(plugin).toContain(name);
    }
  });

  it('come in at once by the plugin; what waits is approved from here, and the like of it is found when done there', async () => {
    const comment = site.says({ content: 'First time here', status: 'hold' });
    expect(await tells('created', comment.id)).toBe(200);
    const { id } = await inView('First time here');
    const pending = await message(id, 'the comment', ({ moderation }) => moderation?.state === 'pending');
    await owner.request('POST', `/api/v1/messages/${pending.id}/moderation`, { body: { action: 'approve' } });
    await eventually('the approval', () => site.comment(comment.id).status === 'approved', PATIENCE);
    await message(id, 'it to be visible', ({ moderation }) => moderation?.state === 'visible');

    comment.content = 'First time here, sorry';
    await tells('edited', comment.id);
    await message(id, 'the new words', ({ text }) => text === 'First time here, sorry');
    comment.status = 'spam';
    await tells('status', comment.id);
    await message(id, 'it to be spam', ({ moderation }) => moderation?.state === 'spam');
    comment.status = 'approved';
    await lookNow();
    await message(id, 'it to be back', ({ moderation }) => moderation?.state === 'visible');
    await inView('First time here, sorry');

    secret = 'whsec_guessed';
    expect(await tells('created', comment.id)).toBe(401);
  });

  it('are answered once though the answer was lost, and though the worker was killed meanwhile', async () => {
    site.says({ content: 'Lost answer?' });
    await lookNow();
    const lost = await inView('Lost answer?');
    site.script = [{ kind: 'take-and-cut' }];
    expect(arrived(await until(await post(lost.id), 'sent'))).toHaveLength(1);

    site.says({ content: 'Killed worker?' });
    await lookNow();
    const { id } = await inView('Killed worker?');
    site.script = [{ kind: 'take-and-keep-silent' }];
    const taken = new Promise<void>((resolve) => {
      site.onTaken = () => resolve();
    });
    const reply = await post(id);
    await taken;
    site.onTaken = undefined;
    await parley.kill('worker');
    site.says({ content: 'While nobody looked' });
    await parley.resume('worker');
    // The times leases last, without waiting for them.
    await parley.query('UPDATE channel_lease SET expires_at = now() WHERE channel_id = $1', [channel.id]);
    const held = await parley.query(
      `UPDATE message SET lease_until = now() - interval '1 second' WHERE id = $1 AND state = 'sending' RETURNING id`,
      [reply.id],
    );
    expect(held).toHaveLength(1);
    await inView('While nobody looked');
    expect(arrived(await until(reply, 'sent'))).toHaveLength(1);
    const outs = (await messages(id)).filter(({ direction }) => direction === 'out');
    expect(outs).toHaveLength(1);
    const { items } = await owner.get<{ items: { state: string }[] }>(
      `/api/v1/inbound-events?channelId=${channel.id}&state=failed`,
    );
    expect(items).toEqual([]);
  });
});
