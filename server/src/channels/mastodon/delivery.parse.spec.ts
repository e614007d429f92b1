import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { StoredDelivery } from '../core/connector.js';
import type { EditEvent, InboundEvent, MessageEvent, ReactionEvent } from '../core/inbound-event.js';
import { threadStatusOf } from './chain.js';
import { parseDelivery } from './delivery.parse.js';
import { statusSchema } from './entities.js';

const SELF = '117020565966271181';
const ACCOUNT = `${SELF}@social.example`;
const FIXTURES = resolve(
  process.env.PARLEY_CORPORA ?? resolve(import.meta.dirname, '../../../../../shared'),
  'channels/fixtures/mastodon',
);

async function parseBytes(bytes: string, meta: Record<string, unknown> = {}): Promise<InboundEvent[]> {
  return parseDelivery({
    channel: { id: 'channel', account: ACCOUNT, settings: {}, connectedAt: new Date(0) },
    meta,
    body: async () => Buffer.from(bytes),
  } as unknown as StoredDelivery);
}
const parse = (body: unknown, meta = {}) => parseBytes(JSON.stringify(body), meta);

const account = (id: string, acct: string, more = {}) => ({
  id,
  acct,
  username: acct.split('@')[0],
  display_name: '',
  uri: `https://${acct.split('@')[1] ?? 'social.example'}/ap/users/${id}`,
  ...more,
});
const US = account(SELF, 'shop');
const INES = account('9', 'ines@elsewhere.example', { display_name: 'Ines :cat:' });
const BEN = account('10', 'ben');
const mention = (who: { id: string; acct: string; username?: string | undefined }) => ({
  id: who.id,
  acct: who.acct,
  username: who.username,
  url: `https://x.example/@${who.acct}`,
});
const status = (id: string, given: Record<string, unknown> = {}): Record<string, unknown> => ({
  id,
  created_at: '2026-08-01T13:51:42.823Z',
  visibility: 'public',
  content: '<p>hello</p>',
  account: INES,
  mentions: [mention(US)],
  ...given,
});
const notification = (type: string, of: unknown, given = {}) => ({
  id: '21',
  type,
  created_at: '2026-08-01T13:51:43.458Z',
  account: INES,
  status: of,
  ...given,
});
/** As the poller hands it over, with the thread above. */
const found = (
  kind: 'notifications' | 'own',
  one: Record<string, unknown>,
  above: Record<string, unknown>[] = [],
) => {
  const inner = kind === 'own' ? one : (one.status as Record<string, unknown>);
  return {
    [kind]: [one],
    threads: { [String(inner.id)]: above.map((each) => threadStatusOf(statusSchema.parse(each))) },
  };
};
async function one<E extends InboundEvent = MessageEvent>(body: unknown, meta = {}): Promise<E> {
  const events = await parse(body, meta);
  expect(events).toHaveLength(1);
  return events[0] as E;
}
const mentioned = (given: Record<string, unknown> = {}, above: Record<string, unknown>[] = []) =>
  one(found('notifications', notification('mention', status('100', given)), above));

