import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ConversationRow } from '@parley/shared/conversations.js';
import { InboxBench, type Signed } from '../../../test/builders/inbox-bench.js';

interface Page {
  items: { conversation: ConversationRow; excerpt: string; messageId: string | null; at: string }[];
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
  await bench.database.run('TRUNCATE conversation, person, tag, message_search_due, search_word CASCADE');
});

async function search(q: string, who: Signed = bench.owner, more = ''): Promise<Page> {
  await bench.chore('index-words');
  return who.client.get<Page>(`/api/v1/search?q=${encodeURIComponent(q)}${more}`);
}
const found = async (q: string, who?: Signed) =>
  (await search(q, who)).items.map(({ conversation }) => conversation.id);
const ago = (ms: number) => new Date(bench.clock.nowMs() - ms).toISOString();
const DAY = 86_400_000;

async function tagged(conversationId: string, name: string): Promise<void> {
  const tag = await bench.owner.client.post<{ id: string }>('/api/v1/tags', { name });
  await bench.owner.client.put(`/api/v1/conversations/${conversationId}/tags`, { tagIds: [tag.id] });
}

describe('words', () => {
  test.each([
    ['another form of the word, in English', 'two deliveries were late', 'delivery'],
    ['another form of the word, in German', 'Die Lieferungen sind verspätet', 'Lieferung'],
    ['another form with another vowel', 'Viele Häuser am Weg', 'Haus'],
    ['without its accents', 'Zwölf Stück für Jürgen', 'zwolf stuck'],
    ['with accents that are not there', 'the cafe is closed', 'café'],
    ['the beginning of a word', 'my cardboard is torn', 'cardb'],
    ['the beginning of another form', 'Die Lieferungen sind da', 'lieferunge'],
    ['a number', 'order 4711-22 please', '4711'],
    ['a number with its sign', 'order 4711-22 please', '4711-22'],
    ['a part of a file name', 'see attached_invoice.final.pdf', 'invoice'],
    ['a part of an address', 'write to anna.maier@example.test', 'maier'],
    ['a whole address', 'write to anna.maier@example.test', 'anna.maier@example.test'],
    ['a word broken by an invisible hyphen', 'Die Bestell\u00adnummer fehlt', 'Bestellnummer'],
    ['a letter made of two', 'die Tu\u0308r klemmt', 'Tür'],
    ['one word that was written as two', 'my email bounced', 'e-mail'],
    ['words between angle brackets', 'he said <torn> and left', 'torn'],
    ['several words, in any order', 'the blue teapot leaks', 'leaking teapot'],
    ['words beside such that say nothing', 'Rechnung fehlt', 'wo ist die Rechnung'],
    ['nothing but words that say nothing', 'to be or not to be', 'to be'],
    ['a word that is still too short', 'Rechnung fehlt', 'Rechnung x'],
  ])('are found by %s', async (_name, text, q) => {
    const { conversationId, messageId } = await bench.received({ text });
    await bench.received({ text: 'something else' });
    expect((await search(q)).items).toMatchObject([{ conversation: { id: conversationId }, messageId }]);
  });

  /** Written, and found by. */
  test.each([
    ['Müller', ['Müller', 'müller', 'MÜLLER', 'Mueller', 'muller', 'muell', 'Mül']],
    ['Mueller', ['Müller', 'Mueller', 'muell']],
    ['Muller', ['Müller', 'Muller', 'Mueller']],
    ['Straße', ['Straße', 'Strasse', 'STRASSE']],
    ['Strasse', ['Straße', 'strasse']],
    ['Fußgängerüberweg', ['Fussgaengerueberweg', 'Fussgangeruberweg', 'fußgängerueberweg']],
    ['neue Quelle', ['neue quelle']],
  ])('%s is found however one types it', async (written, typed) => {
    const { conversationId } = await bench.received({ text: `wegen ${written} hier` });
    await bench.received({ text: 'Miller Moller Mahler' });
    for (const q of typed) expect([q, await found(q)]).toEqual([q, [conversationId]]);
  });

  test('in quotation marks are found as they stand there', async () => {
    const { conversationId } = await bench.received({ text: 'the broken lamp again' });
    await bench.received({ text: 'the lamp is broken, two broken lamps' });
    expect(await found('"broken lamp"')).toEqual([conversationId]);
    expect(await found('„broken lamp“')).toEqual([conversationId]);
    expect(await found('broken lamp')).toHaveLength(2);
    expect(await found('"lamp broken"')).toEqual([]);
  });

  test('behind a minus must not be there', async () => {
    const { conversationId } = await bench.received({ text: 'a blue teapot' });
    await bench.received({ text: 'a green teapot' });
    await bench.received({ text: 'two teapots, green lamp' });
    expect(await found('teapot -green')).toEqual([conversationId]);
    expect(await found('-green')).toEqual([conversationId]);
    expect(await found('teapot -"green teapot"')).toHaveLength(2);
    expect(await found('teapot -is:ours')).toEqual([]);
  });

  test('stand marked in the excerpt', async () => {
    await bench.received({
      text: `${'filler '.repeat(200)}the Päckchen never came ${'filler '.repeat(200)}`,
    });
    const [hit] = (await search('packchen')).items;
    expect(hit?.excerpt).toContain('\u{e000}Päckchen\u{e001}');
    expect(hit?.excerpt.length).toBeLessThan(400);
  });

  test('that were edited or deleted are no longer found, nor kept', async () => {
    const event = bench.message({ text: 'giraffe', at: ago(9_000) });
    await bench.apply(event);
    expect(await found('giraffe')).toHaveLength(1);
    const base = { account: 'test', externalId: event.externalId };
    await bench.apply({ ...base, type: 'edit', key: 'e', at: ago(5_000), text: 'elephant' });
    expect(await found('giraffe')).toEqual([]);
    expect(await found('elephant')).toHaveLength(1);
    await bench.apply({ ...base, type: 'delete', key: 'd', at: ago(1_000) });
    const still = await bench.owner.client.get<Page>('/api/v1/search?q=elephant');
    expect(still.items).toEqual([]); // at once, not when the chore comes by
    expect(await found('elephant')).toEqual([]);
    await bench.chore('forget-words');
    expect(await bench.database.query('SELECT word FROM search_word')).toEqual([]);
  });

  test('of erased messages are gone with them, those that are still said are kept', async () => {
    const { messageId } = await bench.received({ text: 'giraffe teapot' });
    await bench.received({ text: 'another teapot' });
    expect(await found('giraffe')).toHaveLength(1);
    await bench.database.run('DELETE FROM message WHERE brand_id = $1 AND id = $2', [
      bench.owner.brandId,
      messageId,
    ]);
    expect(await found('giraffe')).toEqual([]);
    await bench.database.run(`UPDATE search_word SET english = 'old' WHERE word = 'another'`);
    await bench.chore('forget-words');
    expect(await bench.database.query('SELECT word, english FROM search_word ORDER BY word')).toEqual([
      { word: 'another', english: 'anoth' },
      { word: 'teapot', english: 'teapot' },
    ]);
  });
});

