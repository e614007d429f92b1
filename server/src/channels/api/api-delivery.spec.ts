import { describe, expect, it } from '@jest/globals';
import { apiMessage } from '../../../test/builders/api-events.js';
import type { StoredDelivery } from '../core/connector.js';
import { checkBody, parseDelivery, personNamespace } from './api-delivery.parse.js';

const ACCOUNT = 'account-1';

const parse = (body: unknown) => parseText(JSON.stringify(body));

function parseText(text: string) {
  const bytes = Buffer.from(text);
  const delivery: Partial<StoredDelivery> = {
    id: 'd',
    channel: { id: 'c', account: ACCOUNT, settings: {}, connectedAt: new Date(0) },
    body: async () => bytes,
  };
  return parseDelivery(delivery as StoredDelivery);
}

const check = (body: unknown) =>
  checkBody(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)), ACCOUNT);

describe('reading a delivery', () => {
  it('gives a message with its author, thread and post', async () => {
    const post = { id: 'p-1', title: 'New shop', text: 'We are open', url: 'https://shop.test/p' };
    const [event] = await parse(
      apiMessage({
        id: 'e-1',
        medium: 'comment',
        post,
        at: '2026-01-05T10:00:00Z',
        message: { inReplyTo: 'm-0' },
      }),
    );
    expect(event).toMatchObject({
      type: 'message',
      key: 'e-1',
      account: ACCOUNT,
      at: '2026-01-05T10:00:00Z',
      conversation: { externalId: 'thread-1', medium: 'comment' },
      visibility: 'public',
      direction: 'in',
      author: { namespace: personNamespace(ACCOUNT), externalId: 'anna', name: 'anna' },
      others: [],
      inReplyTo: 'm-0',
      automatic: null,
      post: { externalId: 'p-1', title: 'New shop', excerpt: 'We are open' },
    });
  });

  it('takes an answer written elsewhere as ours, to that person', async () => {
    const [event] = await parse(apiMessage({ message: { direction: 'out' } }));
    expect(event).toMatchObject({ direction: 'out', author: null, others: [{ externalId: 'anna' }] });
  });

  it('makes text of a message that is HTML only', async () => {
    const [event] = await parse(
      apiMessage({ message: { text: undefined, html: '<p>Hello <b>you</b></p><p>there</p>' } }),
    );
    expect(event).toMatchObject({ text: 'Hello you\n\nthere', html: expect.stringContaining('<b>') });
  });

  it('names attachments by their address where nobody named them', async () => {
    const attachments = [
      { url: 'https://files.test/a/M%C3%A4rz.pdf?x=1' },
      { url: 'https://files.test/', filename: 'b.png', contentType: 'image/png' },
      { uploadId: '0198c0de-0000-7000-8000-000000000000' },
    ];
    const [event] = await parse(apiMessage({ message: { attachments } }));
    expect(event).toMatchObject({
      attachments: [
        { filename: 'März.pdf', sourceUrl: attachments[0]?.url },
        { filename: 'b.png', contentType: 'image/png' },
        { uploadId: attachments[2]?.uploadId },
      ],
    });
  });

  it('reads edits, deletions, receipts and profiles', async () => {
    const conversation = { id: 'thread-1' };
    const events = await parse({
      events: [
        { type: 'edit', id: '1', conversation, message: { id: 'm', text: 'new' } },
        { type: 'delete', id: '2', conversation, message: { id: 'm' } },
        { type: 'read', id: '3', conversation, message: { id: 'm' } },
        { type: 'failed', id: '4', conversation, message: { id: 'm' }, reason: 'Gone.' },
        { type: 'person', id: '5', person: { id: 'anna', name: 'Anna', email: 'anna@example.test' } },
        { type: 'typing', id: '6', conversation, person: { id: 'anna' }, typing: true },
      ],
    });
    expect(events).toMatchObject([
      { type: 'edit', externalId: 'm', text: 'new' },
      { type: 'delete', externalId: 'm' },
      { type: 'receipt', outcome: 'read' },
      { type: 'receipt', outcome: 'failed', reason: 'Gone.' },
      { type: 'profile', identity: { externalId: 'anna', name: 'Anna', handle: 'anna@example.test' } },
    ]);
  });

  it('keeps every bad entry of a batch as unreadable, with the reason, under a key of its content', async () => {
    const bad = { ...apiMessage({ id: 'same-id' }), person: undefined };
    const once = await parse({ events: [bad, 7, { type: 'shout' }] });
    const again = await parse({ events: [bad] });
    expect(once.map(({ type }) => type)).toEqual(Array(3).fill('unreadable'));
    expect(once[0]).toMatchObject({ reason: expect.stringContaining('person'), entry: { id: 'same-id' } });
    expect(once[0]?.key).toBe(again[0]?.key);
    expect(once[0]?.key).not.toContain('same-id');
  });

  it('keeps what is nested without end as unreadable, cut, and holds up nothing beside it', async () => {
    const nested = (core: string) =>
      `{"type":"shout","list":${'['.repeat(100_000)}${core}${']'.repeat(100_000)}}`;
    const read = (...entries: string[]) => parseText(`{"events":[${entries.join(',')}]}`);
    const good = JSON.stringify(apiMessage({ id: 'good' }));
    const [deep, other, beside] = await read(nested('1'), nested('2'), good);
    const [again] = await read(nested('1'));
    expect([deep?.type, other?.type, beside?.key]).toEqual(['unreadable', 'unreadable', 'good']);
    expect(JSON.stringify(deep).length).toBeLessThan(1_000);
    expect(again?.key).toBe(deep?.key);
    expect(other?.key).not.toBe(deep?.key);
  });
});

describe('the shape check at the door', () => {
  it('names each field of a single event', () => {
    expect(check({ ...apiMessage(), person: { id: '' } })).toMatchObject({
      kind: 'refuse',
      code: 'invalid_request',
      issues: [{ path: ['person', 'id'] }],
    });
    expect(check(apiMessage({ message: { text: '' } }))).toMatchObject({
      issues: [{ path: ['message', 'text'] }],
    });
    expect(check(apiMessage({ message: { attachments: [{ url: 'x' }] } }))).toMatchObject({
      issues: [{ path: ['message', 'attachments', 0, 'url'] }],
    });
  });

  it('knows no year 0, as the database does not', () => {
    expect(check(apiMessage({ at: '0001-01-01T00:00:00Z' }))).toMatchObject({ kind: 'accept' });
    expect(check(apiMessage({ at: '0000-12-31T00:00:00Z' }))).toMatchObject({ issues: [{ path: ['at'] }] });
  });

  it('refuses what is neither an event nor a batch', () => {
    for (const body of ['', 'null', '[]', '"x"', '{}', '{"events":{}}', '{"events":[]}']) {
      expect(check(body)).toMatchObject({ kind: 'refuse', issues: [expect.anything()] });
    }
  });

  it('lets a batch pass whose entries are bad one by one', () => {
    expect(check({ events: [1, { type: 'message' }] })).toMatchObject({ kind: 'accept' });
  });

  it('survives what is deeply nested or called like a prototype', () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    expect(check(deep)).toMatchObject({ kind: 'refuse' });
    expect(check('{"events":[{"__proto__":{"type":"message"}}]}')).toMatchObject({ kind: 'accept' });
  });
});
