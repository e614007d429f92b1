import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { ChannelDetail } from '@parley/shared/channels.js';
import type { ConversationRow } from '@parley/shared/conversations.js';
import type { Message } from '@parley/shared/messages.js';
import { memberInbox } from '../builders/member-inbox.js';
import type { ApiClient } from '../harness/api-client.js';
import type { Parley } from '../harness/app.js';
import { describeModes } from '../harness/describe-modes.js';
import { eventually } from '../harness/eventually.js';
import { SocketClient } from '../harness/socket-client.js';
import { TelegramPlatform } from '../platforms/telegram.js';

const PATIENCE = { timeoutMs: 60_000 };

describeModes('a bot on Telegram', (start) => {
  let parley: Parley;
  let owner: ApiClient;
  let platform: TelegramPlatform;
  let channel: ChannelDetail;
  let person = 4_503_599_627_370_000;

  beforeAll(async () => {
    platform = await TelegramPlatform.start();
    parley = await start();
    owner = await parley.signedIn();
    const made = await owner.post<{ channel: ChannelDetail; endpointSecret: string | null }>(
      '/api/v1/channels',
      {
        kind: 'telegram',
        name: 'Support bot',
        settings: { token: platform.token, apiUrl: platform.url },
      },
    );
    expect(made).toMatchObject({ endpointSecret: null, channel: { endpointUrl: null } });
    channel = made.channel;
  });
  afterAll(() => platform?.stop());
  afterEach(() => {
    platform.script = [];
    platform.onTaken = undefined;
    // Whatever happened: nobody was told the same thing twice.
    const words = platform.taken.map(({ fields }) => fields.text ?? fields.caption);
    expect(words.filter((one, index) => words.indexOf(one) !== index)).toEqual([]);
  });

  /** Somebody new; their conversation, once it is in the queue. */
  async function asked(given: Record<string, unknown> = {}): Promise<ConversationRow> {
    person += 1;
    const text = `Hello from ${person}?`;
    platform.says({ person, text, ...given });
    return inView(String(given.caption ?? given.text ?? text));
  }
  const { inView, detail, messages, post, until } = memberInbox(() => owner, PATIENCE);
  const arrived = (reply: Message) =>
    platform.taken.filter(({ fields }) => (fields.text ?? fields.caption) === reply.text);

  it('is asked, and answers once', async () => {
    const { id, person: who } = await asked();
    expect(who.name).toBe('Ines Example');
    const socket = await SocketClient.connect(owner);
    await socket.say({ type: 'conversation.open', conversationId: id });
    await socket.say({ type: 'presence.writing', conversationId: id, writing: true, what: 'reply' });
    await eventually('the person to see that somebody writes', () =>
      platform.shownTyping.includes(String(person)),
    );
    socket.close();
    const reply = await until(await post(id), 'sent');
    expect(arrived(reply)).toMatchObject([{ method: 'sendMessage', chatId: String(person) }]);
    expect(await detail(id)).toMatchObject({
      side: 'theirs',
      turns: [{ outcome: 'answered', answeredByMessageId: reply.id }],
    });
  });

  it('brings files both ways, an album as one message', async () => {
    for (const piece of ['one', 'two']) {
      platform.files.set(piece, { path: `photos/${piece}.jpg`, content: Buffer.from(piece) });
    }
    const album = (file_id: string, caption?: string) => ({
      text: undefined,
      caption,
      media_group_id: '12543417770506682',
      photo: [{ file_id, width: 9, height: 9 }],
    });
    const { id } = await asked(album('one', 'See the dent'));
    platform.says({ person, ...album('two') });
    const [message] = await eventually(
      'both pictures',
      async () => {
        const all = await messages(id);
        const files = all.flatMap(({ attachments }) => attachments);
        return files.length === 2 && files.every(({ state }) => state === 'ready') && all;
      },
      PATIENCE,
    );
    expect(await messages(id)).toHaveLength(1);
    const bytes = await Promise.all(
      (message?.attachments ?? []).map(async ({ url }) => (await owner.request<string>('GET', url)).body),
    );
    expect(bytes).toEqual(['one', 'two']);

    const form = new FormData();
    form.append('file', new Blob(['%PDF'], { type: 'application/pdf' }), 'Offer.pdf');
    const upload = await owner.request<{ id: string }>('POST', '/api/v1/attachments', { body: form });
    const reply = await until(await post(id, { attachments: [upload.body.id] }), 'sent');
    expect(arrived(reply)).toMatchObject([
      { method: 'sendDocument', files: [{ filename: 'Offer.pdf', content: Buffer.from('%PDF') }] },
    ]);
  });

  it('keeps a conversation when its group moves', async () => {
    const group = { id: -599_075_523, type: 'group', title: 'Friends of tea' };
    const now = { id: -1_001_555_296_434, type: 'supergroup', title: 'Friends of tea' };
    const { id, subject } = await asked({ chat: group, text: 'In the group?' });
    expect(subject).toBe('Friends of tea');
    platform.knows(String(group.id)).movedTo = String(now.id);
    platform.knows(String(now.id));
    const early = await until(await post(id), 'sent');
    platform.says({ person, chat: group, text: undefined, migrate_to_chat_id: now.id });
    platform.says({ person, chat: now, text: 'Still here?' });
    expect((await inView('Still here?')).id).toBe(id);
    const late = await until(await post(id, { seenSeq: 3 }), 'sent');
    for (const reply of [early, late]) expect(arrived(reply)).toMatchObject([{ chatId: String(now.id) }]);
  });

  it('waits when Telegram asks for it, and says plainly what Telegram refuses', async () => {
    const { id } = await asked();
    platform.script = [
      {
        kind: 'refuse',
        code: 429,
        description: 'Too Many Requests: retry after 1',
        parameters: { retry_after: 1 },
      },
    ];
    expect(arrived(await until(await post(id), 'sent'))).toHaveLength(1);

    const blocked = await asked();
    platform.knows(String(person)).blocked = 'bot was blocked by the user';
    const user = { id: person, is_bot: false, first_name: 'Ines' };
    platform.happens({
      my_chat_member: {
        chat: { id: person, type: 'private', first_name: 'Ines' },
        from: user,
        date: Math.floor(Date.now() / 1_000),
        old_chat_member: { user: platform.bot, status: 'member' },
        new_chat_member: { user: platform.bot, status: 'kicked' },
      },
    });
    const refused = await until(await post(blocked.id), 'failed');
    expect(refused.reason).toMatchObject({ code: 'blocked', message: 'This person has blocked the bot.' });
    await eventually('the notice', async () => {
      const { acts } = await detail(blocked.id);
      return acts.some(({ kind, details }) => kind === 'notice' && details.notice === 'blocked');
    });
  });

  it('with its worker killed in the middle of a reply is unconfirmed, never sent again; what came meanwhile comes in', async () => {
    const { id } = await asked();
    platform.script = [{ kind: 'take-and-keep-silent' }];
    const taken = new Promise<void>((resolve) => {
      platform.onTaken = () => resolve();
    });
    const reply = await post(id);
    await taken;
    platform.onTaken = undefined;
    await parley.kill('worker');
    person += 1;
    platform.says({ person, text: 'While nobody was there' });
    await parley.resume('worker');
    // The times leases last, without waiting for them.
    await parley.query('UPDATE channel_lease SET expires_at = now() WHERE channel_id = $1', [channel.id]);
    const held = await parley.query(
      `UPDATE message SET lease_until = now() - interval '1 second' WHERE id = $1 AND state = 'sending' RETURNING id`,
      [reply.id],
    );
    expect(held).toHaveLength(1);
    await until(reply, 'unconfirmed');
    await inView('While nobody was there');
    expect(arrived(reply)).toHaveLength(1);
  });

  it('is delivered to instead, when Telegram can reach us: nothing is lost or doubled at the change', async () => {
    person += 1;
    platform.says({ person, text: 'Just before the change' });
    await owner.request('PATCH', `/api/v1/channels/${channel.id}`, {
      body: { settings: { delivery: 'webhook' } },
    });
    await eventually('the webhook', () => platform.webhook !== null, PATIENCE);
    person += 1;
    platform.says({ person, text: 'By webhook' });
    await inView('Just before the change');
    const { id } = await inView('By webhook');
    expect(arrived(await until(await post(id), 'sent'))).toHaveLength(1);
    await eventually('nothing to be left at Telegram', () => platform.pending === 0, PATIENCE);

    const stranger = await parley.client().request('POST', platform.webhook?.url ?? '', {
      body: { update_id: 1 },
      headers: { 'x-telegram-bot-api-secret-token': 'guessed' },
    });
    expect(stranger.status).toBe(401);
    const { items } = await owner.get<{ items: { state: string }[] }>(
      `/api/v1/inbound-events?channelId=${channel.id}&state=failed`,
    );
    expect(items).toEqual([]);

    await owner.request('DELETE', `/api/v1/channels/${channel.id}`);
    expect(platform.webhook).toBeNull();
  });
});