describe('hostile searches', () => {
  test.each([
    '|',
    "'",
    "'; DROP",
    '(((',
    '%',
    '"',
    '\\',
    "\\'",
    '🐘',
    '\0',
    ':*',
    '-',
    '""""',
    '<->',
    'from:',
    "a' | 'b",
  ])('%j does no harm', async (q) => {
    await bench.received({ text: 'hello' });
    expect(await found(q)).toEqual([]);
  });

  test.each([
    ['"'.repeat(500)],
    ['from:x '.repeat(70)],
    ['-a '.repeat(160)],
    [`${'ae'.repeat(30)} `.repeat(8)],
    ['"a b" '.repeat(80)],
  ])('%.8s… is answered', async (q) => {
    await bench.received({ text: 'hello' });
    expect((await search(q.slice(0, 500))).nextCursor).toBeNull();
  });

  test.each([501, 10_000])('%i signs are refused', async (count) => {
    await expect(search('"'.repeat(count))).rejects.toThrow(/answered 4\d\d/);
  });
});

describe('names, handles, subjects and tags', () => {
  test('are found by parts of them', async () => {
    const { conversationId } = await bench.received({
      person: 'Éva-Lotta',
      subject: 'Broken_handle',
      text: 'x',
    });
    await bench.received({ person: 'somebody', text: 'y' });
    for (const q of ['lott', '@éva', 'eva-lotta', 'lotta eva', 'broken_h', 'handle']) {
      expect([q, await found(q)]).toEqual([q, [conversationId]]);
    }
  });

  test.each([
    ['Schmidt', 'schmitt'],
    ['Maximilian Müller', 'Maximilan'],
    ['Maximilian Müller', 'Maximilian Muler'],
    ['Katharina', 'Katarina'],
  ])('%s is found by %s', async (person, q) => {
    const { conversationId } = await bench.received({ person, text: 'x' });
    await bench.received({ person: 'Bertram', text: 'y' });
    expect(await found(q)).toEqual([conversationId]);
  });

  test('a name is one way to be found, the words beside it the other', async () => {
    const { conversationId, messageId } = await bench.received({
      person: 'Anna',
      text: 'the refund, please',
    });
    await bench.received({ person: 'Anna', text: 'thank you' });
    await bench.received({ person: 'Ben', text: 'my refund' });
    expect((await search('anna refunds')).items).toMatchObject([
      { conversation: { id: conversationId }, messageId },
    ]);
    const named = (await search('anna')).items;
    expect(named).toHaveLength(2);
    expect(named[0]).toMatchObject({ messageId: null, excerpt: 'thank you' });
  });

  test('so is a tag', async () => {
    const { conversationId } = await bench.received({ text: 'the refund' });
    await bench.received({ text: 'refund' });
    await tagged(conversationId, 'Sehr wichtig');
    for (const q of ['wichtig', 'sehr wichtig', 'wicht', 'wichtig refund']) {
      expect([q, await found(q)]).toEqual([q, [conversationId]]);
    }
    expect(await found('wichtig teapot')).toEqual([]);
  });
});

