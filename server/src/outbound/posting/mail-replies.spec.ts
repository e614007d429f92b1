import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ConversationDetail } from '@parley/shared/conversations.js';
import type { Message } from '@parley/shared/messages.js';
import { OutboundBench } from '../../../test/builders/outbound-bench.js';
import { StrictPlatform } from '../../../test/fakes/strict-platform.js';
import { ChannelError } from '../../channels/core/channel-error.js';

let bench: OutboundBench;
beforeAll(async () => {
  const platform = new StrictPlatform({
    capabilities: [
      'sends',
      'recipients',
      'subjects',
      'forwards',
      'attachments',
      'starts_conversations',
      'rich_text',
      'sends_system_mail',
    ],
    change: { media: ['email'], replyWindowMs: null },
  });
  bench = await OutboundBench.open(platform);
});
afterAll(() => bench.close());
beforeEach(() => void bench.platform.taken.splice(0));

const mail = (from: string, cc: string[] = []) => ({
  from: [from],
  to: ['us@example.test'],
  cc,
  bcc: [],
  subject: 'My parcel',
  messageId: null,
  date: null,
  invitations: [],
});
/** A mail of Anna, with Ben in copy. */
const asked = async (given: Parameters<OutboundBench['asked']>[0] = {}) => {
  const ref = (name: string) => ({ namespace: 'email', externalId: `${name}@example.test`, name });
  return bench.asked({
    medium: 'email',
    subject: 'My parcel',
    mail: mail('anna@example.test', ['ben@example.test']),
    author: ref('anna'),
    others: [ref('ben')],
    at: new Date(bench.inbox.clock.nowMs() - 60_000).toISOString(),
    ...given,
  });
};
const taken = () => bench.platform.taken.at(-1)?.message;

describe('a reply by mail', () => {
  it('goes to the one who wrote, and says so', async () => {
    const { conversationId, messageId } = await asked();
    const reply = await bench.sent(conversationId);
    expect(reply).toMatchObject({
      state: 'sent',
      inReplyToId: messageId,
      mail: { to: ['anna@example.test'], cc: [] },
    });
    expect(taken()).toMatchObject({
      mail: { to: ['anna@example.test'], cc: [], bcc: [], subject: 'My parcel' },
      inReplyTo: { id: messageId, authorName: 'anna' },
      recipients: [{ externalId: 'anna@example.test' }],
      forward: false,
    });
    expect(await bench.conversation(conversationId)).toMatchObject({ side: 'theirs' });
  });

  it('answers only those in To and Cc, and makes new ones take part', async () => {
    const { conversationId, thread } = await asked();
    await asked({
      thread,
      author: { namespace: 'email', externalId: 'ben@example.test', name: 'ben' },
      others: [],
    });
    await bench.sent(conversationId, {
      to: ['Carla@example.test'],
      cc: ['ben@example.test'],
      bcc: ['dan@example.test'],
      subject: 'Other words',
    });
    expect(taken()?.mail).toEqual({
      to: ['Carla@example.test'],
      cc: ['ben@example.test'],
      bcc: ['dan@example.test'],
      subject: 'Other words',
    });
    const conversation = (await bench.conversation(conversationId)) as unknown as ConversationDetail;
    const outcome = (name: string) => {
      const person = conversation.participants.find((one) => one.name === name);
      return conversation.turns.find(({ personId }) => personId === person?.id)?.outcome;
    };
    expect([outcome('anna'), outcome('ben')]).toEqual([null, 'answered']);
    const names = conversation.participants.map(({ name }) => name);
    expect(names).toContain('Carla@example.test');
    expect(names).not.toContain('dan@example.test');
  });

  it('goes out formatted where its writer did, with the text that it says', async () => {
    const { conversationId } = await asked();
    const { memberId } = bench.inbox.owner;
    const picture = await bench.upload(memberId, 'cat.png', 'meow', 'image/png');
    const file = await bench.upload(memberId, 'terms.txt', 'terms');
    const reply = await bench.sent(conversationId, {
      body: 'something else',
      html: `<p onclick="x()">See <b>this</b>: <img src="cid:${picture}@parley"></p><script>x</script>`,
      attachments: [picture, file],
    });
    const html = `<p>See <strong>this</strong>: <img src="cid:${picture}@parley" alt=""></p>`;
    expect(reply).toMatchObject({
      text: 'See this:',
      html,
      attachments: [
        { id: picture, inline: true, contentId: `${picture}@parley` },
        { id: file, inline: false, contentId: null },
      ],
    });
    expect(taken()).toMatchObject({ text: 'See this:', html });

    const plain = await bench.sent(conversationId, { html: '<p>Nothing</p><p>more</p>' });
    expect(plain).toMatchObject({ text: 'Nothing\nmore', html: null });
    expect(taken()).toMatchObject({ text: 'Nothing\nmore', html: null });
  });

  it('is refused where its formatting cannot be kept', async () => {
    const { conversationId } = await asked();
    const issuesOf = async (given: Parameters<typeof bench.tryPost>[1]) =>
      (await bench.tryPost(conversationId, given)).body.issues?.map(({ path }) => path.join('.'));
    expect(await issuesOf({ html: '<p><img src="cid:nobody@parley"></p>' })).toEqual(['html']);
    expect(await issuesOf({ html: '<b>'.repeat(6_000) })).toEqual(['html']);
    expect(await issuesOf({ html: '<p> </p>' })).toEqual(['body']);
    expect(await issuesOf({ html: '<b>x</b>', kind: 'note' })).toEqual(['html']);
    const { manifest } = bench.platform;
    bench.platform.manifest = {
      ...manifest,
      capabilities: manifest.capabilities.filter((one) => one !== 'rich_text'),
    };
    expect(await issuesOf({ html: '<b>x</b>' })).toEqual(['html']);
    bench.platform.manifest = manifest;
  });

  it('names every address that is none', async () => {
    const { conversationId } = await asked();
    const answer = await bench.tryPost(conversationId, {
      to: ['ok@example.test', 'nobody'],
      cc: ['also none'],
      bcc: ['x y'],
    });
    expect(answer.status).toBe(400);
    expect(answer.body.issues?.map(({ path }) => path)).toEqual([
      ['to', 1],
      ['cc', 0],
      ['bcc', 0],
    ]);
    expect((await bench.tryPost(conversationId, { to: [] })).body.issues?.[0]?.path).toEqual(['to']);
  });

  it('keeps a subject on one line', async () => {
    const { conversationId } = await asked();
    await bench.sent(conversationId, { subject: 'Hello\r\nBcc: all@example.test' });
    expect(taken()?.mail?.subject).toBe('Hello Bcc: all@example.test');
  });

  it('knows the ids of its thread', async () => {
    const { conversationId, thread } = await asked({ ownReferences: ['<1@example.test>'] });
    const first = await bench.sent(conversationId);
    await asked({ thread, ownReferences: ['<2@example.test>'] });
    await bench.sent(conversationId);
    expect(taken()?.threadReferences).toEqual(
      expect.arrayContaining(['<1@example.test>', `ref-${first.id}`, '<2@example.test>']),
    );
    expect(taken()?.threadReferences.indexOf('<1@example.test>')).toBe(0);
    expect(taken()?.inReplyTo?.references).toEqual(['<2@example.test>']);
  });

  it('passes a message on with its files', async () => {
    const { conversationId, messageId } = await asked();
    const file = await bench.upload(bench.inbox.owner.memberId, 'parcel.txt', 'weight');
    await bench.inbox.database.run('UPDATE attachment SET message_id = $3 WHERE brand_id = $1 AND id = $2', [
      bench.channel.brandId,
      file,
      messageId,
    ]);
    const forward = await bench.sent(conversationId, {
      forward: true,
      inReplyToId: messageId,
      to: ['warehouse@example.test'],
      body: '',
    });
    expect(taken()).toMatchObject({ forward: true, attachments: [{ filename: 'parcel.txt', size: 6 }] });
    expect(forward.attachments[0]?.id).not.toBe(file);
    expect((await bench.conversation(conversationId)).side).toBe('ours');
  });
});

