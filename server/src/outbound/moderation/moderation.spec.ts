import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Message } from '@parley/shared/messages.js';
import type { ModerationAction } from '@parley/shared/moderation.js';
import { OutboundBench } from '../../../test/builders/outbound-bench.js';
import { StrictPlatform } from '../../../test/fakes/strict-platform.js';
import { eventually } from '../../../test/harness/eventually.js';
import { ChannelStatuses } from '../../channels/channel-status.service.js';
import { ChannelError } from '../../channels/core/channel-error.js';
import { newId } from '../../platform/database/id.js';

const platform = new StrictPlatform({
  capabilities: ['sends', 'replies_publicly', 'likes', 'hides', 'marks_spam', 'trashes', 'deletes'],
});
let bench: OutboundBench;
beforeAll(async () => {
  bench = await OutboundBench.open(platform);
}, 60_000);
afterAll(async () => {
  await bench?.close();
});
beforeEach(async () => {
  await bench.quiet();
  platform.asked.length = 0;
  platform.moderationScript = [];
});

const channelOf = () => bench.channel;
const commented = (given: Parameters<OutboundBench['asked']>[0] = {}) =>
  bench.asked({ medium: 'comment', visibility: 'public', externalId: newId(), ...given });
const ask = async (messageId: string, action: ModerationAction) => {
  const { status, body } = await bench.act(messageId, 'moderation', { action });
  return { status, body };
};
const standing = async (id: string) => {
  const { moderation } = await bench.message(id);
  return { state: moderation.state, liked: moderation.liked, asked: moderation.asked?.state ?? null };
};
const externalIdOf = async (id: string) =>
  (
    await bench.inbox.database.one<{ external_id: string }>(
      'SELECT external_id FROM message WHERE brand_id = $1 AND id = $2',
      [channelOf().brandId, id],
    )
  )?.external_id ?? '';
const acts = async (conversationId: string) =>
  (
    await bench.inbox.database.query<{ details: Record<string, unknown>; member_id: string | null }>(
      `SELECT details, member_id FROM conversation_act WHERE brand_id = $1 AND conversation_id = $2 AND kind = 'moderated'
       ORDER BY arrival`,
      [channelOf().brandId, conversationId],
    )
  ).map(({ details, member_id }) => [details.action ?? `${details.from}→${details.to}`, member_id !== null]);
const later = async (ms: number) => {
  bench.inbox.clock.advance(ms);
  await bench.inbox.chore('moderate-due-messages');
  await bench.work();
};
const told = (externalId: string, more: object) =>
  bench.inbox.apply(
    { key: newId(), account: channelOf().account, at: null, externalId, ...more } as never,
    channelOf(),
  );

