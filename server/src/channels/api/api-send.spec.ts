import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { apiOutgoingMessageSchema } from '@parley/shared/api-channel.js';
import { Webhook } from 'standardwebhooks';
import { type ApiEndpoint, LedgerBench } from '../../../test/builders/ledger-bench.js';
import { newId } from '../../platform/database/id.js';
import { Ticker } from '../../platform/queue/ticker.js';
import { ChannelDirectory } from '../channel-directory.service.js';
import { ChannelsService } from '../channels.service.js';
import type { SendContext } from '../core/connector.js';
import { ConnectorRegistry } from '../core/connector-registry.js';
import type { OutboundMessage } from '../core/outbound-message.js';
import { WebhookDeliveries } from '../webhook-deliveries.service.js';

/** A receiver as strict as the specification asks: it checks the signature of whatever comes. */
class Receiver {
  readonly received: { id: string; body: string }[] = [];
  answer: (request: IncomingMessage, response: ServerResponse) => void = (_, response) => response.end();
  secret = '';
  private server: Server | undefined;
  url = '';

  async start(): Promise<void> {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8');
        new Webhook(this.secret).verify(body, request.headers as Record<string, string>);
        this.received.push({ id: String(request.headers['webhook-id']), body });
        this.answer(request, response);
      });
    });
    await new Promise<void>((resolve) => this.server?.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
  }

  stop(): Promise<void> {
    this.server?.closeAllConnections();
    return new Promise((resolve) => (this.server ? this.server.close(() => resolve()) : resolve()));
  }
}

let bench: LedgerBench;
let shop: ApiEndpoint;
const receiver = new Receiver();

beforeAll(async () => {
  bench = await LedgerBench.open();
  await receiver.start();
  shop = await bench.connectApi({ webhookUrl: receiver.url });
  receiver.secret = shop.secret;
}, 60_000);
afterAll(async () => {
  await bench?.close();
  await receiver.stop();
});
beforeEach(async () => {
  receiver.received.length = 0;
  receiver.answer = (_, response) => response.end();
  await bench.database.run('TRUNCATE webhook_delivery');
});

function reply(given: Partial<OutboundMessage> = {}): OutboundMessage {
  return {
    id: newId(),
    clientId: 'client-1',
    brand: { id: bench.owner.seat.brandId, name: 'Test brand', signature: '', locale: 'en' },
    member: { id: bench.owner.seat.memberId, name: 'Mia', signature: '' },
    conversation: { id: newId(), externalId: 'thread-1', medium: 'dm', subject: null, post: null },
    visibility: 'private',
    text: 'It is on its way.',
    attachments: [],
    inReplyTo: null,
    newest: null,
    html: null,
    threadReferences: [],
    recipients: [{ namespace: 'api:x', externalId: 'anna', name: 'Anna' }],
    mail: null,
    forward: false,
    createdAt: new Date('2026-01-05T10:00:00Z'),
    prepared: null,
    ...given,
  };
}

async function send(message: OutboundMessage) {
  const { sends } = bench.get(ConnectorRegistry).get('api');
  const found = await bench.get(ChannelDirectory).get(bench.owner.seat.brandId, shop.channel.id);
  const channel = await bench.get(ChannelDirectory).open(found);
  const log = bench.get(WebhookDeliveries);
  // The log names a message of ours; here there is none.
  const context = {
    signal: AbortSignal.timeout(10_000),
    webhookLog: {
      open: (entry: Parameters<typeof log.open>[0]) => log.open({ ...entry, messageId: null }),
      close: log.close.bind(log),
    },
  } as unknown as SendContext;
  if (sends === undefined) throw new Error('the kind does not send');
  return sends.send(channel, sends.format(channel, message), message, context);
}

const log = async () =>
  (await bench.get(WebhookDeliveries).page(bench.owner, shop.channel.id, { limit: 50 })).items;

