import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import type { StoredDelivery } from '../core/connector.js';
import { clientIdOf, type LivechatMeta, messageIdOf, parseLivechat } from './livechat-delivery.parse.js';

const meta: LivechatMeta = {
  what: 'says',
  person: 'v:Ab3dEfGhIjKlMnOpQrStUv',
  signed: false,
  name: null,
  email: null,
  at: '2026-03-01T12:00:00.000Z',
};
const parse = (
  body: unknown,
  more: Partial<LivechatMeta> = {},
  settings: StoredDelivery['channel'] = null,
) => {
  const bytes = Buffer.from(JSON.stringify(body));
  return parseLivechat({
    id: 'delivery',
    channel: settings ?? { id: 'channel', account: 'shop', settings: {}, connectedAt: new Date(0) },
    headers: {},
    meta: { ...meta, ...more },
    receivedAt: new Date(),
    body: async () => bytes,
    open: async () => Readable.from([bytes]),
    store: async () => ({ key: '', size: 0 }),
    bodyKey: null,
  });
};
const says = { clientId: 'client-1', text: 'Hello', page: null };

describe('what visitors say', () => {
  it('is a message in their one thread', async () => {
    const page = { url: 'https://shop.example/', title: 'Shop' };
    expect(
      await parse({ ...says, page, language: 'de-AT', uploadIds: ['0198c0de-0000-7000-8000-000000000001'] }),
    ).toEqual([
      {
        type: 'message',
        key: 'says/v%3AAb3dEfGhIjKlMnOpQrStUv/client-1',
        account: 'shop',
        at: meta.at,
        conversation: { externalId: meta.person, medium: 'chat' },
        externalId: 'v%3AAb3dEfGhIjKlMnOpQrStUv/client-1',
        direction: 'in',
        visibility: 'private',
        author: {
          namespace: 'livechat:shop',
          externalId: meta.person,
          name: null,
          handle: null,
          email: null,
          placeholder: 'Visitor AB3DE',
        },
        others: [],
        text: 'Hello',
        attachments: [expect.objectContaining({ uploadId: '0198c0de-0000-7000-8000-000000000001' })],
        page: { ...page, language: 'de-AT' },
      },
    ]);
  });

  it('carries the name and address the brand vouches for, and no others', async () => {
    const signed = { person: 'u:a/b', signed: true, name: 'Anna', email: 'anna@example.test' };
    expect(await parse(says, signed)).toMatchObject([
      {
        externalId: 'u%3Aa%2Fb/client-1',
        author: {
          externalId: 'u:a/b',
          name: 'Anna',
          handle: 'anna@example.test',
          email: { address: 'anna@example.test', verified: true },
        },
      },
    ]);
    expect(
      await parse({ name: 'Mallory', email: 'm@example.test' }, { ...signed, what: 'profile' }),
    ).toMatchObject([{ type: 'profile', identity: { name: 'Anna', handle: 'anna@example.test' } }]);
    expect(await parse({ name: ' Ben ', email: 'Ben@Example.test' }, { what: 'profile' })).toMatchObject([
      { type: 'profile', identity: { name: 'Ben', handle: 'ben@example.test' } },
    ]);
  });

  it('has keys of its own for each person and message', async () => {
    const ids = [
      messageIdOf('u:a', 'b/cdefgh'),
      messageIdOf('u:a/b', 'cdefgh'),
      messageIdOf('v:a', 'b/cdefgh'),
    ];
    expect(new Set(ids).size).toBe(3);
    expect(ids.map(clientIdOf)).toEqual(['b/cdefgh', 'cdefgh', 'b/cdefgh']);
    expect(clientIdOf('<mail@example.test>')).toBeNull();
    expect(clientIdOf(null)).toBeNull();
  });

  it('is receipts for replies', async () => {
    const receipts = [{ externalId: 'reply', outcome: 'read' }];
    expect(await parse({ receipts }, { what: 'receipts' })).toEqual([
      {
        type: 'receipt',
        key: 'read/reply',
        account: 'shop',
        at: meta.at,
        externalId: 'reply',
        outcome: 'read',
      },
    ]);
  });

  it('is an error where it is none of this', async () => {
    await expect(parse({ text: 'no id' })).rejects.toThrow();
    await expect(parse(says, { what: 'else' as never })).rejects.toThrow();
  });
});
