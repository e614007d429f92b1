import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { StoredDelivery } from '../core/connector.js';
import type { InboundEvent, MessageEvent } from '../core/inbound-event.js';
import type { Readings } from './comment.js';
import { parseDelivery, parseReadings } from './comment.parse.js';
import { channelErrorOf } from './refusal.js';
import { SiteError } from './site.client.js';
import { ourSideOf } from './wordpress.settings.js';

const FIXTURES = resolve(
  process.env.PARLEY_CORPORA ?? resolve(import.meta.dirname, '../../../../../shared'),
  'channels/fixtures/wordpress',
);

const ACCOUNT = 'example.org';
const READ_AT = Date.parse('2026-11-22T09:00:00Z');
const settings = { userId: '7' };
const parse = (json: unknown, given: Record<string, string | boolean | string[]> = settings) =>
  parseReadings(json, { account: ACCOUNT, us: ourSideOf(given), readAt: READ_AT });

let id = 100;
const said = (given: Record<string, unknown> = {}) => {
  id += 1;
  return {
    id,
    post: 4,
    parent: 0,
    author: 0,
    author_name: 'Ines Ö',
    author_email: 'Ines@Example.net ',
    author_url: '',
    date: '2026-11-22T09:15:00',
    date_gmt: '2026-11-22T08:15:00',
    content: { rendered: '<p>Is it open?</p>\n', raw: 'Is it open?' },
    link: 'https://example.org/?p=4#comment-2',
    status: 'approved',
    type: 'comment',
    author_avatar_urls: {
      24: 'http://2.gravatar.com/avatar/ab?s=24&d=mm&r=g',
      96: 'http://2.gravatar.com/avatar/ab?s=96&d=mm&r=g',
    },
    ...given,
  };
};
const one = (comment: unknown, given?: typeof settings) => {
  const events = parse(comment, given);
  expect(events).toHaveLength(1);
  return events[0] as MessageEvent;
};
const readings = (given: Partial<Readings>): Readings => ({
  readAt: READ_AT,
  readings: [],
  ancestors: [],
  gone: [],
  ...given,
});

describe('a comment', () => {
  it('is a public message of a guest, in the conversation of its thread', () => {
    const comment = said({ id: 2 });
    expect(one(comment)).toEqual({
      type: 'message',
      key: 'comment:2',
      account: ACCOUNT,
      at: '2026-11-22T08:15:00.000Z',
      conversation: { externalId: '4/2', medium: 'comment', under: [] },
      externalId: '2',
      direction: 'in',
      visibility: 'public',
      author: {
        namespace: 'wordpress:example.org',
        externalId: 'guest:ines@example.net',
        name: 'Ines Ö',
        placeholder: 'Anonymous',
        handle: 'ines@example.net',
        email: { address: 'ines@example.net', verified: false },
        avatarUrl: 'https://2.gravatar.com/avatar/ab?s=96&d=404&r=g',
      },
      others: [],
      text: 'Is it open?',
      html: null,
      attachments: [],
      inReplyTo: null,
      post: { externalId: '4' },
      moderation: 'visible',
      url: 'https://example.org/?p=4#comment-2',
    });
  });

  it.each([
    ['<p>One &amp; two<br />\nthree</p>\n<p>four 🙂</p>\n', 'One & two\nthree\nfour 🙂', null],
    [
      '<p>See <a href="https://a.example/x" rel="nofollow ugc">here</a></p>',
      'See here (https://a.example/x)',
      null,
    ],
    ['<p>Nice <img src="/s.png" alt="🙂" class="wp-smiley" />!</p>', 'Nice 🙂!', null],
    ['<p>So <strong>big</strong></p>', 'So big', '<p>So <strong>big</strong></p>'],
    ['<p>a<script>alert(1)</script><em onclick="x()">b</em></p>', 'ab', '<p>a<em>b</em></p>'],
    ['', '', null],
  ])('says of %j: %j', (rendered, text, html) => {
    expect(one(said({ content: { rendered } }))).toMatchObject({ text, html });
  });

  it.each([
    ['approved', 'visible'],
    ['hold', 'pending'],
    ['spam', 'spam'],
    ['trash', 'trashed'],
    ['post-trashed', 'trashed'],
    ['some_plugin', 'pending'],
  ])('that is %s stands as %s', (status, moderation) => {
    expect(one(said({ status }))).toMatchObject({ moderation });
  });

  it.each(['pingback', 'trackback', 'note', 'review'])(
    'of the type %s is ignored under that word',
    (type) => {
      expect(parse(said({ type }))).toMatchObject([{ type: 'ignored', what: type }]);
    },
  );

  it('brings its post along, as far as it is embedded', () => {
    const up = {
      id: 4,
      date_gmt: '2026-11-01T07:00:00',
      link: 'https://example.org/?p=4',
      title: { rendered: 'How we roast &#8220;light&#8221;' },
      excerpt: { rendered: '<p>Beans &amp; heat [&hellip;]</p>\n' },
      author: 9,
    };
    expect(one(said({ _embedded: { up: [up] } })).post).toEqual({
      externalId: '4',
      title: 'How we roast “light”',
      excerpt: 'Beans & heat …',
      url: 'https://example.org/?p=4',
      imageUrl: null,
      authorName: null,
      publishedAt: '2026-11-01T07:00:00.000Z',
      partial: true,
    });
    const closed = { code: 'rest_post_invalid_id', message: 'Invalid post ID.', data: { status: 404 } };
    expect(one(said({ _embedded: { up: [closed] } })).post).toEqual({ externalId: '4' });
  });

  it('that lacks what every comment has is unreadable, and holds up none beside it', () => {
    expect(parse([{ id: 1 }, said(), said({ date_gmt: 'soon' }), null])).toMatchObject([
      { type: 'unreadable', entry: { id: 1 } },
      { type: 'message' },
      { type: 'unreadable' },
      { type: 'unreadable' },
    ]);
  });
});

