import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { IntakeBench } from '../../../test/builders/intake-bench.js';
import type { MessageEvent } from '../../channels/core/inbound-event.js';

let bench: IntakeBench;
beforeAll(async () => {
  bench = await IntakeBench.open();
});
afterAll(async () => {
  await bench.close();
});
beforeEach(async () => {
  await bench.database.run(
    'TRUNCATE conversation, message, turn, episode, person, identity, early_event, conversation_act, attachment CASCADE',
  );
});

const minutes = (count: number) => new Date(Date.now() + count * 60_000);
const iso = (date: Date) => date.toISOString();

describe('a message', () => {
  test('opens a conversation, a turn and a place in the queue', async () => {
    await bench.apply(bench.message({ text: 'Is my order\n on its way?' }));
    expect(await bench.conversations()).toMatchObject([
      {
        side: 'ours',
        status: 'open',
        last_words: 'Is my order on its way?',
        message_count: 1,
        utterance_seq: 1,
      },
    ]);
    const [turn] = await bench.turns();
    expect(turn).toMatchObject({ outcome: null, inbound_count: 1, in_figures: true });
  });

  test('that comes twice is one message', async () => {
    const message = bench.message();
    await bench.apply(message);
    await bench.apply(message);
    expect(await bench.messages()).toHaveLength(1);
    expect(await bench.turns()).toMatchObject([{ inbound_count: 1 }]);
  });

  test('that comes twice at the same moment is one message', async () => {
    const message = bench.message();
    await Promise.all([bench.apply(message), bench.apply(message), bench.apply(message)]);
    expect(await bench.messages()).toHaveLength(1);
    expect(await bench.conversations()).toHaveLength(1);
  });

  test('first ones of a thread at the same moment make one conversation and one person', async () => {
    await Promise.all([1, 2, 3, 4].map((n) => bench.apply(bench.message({ text: `part ${n}` }))));
    expect(await bench.conversations()).toMatchObject([{ message_count: 4, utterance_seq: 4 }]);
    expect((await bench.messages()).map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    expect(await bench.turns()).toMatchObject([{ inbound_count: 4 }]);
  });

  test('is taken in wherever its last words are cut, inside an emoji too', async () => {
    for (const before of [238, 239]) {
      await bench.apply(bench.message({ thread: `cut ${before}`, text: `${'a'.repeat(before)}😀😀` }));
    }
    const cut = (await bench.conversations()).map(({ last_words }) => last_words);
    expect(cut).toEqual([`${'a'.repeat(238)}…`, `${'a'.repeat(239)}…`]);
  });

  test('older than the connection is history and opens nothing', async () => {
    const channel = { ...bench.channel, connectedAt: new Date() };
    const event = bench.message({ at: iso(minutes(-60)) });
    await bench.database.transaction(() =>
      bench.intake.apply({ event, eventId: '0', channel, receivedAt: minutes(1) }),
    );
    expect(await bench.messages()).toMatchObject([{ history: true }]);
    expect(await bench.conversations()).toMatchObject([{ side: 'theirs' }]);
    expect(await bench.turns()).toEqual([]);
  });

  test('from a machine opens nothing', async () => {
    await bench.apply(bench.message({ automatic: 'auto_reply', setAside: 'auto_reply' }));
    expect(await bench.conversations()).toMatchObject([{ side: 'theirs', set_aside: 'auto_reply' }]);
    expect(await bench.turns()).toEqual([]);
  });

  test('with a time ahead of our clock counts from its arrival', async () => {
    const receivedAt = new Date();
    await bench.apply(bench.message({ at: iso(minutes(30)) }), receivedAt);
    expect((await bench.turns())[0]?.opened_at).toEqual(receivedAt);
  });
});

describe('messages taken in together', () => {
  test('leave of a post what the newest of them tells of it', async () => {
    const under = (post: MessageEvent['post'], thread: string) => ({
      event: bench.message({ medium: 'comment', thread, post }),
      eventId: '0',
      channel: bench.channel,
      receivedAt: new Date(),
    });
    await bench.database.transaction(() =>
      bench.intake.applyTogether([
        under({ externalId: 'z', title: 'Old', excerpt: 'Words', url: 'https://example.test/z' }, 'one'),
        under({ externalId: 'a', title: 'Another' }, 'two'),
        under({ externalId: 'z', title: 'New', url: null }, 'three'),
      ]),
    );
    const posts = await bench.database.query(
      `SELECT p.external_id, p.title, p.excerpt, p.url, array_agg(c.external_id ORDER BY c.external_id) AS threads
       FROM post p JOIN conversation c ON c.post_id = p.id WHERE p.brand_id = $1 GROUP BY p.id ORDER BY 1`,
      [bench.channel.brandId],
    );
    expect(posts).toEqual([
      { external_id: 'a', title: 'Another', excerpt: '', url: null, threads: ['two'] },
      {
        external_id: 'z',
        title: 'New',
        excerpt: 'Words',
        url: 'https://example.test/z',
        threads: ['one', 'three'],
      },
    ]);
  });
});

describe('a native reply', () => {
  test('closes the turn, credited to outside Parley', async () => {
    await bench.apply(bench.message({ at: iso(minutes(-10)) }));
    await bench.apply(bench.message({ direction: 'out', at: iso(minutes(-4)), text: 'Yes!' }));
    expect(await bench.turns()).toMatchObject([
      { outcome: 'answered', answered_by_member_id: null, wait_ms: expect.anything() },
    ]);
    expect(await bench.conversations()).toMatchObject([
      { side: 'theirs', answer_by: null, last_words: 'Yes!' },
    ]);
  });

  test('refolds when a message dated before it comes late', async () => {
    await bench.apply(bench.message({ at: iso(minutes(-10)) }));
    await bench.apply(bench.message({ direction: 'out', at: iso(minutes(-4)) }));
    await bench.apply(bench.message({ at: iso(minutes(-7)), text: 'late' }));
    expect(await bench.turns()).toMatchObject([{ outcome: 'answered', inbound_count: 2 }]);
    await bench.apply(bench.message({ at: iso(minutes(-2)), text: 'thanks, and?' }));
    expect((await bench.turns()).map(({ outcome }) => outcome)).toEqual(['answered', null]);
  });
});

describe('edits and deletions', () => {
  test('an edit before its message is applied when the message comes', async () => {
    const message = bench.message({ at: iso(minutes(-5)), text: 'helo' });
    const base = { account: message.account, externalId: message.externalId };
    await bench.apply({ ...base, type: 'edit', key: 'e1', at: iso(minutes(-4)), text: 'hello' });
    await bench.apply(message);
    expect(await bench.messages()).toMatchObject([{ text: 'hello' }]);
    expect(await bench.conversations()).toMatchObject([{ last_words: 'hello' }]);
  });

  test('the newest edit wins, whatever order they come in', async () => {
    const message = bench.message({ at: iso(minutes(-9)), text: 'a' });
    const base = { account: message.account, externalId: message.externalId, type: 'edit' as const };
    await bench.apply(message);
    await bench.apply({ ...base, key: 'e2', at: iso(minutes(-4)), text: 'c' });
    await bench.apply({ ...base, key: 'e1', at: iso(minutes(-6)), text: 'b' });
    expect(await bench.messages()).toMatchObject([{ text: 'c' }]);
  });

  test('whoever deletes all they said withdraws the turn, and their words are gone', async () => {
    const message = bench.message({ at: iso(minutes(-9)), text: 'never mind' });
    await bench.apply(message);
    await bench.apply({
      type: 'delete',
      key: 'd',
      account: message.account,
      externalId: message.externalId,
      at: iso(minutes(-8)),
    });
    expect(await bench.turns()).toMatchObject([{ outcome: 'withdrawn' }]);
    expect(await bench.messages()).toMatchObject([{ text: '' }]);
    expect(await bench.conversations()).toMatchObject([{ side: 'theirs', last_words: '' }]);
  });
});

test('text with NUL and broken surrogates is kept, not refused', async () => {
  await bench.apply(bench.message({ text: 'a\0b \ud800 c', mail: { subject: 'x\0y' } as never }));
  expect((await bench.messages())[0]?.text).toContain('a\u{fffd}b');
});