describe('writing first', () => {
  const start = (given: Record<string, unknown> = {}) =>
    bench.inbox.owner.client.request<ConversationDetail & { code?: string; issues?: { path: unknown[] }[] }>(
      'POST',
      '/api/v1/conversations',
      {
        body: {
          clientId: randomUUID(),
          channelId: bench.channel.id,
          to: ['eva@example.test'],
          subject: 'Your order',
          body: 'It is ready.',
          sendNow: true,
          ...given,
        },
      },
    );

  it('makes a conversation that waits for them', async () => {
    const clientId = randomUUID();
    const { status, body } = await start({ clientId });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      side: 'theirs',
      medium: 'email',
      subject: 'Your order',
      person: { name: 'eva@example.test' },
    });
    await bench.work();
    expect(taken()).toMatchObject({
      inReplyTo: null,
      mail: { to: ['eva@example.test'], subject: 'Your order' },
    });
    expect((await start({ clientId })).body.id).toBe(body.id);
    expect(bench.platform.taken).toHaveLength(1);
    expect(await bench.conversation(body.id)).toMatchObject({ turns: [], side: 'theirs', messageCount: 1 });
  });

  it('leaves nothing open when it is taken back', async () => {
    const { body } = await start({ sendNow: false });
    const { items } = await bench.inbox.owner.client.get<{ items: Message[] }>(
      `/api/v1/conversations/${body.id}/messages`,
    );
    expect(items).toMatchObject([{ state: 'held' }]);
    await bench.act(items[0]?.id ?? '', 'undo');
    expect(await bench.conversation(body.id)).toMatchObject({ status: 'closed' });
  });

  it('checks recipients, files and who may see the channel', async () => {
    expect((await start({ to: ['nobody'] })).body.issues?.[0]?.path).toEqual(['to', 0]);
    expect((await start({ attachments: [randomUUID()] })).status).toBe(400);
    expect((await start({ channelId: randomUUID() })).status).toBe(404);
    expect((await start({ body: '' })).body.issues?.[0]?.path).toEqual(['body']);
  });
});

