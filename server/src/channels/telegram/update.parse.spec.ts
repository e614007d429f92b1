import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { StoredDelivery } from '../core/connector.js';
import type { EditEvent, InboundEvent, MessageEvent, NoticeEvent } from '../core/inbound-event.js';
import { readThreadId } from './chat-thread.js';
import { parseUpdates } from './update.parse.js';

const BOT = '999000111';
const FIXTURES = resolve(
  process.env.PARLEY_CORPORA ?? resolve(import.meta.dirname, '../../../../../shared'),
  'channels/fixtures/telegram',
);

const kept: { bytes: string }[] = [];
async function parse(updates: unknown, settings: Record<string, boolean> = {}): Promise<InboundEvent[]> {
  const bytes = Buffer.from(JSON.stringify(updates));
  const delivery = {
    channel: { id: 'channel', account: BOT, settings, connectedAt: new Date('2026-01-01T12:00:00.500Z') },
    body: async () => bytes,
    store: async (content: AsyncIterable<Uint8Array>) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of content) chunks.push(chunk);
      kept.push({ bytes: Buffer.concat(chunks).toString() });
      return { key: `stored-${kept.length}`, size: Buffer.concat(chunks).length };
    },
  } as unknown as StoredDelivery;
  return parseUpdates(delivery);
}

let updateId = 1_000;
const NOW = Date.parse('2026-02-01T00:00:00Z') / 1_000;
const ANNA = {
  id: 4_503_599_627_370_495,
  is_bot: false,
  first_name: 'Anna',
  last_name: 'Ö',
  username: 'anna',
};
const PRIVATE = { id: ANNA.id, type: 'private', first_name: 'Anna' };
const GROUP = { id: -1_001_160_242_915, type: 'supergroup', title: 'Friends of tea' };
const said = (given: Record<string, unknown> = {}) => ({
  message_id: 7,
  from: ANNA,
  chat: PRIVATE,
  date: NOW,
  ...given,
});
const update = (what: Record<string, unknown>) => {
  updateId += 1;
  return { update_id: updateId, ...what };
};
async function one<E extends InboundEvent = MessageEvent>(
  what: Record<string, unknown>,
  settings = {},
): Promise<E> {
  const events = await parse(update(what), settings);
  expect(events).toHaveLength(1);
  return events[0] as E;
}
const message = (given: Record<string, unknown>, settings = {}) => one({ message: said(given) }, settings);
const whatOf = async (what: Record<string, unknown>) => {
  const event = await one<InboundEvent>(what);
  return event.type === 'ignored' ? event.what : event.type;
};