describe('what a member asks for', () => {
  it('shows at once, reaches the platform once, and stands in the history', async () => {
    const { conversationId, messageId } = await commented();
    const { status, body } = await ask(messageId, 'hide');
    expect(status).toBe(200);
    expect((body as Message).moderation).toMatchObject({
      state: 'hidden',
      asked: { action: 'hide', state: 'waiting', member: { name: 'Olga' }, reason: null },
    });
    expect(platform.asked).toEqual([]);
    await bench.work();
    await later(60_000);
    expect(platform.asked).toEqual([`hide ${await externalIdOf(messageId)}`]);
    expect(await standing(messageId)).toEqual({ state: 'hidden', liked: false, asked: null });
    expect(await acts(conversationId)).toEqual([['hide', true]]);
  });

  it('is nothing new when it is so already, and refused where the channel cannot', async () => {
    const { messageId } = await commented();
    await ask(messageId, 'like');
    expect((await ask(messageId, 'like')).status).toBe(200);
    await bench.work();
    expect(platform.asked).toHaveLength(1);
    expect((await ask(messageId, 'unapprove')).body.code).toBe('not_possible_now');
    const { messageId: direct } = await bench.asked({ externalId: newId() });
    expect((await ask(direct, 'hide')).body.code).toBe('not_possible_now');
  });

  it('can be taken back before the platform hears of it, and after', async () => {
    const { messageId } = await commented();
    await ask(messageId, 'spam');
    await ask(messageId, 'unspam');
    await bench.work();
    expect(platform.asked).toEqual([]);
    expect(await standing(messageId)).toEqual({ state: 'visible', liked: false, asked: null });
    await ask(messageId, 'trash');
    await bench.work();
    await ask(messageId, 'untrash');
    await bench.work();
    const id = await externalIdOf(messageId);
    expect(platform.asked).toEqual([`trash ${id}`, `untrash ${id}`]);
    expect((await standing(messageId)).state).toBe('visible');
  });

  it('comes back as it was when the platform refuses, with its reason', async () => {
    const { messageId } = await commented();
    platform.moderationScript = [
      ChannelError.rejected('no_right', 'You may not hide this.', 'Ask an admin.'),
    ];
    await ask(messageId, 'hide');
    await bench.work();
    const { moderation } = await bench.message(messageId);
    expect(moderation).toMatchObject({
      state: 'visible',
      asked: {
        state: 'failed',
        reason: { code: 'no_right', message: 'You may not hide this.', remedy: 'Ask an admin.' },
      },
    });
  });

  it('keeps what was asked for after a refusal, and goes back to before both when that fails, too', async () => {
    const { messageId } = await commented();
    platform.moderationScript = [
      ChannelError.rejected('no', 'No.'),
      ChannelError.rejected('never', 'Never.'),
    ];
    await ask(messageId, 'hide');
    await ask(messageId, 'spam');
    await bench.work();
    expect(platform.asked).toHaveLength(2);
    expect(await standing(messageId)).toEqual({ state: 'visible', liked: false, asked: 'failed' });
  });

  it('goes back, when it fails, to how the platform says it stands by then', async () => {
    const { messageId } = await commented();
    const id = await externalIdOf(messageId);
    const refused = ChannelError.rejected('gone', 'It is not there any more.');
    platform.moderationScript = [ChannelError.retryable('busy', 'Try again.'), refused];
    await ask(messageId, 'hide');
    await bench.work();
    await told(id, { type: 'moderation', state: 'spam', by: null });
    expect(await standing(messageId)).toMatchObject({ state: 'hidden', asked: 'waiting' });
    await later(600_000);
    expect(await standing(messageId)).toMatchObject({ state: 'spam', asked: 'failed' });
    // Their moderators delete it while our call is on its way.
    platform.moderationScript = [
      async () => {
        await told(id, { type: 'delete', by: 'brand' });
        throw refused;
      },
    ];
    await ask(messageId, 'unspam');
    await bench.work();
    expect(await standing(messageId)).toMatchObject({ state: 'removed', asked: 'failed' });
  });

  it('is tried again after trouble, also when nobody knows what became of it', async () => {
    const { messageId } = await commented();
    platform.moderationScript = [
      ChannelError.retryable('busy', 'The platform is busy.'),
      ChannelError.ambiguous('The line was cut.'),
      ChannelError.rateLimited(120_000),
    ];
    await ask(messageId, 'hide');
    await bench.work();
    expect((await bench.message(messageId)).moderation.asked).toMatchObject({
      state: 'waiting',
      reason: { message: 'The platform is busy.' },
    });
    await later(5_000);
    await later(10_000);
    await later(60_000);
    expect(platform.asked).toHaveLength(3);
    await later(121_000);
    expect(platform.asked).toHaveLength(4);
    expect(await standing(messageId)).toEqual({ state: 'hidden', liked: false, asked: null });
  });

  it('is done by the next worker when one dies in the middle', async () => {
    const { messageId } = await commented();
    await ask(messageId, 'hide');
    await bench.inbox.database.run(
      `UPDATE moderation_act SET state = 'doing', attempts = 1, attempt_id = $3, next_attempt_at = $4
       WHERE brand_id = $1 AND message_id = $2`,
      [channelOf().brandId, messageId, newId(), new Date(bench.inbox.clock.nowMs() + 30_000)],
    );
    await bench.work();
    expect(platform.asked).toEqual([]);
    await later(31_000);
    expect(platform.asked).toHaveLength(1);
    expect((await standing(messageId)).asked).toBeNull();
  });

  it('waits while the channel needs new credentials, and follows when it has them', async () => {
    const { messageId } = await commented();
    platform.moderationScript = [ChannelError.authExpired('The token was revoked.')];
    await ask(messageId, 'hide');
    await bench.work();
    await later(600_000);
    expect(platform.asked).toHaveLength(1);
    await bench.inbox.database.transaction(() =>
      bench.inbox.get(ChannelStatuses).restore(channelOf().brandId, channelOf().id),
    );
    await eventually('what waited for the credentials', async () => {
      await bench.work();
      return platform.asked.length === 2;
    });
    expect(await standing(messageId)).toEqual({ state: 'hidden', liked: false, asked: null });
  });
});

