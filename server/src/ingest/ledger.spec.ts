import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { apiMessage } from '../../test/builders/api-events.js';
import { type ApiEndpoint, LedgerBench } from '../../test/builders/ledger-bench.js';
import type { Connector } from '../channels/core/connector.js';
import { newId } from '../platform/database/id.js';

/** One endpoint that delivers for many pages; the body is the page's name. */
const manyPages: Connector = {
  manifest: {
    kind: 'pages',
    name: { en: 'Pages', de: 'Pages' },
    summary: { en: '', de: '' },
    icon: 'x',
    media: ['dm'],
    capabilities: [],
    limits: { textLength: null, attachments: 0, attachmentBytes: 0, totalBytes: 0, attachmentTypes: null },
    replyWindowMs: null,
    settings: [
      {
        name: 'page',
        type: 'text',
        label: { en: '', de: '' },
        required: true,
        secret: false,
        advanced: false,
      },
    ],
  },
  connects: { identify: async (settings) => ({ account: String(settings.page), settings }) },
  receives: {
    parse: async (delivery) => {
      const account = (await delivery.body()).toString();
      if (account.startsWith('nothing for ')) {
        return [{ type: 'ignored', key: account, account: account.slice(12), at: null, what: 'page_liked' }];
      }
      return [
        {
          type: 'message',
          key: 'm-1',
          account,
          at: null,
          conversation: { externalId: 'thread', medium: 'dm' },
          externalId: 'm-1',
          direction: 'in',
          visibility: 'private',
          author: { namespace: 'pages', externalId: 'anna' },
          others: [],
          text: `from ${account}`,
          attachments: [],
        },
      ];
    },
  },
};

let bench: LedgerBench;
let shop: ApiEndpoint;

beforeAll(async () => {
  bench = await LedgerBench.open();
  shop = await bench.connectApi();
}, 60_000);
afterAll(async () => {
  await bench?.close();
});
beforeEach(async () => {
  await bench.database.run(
    'TRUNCATE inbound_delivery, inbound_event, inbound_event_hash, early_event, conversation, message, turn, person, identity CASCADE',
  );
});

const messages = () => bench.rows<{ text: string; seq: number; conversation_id: string }>('message', 'seq');
const events = () => bench.rows<{ state: string; kind: string; reason: string | null }>('inbound_event');
const deliveries = () => bench.rows<{ state: string; done_at: Date | null }>('inbound_delivery');