describe('operators', () => {
  /** Everything that is said about tea, by names for short. */
  const world: Record<string, string> = {};
  beforeEach(async () => {
    const shop = await bench.aChannel({ name: 'Mein Lädchen' });
    const said = async (
      name: string,
      given: Parameters<InboxBench['message']>[0],
      channel = bench.channel,
    ) => {
      const { conversationId } = await bench.received({ text: 'tea', at: ago(DAY / 2), ...given }, channel);
      world[name] = conversationId;
    };
    await said('shop', { person: 'Anna Maier' }, shop);
    await said('mail', { medium: 'email', person: 'Ben', subject: 'Order' });
    await said('old', { person: 'Carla', at: '2026-03-31T22:30:00.000Z' });
    await said('tagged', { person: 'Dora' });
    await tagged(world.tagged ?? '', 'Größe');
    await said('file', { person: 'Emil' });
    await bench.database.run(
      `INSERT INTO attachment (id, brand_id, message_id, filename, content_type, inline, created_at)
       SELECT $3, m.brand_id, m.id, 'x.pdf', 'application/pdf', false, now() FROM message m WHERE m.brand_id = $1 AND m.conversation_id = $2`,
      [bench.owner.brandId, world.file, randomUUID()],
    );
    await said('mine', { person: 'Frida' });
    await bench.owner.client.post(`/api/v1/conversations/${world.mine}/assign`, {
      memberId: bench.owner.memberId,
    });
    await said('closed', { person: 'Gina' });
    await bench.owner.client.post(`/api/v1/conversations/${world.closed}/close`, {});
    await said('snoozed', { person: 'Hans' });
    await bench.owner.client.post(`/api/v1/conversations/${world.snoozed}/snooze`, { until: null });
    await bench.owner.client.post(`/api/v1/conversations/${world.tagged}/read`, { seq: 1 });
  });
  const namesOf = async (q: string) => {
    const ids = await found(q);
    return Object.keys(world)
      .filter((name) => ids.includes(world[name] ?? ''))
      .join(' ');
  };

  test.each([
    ['from:anna', 'shop'],
    ['von:"anna maier"', 'shop'],
    ['from:meier', 'shop'],
    ['from:@ben', 'mail'],
    ['from:anna from:ben', 'shop mail'],
    ['from:nobody-of-that-name', ''],
    ['channel:"Mein Lädchen"', 'shop'],
    ['kanal:laedchen', 'shop'],
    ['channel:nowhere', ''],
    ['-channel:Test', 'shop'],
    ['in:email', 'mail'],
    ['in:chat', ''],
    ['tag:größe', 'tagged'],
    ['schlagwort:groesse', 'tagged'],
    ['tag:nothing', ''],
    ['has:attachment', 'file'],
    ['hat:anhang', 'file'],
    ['is:mine', 'mine'],
    ['is:closed', 'closed'],
    ['is:snoozed', 'snoozed'],
    ['is:set_aside', ''],
    ['is:theirs', ''],
    ['is:ours', 'shop mail old tagged file mine'],
    ['is:unassigned', 'shop mail old tagged file'],
    ['ist:ungelesen', 'shop mail old file mine closed snoozed'],
    // The brand is in UTC; its days begin at midnight there.
    ['before:2026-04-01', 'old'],
    ['vor:31.3.2026', ''],
    ['after:7d is:closed', 'closed'],
    ['after:2026-03-31 before:2026-04-01', 'old'],
    ['-after:2026-04-01', 'old'],
    ['-from:anna -in:email is:ours -tag:größe -has:attachment -before:2026-04-02 -is:mine', ''],
  ])('%s', async (q, expected) => {
    // With words beside it, and alone.
    expect([await namesOf(`tea ${q}`), await namesOf(q)]).toEqual([expected, expected]);
  });

  test('a day begins where the brand is', async () => {
    await bench.owner.client.patch('/api/v1/brand', { timezone: 'Europe/Berlin' });
    try {
      expect(await namesOf('tea before:2026-04-01')).toBe('');
      expect(await namesOf('before:2026-04-02')).toBe('old');
    } finally {
      await bench.owner.client.patch('/api/v1/brand', { timezone: 'UTC' });
    }
  });
});

