import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { WordHit, WordRuleView } from '@parley/shared/word-rules.js';
import type { Signed } from '../../../test/builders/inbox-bench.js';
import { OutboundBench } from '../../../test/builders/outbound-bench.js';
import { StrictPlatform } from '../../../test/fakes/strict-platform.js';
import { ChannelError } from '../../channels/core/channel-error.js';
import { WordRulesRepository } from './word-rules.repository.js';

const platform = new StrictPlatform({ capabilities: ['sends', 'replies_publicly', 'likes', 'hides'] });
let bench: OutboundBench;
let agent: Signed;

beforeAll(async () => {
  bench = await OutboundBench.open(platform);
  agent = await bench.inbox.member('agent', 'Ada');
});
afterAll(() => bench.close());
beforeEach(async () => {
  await bench.quiet();
  await bench.inbox.database.run('TRUNCATE word_rule, post, conversation, person CASCADE');
});

const comment = (text: string, given: Parameters<OutboundBench['asked']>[0] = {}, channel = bench.channel) =>
  bench.inbox.received(
    {
      medium: 'comment',
      visibility: 'public',
      person: 'anna',
      text,
      post: { externalId: 'p1', excerpt: 'Spring sale' },
      ...given,
    },
    channel,
  );
const postId = async () =>
  (await agent.client.get<{ items: { id: string }[] }>('/api/v1/posts')).items[0]?.id;
const rule = (given: object, who: Signed = bench.inbox.owner) =>
  who.client.post<WordRuleView>('/api/v1/word-rules', { words: ['Schwindel'], ...given });
const hits = async (id: string) =>
  (await agent.client.get<{ items: WordHit[] }>(`/api/v1/word-rules/${id}/hits`)).items;
const stateOf = async (messageId: string) => (await bench.message(messageId)).moderation.state;