describe('what is delivered', () => {
  it('is on disk before it is answered, and in the conversation when it was worked on', async () => {
    const answer = await shop.post(apiMessage({ message: { text: 'Is it on its way?' } }));
    expect(answer).toMatchObject({ status: 200, body: { ok: true } });
    expect(await deliveries()).toMatchObject([{ state: 'pending' }]);
    expect(await messages()).toEqual([]);
    await bench.work();
    expect(await messages()).toMatchObject([{ text: 'Is it on its way?' }]);
    expect(await events()).toMatchObject([{ state: 'done', kind: 'message' }]);
    expect(await deliveries()).toMatchObject([{ state: 'done', done_at: expect.any(Date) }]);
  });

  it('twice is one message', async () => {
    const event = apiMessage();
    await shop.post(event);
    await bench.work();
    await shop.post(event);
    await bench.work();
    expect(await messages()).toHaveLength(1);
    expect(await deliveries()).toMatchObject([{ state: 'done' }, { state: 'done' }]);
  });

  it('twice at the same moment, by several workers, is one message', async () => {
    const event = apiMessage();
    await Promise.all([1, 2, 3, 4, 5, 6].map(() => shop.post(event)));
    await Promise.all([bench.work(), bench.work()]);
    await bench.work();
    expect(await messages()).toHaveLength(1);
    expect((await deliveries()).map(({ state }) => state)).toEqual(Array(6).fill('done'));
  });

  it('in a batch keeps its order within a conversation', async () => {
    const batch = Array.from({ length: 60 }, (_, n) =>
      apiMessage({ conversation: `thread-${n % 3}`, message: { text: `${n}` } }),
    );
    await shop.post({ events: batch });
    await bench.work();
    const rows = await messages();
    expect(rows).toHaveLength(60);
    for (const id of new Set(rows.map((row) => row.conversation_id))) {
      const own = rows.filter((row) => row.conversation_id === id).map(({ text }) => Number(text));
      expect(own).toEqual([...own].sort((a, b) => a - b));
      expect(own).toHaveLength(20);
    }
  });

  it('as an edit before its message still edits it', async () => {
    const message = apiMessage({ at: '2026-01-05T10:00:00Z', message: { text: 'helo' } });
    await shop.post({
      type: 'edit',
      id: 'edit-1',
      at: '2026-01-05T10:01:00Z',
      conversation: { id: 'thread-1' },
      message: { id: message.message.id, text: 'hello' },
    });
    await bench.work();
    await shop.post(message);
    await bench.work();
    expect(await messages()).toMatchObject([{ text: 'hello' }]);
  });

  it('together with one that cannot be applied comes in, and that one alone waits in the ledger', async () => {
    const missing = { uploadId: '0198c0de-0000-7000-8000-000000000000' };
    const all = Array.from({ length: 30 }, (_, n) =>
      apiMessage({
        conversation: `thread-${n % 5}`,
        message: { text: `${n}`, ...(n === 12 ? { attachments: [missing] } : {}) },
      }),
    );
    for (const event of all) await shop.post(event);
    await bench.work();
    const texts = (await messages()).map(({ text }) => Number(text)).sort((a, b) => a - b);
    expect(texts).toEqual(all.map((_, n) => n).filter((n) => n !== 12));
    const states = (await events()).map(({ state }) => state);
    expect(states.filter((state) => state === 'done')).toHaveLength(29);
    expect(states.filter((state) => state === 'pending')).toHaveLength(1);
  });

  it('in a batch with one bad entry comes in beside it, and the bad one is in the ledger', async () => {
    const good = [apiMessage(), apiMessage()];
    const bad = { ...apiMessage(), conversation: { id: '' } };
    const answer = await shop.post({ events: [good[0], bad, good[1]] });
    expect(answer.status).toBe(200);
    await bench.work();
    expect(await messages()).toHaveLength(2);
    const faulty = (await events()).filter(({ state }) => state !== 'done');
    expect(faulty).toMatchObject([
      { state: 'failed', kind: 'unreadable', reason: expect.stringContaining('conversation.id') },
    ]);
    expect(await deliveries()).toMatchObject([{ state: 'parsed' }]);
  });

  it('corrected under the same id comes in after all', async () => {
    const event = apiMessage();
    await shop.post({ events: [{ ...event, conversation: { id: '' } }] });
    await bench.work();
    await shop.post({ events: [event] });
    await bench.work();
    expect(await messages()).toHaveLength(1);
  });

  it('as a batch, delivered again cut differently, changes nothing', async () => {
    const [a, b, c, d] = [apiMessage(), apiMessage(), apiMessage(), apiMessage()];
    await shop.post({ events: [a, b, c] });
    await bench.work();
    await shop.post({ events: [b] });
    await shop.post({ events: [a, d] });
    await shop.post({ events: [c, d] });
    await bench.work();
    expect((await messages()).map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    expect(await events()).toHaveLength(4);
  });

  it('with NUL and broken surrogates in it is kept', async () => {
    await shop.post(apiMessage({ message: { text: 'a\u0000b\ud800' } }));
    await bench.work();
    expect((await messages())[0]?.text).toBe('a\u{fffd}b\u{fffd}');
  });
});

describe('a worker that died', () => {
  it('leaves its deliveries to the next one', async () => {
    await shop.post(apiMessage());
    // Claimed, and nobody lives to finish it; half a minute goes by.
    await bench.database.run(
      `UPDATE inbound_delivery SET attempts = 1, next_attempt_at = now() + interval '30 s'`,
    );
    await bench.work();
    expect(await messages()).toEqual([]);
    await bench.database.run(`UPDATE inbound_delivery SET next_attempt_at = now() - interval '1 s'`);
    await bench.work();
    expect(await messages()).toHaveLength(1);
  });

  it('in the middle of a batch leaves what it did done', async () => {
    const batch = [apiMessage(), apiMessage()];
    await shop.post({ events: [batch[0]] });
    await bench.work();
    await shop.post({ events: batch });
    await bench.work();
    expect(await messages()).toHaveLength(2);
  });
});

describe('an event that cannot be applied', () => {
  const withoutUpload = () =>
    apiMessage({ message: { attachments: [{ uploadId: '0198c0de-0000-7000-8000-000000000000' }] } });

  it('waits for a further try, does not hold up its neighbours, and fails in the end with its reason', async () => {
    await shop.post({ events: [withoutUpload(), apiMessage()] });
    await bench.work();
    expect(await messages()).toHaveLength(1);
    for (let tries = 0; tries < 8; tries += 1) {
      await bench.database.run(`UPDATE inbound_event SET next_attempt_at = now() WHERE state = 'pending'`);
      await bench.work();
    }
    const failed = (await events()).filter(({ state }) => state === 'failed');
    expect(failed).toMatchObject([{ reason: expect.stringContaining('upload') }]);
    expect(await messages()).toHaveLength(1);
  });

  it('can be processed again', async () => {
    const { LedgerService } = await import('./ledger.service.js');
    const ledger = bench.get(LedgerService);
    await shop.post(withoutUpload());
    await bench.work();
    await bench.database.run(`UPDATE inbound_event SET state = 'failed'`);
    const page = await ledger.page(bench.owner.seat, { state: 'failed', limit: 50 });
    expect(page.items).toMatchObject([{ state: 'failed', kind: 'message' }]);
    await bench.database.run(
      `INSERT INTO attachment (id, brand_id, endpoint_id, filename, content_type, created_at)
       SELECT '0198c0de-0000-7000-8000-000000000000', brand_id, endpoint_id, 'a.txt', 'text/plain', now() FROM channel LIMIT 1`,
    );
    expect(await ledger.processFailed(bench.owner.seat, shop.channel.id)).toBe(1);
    await bench.work();
    expect(await messages()).toHaveLength(1);
    expect(await deliveries()).toMatchObject([{ state: 'done' }]);
  });
});

describe('an event of an account that nobody has connected', () => {
  it('is kept, shown, and comes in when the account is connected', async () => {
    const { ConnectorRegistry } = await import('../channels/core/connector-registry.js');
    const { ChannelsService } = await import('../channels/channels.service.js');
    const { DeliveryWriter } = await import('./delivery-writer.service.js');
    const { LedgerService } = await import('./ledger.service.js');
    bench.get(ConnectorRegistry).register(manyPages);
    const { brandId } = bench.owner.seat;
    await bench.get(DeliveryWriter).write({
      id: newId(),
      kind: 'pages',
      endpointId: null,
      channelId: null,
      brandId,
      source: 'webhook',
      headers: {},
      meta: {},
      body: Buffer.from('page-1'),
      bodyKey: null,
      bodyHash: null,
      receivedAt: new Date(),
    });
    await bench.work();
    expect(await messages()).toEqual([]);
    const shown = await bench.get(LedgerService).page(bench.owner.seat, { state: 'unroutable', limit: 10 });
    expect(shown.items).toMatchObject([{ channelId: null, reason: expect.stringContaining('page-1') }]);
    await expect(
      bench.get(LedgerService).process(bench.owner.seat, shown.items[0]?.id ?? ''),
    ).rejects.toMatchObject({ code: 'not_possible_now' });
    const channels = bench.get(ChannelsService);
    await channels.connect(bench.owner, { kind: 'pages', name: 'Other', settings: { page: 'page-2' } });
    await bench.work();
    expect(await messages()).toEqual([]);
    const { channel } = await channels.connect(bench.owner, {
      kind: 'pages',
      name: 'Page',
      settings: { page: 'page-1' },
    });
    await bench.work();
    expect(await messages()).toMatchObject([{ text: 'from page-1', channel_id: channel.id }]);
    expect(await deliveries()).toMatchObject([{ state: 'done' }]);
  });
});

describe('an event from which nothing follows', () => {
  it('is kept under the word of its platform, once, and its delivery is done', async () => {
    const { DeliveryWriter } = await import('./delivery-writer.service.js');
    const { LedgerService } = await import('./ledger.service.js');
    const { brandId } = bench.owner.seat;
    const deliver = () =>
      bench.get(DeliveryWriter).write({
        id: newId(),
        kind: 'pages',
        endpointId: null,
        channelId: null,
        brandId,
        source: 'webhook',
        headers: {},
        meta: {},
        body: Buffer.from('nothing for page-1'),
        bodyKey: null,
        bodyHash: null,
        receivedAt: new Date(),
      });
    await deliver();
    await deliver();
    await bench.work();
    const ledger = bench.get(LedgerService);
    const shown = await ledger.page(bench.owner.seat, { state: 'ignored', limit: 10 });
    expect(shown.items).toMatchObject([{ kind: 'page_liked', state: 'ignored', reason: null }]);
    expect(await deliveries()).toMatchObject([{ state: 'done' }, { state: 'done' }]);
    expect(await messages()).toEqual([]);
    await expect(ledger.process(bench.owner.seat, shown.items[0]?.id ?? '')).rejects.toMatchObject({
      code: 'not_possible_now',
    });
  });
});

describe('a delivery that cannot be read', () => {
  it('is tried again, fails with its reason, and can be read anew', async () => {
    const { LedgerService } = await import('./ledger.service.js');
    await shop.post(apiMessage());
    await bench.database.run(`UPDATE inbound_delivery SET body = 'garbage'`);
    for (let tries = 0; tries < 8; tries += 1) {
      await bench.work();
      await bench.database.run(`UPDATE inbound_delivery SET next_attempt_at = now() WHERE state = 'pending'`);
    }
    const ledger = bench.get(LedgerService);
    const { items } = await ledger.page(bench.owner.seat, { limit: 10 });
    expect(items).toMatchObject([{ kind: 'delivery', state: 'failed', reason: expect.any(String) }]);
    await bench.database.run('UPDATE inbound_delivery SET body = convert_to($1, $2)', [
      JSON.stringify(apiMessage()),
      'utf8',
    ]);
    await ledger.process(bench.owner.seat, items[0]?.id ?? '');
    await bench.work();
    expect(await messages()).toHaveLength(1);
    await expect(ledger.process(bench.owner.seat, items[0]?.id ?? '')).rejects.toMatchObject({
      code: 'not_found',
    });
    const stranger = await bench.stranger();
    const [event] = await bench.rows<{ id: string }>('inbound_event');
    await expect(ledger.process(stranger.seat, event?.id ?? '')).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('retention', () => {
  it('drops deliveries whose open events came in with a later one', async () => {
    const { LedgerRetention } = await import('./retention.service.js');
    await shop.post(apiMessage());
    await bench.work();
    await bench.database.run(`UPDATE inbound_delivery SET state = 'parsed', done_at = NULL`);
    const retention = bench.get(LedgerRetention);
    await retention.dropOld();
    expect(await deliveries()).toMatchObject([{ state: 'done', done_at: expect.any(Date) }]);
  });

  it('drops what has been done for long, and what was dropped does not come back', async () => {
    const { LedgerRetention } = await import('./retention.service.js');
    const event = apiMessage();
    await shop.post(event);
    await shop.post(apiMessage());
    await bench.work();
    await bench.database.run(
      `UPDATE inbound_delivery SET done_at = now() - interval '31 days' WHERE id = (SELECT min(id::text)::uuid FROM inbound_delivery)`,
    );
    expect(await bench.get(LedgerRetention).dropOld()).toBe(1);
    expect(await deliveries()).toHaveLength(1);
    await bench.database.run('DELETE FROM message');
    await shop.post(event);
    await bench.work();
    expect(await messages()).toEqual([]);
  });
});
