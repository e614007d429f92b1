import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { apiMessage } from '../../test/builders/api-events.js';
import { type ApiEndpoint, LedgerBench } from '../../test/builders/ledger-bench.js';
import { ChannelsService } from '../channels/channels.service.js';
import { sign, signedHeaders } from '../platform/crypto/webhook-signature.js';
import { DomainEvents } from '../platform/events/events.js';
import { PERSON_TYPING } from './ingest.events.js';

let bench: LedgerBench;
let shop: ApiEndpoint;

beforeAll(async () => {
  bench = await LedgerBench.open({ PARLEY_MAX_BODY_BYTES: '20000', PARLEY_HOOKS_PER_SECOND: '5' });
}, 60_000);
afterAll(async () => {
  await bench?.close();
});

const stored = async () => (await bench.rows('inbound_delivery')).length;

describe('the door', () => {
  beforeAll(async () => {
    shop = await bench.connectApi();
  });

  it('refuses a wrong signature, one for other bytes, an old one and none with 401', async () => {
    const other = { 'webhook-signature': sign('whsec_b3RoZXI=', 'msg', 1, '') };
    expect(await shop.post(apiMessage(), other)).toMatchObject({
      status: 401,
      body: { code: 'invalid_signature' },
    });
    const forOthers = signedHeaders([shop.secret], 'm', new Date(), '{}');
    expect(await shop.post(apiMessage(), forOthers)).toMatchObject({ status: 401 });
    const body = JSON.stringify(apiMessage());
    const old = signedHeaders([shop.secret], 'm', new Date(Date.now() - 6 * 60_000), body);
    expect(await shop.post(body, old)).toMatchObject({ status: 401 });
    expect(await bench.inject({ method: 'POST', url: shop.path, payload: body })).toMatchObject({
      status: 401,
    });
    expect(await stored()).toBe(0);
  });

  it('takes a signature among several, as a rotating sender sends them', async () => {
    const body = JSON.stringify(apiMessage());
    const signed = signedHeaders(['whsec_b3RoZXI=', shop.secret], 'm', new Date(), body);
    expect(await shop.post(body, signed)).toMatchObject({ status: 200 });
  });

  it('does not know other endpoints, kinds, and words that are no id', async () => {
    const unknown = shop.path.replace(/[^/]+$/, '0198c0de-0000-7000-8000-000000000000');
    for (const url of [unknown, '/hooks/api/nothing', shop.path.replace('/api/', '/nothing/')]) {
      const answer = await bench.inject({ method: 'POST', url, payload: '{}' });
      expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
    }
  });

  it('answers what is no event with 400 and names each field', async () => {
    const before = await stored();
    expect(await shop.post('hello')).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    expect(await shop.post([1])).toMatchObject({ status: 400 });
    expect(await shop.post({ events: [] })).toMatchObject({
      status: 400,
      body: { issues: [{ path: ['events'] }] },
    });
    const event = apiMessage();
    const answer = await shop.post({ ...event, conversation: {}, message: { ...event.message, text: 7 } });
    expect(answer.status).toBe(400);
    expect(answer.body.issues.map(({ path }: { path: string[] }) => path.join('.'))).toEqual(
      expect.arrayContaining(['conversation.id', 'message.text']),
    );
    expect(await stored()).toBe(before);
  });

  it('takes the bytes as they are, whatever the content type says', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      expect(await shop.post(apiMessage(), { 'content-type': type })).toMatchObject({ status: 200 });
    }
  });

  it('refuses what is too large with 413', async () => {
    const large = apiMessage({ message: { text: 'x'.repeat(20_001) } });
    expect(await shop.post(large)).toMatchObject({ status: 413, body: { code: 'too_large' } });
  });

  it('keeps what the rest of the API does with bodies', async () => {
    const post = (payload: string, type: string) =>
      bench.inject({
        method: 'POST',
        url: '/api/v1/session',
        payload,
        headers: { 'content-type': type },
      });
    expect(await post('{', 'application/json')).toMatchObject({ status: 400 });
    expect(await post('{}', 'text/plain')).toMatchObject({ status: 415 });
  });
});

describe('typing', () => {
  it('is passed on and never stored; in a batch the rest is', async () => {
    const endpoint = await bench.connectApi();
    const seen: unknown[] = [];
    bench.get(DomainEvents).afterCommit(PERSON_TYPING, (signal) => seen.push(signal));
    const typing = {
      type: 'typing',
      id: 't-1',
      conversation: { id: 'thread-1' },
      person: { id: 'anna' },
      typing: true,
    };
    const before = await stored();
    expect(await endpoint.post(typing)).toMatchObject({ status: 200 });
    expect(await stored()).toBe(before);
    expect(seen).toMatchObject([
      { channelId: endpoint.channel.id, conversationExternalId: 'thread-1', typing: true },
    ]);
    await endpoint.post({ events: [{ ...typing, typing: false }, apiMessage({ conversation: 'typed' })] });
    expect(await stored()).toBe(before + 1);
    await bench.work();
    expect(seen).toHaveLength(2);
    const kinds = (await bench.rows<{ kind: string }>('inbound_event')).map(({ kind }) => kind);
    expect(kinds).not.toContain('unreadable');
  });
});

describe('too fast', () => {
  it('gets 429 and when to come back; who cannot sign uses nothing up', async () => {
    const endpoint = await bench.connectApi();
    const bad = { 'webhook-signature': 'v1,AAAA' };
    for (let n = 0; n < 60; n += 1) await endpoint.post(apiMessage(), bad);
    const statuses: number[] = [];
    let last = await endpoint.post(apiMessage());
    for (let n = 0; n < 70; n += 1) {
      statuses.push(last.status);
      last = await endpoint.post(apiMessage());
    }
    expect(statuses.slice(0, 50)).toEqual(Array(50).fill(200));
    expect(statuses).toContain(429);
    expect(last).toMatchObject({ status: 429, body: { code: 'too_many_requests' } });
    expect(Number(last.headers['retry-after'])).toBeGreaterThan(0);
  });
});

describe('files', () => {
  it('that were uploaded come with the message that names them', async () => {
    const endpoint = await bench.connectApi();
    const uploaded = await endpoint.post(
      Buffer.from('%PDF-1.7 hello'),
      { 'content-type': 'application/pdf', 'x-filename': 'Angebot%20M%C3%A4rz.pdf' },
      '/uploads',
    );
    expect(uploaded).toMatchObject({ status: 200, body: { uploadId: expect.any(String) } });
    expect(await endpoint.post(Buffer.from('x'), { 'webhook-id': 'y' }, '/uploads')).toMatchObject({
      status: 401,
    });
    await endpoint.post(
      apiMessage({
        conversation: 'files',
        message: { text: '', attachments: [{ uploadId: uploaded.body.uploadId }] },
      }),
    );
    await bench.work();
    const rows = await bench.rows<{ id: string; filename: string; message_id: string | null }>('attachment');
    expect(rows).toMatchObject([{ filename: 'Angebot März.pdf', message_id: expect.any(String) }]);
  });
});

describe('a rotated secret', () => {
  it('and the one before it are both good for a day', async () => {
    const endpoint = await bench.connectApi();
    const { endpointSecret } = await bench
      .get(ChannelsService)
      .rotateSecret(bench.owner, endpoint.channel.id);
    expect(endpointSecret).not.toBe(endpoint.secret);
    expect(await endpoint.post(apiMessage())).toMatchObject({ status: 200 });
    endpoint.secret = endpointSecret ?? '';
    expect(await endpoint.post(apiMessage())).toMatchObject({ status: 200 });
  });
});