describe('a mention', () => {
  it('is a comment of a person, known by who they are on every instance', async () => {
    expect(
      await mentioned({
        content:
          '<p><span class="h-card"><a href="https://x.example/@shop" class="u-url mention">@<span>shop</span></a></span> is it <em>open</em>?</p>',
        favourites_count: 3,
        url: 'https://elsewhere.example/@ines/1',
        language: 'en',
      }),
    ).toEqual({
      type: 'message',
      key: 'status:100',
      account: ACCOUNT,
      at: '2026-08-01T13:51:42.823Z',
      conversation: { externalId: '100', medium: 'comment' },
      externalId: '100',
      direction: 'in',
      visibility: 'public',
      author: {
        namespace: 'mastodon',
        externalId: 'https://elsewhere.example/ap/users/9',
        name: 'Ines :cat:',
        handle: '@ines@elsewhere.example',
        placeholder: 'ines',
        avatarUrl: null,
      },
      others: [],
      text: '@shop is it open?',
      html: '<p>@shop is it <em>open</em>?</p>',
      attachments: [],
      inReplyTo: null,
      warning: null,
      url: 'https://elsewhere.example/@ines/1',
      likes: 3,
      replyCosts: 6,
      details: {
        visibility: 'public',
        author: 'ines@elsewhere.example',
        mentions: [],
        warning: '',
        language: 'en',
      },
    });
  });

  it('is as public as it was said', async () => {
    const seen = async (visibility: string) => {
      const event = await mentioned({ visibility });
      return [event.conversation.medium, event.visibility, event.conversation.externalId];
    };
    expect(await seen('unlisted')).toEqual(['comment', 'public', '100']);
    expect(await seen('private')).toEqual(['comment', 'private', '100']);
    expect(await seen('direct')).toEqual(['dm', 'private', 'direct:100']);
    // Of a fork: for fewer than all.
    expect(await seen('mutuals_only')).toEqual(['comment', 'private', '100']);
  });

  it('brings its files with what is to be seen on them, its warning, and a poll in words', async () => {
    expect(
      await mentioned({
        spoiler_text: 'Food',
        media_attachments: [
          { id: '1', type: 'image', url: 'https://files.example/a/dent.PNG', description: 'A dent' },
          { id: '2', type: 'unknown', url: null, remote_url: 'https://far.example/clip.mp4' },
          { id: '3', type: 'image', url: 'javascript:alert(1)' },
        ],
        poll: { options: [{ title: 'Tea' }, { title: 'Coffee' }], multiple: false },
      }),
    ).toMatchObject({
      warning: 'Food',
      text: 'hello\n○ Tea\n○ Coffee',
      attachments: [
        {
          filename: 'dent.PNG',
          contentType: 'image/png',
          sourceUrl: 'https://files.example/a/dent.PNG',
          description: 'A dent',
        },
        { filename: 'clip.mp4', contentType: 'video/mp4', sourceUrl: 'https://far.example/clip.mp4' },
      ],
    });
  });

  it('knows whom an answer goes to, and what their names cost of its length', async () => {
    const event = await mentioned({
      mentions: [mention(BEN), mention(US), mention(BEN)],
      spoiler_text: 'Fo',
    });
    expect(event.details).toMatchObject({
      author: 'ines@elsewhere.example',
      mentions: ['ben'],
      warning: 'Fo',
    });
    // "@ines @ben Fo" and a blank
    expect(event.replyCosts).toBe(14);
  });

  it('is history when a backfill brings it, to be queued where that was asked for', async () => {
    const body = notification('mention', status('100'));
    const meta = (queueSince: string) => ({ history: true, queueSince });
    expect(await one([body], meta('2026-08-01T00:00:00Z'))).toMatchObject({
      history: true,
      queueIfUnanswered: true,
    });
    expect((await one([body], meta('2026-08-02T00:00:00Z'))).queueIfUnanswered).toBeUndefined();
    expect(await one([body], { history: false })).toMatchObject({ history: false });
    expect((await one([body])).history).toBeUndefined();
  });
});