describe('the turn of a comment', () => {
  const turns = async (id: string) => (await bench.conversation(id)).turns.map(({ outcome }) => outcome);

  it('is not there while it is spam, and opens at its own time when it is none after all', async () => {
    const { conversationId, messageId } = await commented();
    const before = await bench.conversation(conversationId);
    await ask(messageId, 'spam');
    expect(await bench.conversation(conversationId)).toMatchObject({
      setAside: 'spam',
      side: 'theirs',
      turns: [],
    });
    bench.inbox.clock.advance(3_600_000);
    await ask(messageId, 'unspam');
    expect(await bench.conversation(conversationId)).toMatchObject({
      setAside: null,
      side: 'ours',
      waitingSince: before.waitingSince,
      answerBy: before.answerBy,
    });
  });

  it('goes on while it is hidden, and while somebody else has something to say', async () => {
    const { conversationId, messageId } = await commented({ thread: 'busy', person: 'ben' });
    await commented({ thread: 'busy', person: 'cleo' });
    await ask(messageId, 'hide');
    expect(await turns(conversationId)).toEqual([null, null]);
    await ask(messageId, 'trash');
    expect(await turns(conversationId)).toEqual([null]);
    expect((await bench.conversation(conversationId)).setAside).toBeNull();
  });

  it('of what comes in as spam opens when its platform approves it; the newest word of the platform counts', async () => {
    const externalId = newId();
    const at = new Date(bench.inbox.clock.nowMs() - 60_000).toISOString();
    const { conversationId, messageId } = await commented({ externalId, moderation: 'spam', at });
    expect(await bench.conversation(conversationId)).toMatchObject({ setAside: 'spam', turns: [] });
    await told(externalId, { type: 'moderation', state: 'visible', by: 'Mod' });
    expect(await bench.conversation(conversationId)).toMatchObject({ setAside: null, waitingSince: at });
    await told(externalId, { type: 'moderation', state: 'spam', by: null, at: '2020-01-01T00:00:00Z' });
    expect((await standing(messageId)).state).toBe('visible');
    expect(await acts(conversationId)).toEqual([['spam→visible', false]]);
  });

  it('is not withdrawn when it is we who delete the comment: its words stay', async () => {
    const { conversationId, messageId } = await commented({ text: 'Rude words.' });
    await ask(messageId, 'delete');
    await told(await externalIdOf(messageId), { type: 'delete' });
    await bench.work();
    expect(await bench.message(messageId)).toMatchObject({
      text: 'Rude words.',
      deletedAt: null,
      moderation: { state: 'removed', asked: null },
    });
    expect(await bench.conversation(conversationId)).toMatchObject({ setAside: 'removed', turns: [] });
    expect((await ask(messageId, 'like')).body.code).toBe('not_possible_now');
  });

  it('of pending comments runs, and what we ask for is not undone by an older look at the platform', async () => {
    const externalId = newId();
    const { conversationId, messageId } = await commented({ externalId, moderation: 'pending' });
    expect(await turns(conversationId)).toEqual([null]);
    await ask(messageId, 'spam');
    await told(externalId, { type: 'moderation', state: 'pending', by: null });
    expect((await standing(messageId)).state).toBe('spam');
    platform.moderationScript = [{ state: 'trashed' }];
    await bench.work();
    expect((await standing(messageId)).state).toBe('trashed');
  });
});