describe('a message', () => {
  it('in a private chat is one of a person, all ids as strings', async () => {
    expect(await message({ text: 'Is the shop open?' })).toEqual({
      type: 'message',
      key: 'message/4503599627370495:7',
      account: BOT,
      at: '2026-02-01T00:00:00.999Z',
      conversation: { externalId: '4503599627370495', medium: 'dm', subject: null },
      externalId: '4503599627370495:7',
      direction: 'in',
      visibility: 'private',
      author: { namespace: 'telegram', externalId: '4503599627370495', name: 'Anna Ö', handle: '@anna' },
      others: [],
      automatic: null,
      text: 'Is the shop open?',
      fullText: null,
      attachments: [],
      inReplyTo: null,
      history: false,
      redeliveryMs: 86_400_000,
    });
  });

  it('in a group names the group; the conversation is the one of the group', async () => {
    expect(await message({ chat: GROUP, text: 'Hi' })).toMatchObject({
      conversation: { externalId: '-1001160242915', subject: 'Friends of tea' },
      author: { externalId: '4503599627370495' },
    });
  });

  it('in a topic belongs to the topic, a reply in a group without topics to the group', async () => {
    const topic = await message({
      chat: GROUP,
      text: 'Hi',
      is_topic_message: true,
      message_thread_id: 4,
      reply_to_message: { message_id: 4, chat: GROUP, forum_topic_created: { name: 'Orders' } },
    });
    expect(topic).toMatchObject({
      conversation: { externalId: '-1001160242915/topic:4', subject: 'Friends of tea › Orders' },
      inReplyTo: null,
      externalId: '-1001160242915:7',
    });
    const reply = await message({
      chat: GROUP,
      text: 'Yes',
      message_thread_id: 5,
      reply_to_message: { message_id: 5, chat: GROUP, text: '?' },
    });
    expect(reply).toMatchObject({
      conversation: { externalId: '-1001160242915' },
      inReplyTo: '-1001160242915:5',
    });
  });

  it('to a business account is kept apart from one to the bot, and what the business says answers', async () => {
    const business = { business_connection_id: 'b-1', text: 'Hello' };
    expect(await one({ business_message: said(business) })).toMatchObject({
      direction: 'in',
      conversation: { externalId: 'business:b-1/4503599627370495' },
      externalId: 'business:b-1/4503599627370495:7',
    });
    const owner = { id: 55, is_bot: false, first_name: 'Owner' };
    expect(await one({ business_message: said({ ...business, from: owner }) })).toMatchObject({
      direction: 'out',
      author: null,
      others: [{ externalId: '4503599627370495' }],
    });
    const echo = { ...business, from: owner, sender_business_bot: { id: Number(BOT), is_bot: true } };
    expect(await one({ business_message: said(echo) })).toMatchObject({ direction: 'out' });
  });

  it('of our own, of other bots, of channels and of anonymous admins is told apart', async () => {
    const self = { id: Number(BOT), is_bot: true, first_name: 'Support Bot' };
    expect(await message({ from: self, text: 'ours' })).toMatchObject({ direction: 'out' });
    const bot = { id: 5, is_bot: true, first_name: 'Other' };
    expect(await message({ chat: GROUP, from: bot, text: 'beep' })).toMatchObject({ automatic: 'bot' });
    const channel = { id: -100_777, type: 'channel', title: 'A channel', username: 'achannel' };
    expect(await message({ chat: GROUP, sender_chat: channel, text: 'as a channel' })).toMatchObject({
      direction: 'in',
      author: { externalId: '-100777', name: 'A channel', handle: '@achannel' },
    });
    const admin = {
      chat: GROUP,
      from: bot,
      sender_chat: GROUP,
      author_signature: 'Boss',
      text: 'as the group',
    };
    expect(await message(admin)).toMatchObject({
      direction: 'out',
      others: [{ externalId: '-1001160242915' }],
    });
    expect(await message(admin, { adminsAreUs: false })).toMatchObject({
      direction: 'in',
      author: { externalId: '-1001160242915', name: 'Friends of tea, Boss' },
    });
    expect(
      await whatOf({
        message: said({ chat: GROUP, sender_chat: channel, is_automatic_forward: true, text: 'x' }),
      }),
    ).toBe('message.own_post');
    expect(await whatOf({ channel_post: { message_id: 1, chat: channel, date: NOW, text: 'x' } })).toBe(
      'channel_post',
    );
  });

  it('from before the channel was connected is history, from the second of connecting not', async () => {
    const at = (text: string) => Date.parse(text) / 1_000;
    expect((await message({ text: 'x', date: at('2026-01-01T11:59:59Z') })).history).toBe(true);
    expect((await message({ text: 'x', date: at('2026-01-01T12:00:00Z') })).history).toBe(false);
    expect(await message({ text: 'x', date: 0 })).toMatchObject({ at: null });
  });

  it('shows addresses hidden behind words, whatever signs stand before them', async () => {
    const text = '👩‍👩‍👧 see here, or www.example.com';
    const link = (label: string, url: string) => ({
      type: 'text_link',
      offset: text.indexOf(label),
      length: label.length,
      url,
    });
    const entities = [
      { type: 'bold', offset: 0, length: 8 },
      link('here', 'https://example.com/a'),
      link('www.example.com', 'https://www.example.com/'),
      { type: 'text_link', offset: 900, length: 4, url: 'https://nowhere.example' },
    ];
    expect((await message({ text, entities })).text).toBe(
      '👩‍👩‍👧 see here (https://example.com/a), or www.example.com',
    );
  });

  it('that quotes a part keeps what was quoted beside its own words', async () => {
    const quoting = {
      text: 'This one',
      reply_to_message: { message_id: 3, chat: PRIVATE, text: 'red\nblue' },
      quote: { text: 'red\nblue', is_manual: true, position: 0 },
    };
    expect(await message(quoting)).toMatchObject({
      text: 'This one',
      fullText: '> red\n> blue\n\nThis one',
      inReplyTo: '4503599627370495:3',
    });
    expect((await message({ ...quoting, quote: { text: 'red' } })).fullText).toBeNull();
  });

  it.each([
    [{ type: 'user', sender_user: ANNA }, '↪ Anna Ö'],
    [{ type: 'hidden_user', sender_user_name: 'Somebody' }, '↪ Somebody'],
    [
      { type: 'channel', chat: { ...GROUP, type: 'channel' }, author_signature: 'Ed' },
      '↪ Friends of tea, Ed',
    ],
  ])('passed on says whose words they are: %j', async (forward_origin, line) => {
    expect((await message({ forward_origin, text: 'words' })).text).toBe(`${line}\nwords`);
  });
});