describe('an answer', () => {
  it('leaves as a signed webhook under the id of the message, and is in the log', async () => {
    receiver.answer = (_, response) => response.end('{"id":"shop-77"}');
    const message = reply();
    expect(await send(message)).toMatchObject({ externalId: 'shop-77' });
    expect(receiver.received).toMatchObject([{ id: message.id }]);
    const body = apiOutgoingMessageSchema.parse(JSON.parse(receiver.received[0]?.body ?? ''));
    expect(body.data).toMatchObject({
      messageId: message.id,
      conversation: { id: 'thread-1', medium: 'dm' },
      text: 'It is on its way.',
      member: { name: 'Mia' },
      to: [{ id: 'anna', name: 'Anna' }],
    });
    expect(await log()).toMatchObject([
      { webhookId: message.id, state: 'delivered', attempts: 1, lastStatus: 200 },
    ]);
  });

  it('is taken without an id, or with an answer that is no JSON', async () => {
    receiver.answer = (_, response) => response.writeHead(204).end();
    expect(await send(reply())).toMatchObject({ externalId: null });
    receiver.answer = (_, response) => response.end('thanks');
    expect(await send(reply())).toMatchObject({ externalId: null });
  });

  it.each([
    [429, 'rate_limited', 'pending'],
    [500, 'retryable', 'pending'],
    [503, 'retryable', 'pending'],
    [408, 'retryable', 'pending'],
    [400, 'rejected', 'failed'],
    [404, 'rejected', 'failed'],
    [410, 'rejected', 'failed'],
    [302, 'rejected', 'failed'],
  ])('answered with %i is %s', async (status, kind, state) => {
    receiver.answer = (_, response) =>
      response.writeHead(status, { 'retry-after': '7', location: receiver.url }).end();
    await expect(send(reply())).rejects.toMatchObject({
      kind,
      ...(status === 429 ? { more: { retryAfterMs: 7_000 } } : {}),
    });
    expect(await log()).toMatchObject([{ state, lastStatus: status, lastError: expect.any(String) }]);
    expect(receiver.received).toHaveLength(1);
  });

  it('of which nobody knows whether it arrived may be repeated, unless the receiver takes repeats for new', async () => {
    receiver.answer = (request) => request.socket.destroy();
    await expect(send(reply())).rejects.toMatchObject({ kind: 'retryable' });
    const channels = bench.get(ChannelsService);
    await channels.update(bench.owner, shop.channel.id, { settings: { receiverDeduplicates: false } });
    await expect(send(reply())).rejects.toMatchObject({ kind: 'ambiguous' });
    receiver.answer = (_, response) => response.writeHead(502).end();
    await expect(send(reply())).rejects.toMatchObject({ kind: 'ambiguous' });
    await channels.update(bench.owner, shop.channel.id, { settings: { receiverDeduplicates: true } });
    expect((await log()).map(({ state }) => state)).toEqual(['unconfirmed', 'unconfirmed', 'pending']);
  });

  it('keeps its id and its row in the log over all its tries', async () => {
    const message = reply();
    receiver.answer = (_, response) => response.writeHead(503).end();
    await expect(send(message)).rejects.toMatchObject({ kind: 'retryable' });
    receiver.answer = (_, response) => response.end();
    await send(message);
    expect(receiver.received.map(({ id }) => id)).toEqual([message.id, message.id]);
    expect(receiver.received[0]?.body).toBe(receiver.received[1]?.body);
    expect(await log()).toMatchObject([{ attempts: 2, state: 'delivered' }]);
  });

  it('nobody listens for has surely not left', async () => {
    const channels = bench.get(ChannelsService);
    await channels.update(bench.owner, shop.channel.id, { settings: { webhookUrl: 'http://127.0.0.1:1/' } });
    await expect(send(reply())).rejects.toMatchObject({ kind: 'retryable', code: 'webhook_unreachable' });
    await channels.update(bench.owner, shop.channel.id, { settings: { webhookUrl: 'http://10.0.0.1/' } });
    await expect(send(reply())).rejects.toMatchObject({ kind: 'rejected', code: 'webhook_address' });
    await channels.update(bench.owner, shop.channel.id, { settings: { webhookUrl: receiver.url } });
  });
});

describe('send again', () => {
  it('posts the same under the same id', async () => {
    receiver.answer = (_, response) => response.writeHead(400).end();
    const message = reply();
    await expect(send(message)).rejects.toMatchObject({ kind: 'rejected' });
    const [row] = await log();
    const deliveries = bench.get(WebhookDeliveries);
    expect(await deliveries.sendAgain(bench.owner, shop.channel.id, row?.id ?? '')).toMatchObject({
      state: 'failed',
      attempts: 2,
    });
    receiver.answer = (_, response) => response.end();
    expect(await deliveries.sendAgain(bench.owner, shop.channel.id, row?.id ?? '')).toMatchObject({
      state: 'delivered',
      attempts: 3,
    });
    expect(receiver.received.map(({ id }) => id)).toEqual(Array(3).fill(message.id));
    expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
  });
});

describe('the log', () => {
  it('sends nothing again that is being sent', async () => {
    receiver.answer = (_, response) => response.writeHead(400).end();
    await expect(send(reply())).rejects.toMatchObject({ kind: 'rejected' });
    const [row] = await log();
    const again = () => bench.get(WebhookDeliveries).sendAgain(bench.owner, shop.channel.id, row?.id ?? '');
    const second = new Promise((resolve) => {
      receiver.answer = (_, response) => {
        // The first one has arrived and is not answered yet.
        resolve(again().finally(() => response.end()));
      };
    });
    const [first] = await Promise.all([
      again(),
      expect(second).rejects.toMatchObject({ code: 'not_possible_now' }),
    ]);
    expect(first).toMatchObject({ state: 'delivered', attempts: 2 });
    expect(receiver.received).toHaveLength(2);
  });

  it('forgets what is old', async () => {
    await send(reply());
    await send(reply());
    const [old] = await log();
    await bench.database.run(
      `UPDATE webhook_delivery SET created_at = now() - interval '31 days' WHERE id = $1`,
      [old?.id],
    );
    await bench.get(Ticker).runNow('drop-old-webhooks');
    expect((await log()).map(({ id }) => id)).not.toContain(old?.id);
    expect(await log()).toHaveLength(1);
  });
});

describe('a file of an answer', () => {
  it('is offered by a link that is good for that file only, and not for ever', async () => {
    const content = Buffer.from('hello');
    const attachment = {
      id: newId(),
      filename: 'Größe.txt',
      contentType: 'text/plain',
      size: content.length,
      contentId: null,
      open: async () => {
        throw new Error('not read while sending');
      },
    };
    await send(reply({ attachments: [attachment] }));
    const { data } = apiOutgoingMessageSchema.parse(JSON.parse(receiver.received[0]?.body ?? ''));
    const link = new URL(data.attachments[0]?.url ?? '');
    const fetchLink = (change: (url: URL) => void = () => {}) => {
      const url = new URL(link);
      change(url);
      return bench.inject({ method: 'GET', url: url.pathname + url.search });
    };
    // The link is good, only there is no such file of a reply here.
    expect(await fetchLink()).toMatchObject({ status: 404 });
    expect(await fetchLink((url) => url.searchParams.set('expires', '9999999999'))).toMatchObject({
      status: 401,
    });
    expect(
      await fetchLink((url) => {
        url.pathname = url.pathname.replace(attachment.id, newId());
      }),
    ).toMatchObject({ status: 401 });
  });
});