describe('who wrote it', () => {
  const author = (given: Record<string, unknown>) => one(said(given)).author;

  it('is a user of the site by their id, whatever they call themselves', () => {
    expect(author({ author: 12, author_email: 'new@example.net' })?.externalId).toBe('user:12');
  });

  it('is, without an address, one and the same within a thread only', () => {
    const nameless = { author_email: '', author_name: 'Ines' };
    const [first, again, other, elsewhere] = parse([
      said({ ...nameless, id: 11 }),
      said({ ...nameless, id: 12, parent: 11 }),
      said({ ...nameless, id: 13, parent: 11, author_name: 'Tom' }),
      said({ ...nameless, id: 14 }),
    ]).map((event) => (event as MessageEvent).author);
    expect(again).toEqual(first);
    expect(new Set([first, other, elsewhere].map((one) => one?.externalId)).size).toBe(3);
    expect(first).not.toHaveProperty('email');
    expect(author({ author_name: '', author_email: '' })).toMatchObject({
      name: null,
      placeholder: 'Anonymous',
    });
  });

  it('is no script, and no picture but one from the web', () => {
    const odd = author({
      author_name: '<b>Eve</b>\n&amp; co',
      author_avatar_urls: { 96: 'javascript:alert(1)' },
    });
    expect(odd?.name).toBe('Eve & co');
    expect(odd).not.toHaveProperty('avatarUrl');
  });
});

describe('what we wrote', () => {
  const question = said({ id: 20 });
  const answer = (given: Record<string, unknown>) => said({ parent: 20, author: 7, ...given });
  const last = (given: Record<string, unknown>, by: Record<string, string | boolean | string[]> = settings) =>
    parse([question, answer(given)], by).at(-1);

  it('natively on the site answers the person above', () => {
    expect(last({ id: 21 })).toMatchObject({
      direction: 'out',
      author: null,
      inReplyTo: '20',
      others: [{ externalId: 'guest:ines@example.net' }],
      conversation: { externalId: '4/20' },
    });
    const below = parse([question, answer({ id: 21 }), answer({ id: 22, parent: 21 })]).at(-1);
    expect(below).toMatchObject({ direction: 'out', others: [{ externalId: 'guest:ines@example.net' }] });
  });

  it('is that of the author of the post as well, unless the settings say no, and of users named there', () => {
    const up = { id: 4, author: 9 };
    const byAuthor = {
      author: 9,
      author_email: 'mara@blog.example',
      author_name: 'Mara',
      _embedded: { up: [up] },
    };
    expect(last(byAuthor)).toMatchObject({ direction: 'out' });
    expect(last(byAuthor, { ...settings, postAuthorsAreUs: false })).toMatchObject({ direction: 'in' });
    for (const name of ['9', 'MARA@blog.example', 'mara']) {
      const named = { userId: '7', postAuthorsAreUs: false, ourAuthors: [name] };
      expect(last(byAuthor, named)).toMatchObject({ direction: 'out' });
    }
  });

  it('is nothing a guest writes under our name and address', () => {
    const guest = { author: 0, author_name: 'The Blog Team', author_email: 'blog@shop.example' };
    expect(
      last(guest, { userId: '7', ourAuthors: ['The Blog Team', 'blog@shop.example', '0'] }),
    ).toMatchObject({
      direction: 'in',
    });
  });

  it('to nobody is ignored', () => {
    expect(parse(said({ author: 7 }))).toMatchObject([{ type: 'ignored', what: 'own_comment' }]);
  });
});