describe('pages', () => {
  test('newest first, each conversation once, whatever comes in between', async () => {
    const expected: string[] = [];
    for (let count = 7; count > 0; count -= 1) {
      const { conversationId, thread } = await bench.received({
        text: 'teapot',
        person: 'Tea Potter',
        at: ago(count * 60_000),
      });
      await bench.received({ thread, text: 'the teapot again', at: ago(count * 60_000) });
      expected.unshift(conversationId);
    }
    for (const q of ['teapot', 'potter', 'is:ours', 'from:potter', 'tea']) {
      const ids: string[] = [];
      let cursor: string | null = '';
      for (let pages = 0; cursor !== null && pages < 9; pages += 1) {
        const page: Page = await search(q, bench.owner, `&limit=3${cursor && `&cursor=${cursor}`}`);
        ids.push(...page.items.map(({ conversation }) => conversation.id));
        cursor = page.nextCursor;
      }
      expect([q, ids]).toEqual([q, expected]);
    }
  });

  test('a conversation full of it hides no other', async () => {
    const { conversationId: older } = await bench.received({ text: 'teapot', at: ago(DAY) });
    const { conversationId: full, thread } = await bench.received({ text: 'teapot', at: ago(9_000) });
    for (let count = 0; count < 120; count += 1)
      await bench.received({ thread, text: 'teapot', at: ago(8_000 - count) });
    expect(await found('teapot')).toEqual([full, older]);
    const first = await search('teapot', bench.owner, '&limit=1');
    const second = await search('teapot', bench.owner, `&limit=1&cursor=${first.nextCursor}`);
    expect([first, second].map(({ items }) => items.map(({ conversation }) => conversation.id))).toEqual([
      [full],
      [older],
    ]);
  });

  test('a merged conversation is found where it went', async () => {
    const { conversationId: from } = await bench.received({ person: 'Anna', text: 'teapot' });
    const { conversationId: into } = await bench.received({ person: 'Anna', text: 'lamp' });
    await found('teapot');
    await bench.owner.client.post(`/api/v1/conversations/${from}/merge`, { intoId: into });
    expect(await found('teapot')).toEqual([into]);
  });
});

describe('hidden channels and other brands', () => {
  test('are not searched in any way', async () => {
    const agent = await bench.member('agent', 'Anton');
    const stranger = await bench.brandWithOwner('Stella');
    const secret = await bench.aChannel({ only: [], name: 'Secret' });
    const { conversationId } = await bench.received(
      { text: 'mystery', person: 'Hidden-One', medium: 'email', subject: 'Riddle' },
      secret,
    );
    await tagged(conversationId, 'enigma');
    const ways = [
      'mystery',
      'mysteries',
      'hidden-one',
      'hiden-one',
      'riddle',
      'enigma',
      'from:hidden',
      'channel:secret',
      'tag:enigma',
      'in:email',
      'is:ours',
      'from:hidden mystery',
      '-zzz',
      'after:2000',
    ];
    for (const q of ways) expect([q, await found(q)]).toEqual([q, [conversationId]]);
    for (const who of [agent, stranger]) {
      for (const q of ways) expect([q, await search(q, who)]).toEqual([q, { items: [], nextCursor: null }]);
    }
  });

  test('do not show by what is found beside them', async () => {
    const agent = await bench.member('agent', 'Berta');
    const { conversationId } = await bench.received({ person: 'Katharina', text: 'hello' });
    const secret = await bench.aChannel({ only: [] });
    expect(await found('katarina', agent)).toEqual([conversationId]);
    // Somebody who is called exactly that, where the agent may not look.
    await bench.received({ person: 'Katarina', text: 'hello' }, secret);
    expect(await found('katarina', agent)).toEqual([conversationId]);
    expect(await found('from:katarina', agent)).toEqual([conversationId]);
  });
});