describe('mails of the house', () => {
  const invite = (email: string) =>
    bench.inbox.owner.client.post<{ link: string }>('/api/v1/invitations', { email, role: 'agent' });
  const tasks = () =>
    bench.inbox.database.query(`SELECT data FROM task WHERE brand_id = $1 AND name = 'send-system-mail'`, [
      bench.channel.brandId,
    ]);

  it('are tried again while they surely have not left, under the same id', async () => {
    bench.platform.mails.splice(0);
    bench.platform.mailErrors = [ChannelError.retryable('smtp_busy', 'Come back later.')];
    await invite('again@example.test');
    await bench.work();
    expect(bench.platform.mails).toEqual([]);
    const [{ id } = { id: '' }] = await bench.inbox.database.query<{ id: string }>(
      `SELECT id FROM task WHERE brand_id = $1 AND name = 'send-system-mail'`,
      [bench.channel.brandId],
    );
    await bench.later(70_000);
    expect(bench.platform.mails).toMatchObject([{ id, to: 'again@example.test' }]);
    expect(await tasks()).toEqual([]);
  });

  it.each([
    ['the answer is missing', ChannelError.ambiguous('The connection broke off.')],
    ['the mailbox refuses', ChannelError.rejected('refused', 'No such user.')],
  ])('are not sent twice when %s', async (_what, error) => {
    bench.platform.mails.splice(0);
    bench.platform.mailErrors = [error];
    await invite('once@example.test');
    await bench.work();
    await bench.later(3_600_000);
    expect(bench.platform.mails).toEqual([]);
    expect(await tasks()).toEqual([]);
  });

  it('are not sent twice when the worker died between sending and writing it down', async () => {
    bench.platform.mails.splice(0);
    bench.platform.mailErrors = [new Error('never reached')];
    await invite('died@example.test');
    // What the dead worker left behind: handed over, and nobody knows what became of it.
    await bench.inbox.database.run(
      `UPDATE task SET data = data || '{"handedOver": true}', tries = 1 WHERE brand_id = $1 AND name = 'send-system-mail'`,
      [bench.channel.brandId],
    );
    await bench.later(70_000);
    expect(bench.platform.mailErrors).toHaveLength(1);
    bench.platform.mailErrors = [];
    await bench.later(3_600_000);
    expect(bench.platform.mails).toEqual([]);
    expect(await tasks()).toEqual([]);
  });

  it('leave through the first mailbox, sealed until then', async () => {
    bench.platform.mails.splice(0);
    await bench.inbox.database.run(`UPDATE channel SET status = 'paused' WHERE brand_id = $1`, [
      bench.channel.brandId,
    ]);
    const { link } = await bench.inbox.owner.client.post<{ link: string }>('/api/v1/invitations', {
      email: 'new@example.test',
      role: 'agent',
    });
    await bench.work();
    expect(bench.platform.mails).toEqual([]);
    const rows = await bench.inbox.database.query<{ data: unknown }>(
      `SELECT data FROM task WHERE brand_id = $1 AND name = 'send-system-mail'`,
      [bench.channel.brandId],
    );
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(link.split('token=')[1]);
    await bench.inbox.database.run(`UPDATE channel SET status = 'connected' WHERE brand_id = $1`, [
      bench.channel.brandId,
    ]);
    await bench.later(70_000);
    expect(bench.platform.mails).toMatchObject([
      { to: 'new@example.test', text: expect.stringContaining(link) },
    ]);
    await bench.later(3_600_000);
    expect(bench.platform.mails).toHaveLength(1);
  });
});

describe('a reply window', () => {
  it('is kept when posting and when a hold ends', async () => {
    bench.platform.manifest = { ...bench.platform.manifest, replyWindowMs: 3_600_000 };
    const { conversationId } = await asked();
    const inMinutes = (minutes: number) =>
      new Date(bench.inbox.clock.nowMs() + minutes * 60_000).toISOString();
    expect(await bench.tryPost(conversationId, { sendAt: inMinutes(120) })).toMatchObject({
      status: 400,
      body: { issues: [{ path: ['sendAt'] }] },
    });
    const late = await bench.post(conversationId, { sendAt: inMinutes(50) });
    // What a platform allows may become less meanwhile.
    bench.platform.manifest = { ...bench.platform.manifest, replyWindowMs: 1_800_000 };
    await bench.later(51 * 60_000);
    expect(await bench.message(late.id)).toMatchObject({
      state: 'failed',
      reason: { code: 'window_closed' },
    });
    expect(await bench.tryPost(conversationId)).toMatchObject({
      status: 409,
      body: { code: 'reply_not_allowed' },
    });
    bench.platform.manifest = { ...bench.platform.manifest, replyWindowMs: null };
  });
});