describe('words that keep comments out of sight', () => {
  it('hide what they are found in on its platform, in the name of who made the rule, and say so', async () => {
    const { id } = await rule({});
    const bad = await comment('So ein SCHWINDEL!');
    const good = await comment('So schön', { person: 'ben' });
    await bench.work();
    expect(await stateOf(bad.messageId)).toBe('hidden');
    expect(await stateOf(good.messageId)).toBe('visible');
    expect(await hits(id)).toMatchObject([
      { messageId: bad.messageId, word: 'Schwindel', state: 'hidden', name: 'anna' },
    ]);
    expect((await agent.client.get<WordRuleView[]>('/api/v1/word-rules'))[0]).toMatchObject({
      id,
      hits: 1,
      failed: 0,
    });
    const { acts } = await agent.client.get<{ acts: { kind: string; member: { name: string } }[] }>(
      `/api/v1/conversations/${bad.conversationId}`,
    );
    expect(acts).toMatchObject([{ kind: 'moderated', member: { name: bench.inbox.owner.name } }]);
  });

  it('are found in the transaction that takes the comment in: what the queue loses is found again', async () => {
    await rule({});
    const bad = await comment('Schwindel');
    bench.inbox.queue.jobs.splice(0);
    expect(await stateOf(bad.messageId)).toBe('visible');
    await bench.later(60_000);
    expect(await stateOf(bad.messageId)).toBe('hidden');
  });

  it('are taken back one by one, or all at once', async () => {
    const { id } = await rule({});
    const made = [];
    for (const person of ['anna', 'ben', 'cleo'])
      made.push((await comment('Schwindel', { person })).messageId);
    await bench.work();
    const [newest] = await hits(id);
    const undo = (body: object) =>
      agent.client.post<{ undone: number; failed: number }>(`/api/v1/word-rules/${id}/undo`, body);
    expect(await undo({ hitIds: [newest?.id] })).toEqual({ undone: 1, failed: 0, nextCursor: null });
    await bench.work();
    expect(await stateOf(newest?.messageId ?? '')).toBe('visible');
    expect(await undo({})).toEqual({ undone: 2, failed: 0, nextCursor: null });
    await bench.work();
    for (const messageId of made) expect(await stateOf(messageId)).toBe('visible');
    expect((await hits(id)).map(({ state }) => state)).toEqual(['undone', 'undone', 'undone']);
    const audit = await bench.inbox.owner.client.get<{ items: { action: string; details: object }[] }>(
      '/api/v1/audit-entries',
    );
    expect(audit.items.filter(({ action }) => action === 'word_rule.undone')).toMatchObject([
      { details: { ruleId: id, undone: 2 } },
      { details: { ruleId: id, undone: 1 } },
    ]);
  });

  it('stay in sight when they are taken back before their turn, and say so where the platform refuses', async () => {
    const { id } = await rule({});
    const bad = await comment('Schwindel');
    const [{ id: hitId } = { id: '' }] = await hits(id);
    // The task has begun and read what is to be done; the undoing comes in between.
    const rules = bench.inbox.get(WordRulesRepository);
    const pending = rules.pending.bind(rules);
    let count = 0;
    rules.pending = async (...given) => {
      rules.pending = pending;
      const found = await pending(...given);
      const body = { hitIds: [hitId] };
      count = (await agent.client.post<{ undone: number }>(`/api/v1/word-rules/${id}/undo`, body)).undone;
      return found;
    };
    await bench.work();
    expect(count).toBe(1);
    expect(await stateOf(bad.messageId)).toBe('visible');
    expect(await hits(id)).toMatchObject([{ state: 'undone' }]);
    platform.moderationScript = [ChannelError.rejected('no_right', 'You may not hide this.')];
    const other = await comment('Schwindel', { person: 'ben' });
    await bench.work();
    expect(await stateOf(other.messageId)).toBe('visible');
    expect((await hits(id))[0]).toMatchObject({ state: 'failed', reason: 'You may not hide this.' });
  });

  it('set aside where a channel cannot hide, unless others speak there; both come back', async () => {
    const plain = await bench.inbox.aChannel();
    const { id } = await rule({});
    const alone = await comment('Schwindel', {}, plain);
    await bench.work();
    const row = () => bench.conversation(alone.conversationId);
    expect(await row()).toMatchObject({ setAside: 'words', side: 'ours' });
    const first = await comment('Guten Tag', { person: 'ben' }, plain);
    await comment('Schwindel!', { person: 'anna', thread: first.thread }, plain);
    await bench.work();
    expect(await bench.conversation(first.conversationId)).toMatchObject({ setAside: null });
    expect((await hits(id)).map(({ state }) => state).sort()).toEqual(['left', 'set_aside']);
    await agent.client.post(`/api/v1/word-rules/${id}/undo`, {});
    expect(await row()).toMatchObject({ setAside: null, side: 'ours' });
  });

  it('look only where they are meant to, and not while they are off', async () => {
    await comment('Hallo');
    const one = await rule({ postId: await postId() }, agent);
    const elsewhere = await comment('Schwindel', { post: { externalId: 'p2' } });
    await agent.client.patch(`/api/v1/word-rules/${one.id}`, { active: false });
    const off = await comment('Schwindel', { person: 'ben' });
    await agent.client.patch(`/api/v1/word-rules/${one.id}`, { active: true });
    const on = await comment('Schwindel', { person: 'cleo' });
    await bench.work();
    expect(await Promise.all([elsewhere, off, on].map(({ messageId }) => stateOf(messageId)))).toEqual([
      'visible',
      'visible',
      'hidden',
    ]);
    await agent.client.delete(`/api/v1/word-rules/${one.id}`);
    const gone = await comment('Schwindel', { person: 'dora' });
    await bench.work();
    expect(await stateOf(gone.messageId)).toBe('visible');
  });

  it('show first what they would find, and look back when asked to', async () => {
    const before = await comment('Schwindel, sage ich');
    await comment('Schwindelfrei', { person: 'ben' });
    const preview = await agent.client.post('/api/v1/word-rules/preview', {
      words: ['schwindel'],
      postId: await postId(),
    });
    expect(preview).toEqual({
      looked: 2,
      hits: 1,
      sample: [{ messageId: before.messageId, name: 'anna', text: 'Schwindel, sage ich', word: 'schwindel' }],
    });
    await rule({ postId: await postId(), existing: true }, agent);
    await bench.work();
    expect(await stateOf(before.messageId)).toBe('hidden');
  });

  it('are found in what was changed afterwards, and in the words before it', async () => {
    const { id } = await rule({});
    const mild = await comment('Naja', { externalId: 'm1' });
    const warned = await comment('Seht selbst', { person: 'ben', warning: 'Schwindel' });
    await bench.work();
    expect(await stateOf(mild.messageId)).toBe('visible');
    expect(await stateOf(warned.messageId)).toBe('hidden');
    const edited = (key: string, at: number, given: object) =>
      bench.inbox.apply(
        {
          type: 'edit',
          key,
          account: 'test',
          externalId: 'm1',
          at: new Date(bench.inbox.clock.nowMs() + at).toISOString(),
          text: 'Naja',
          ...given,
        },
        bench.channel,
      );
    await edited('e1', 1_000, { warning: 'Vorsicht, Schwindel' });
    await bench.work();
    expect(await stateOf(mild.messageId)).toBe('hidden');
    expect(await hits(id)).toMatchObject([
      { messageId: mild.messageId, text: 'Vorsicht, Schwindel\nNaja' },
      { messageId: warned.messageId, text: 'Schwindel\nSeht selbst' },
    ]);
    // Somebody has looked at it and brought it back: the same words again are not held against it.
    await agent.client.post(`/api/v1/word-rules/${id}/undo`, {});
    await bench.work();
    await edited('e2', 2_000, { text: 'Schwindel, wirklich' });
    await bench.work();
    expect(await stateOf(mild.messageId)).toBe('visible');
  });

  it('look back at words before comments, too', async () => {
    await comment('Seht selbst', { warning: 'Schwindel' });
    const place = { postId: await postId() };
    expect(
      await agent.client.post('/api/v1/word-rules/preview', { words: ['schwindel'], ...place }),
    ).toMatchObject({ looked: 1, hits: 1, sample: [{ text: 'Schwindel\nSeht selbst' }] });
  });

  it('for all channels look into those that their maker sees', async () => {
    const manager = await bench.inbox.member('manager', 'Mia');
    const hidden = await bench.inbox.aChannel({ only: [agent.memberId] });
    const shown = await bench.inbox.aChannel({ only: [manager.memberId] });
    const before = await comment('Schwindel', { person: 'cleo' }, hidden);
    expect(await manager.client.post('/api/v1/word-rules/preview', { words: ['schwindel'] })).toMatchObject({
      hits: 0,
    });
    const bounded = await rule({ existing: true }, manager);
    expect(bounded).toMatchObject({ byOwner: false });
    const kept = await comment('Schwindel', {}, hidden);
    const found = await comment('Schwindel', { person: 'ben' }, shown);
    await bench.work();
    const aside = async () =>
      Promise.all(
        [before, kept, found].map(
          async ({ conversationId }) => (await bench.conversation(conversationId)).setAside,
        ),
      );
    expect(await aside()).toEqual([null, null, 'words']);
    // Made by an owner, who sees all of them, it acts in all of them.
    expect(await rule({ existing: true })).toMatchObject({ byOwner: true });
    await bench.work();
    expect(await aside()).toEqual(['words', 'words', 'words']);
  });

  it('are taken back however many they found, a part with each call', async () => {
    const { id } = await rule({});
    const { messageId } = await comment('Schwindel');
    const { database } = bench.inbox;
    await database.run(
      `INSERT INTO message SELECT (jsonb_populate_record(m, jsonb_build_object('id', gen_random_uuid(), 'external_id', 'copy' || n,
         'seq', m.seq + n, 'arrival', m.arrival + n))).* FROM message m, generate_series(1, 500) n WHERE m.brand_id = $1 AND m.id = $2`,
      [bench.inbox.owner.brandId, messageId],
    );
    await database.run(
      `INSERT INTO word_hit SELECT (jsonb_populate_record(h, jsonb_build_object('id', gen_random_uuid(), 'message_id', m.id))).*
       FROM word_hit h JOIN message m ON m.brand_id = $1 AND m.external_id LIKE 'copy%' WHERE h.brand_id = $1 AND h.rule_id = $2`,
      [bench.inbox.owner.brandId, id],
    );
    const undo = (body: object) =>
      agent.client.post<{ undone: number; nextCursor: string | null }>(`/api/v1/word-rules/${id}/undo`, body);
    const first = await undo({});
    expect(first).toMatchObject({ undone: 500, nextCursor: expect.any(String) });
    expect(await undo({ cursor: first.nextCursor })).toMatchObject({ undone: 1, nextCursor: null });
    expect((await agent.client.get<WordRuleView[]>('/api/v1/word-rules'))[0]).toMatchObject({ id, hits: 0 });
  });

  it('are for a whole channel or brand only made by managers', async () => {
    for (const given of [{}, { channelId: bench.channel.id }])
      expect(
        (await agent.client.request('POST', '/api/v1/word-rules', { body: { words: ['x'], ...given } }))
          .status,
      ).toBe(403);
  });
});