describe('reactions', () => {
  const react = (externalId: string, emoji: string, more: object = {}) =>
    told(externalId, {
      type: 'reaction',
      emoji,
      removed: false,
      author: { namespace: 'test', externalId: 'dora', name: 'Dora' },
      ...more,
    });

  it('are shown with who gave them, counted once, and can be taken back in any order', async () => {
    const externalId = newId();
    await react(externalId, '👍');
    const { conversationId, messageId } = await commented({ externalId });
    await react(externalId, '👍');
    await react(externalId, '🎉', { at: '2026-01-05T10:00:00Z', removed: true });
    await react(externalId, '🎉', { at: '2026-01-05T09:00:00Z' });
    await react(externalId, 'like', { author: null, ours: true });
    expect(await bench.message(messageId)).toMatchObject({
      reactions: [{ emoji: '👍', count: 1, names: ['Dora'] }],
      likes: 1,
      moderation: { liked: true },
    });
    await react(externalId, 'like', { author: null, total: 41 });
    await react(externalId, '❤', { author: null, total: 7 });
    expect(await bench.message(messageId)).toMatchObject({
      reactions: [
        { emoji: '❤', count: 7, names: [] },
        { emoji: '👍', count: 1 },
      ],
      likes: 41,
    });
    expect((await bench.conversation(conversationId)).turns).toHaveLength(1);
  });
});

describe('the post above comments', () => {
  const post = (externalId: string) =>
    bench.inbox.database.one<{ title: string | null; next_fetch_at: Date | null }>(
      'SELECT title, next_fetch_at FROM post WHERE brand_id = $1 AND channel_id = $2 AND external_id = $3',
      [channelOf().brandId, channelOf().id, externalId],
    );

  it('is fetched once, later, and never holds up the comment', async () => {
    platform.posts.set('p1', ChannelError.retryable('busy', 'Busy.') as never);
    const { conversationId } = await commented({ post: { externalId: 'p1' } });
    await bench.work();
    expect(platform.fetched).toEqual(['p1']);
    platform.posts.set('p1', {
      externalId: 'p1',
      title: 'New beans',
      excerpt: 'Fresh.',
      url: 'https://a.example/1',
    });
    bench.inbox.clock.advance(31_000);
    await bench.inbox.chore('fetch-posts');
    await bench.work();
    await commented({ post: { externalId: 'p1' } });
    await bench.inbox.chore('fetch-posts');
    await bench.work();
    expect(platform.fetched).toEqual(['p1', 'p1']);
    expect(await bench.conversation(conversationId)).toMatchObject({
      subject: 'New beans',
      post: { excerpt: 'Fresh.' },
    });
  });

  it('is left alone where the event tells it, and where the platform has none', async () => {
    platform.fetched.length = 0;
    await commented({ post: { externalId: 'p2', title: 'Told', url: 'https://a.example/2' } });
    await commented({ post: { externalId: 'p3' } });
    await bench.work();
    bench.inbox.clock.advance(7 * 3_600_000);
    await bench.inbox.chore('fetch-posts');
    await bench.work();
    expect(platform.fetched).toEqual(['p3']);
    expect((await post('p3'))?.next_fetch_at).toBeNull();
  });
});