describe('the conversation of a status', () => {
  const post = status('1', {
    account: US,
    mentions: [],
    content: '<p>New teapots!</p>',
    url: 'https://social.example/@shop/1',
  });

  it('under a post of ours is each comment, with the post', async () => {
    const own = await mentioned({ in_reply_to_id: '1' }, [post]);
    expect(own).toMatchObject({
      conversation: { externalId: '100', medium: 'comment', under: ['1'] },
      inReplyTo: '1',
      post: {
        externalId: '1',
        excerpt: 'New teapots!',
        url: 'https://social.example/@shop/1',
        authorName: 'shop',
      },
    });
    const above = [post, status('2'), status('3', { account: US, mentions: [mention(INES)] })];
    expect(await mentioned({ in_reply_to_id: '3' }, above)).toMatchObject({
      conversation: { externalId: '2', under: ['3', '2'] },
      post: { externalId: '1' },
    });
    // A post in several parts: the part that was answered.
    const parts = [post, status('2', { account: US, mentions: [] })];
    expect(await mentioned({ in_reply_to_id: '2' }, parts)).toMatchObject({
      conversation: { externalId: '100' },
      post: { externalId: '2' },
    });
  });

  it('of somebody else’s thread is the thread, with what it began with', async () => {
    const root = status('1', { mentions: [], content: '<p>Who sells teapots?</p>', account: BEN });
    expect(await mentioned({ in_reply_to_id: '1' }, [root])).toMatchObject({
      conversation: { externalId: '1', medium: 'comment', under: ['1'] },
      post: { externalId: '1', excerpt: 'Who sells teapots?', authorName: 'ben' },
    });
    // A root that speaks to us is a message of it.
    expect((await mentioned({ in_reply_to_id: '1' }, [status('1')])).post).toBeUndefined();
  });

  it('said directly is apart from what is public, and linked with it', async () => {
    const direct = { visibility: 'direct' };
    const aside = status('2', { ...direct, account: US });
    expect((await mentioned({ ...direct, in_reply_to_id: '2' }, [status('1'), aside])).conversation).toEqual({
      externalId: 'direct:2',
      medium: 'dm',
      under: ['2'],
      cameOutOf: '1',
    });
    expect((await mentioned({ ...direct, in_reply_to_id: '1' }, [status('1', direct)])).conversation).toEqual(
      {
        externalId: 'direct:1',
        medium: 'dm',
        under: ['1'],
      },
    );
    expect(
      (await mentioned({ ...direct, in_reply_to_id: '1' }, [post])).conversation.cameOutOf,
    ).toBeUndefined();
    // What has come out into the open again goes on there.
    const open = [status('1'), status('2', direct)];
    expect((await mentioned({ in_reply_to_id: '2' }, open)).conversation).toMatchObject({
      externalId: '1',
      under: ['2', '1'],
    });
  });

  it('whose beginning is gone is found by what it answers', async () => {
    expect((await mentioned({ in_reply_to_id: '55' })).conversation).toEqual({
      externalId: '100',
      medium: 'comment',
      under: ['55'],
    });
  });

  it('that quotes a post of ours shows the post', async () => {
    const quoting = status('100', { quote: { state: 'accepted', quoted_status: post }, mentions: [] });
    expect(await one([notification('quote', quoting)])).toMatchObject({
      type: 'message',
      post: { externalId: '1', excerpt: 'New teapots!' },
    });
  });
});

describe('what we say ourselves', () => {
  it('in answer to somebody is an answer of ours', async () => {
    const own = status('3', { account: US, in_reply_to_id: '2', mentions: [mention(INES)] });
    expect(await one(found('own', own, [status('2')]))).toMatchObject({
      direction: 'out',
      author: null,
      others: [{ externalId: 'https://elsewhere.example/ap/users/9' }],
      conversation: { externalId: '2', medium: 'comment' },
      inReplyTo: '2',
    });
    const more = status('4', { account: US, in_reply_to_id: '3', mentions: [] });
    expect(await one(found('own', more, [status('2'), own]))).toMatchObject({
      direction: 'out',
      others: [{ handle: '@ines@elsewhere.example' }],
    });
  });

  it('to nobody in particular is a post, and ignored', async () => {
    const post = status('3', { account: US, mentions: [] });
    const part = status('4', { account: US, mentions: [], in_reply_to_id: '3' });
    const passedOn = status('5', { account: US, reblog: { id: '100' } });
    const whats = [found('own', post), found('own', part, [post]), found('own', passedOn)].map(
      async (body) => {
        const event = await one<InboundEvent>(body);
        return event.type === 'ignored' && event.what;
      },
    );
    expect(await Promise.all(whats)).toEqual(['own_post', 'own_post', 'reblog']);
  });
});