describe('what a message carries', () => {
  const file = { file_id: 'F', file_unique_id: 'U' };
  const sizes = [
    { ...file, file_id: 'small', width: 90, height: 90 },
    { ...file, file_id: 'large', width: 1280, height: 1280, file_size: 9 },
    { ...file, file_id: 'middle', width: 320, height: 320 },
  ];
  it.each([
    [{ photo: sizes, caption: 'A dent' }, 'A dent', 'photo-7.jpg', 'image/jpeg', 'large'],
    [{ animation: file, document: file }, '', 'animation-7.mp4', 'video/mp4', 'F'],
    [
      { video: { ...file, file_name: 'IMG_1.MOV', mime_type: 'video/quicktime' } },
      '',
      'IMG_1.MOV',
      'video/quicktime',
      'F',
    ],
    [{ video_note: file }, '', 'video-7.mp4', 'video/mp4', 'F'],
    [{ voice: { ...file, mime_type: 'audio/ogg' } }, '', 'voice-7.ogg', 'audio/ogg', 'F'],
    [{ audio: { ...file, performer: 'AC/DC', title: 'T' } }, '', 'AC-DC – T.mp3', 'audio/mpeg', 'F'],
    [
      { document: { ...file, file_name: 'Bill.pdf', mime_type: 'application/pdf' } },
      '',
      'Bill.pdf',
      'application/pdf',
      'F',
    ],
    [{ sticker: { ...file, emoji: '👍' } }, '👍', 'sticker-7.webp', 'image/webp', 'F'],
    [{ sticker: { ...file, is_animated: true } }, '', 'sticker-7.tgs', 'application/x-tgsticker', 'F'],
    [{ sticker: { ...file, is_video: true } }, '', 'sticker-7.webm', 'video/webm', 'F'],
  ])('is fetched later by its name: %#', async (given, text, filename, contentType, sourceRef) => {
    const event = await message(given);
    expect(event.text).toBe(text);
    expect(event.attachments).toMatchObject([{ filename, contentType, sourceRef }]);
  });

  it('that is paid for is one file each', async () => {
    const paid_media = {
      star_count: 1,
      paid_media: [{ type: 'photo', photo: sizes }, { type: 'video', video: file }, { type: 'preview' }],
    };
    expect((await message({ paid_media })).attachments).toMatchObject([
      { filename: 'photo-1-7.jpg', sourceRef: 'large' },
      { filename: 'video-2-7.mp4', sourceRef: 'F' },
    ]);
  });

  const place = { latitude: 52.52, longitude: -13.405 };
  const map = 'https://www.openstreetmap.org/?mlat=52.520000&mlon=-13.405000#map=17/52.520000/-13.405000';
  it.each([
    [{ location: place }, `📍 52.520000, -13.405000\n${map}`],
    [
      { venue: { location: place, title: 'Café', address: 'Road 1' }, location: place },
      `📍 Café, Road 1\n${map}`,
    ],
    [{ contact: { phone_number: '+49 30 1', first_name: 'Bo' } }, '👤 Bo, +49 30 1'],
    [
      { poll: { question: 'When?', options: [{ text: 'Now' }, { text: 'Later' }] } },
      '📊 When?\n• Now\n• Later',
    ],
    [{ checklist: { title: 'List', tasks: [{ id: 1, text: 'Milk' }] } }, '☑️ List\n• Milk'],
    [{ dice: { emoji: '🎯', value: 6 } }, '🎯 6'],
    [{ game: { title: 'Chess' } }, '🎮 Chess'],
    [{ invoice: { title: 'Tea', description: 'green' } }, '🧾 Tea\ngreen'],
    [{ story: { id: 2, chat: { ...GROUP, username: 'tea' } } }, '📖 https://t.me/tea/s/2'],
  ])('is said in words and signs: %#', async (given, text) => {
    expect(await message(given)).toMatchObject({ text, attachments: [] });
  });

  it('a contact brings its card along', async () => {
    const event = await message({ contact: { phone_number: '1', first_name: 'Bo', vcard: 'BEGIN:VCARD' } });
    expect(event.attachments).toEqual([
      { filename: 'contact.vcf', contentType: 'text/vcard', size: 11, storageKey: `stored-${kept.length}` },
    ]);
    expect(kept.at(-1)?.bytes).toBe('BEGIN:VCARD');
  });

  it('in pieces names the album, and each piece its place', async () => {
    expect(await message({ photo: sizes, media_group_id: '125434', chat: GROUP })).toMatchObject({
      album: '-1001160242915/125434',
      attachments: [{ position: 7 }],
    });
    expect(await message({ text: 'x' })).not.toHaveProperty('album');
  });
});

