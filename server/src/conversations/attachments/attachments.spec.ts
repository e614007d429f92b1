import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Attachment, Message } from '@parley/shared/messages.js';
import { InboxBench, type Signed } from '../../../test/builders/inbox-bench.js';
import { ChannelError } from '../../channels/core/channel-error.js';
import type { Connector } from '../../channels/core/connector.js';
import { ConnectorRegistry } from '../../channels/core/connector-registry.js';
import { Storage } from '../../platform/storage/storage.js';

let bench: InboxBench;
let server: Server;
let base: string;
let answer: (path: string) => { status: number; body: string };
beforeAll(async () => {
  bench = await InboxBench.open({ PARLEY_ALLOW_NETWORKS: '127.0.0.0/8', PARLEY_UPLOAD_BYTES: '2000' });
  server = createServer((request, response) => {
    const { status, body } = answer(request.url ?? '');
    response.writeHead(status, { 'content-type': 'image/png' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await bench.close();
});
beforeEach(async () => {
  answer = () => ({ status: 200, body: 'bytes' });
  await bench.database.run('TRUNCATE conversation, person, attachment CASCADE');
});

async function upload(who: Signed, content: string, name: string, type: string) {
  const form = new FormData();
  form.append('file', new Blob([content], { type }), name);
  return who.client.request<Attachment>('POST', '/api/v1/attachments', { body: form });
}
const get = (who: Signed, url: string, headers: Record<string, string> = {}) =>
  who.client.request<string>('GET', url, { headers });

describe('uploads', () => {
  test('are kept for their member alone until a message takes them', async () => {
    const agent = await bench.member('agent', 'Anna');
    const { status, body } = await upload(agent, 'hello', '../../etc/menü.txt', 'text/plain');
    expect([status, body]).toMatchObject([201, { filename: 'menü.txt', size: 5, state: 'ready' }]);
    expect((await get(agent, body.url)).body).toBe('hello');
    expect((await get(bench.owner, body.url)).status).toBe(404);
  });

  test('that are too large are refused, whole', async () => {
    const { status } = await upload(bench.owner, 'x'.repeat(2_001), 'big.bin', 'application/octet-stream');
    expect(status).toBe(413);
    expect(
      await bench.database.query('SELECT id FROM attachment WHERE brand_id = $1', [bench.owner.brandId]),
    ).toEqual([]);
  });

  test('that are no form, or hold no file, are refused', async () => {
    const plain = await bench.owner.client.request('POST', '/api/v1/attachments', { body: {} });
    expect(plain.status).toBe(415);
    const form = new FormData();
    form.append('note', 'no file');
    const empty = await bench.owner.client.request('POST', '/api/v1/attachments', { body: form });
    expect(empty.status).toBe(400);
  });

  test('that nobody sent are forgotten, unless a draft names them', async () => {
    const { body: loose } = await upload(bench.owner, 'a', 'a.txt', 'text/plain');
    const { body: drafted } = await upload(bench.owner, 'b', 'b.txt', 'text/plain');
    const { conversationId } = await bench.received();
    await bench.owner.client.put(`/api/v1/conversations/${conversationId}/draft`, {
      body: '',
      visibility: 'private',
      attachmentIds: [drafted.id],
    });
    await bench.chore('forget-loose-uploads');
    expect((await get(bench.owner, loose.url)).status).toBe(200);
    bench.clock.advance(8 * 86_400_000);
    await bench.chore('forget-loose-uploads');
    expect((await get(bench.owner, loose.url)).status).toBe(404);
    expect((await get(bench.owner, drafted.url)).status).toBe(200);
    expect(await bench.owner.client.get(`/api/v1/conversations/${conversationId}/draft`)).toMatchObject({
      files: [{ id: drafted.id, name: 'b.txt', size: 1 }],
    });
  });
});

describe('a file', () => {
  test('cannot act as a page of ours', async () => {
    const { body: page } = await upload(bench.owner, '<script>1</script>', 'x.html', 'text/html');
    const html = await get(bench.owner, page.url);
    expect(html.headers.get('content-type')).toBe('application/octet-stream');
    expect(html.headers.get('content-disposition')).toMatch(/^attachment;/);
    expect(html.headers.get('content-security-policy')).toContain('sandbox');
    expect(html.headers.get('x-content-type-options')).toBe('nosniff');
    const { body: drawing } = await upload(bench.owner, '<svg/>', 'x.svg', 'image/svg+xml');
    expect((await get(bench.owner, drawing.url)).headers.get('content-disposition')).toMatch(/^attachment;/);
    const { body: picture } = await upload(bench.owner, 'png', 'x.png', 'image/png');
    expect((await get(bench.owner, picture.url)).headers.get('content-disposition')).toMatch(/^inline;/);
    const saved = await get(bench.owner, `${picture.url}?download=1`);
    expect(saved.headers.get('content-disposition')).toMatch(/^attachment;/);
  });

  test('comes in parts when asked', async () => {
    const { body } = await upload(bench.owner, '0123456789', 'x.mp3', 'audio/mpeg');
    const part = await get(bench.owner, body.url, { range: 'bytes=2-5' });
    expect([part.status, part.body, part.headers.get('content-range')]).toEqual([
      206,
      '2345',
      'bytes 2-5/10',
    ]);
    const beyond = await get(bench.owner, body.url, { range: 'bytes=10-' });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */10']);
    const known = await get(bench.owner, body.url, { 'if-none-match': part.headers.get('etag') ?? '' });
    expect(known.status).toBe(304);
  });

  test('of a hidden channel or another brand does not exist', async () => {
    const agent = await bench.member('agent', 'Anton');
    const stranger = await bench.brandWithOwner('Stella');
    const secret = await bench.aChannel({ only: [] });
    const { key, size } = await bench.get(Storage).put(secret.brandId, Buffer.from('plan'));
    const { messageId } = await bench.received(
      {
        attachments: [{ filename: 'plan.txt', contentType: 'text/plain', size, storageKey: key }],
        rawKey: key,
      },
      secret,
    );
    const row = await bench.database.one<{ id: string }>(
      'SELECT id FROM attachment WHERE brand_id = $1 AND message_id = $2',
      [secret.brandId, messageId],
    );
    for (const path of [`/api/v1/attachments/${row?.id}`, `/api/v1/messages/${messageId}/raw`]) {
      expect((await get(bench.owner, path)).body).toBe('plan');
      for (const who of [agent, stranger]) expect((await get(who, path)).status).toBe(404);
    }
  });
});

describe('what nobody will see again', () => {
  const rows = () =>
    bench.database.query<{ id: string }>('SELECT id FROM attachment WHERE brand_id = $1', [
      bench.owner.brandId,
    ]);

  test('goes with the message its writer takes back', async () => {
    const { key, size } = await bench.get(Storage).put(bench.owner.brandId, Buffer.from('oops'));
    const event = bench.message({
      attachments: [{ filename: 'oops.txt', contentType: 'text/plain', size, storageKey: key }],
      rawKey: key,
    });
    await bench.apply(event);
    const [file] = await rows();
    expect((await get(bench.owner, `/api/v1/attachments/${file?.id}`)).status).toBe(200);
    await bench.apply({
      type: 'delete',
      key: 'gone',
      account: 'test',
      at: null,
      externalId: event.externalId,
    });
    expect((await get(bench.owner, `/api/v1/attachments/${file?.id}`)).status).toBe(404);
    expect(await rows()).toEqual([]);
    expect(await bench.database.query('SELECT key FROM released_object WHERE key = $1', [key])).toHaveLength(
      1,
    );
  });

  test('is a picture that was replaced; the one shown stays, for those who may see whose it is', async () => {
    const agent = await bench.member('agent', 'Anton');
    const secret = await bench.aChannel({ only: [] });
    await bench.received({ person: 'greta' }, secret);
    const picture = async (identityOf: string | null) => {
      const { key, size } = await bench.get(Storage).put(bench.owner.brandId, Buffer.from('face'));
      const row = await bench.database.one<{ id: string }>(
        `INSERT INTO attachment (id, brand_id, filename, content_type, size, storage_key, created_at)
         VALUES (gen_random_uuid(), $1, 'avatar', 'image/png', $2, $3, $4) RETURNING id`,
        [bench.owner.brandId, size, key, bench.clock.now()],
      );
      if (identityOf !== null) {
        await bench.database.run(
          'UPDATE person SET avatar_attachment_id = $3 WHERE brand_id = $1 AND name = $2',
          [bench.owner.brandId, identityOf, row?.id],
        );
      }
      return `/api/v1/attachments/${row?.id}`;
    };
    const replaced = await picture(null);
    const shown = await picture('greta');
    expect((await get(bench.owner, shown)).body).toBe('face');
    expect((await get(agent, shown)).status).toBe(404);
    await bench.received({ person: 'greta' });
    expect((await get(agent, shown)).body).toBe('face');
    bench.clock.advance(8 * 86_400_000);
    await bench.chore('forget-loose-uploads');
    expect((await get(bench.owner, shown)).status).toBe(200);
    expect((await rows()).map(({ id }) => `/api/v1/attachments/${id}`)).toEqual([shown]);
    expect(replaced).not.toBe(shown);
  });
});

describe('a file that came as an address', () => {
  const pending = (path: string) => ({
    attachments: [{ filename: 'x.png', contentType: 'image/png', size: 0, sourceUrl: `${base}${path}` }],
  });
  const shown = async (conversationId: string) => {
    const { items } = await bench.owner.client.get<{ items: Message[] }>(
      `/api/v1/conversations/${conversationId}/messages`,
    );
    return items[0]?.attachments[0];
  };

  test('is fetched, and its message says so', async () => {
    const { conversationId } = await bench.received(pending('/a'));
    expect(await shown(conversationId)).toMatchObject({ state: 'pending' });
    await bench.queue.run();
    const file = await shown(conversationId);
    expect(file).toMatchObject({ state: 'ready', size: 5 });
    expect((await get(bench.owner, file?.url ?? '')).body).toBe('bytes');
  });

  test('and is gone there fails with the reason; the message is there all the same', async () => {
    answer = () => ({ status: 404, body: '' });
    const { conversationId } = await bench.received(pending('/gone'));
    await bench.queue.run();
    expect(await shown(conversationId)).toMatchObject({
      state: 'failed',
      reason: 'The server with the file answered 404.',
    });
  });

  test('is asked for again while its server has trouble, until it is given up', async () => {
    answer = () => ({ status: 503, body: '' });
    const { conversationId } = await bench.received(pending('/busy'));
    await bench.queue.run();
    expect(await shown(conversationId)).toMatchObject({ state: 'pending' });
    bench.clock.advance(60_000);
    answer = () => ({ status: 200, body: 'later' });
    await bench.chore('fetch-attachments');
    await bench.queue.run();
    expect(await shown(conversationId)).toMatchObject({ state: 'ready' });

    answer = () => ({ status: 503, body: '' });
    const lost = await bench.received(pending('/never'));
    await bench.queue.run();
    bench.clock.advance(7 * 3_600_000);
    await bench.chore('fetch-attachments');
    await bench.queue.run();
    expect(await shown(lost.conversationId)).toMatchObject({ state: 'failed' });
  });

  test('that is too large, or leads inside, fails', async () => {
    answer = () => ({ status: 200, body: 'x'.repeat(3_000) });
    const large = await bench.received(pending('/large'));
    const inside = await bench.received({
      attachments: [
        { filename: 'x', contentType: 'image/png', size: 0, sourceUrl: 'http://169.254.169.254/latest/' },
      ],
    });
    await bench.queue.run();
    expect(await shown(large.conversationId)).toMatchObject({ state: 'failed' });
    expect(await shown(inside.conversationId)).toMatchObject({ state: 'failed' });
  });
});

describe('a file that only its platform can find', () => {
  const named = (sourceRef: string) => ({
    attachments: [{ filename: 'x.bin', contentType: '', size: 0, sourceRef }],
  });
  const shown = async (conversationId: string) => {
    const { items } = await bench.owner.client.get<{ items: Message[] }>(
      `/api/v1/conversations/${conversationId}/messages`,
    );
    return items[0]?.attachments[0];
  };
  let says: (ref: string, maxBytes: number) => Readable;
  beforeAll(() => {
    bench.get(ConnectorRegistry).register({
      manifest: { kind: bench.channel.kind } as Connector['manifest'],
      connects: { identify: async (settings) => ({ account: null, settings }) },
      files: {
        openFile: async (channel, ref, { maxBytes }) => {
          expect(channel.id).toBe(bench.channel.id);
          return { content: says(ref, maxBytes), contentType: 'audio/ogg' };
        },
      },
    });
  });

  test('is asked of its connector, and kept', async () => {
    says = (ref, maxBytes) => Readable.from([Buffer.from(`${ref} ${maxBytes}`)]);
    const { conversationId } = await bench.received(named('file-1'));
    await bench.queue.run();
    const file = await shown(conversationId);
    expect(file).toMatchObject({ state: 'ready', contentType: 'audio/ogg' });
    expect((await get(bench.owner, file?.url ?? '')).body).toBe('file-1 2000');
  });

  test('is asked for again, unless the platform says never; its message is there all the while', async () => {
    says = () => {
      throw ChannelError.rejected('file_too_large', 'The file is too large for us.');
    };
    const never = await bench.received(named('file-2'));
    await bench.queue.run();
    expect(await shown(never.conversationId)).toMatchObject({
      state: 'failed',
      reason: 'The file is too large for us.',
    });

    says = () => {
      throw ChannelError.rateLimited(5_000);
    };
    const later = await bench.received(named('file-3'));
    await bench.queue.run();
    expect(await shown(later.conversationId)).toMatchObject({ state: 'pending' });
    says = () => Readable.from([Buffer.from('there')]);
    bench.clock.advance(60_000);
    await bench.chore('fetch-attachments');
    await bench.queue.run();
    expect(await shown(later.conversationId)).toMatchObject({ state: 'ready', size: 5 });
  });

  test('of a channel that is gone fails', async () => {
    const { conversationId } = await bench.received(named('file-4'));
    await bench.database.run('UPDATE channel SET removed_at = now() WHERE brand_id = $1 AND id = $2', [
      bench.owner.brandId,
      bench.channel.id,
    ]);
    await bench.queue.run();
    expect(await shown(conversationId)).toMatchObject({ state: 'failed' });
    await bench.database.run('UPDATE channel SET removed_at = NULL WHERE brand_id = $1 AND id = $2', [
      bench.owner.brandId,
      bench.channel.id,
    ]);
  });
});