describe('what else happens', () => {
  it('an edit brings the new words, each once', async () => {
    const edited = {
      edited_at: '2026-08-01T14:00:00.000Z',
      content: '<p>mended</p>',
      spoiler_text: 'Spoiler',
    };
    const event = await one<EditEvent>({
      event: 'status.update',
      payload: JSON.stringify(status('100', edited)),
    });
    expect(event).toEqual({
      type: 'edit',
      key: 'edit:100:2026-08-01T14:00:00.000Z',
      account: ACCOUNT,
      at: '2026-08-01T14:00:00.000Z',
      externalId: '100',
      text: 'mended',
      html: null,
      warning: 'Spoiler',
    });
    expect((await one<EditEvent>({ changed: [status('100', edited)] })).key).toBe(event.key);
    const untimed = [status('100', { content: 'a' }), status('100', { content: 'b' })];
    expect(new Set((await parse({ changed: untimed })).map(({ key }) => key)).size).toBe(2);
  });

  it('a deletion names its status exactly, quoted or not', async () => {
    // Beyond 2^53, and as a number it would be another one.
    for (const payload of ['"117024236332527351"', '117024236332527351', '"\\"117024236332527351\\""']) {
      expect(await parseBytes(`{"event":"delete","payload":${payload}}`)).toEqual([
        {
          type: 'delete',
          key: 'delete:117024236332527351',
          account: ACCOUNT,
          at: null,
          externalId: '117024236332527351',
        },
      ]);
    }
  });

  it('a sign for an answer of ours is a reaction; for a post of ours nothing follows from it', async () => {
    const answer = status('5', { account: US, in_reply_to_id: '4', favourites_count: 2 });
    expect(await one<ReactionEvent>([notification('favourite', answer)])).toMatchObject({
      type: 'reaction',
      key: 'like:5:9',
      externalId: '5',
      emoji: 'like',
      author: { handle: '@ines@elsewhere.example' },
      removed: false,
      total: 2,
    });
    expect(await one<ReactionEvent>([notification('reblog', answer)])).toMatchObject({ emoji: 'boost' });
    expect(await one([notification('favourite', status('5', { account: US }))])).toMatchObject({
      type: 'ignored',
      what: 'favourite',
    });
  });

  it.each([
    'follow',
    'follow_request',
    'poll',
    'status',
    'admin.sign_up',
    'severed_relationships',
    'something_new',
  ])('%s is kept under its own word, and nothing follows from it', async (type) => {
    const given = type === 'poll' ? status('5') : undefined;
    expect(await one([notification(type, given)])).toMatchObject({
      type: 'ignored',
      key: 'notification:21',
      what: type,
    });
  });

  it('what cannot be read is told with its reason, and keeps nothing else from being read', async () => {
    const events = await parse({
      notifications: [
        { type: 'mention' },
        'nonsense',
        notification('mention', { id: '7' }),
        notification('mention', status('100')),
      ],
      frames: [
        { event: 'delete', payload: null },
        { event: 'filters_changed', payload: '' },
      ],
    });
    expect(events.map(({ type }) => type).sort()).toEqual([
      'ignored',
      'message',
      'unreadable',
      'unreadable',
      'unreadable',
      'unreadable',
    ]);
    expect(events.find(({ type }) => type === 'unreadable')).toMatchObject({
      reason: expect.stringMatching(/created_at: /),
    });
  });

  it('comes in the order in which it was said, each once', async () => {
    const later = status('101', { created_at: '2026-08-01T15:00:00Z' });
    const events = await parse([
      notification('mention', later),
      notification('mention', status('100')),
      later,
    ]);
    expect(events.map(({ key }) => key)).toEqual(['status:100', 'status:101']);
  });
});

describe('captured payloads', () => {
  const names = existsSync(FIXTURES) ? readdirSync(FIXTURES).filter((name) => name.endsWith('.json')) : [];
  it('are all read: into events, or into a plain reason', async () => {
    if (names.length === 0) return void console.info('No payloads of Mastodon here: left out.');
    for (const name of names) {
      const events = await parseBytes(readFileSync(resolve(FIXTURES, name), 'utf8'));
      expect(events.length).toBeGreaterThan(0);
      for (const event of events) {
        const answer = /^(?:error_|verify_credentials|status_history)/.test(name);
        expect([name, event.type === 'unreadable']).toEqual([name, answer]);
        expect(event.account).toBe(ACCOUNT);
        if (event.type === 'message') expect(event.externalId).toMatch(/^\d+$/);
      }
    }
  });
});

it('nothing that comes makes it fail: whatever it is, it becomes events with keys', async () => {
  const sample = notification('mention', status('100'));
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), fc.constantFrom(...Object.keys(status('1'))), async (value, name) => {
      const broken = { ...sample, status: { ...status('100'), [name]: value } };
      for (const body of [value, [broken], { frames: [value, { event: 'update', payload: value }] }]) {
        for (const event of await parse(body)) expect(event.key).not.toBe('');
      }
    }),
    { numRuns: 150 },
  );
});