describe('what is no message', () => {
  it('of edits: the newer is later, within one second too', async () => {
    const first = await one<EditEvent>({ edited_message: said({ text: 'a', edit_date: NOW + 5 }) });
    const second = await one<EditEvent>({ edited_message: said({ text: 'b', edit_date: NOW + 5 }) });
    expect(first).toMatchObject({ type: 'edit', externalId: '4503599627370495:7', text: 'a' });
    expect((first.at ?? '') < (second.at ?? '')).toBe(true);
    expect(first.key).not.toBe(second.key);
    const moving = said({ location: { latitude: 1, longitude: 2, live_period: 60 }, edit_date: NOW });
    expect(await whatOf({ edited_message: moving })).toBe('edited_message.location');
  });

  it('of deletions on a business account: one event each', async () => {
    const deleted = { business_connection_id: 'b-1', chat: PRIVATE, message_ids: [1, 2] };
    expect(await parse(update({ deleted_business_messages: deleted }))).toMatchObject([
      { type: 'delete', externalId: 'business:b-1/4503599627370495:1' },
      { type: 'delete', externalId: 'business:b-1/4503599627370495:2' },
    ]);
  });

  it('of a group that moves: both chats tell the same', async () => {
    const small = { id: -599_075_523, type: 'group', title: 'G' };
    const there = await one<InboundEvent>({ message: said({ chat: small, migrate_to_chat_id: GROUP.id }) });
    const here = await one<InboundEvent>({ message: said({ chat: GROUP, migrate_from_chat_id: small.id }) });
    expect(there).toMatchObject({ type: 'moved', from: '-599075523', to: '-1001160242915' });
    expect(here).toEqual(there);
  });

  it.each([
    [PRIVATE, 'member', 'kicked', 'blocked'],
    [PRIVATE, 'kicked', 'member', 'unblocked'],
    [GROUP, 'left', 'member', 'added'],
    [GROUP, 'administrator', 'kicked', 'removed'],
    [GROUP, 'member', 'left', 'removed'],
  ])('of our own membership is told in the history: %j %s → %s', async (chat, before, after, notice) => {
    const change = {
      chat,
      from: ANNA,
      date: NOW,
      old_chat_member: { status: before },
      new_chat_member: { status: after },
    };
    expect(await one<NoticeEvent>({ my_chat_member: change })).toMatchObject({
      type: 'notice',
      notice,
      conversationExternalId: String(chat.id),
      name: 'Anna Ö',
    });
  });

  it('reads what somebody changed of their reactions, each sign for itself', async () => {
    const sign = (emoji: string) => ({ type: 'emoji', emoji });
    const update = (old_reaction: unknown[], new_reaction: unknown[], more: object = { user: ANNA }) => ({
      update_id: 7,
      message_reaction: { chat: PRIVATE, message_id: 5, date: NOW, old_reaction, new_reaction, ...more },
    });
    const read = async (given: unknown) =>
      (await parse(given)).map((event) =>
        event.type === 'reaction' ? [event.emoji, event.removed] : event.type,
      );
    expect(await read(update([sign('👍'), sign('🔥')], [sign('🔥'), sign('🎉')]))).toEqual([
      ['👍', true],
      ['🎉', false],
    ]);
    expect(
      await read(update([], [{ type: 'paid' }, { type: 'custom_emoji', custom_emoji_id: '1' }])),
    ).toEqual([
      ['⭐', false],
      ['✨', false],
    ]);
    expect(await read(update([sign('👍')], [sign('👍')]))).toEqual(['ignored']);
    expect(await read(update([], [sign('👍')], {}))).toEqual(['ignored']);
    const [event] = await parse(update([], [sign('👍')]));
    expect(event).toMatchObject({ externalId: `${PRIVATE.id}:5`, author: { externalId: String(ANNA.id) } });
  });

  it.each([
    [{ message: said({ new_chat_title: 'T' }) }, 'message.new_chat_title'],
    [
      { message: said({ chat: GROUP, new_chat_members: [ANNA], new_chat_participant: ANNA }) },
      'message.new_chat_members',
    ],
    [{ message: said({ something_of_next_year: { a: 1 } }) }, 'message.something_of_next_year'],
    [{ message: said() }, 'message.empty'],
    [{ message_reaction: { chat: PRIVATE, message_id: 1, date: NOW, new_reaction: [] } }, 'message_reaction'],
    [{ business_connection: { id: 'b' } }, 'business_connection'],
    [{ something_of_next_year: {} }, 'something_of_next_year'],
    [
      {
        my_chat_member: {
          chat: GROUP,
          date: NOW,
          old_chat_member: { status: 'member' },
          new_chat_member: { status: 'administrator' },
        },
      },
      'my_chat_member',
    ],
  ])('is kept by its name: %#', async (what, name) => {
    expect(await whatOf(what)).toBe(name);
  });
});

