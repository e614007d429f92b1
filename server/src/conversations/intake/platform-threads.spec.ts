import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { IntakeBench } from '../../../test/builders/intake-bench.js';
import type { DeleteEvent, EditEvent, MessageEvent } from '../../channels/core/inbound-event.js';

let bench: IntakeBench;
beforeAll(async () => {
  bench = await IntakeBench.open();
});
afterAll(async () => {
  await bench?.close();
});
beforeEach(async () => {
  await bench.database.run(
    'TRUNCATE conversation, message, turn, episode, person, identity, early_event, conversation_act, attachment CASCADE',
  );
});

const base = (key: string) => ({ key, account: bench.channel.account, at: new Date().toISOString() });
const piece = (number: number, given: Partial<MessageEvent> = {}): MessageEvent =>
  bench.message({
    externalId: `piece-${number}`,
    album: 'holiday',
    text: '',
    attachments: [
      {
        filename: `${number}.jpg`,
        contentType: 'image/jpeg',
        size: 1,
        sourceRef: `file-${number}`,
        position: number,
      },
    ],
    ...given,
  });
const taken = (number: number): DeleteEvent => ({
  ...base(`delete/${number}`),
  type: 'delete',
  externalId: `piece-${number}`,
});
const edited = (number: number, text: string): EditEvent => ({
  ...base(`edit/${number}/${text}`),
  type: 'edit',
  externalId: `piece-${number}`,
  text,
});
const files = async () =>
  (
    await bench.database.query<{ filename: string }>('SELECT filename FROM attachment ORDER BY position, id')
  ).map(({ filename }) => filename);

describe('an album', () => {
  test('is one message, whatever order its pieces come in, and however often', async () => {
    for (const number of [2, 3, 1, 2]) await bench.apply(piece(number));
    expect(await bench.messages()).toHaveLength(1);
    expect(await files()).toEqual(['1.jpg', '2.jpg', '3.jpg']);
    expect(await bench.turns()).toMatchObject([{ inbound_count: 1 }]);
    expect(await bench.conversations()).toMatchObject([{ message_count: 1 }]);
  });

  test('whose pieces come at the same moment is one message', async () => {
    await Promise.all([1, 2, 3, 4].map((number) => bench.apply(piece(number))));
    expect(await bench.messages()).toHaveLength(1);
    expect(await files()).toEqual(['1.jpg', '2.jpg', '3.jpg', '4.jpg']);
  });

  test('has the words of all its pieces, and the queue shows them', async () => {
    await bench.apply(piece(1));
    await bench.apply(piece(2, { text: 'The dent' }));
    await bench.apply(piece(3, { text: 'and the box' }));
    expect(await bench.messages()).toMatchObject([{ text: 'The dent\nand the box', edited_at: null }]);
    expect(await bench.conversations()).toMatchObject([{ last_words: 'The dent and the box' }]);
  });

  test('of another name is another message', async () => {
    await bench.apply(piece(1));
    await bench.apply(piece(2, { album: 'another' }));
    expect(await bench.messages()).toHaveLength(2);
  });

  test('loses what is taken back, piece by piece, and is gone with the last', async () => {
    for (const number of [1, 2, 3]) await bench.apply(piece(number, { text: number === 1 ? 'Look' : '' }));
    await bench.apply(taken(1));
    expect(await files()).toEqual(['2.jpg', '3.jpg']);
    expect(await bench.messages()).toMatchObject([{ text: 'Look', deleted_at: null }]);
    await bench.apply(taken(3));
    expect(await bench.messages()).toMatchObject([{ deleted_at: null }]);
    await bench.apply(taken(2));
    expect(await files()).toEqual([]);
    expect(await bench.messages()).toMatchObject([{ text: '', deleted_at: expect.any(Date) }]);
  });

  test('a piece taken back before it came does not come', async () => {
    await bench.apply(piece(1));
    await bench.apply(taken(2));
    await bench.apply(piece(2));
    expect(await files()).toEqual(['1.jpg']);
  });

  test('a piece that comes after all of it was taken back brings nothing back', async () => {
    await bench.apply(piece(1));
    await bench.apply(taken(1));
    await bench.apply(piece(2, { text: 'too late' }));
    expect(await files()).toEqual([]);
    expect(await bench.messages()).toMatchObject([{ text: '' }]);
  });

  test('takes new words of its pieces without losing those of others', async () => {
    await bench.apply(piece(1, { text: 'One' }));
    await bench.apply(piece(2));
    await bench.apply(edited(2, 'Two'));
    expect(await bench.messages()).toMatchObject([{ text: 'One\nTwo', edited_at: expect.any(Date) }]);
    await bench.apply(edited(2, ''));
    expect(await bench.messages()).toMatchObject([{ text: 'One\nTwo' }]);
  });

  test('is what a reply to any of its pieces replies to', async () => {
    for (const number of [1, 2]) await bench.apply(piece(number));
    await bench.apply(bench.message({ text: 'This one', inReplyTo: 'piece-2' }));
    const [album, reply] = await bench.messages();
    expect(reply).toMatchObject({ text: 'This one', in_reply_to_id: album?.id });
  });
});

describe('a thread that moved', () => {
  const moved = { type: 'moved' as const, from: 'thread-1', to: 'thread-9' };

  test('goes on in the same conversation', async () => {
    await bench.apply(bench.message({ text: 'before' }));
    await bench.apply({ ...base('move'), ...moved });
    await bench.apply(bench.message({ thread: 'thread-9', text: 'after' }));
    expect(await bench.conversations()).toMatchObject([{ external_id: 'thread-9', message_count: 2 }]);
    await bench.apply({ ...base('move again'), ...moved });
    expect(await bench.conversations()).toHaveLength(1);
  });

  test('into one where somebody has written already leaves two that are linked', async () => {
    await bench.apply(bench.message({ thread: 'thread-9', text: 'quick' }));
    await bench.apply(bench.message({ text: 'late' }));
    await bench.apply({ ...base('move'), ...moved });
    const [there, old] = await bench.conversations();
    expect([there?.external_id, old?.external_id]).toEqual(['thread-9', 'thread-1']);
    expect(await bench.database.query('SELECT from_id, to_id, relation FROM conversation_link')).toEqual([
      { from_id: there?.id, to_id: old?.id, relation: 'continues' },
    ]);
  });

  test('in which nobody has said anything is nothing to us', async () => {
    await bench.apply({ ...base('move'), ...moved });
    expect(await bench.conversations()).toEqual([]);
  });
});

describe('a notice', () => {
  const notice = { type: 'notice' as const, conversationExternalId: 'thread-1', notice: 'blocked' as const };

  test('stands in the history of its conversation, and changes nothing about the turn', async () => {
    await bench.apply(bench.message());
    const before = await bench.turns();
    await bench.apply({ ...base('notice'), ...notice, name: 'Anna' });
    expect(await bench.database.query('SELECT kind, member_id, details FROM conversation_act')).toEqual([
      { kind: 'notice', member_id: null, details: { notice: 'blocked', name: 'Anna' } },
    ]);
    expect(await bench.turns()).toEqual(before);
  });

  test('about nobody we know opens nothing', async () => {
    await bench.apply({ ...base('notice'), ...notice, name: null });
    expect(await bench.conversations()).toEqual([]);
  });
});