describe('threads', () => {
  it('are those of the topmost comment, as the poller found it or as far as the batch tells', () => {
    const [, , third] = parse([said({ id: 31 }), said({ id: 32, parent: 31 }), said({ id: 33, parent: 32 })]);
    expect(third).toMatchObject({
      conversation: { externalId: '4/31', under: ['32', '31'] },
      inReplyTo: '32',
    });
    expect(one(said({ id: 34, parent: 30 })).conversation).toMatchObject({
      externalId: '4/30',
      under: ['30'],
    });
    const known = readings({ readings: [{ comment: said({ id: 35, parent: 30 }), root: '25' }] });
    expect(parse(known)).toMatchObject([{ conversation: { externalId: '4/25' } }]);
  });

  it('end somewhere, even if a site has them in a circle', () => {
    const round = [said({ id: 41, parent: 42 }), said({ id: 42, parent: 41 })];
    expect(parse(round)).toHaveLength(2);
  });
});

describe('what is found by looking again', () => {
  it('is an edit, another state, or that it is gone', () => {
    const comment = said({ id: 51, status: 'spam', content: { rendered: '<p>New words</p>' } });
    const at = new Date(READ_AT).toISOString();
    const events = parse(readings({ readings: [{ comment, changes: ['content', 'status'] }], gone: ['52'] }));
    expect(events).toMatchObject([
      { type: 'edit', externalId: '51', text: 'New words', at },
      { type: 'moderation', externalId: '51', state: 'spam', at, by: null },
      { type: 'delete', externalId: '52', by: 'brand' },
    ]);
    const later = parse({
      ...readings({ readings: [{ comment, changes: ['status'] }] }),
      readAt: READ_AT + 1,
    });
    expect(later[0]?.key).not.toBe(events[1]?.key);
  });

  it('by a backfill is history, queued where the owner wanted that', () => {
    const backfill = { queueSince: '2026-11-22T00:00:00.000Z' };
    const events = parse(
      readings({
        readings: [{ comment: said() }, { comment: said({ date_gmt: '2026-11-21T23:59:59' }) }],
        backfill,
      }),
    );
    expect(events).toMatchObject([
      { history: true, queueIfUnanswered: true },
      { history: true, queueIfUnanswered: false },
    ]);
  });
});

describe('what the plugin posts', () => {
  const deliver = (json: unknown): Promise<InboundEvent[]> =>
    parseDelivery({
      channel: { id: 'channel', account: ACCOUNT, settings, connectedAt: new Date(0) },
      receivedAt: new Date(READ_AT),
      body: async () => Buffer.from(JSON.stringify(json)),
    } as unknown as StoredDelivery);

  it('is a deletion, or a reason to look', async () => {
    const at = READ_AT / 1_000;
    expect(await deliver({ event: 'deleted', comment_id: 60, at })).toMatchObject([
      { type: 'delete', externalId: '60', key: 'gone:60', by: 'brand' },
    ]);
    expect(await deliver({ event: 'status', comment_id: '61', at })).toMatchObject([
      { type: 'ignored', what: 'comment_status' },
    ]);
    await expect(deliver({ event: 'sung', comment_id: 1, at })).rejects.toThrow(/plugin/);
    expect(await deliver(readings({ readings: [{ comment: said() }] }))).toMatchObject([{ type: 'message' }]);
  });
});

const present = existsSync(FIXTURES);
if (!present) console.log(`The payloads of WordPress are not at ${FIXTURES}: left out.`);

(present ? describe : describe.skip)('every payload of the collection', () => {
  const fixtures = present ? readdirSync(FIXTURES).filter((name) => name.endsWith('.json')) : [];
  const read = (name: string): unknown => JSON.parse(readFileSync(resolve(FIXTURES, name), 'utf8'));
  const comments = fixtures.filter((name) => /^comments?_(?!.*request)/.test(name));
  const errors = fixtures.filter((name) => name.startsWith('error_'));

  it('hold comments and errors', () => {
    expect(comments.length).toBeGreaterThan(3);
    expect(errors.length).toBeGreaterThan(5);
  });

  it.each(comments)('%s is read, into words without tags', (name) => {
    const events = parse(read(name), { userId: '1' });
    expect(events.length).toBeGreaterThan(0);
    for (const event of events) {
      // One of ours, without the comment it answers, is ours all the same.
      if (event.type === 'ignored') expect(event.what).toBe('own_comment');
      else {
        expect(event.type).toBe('message');
        const { text, conversation, author } = event as MessageEvent;
        expect(text).toMatch(/^[^<>]+$/);
        expect(conversation.externalId).toMatch(/^\d+\/\d+$/);
        expect(author?.name).not.toBe('');
      }
    }
    expect(parse(read(name), { userId: '999' }).every(({ type }) => type === 'message')).toBe(true);
  });

  it.each(errors)('%s means something, in plain words', (name) => {
    const { code, message, data } = read(name) as { code: string; message: string; data: { status: number } };
    const fault = channelErrorOf(new SiteError(data.status, code, message), true);
    expect(fault.kind).not.toBe('ambiguous');
    expect(fault.message).toMatch(/[.]$/);
    expect(fault.message).not.toMatch(/<|&#|rest_/);
  });
});