describe('a delivery', () => {
  it('of many updates is all of them, the unreadable included, the same however often it is read', async () => {
    const updates = [
      update({ message: said({ text: 'a' }) }),
      null,
      { nothing: 1 },
      update({ message: { chat: 1 } }),
    ];
    const events = await parse(updates);
    expect(events.map(({ type }) => type)).toEqual(['message', 'unreadable', 'unreadable', 'unreadable']);
    expect((await parse(updates)).map(({ key }) => key)).toEqual(events.map(({ key }) => key));
    expect(events[3]).toMatchObject({ reason: expect.stringContaining('message.message_id') });
  });

  it('that is no JSON is an error', async () => {
    await expect(
      parseUpdates({
        channel: { account: BOT, settings: {}, connectedAt: new Date() },
        body: async () => Buffer.from('garbage'),
      } as unknown as StoredDelivery),
    ).rejects.toThrow();
  });
});

const present = existsSync(FIXTURES);
if (!present) console.log(`The payloads of Telegram are not at ${FIXTURES}: left out.`);

(present ? describe : describe.skip)('every payload of the collection', () => {
  const names = present ? readdirSync(FIXTURES).filter((name) => name.endsWith('.json')) : [];
  const load = (name: string) =>
    JSON.parse(readFileSync(resolve(FIXTURES, name), 'utf8')) as Record<string, unknown>;
  const updates = names.filter((name) => 'update_id' in load(name));

  it('is there', () => {
    expect(updates.length).toBeGreaterThan(20);
  });

  it.each(updates)('%s is read', async (name) => {
    const events = await parse(load(name));
    expect(events.length).toBeGreaterThan(0);
    for (const event of events) {
      expect(event.type).not.toBe('unreadable');
      expect(event.account).toBe(BOT);
      if (event.type !== 'message') continue;
      expect(readThreadId(event.conversation.externalId ?? '')).toBeDefined();
      expect(event.text !== '' || event.attachments.length > 0).toBe(true);
      expect((event.author ?? event.others[0])?.externalId).toMatch(/^-?\d+$/);
    }
  });

  it.each([
    ['message_album_item.json', { type: 'message', album: '250918540/12543417770506682' }],
    ['message_channel_forward_origin.json', { direction: 'out', text: '↪ Example community, TITLE\ntext' }],
    [
      'message_forum_topic_message.json',
      { conversation: { externalId: '-1001847508954/topic:4' }, inReplyTo: null },
    ],
    ['message_migrate_from_chat_id.json', { type: 'moved', from: '-599075523', to: '-1001555296434' }],
    ['message_migrate_to_chat_id.json', { type: 'moved', from: '-599075523', to: '-1001555296434' }],
    ['message_venue.json', { at: null, text: expect.stringContaining('📍 Title, Address') }],
    ['official_reply.json', { type: 'message', text: '/start' }],
    [
      'update_forum_reply.json',
      { conversation: { externalId: '-1001293752024' }, inReplyTo: '-1001293752024:134545' },
    ],
    ['update_business_messages_deleted.json', { type: 'delete', externalId: 'business:123/0:1' }],
    [
      'update_message_reaction.json',
      { type: 'reaction', externalId: '-1002184233434:35', emoji: '🌭', removed: false },
    ],
    ['update_message_reaction_anonymous.json', { type: 'reaction', emoji: '❤', removed: true }],
    ['update_my_chat_member_blocked.json', { type: 'notice', notice: 'blocked' }],
  ])('%s means what it says', async (name, expected) => {
    expect((await parse(load(name)))[0]).toMatchObject(expected);
  });
});
