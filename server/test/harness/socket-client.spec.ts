import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ServerEvent } from '@parley/shared/realtime.js';
import { Server } from 'socket.io';
import { ApiClient } from './api-client.js';
import { eventually } from './eventually.js';
import { SocketClient } from './socket-client.js';

describe('SocketClient', () => {
  const http = createServer();
  const server = new Server(http, { path: '/realtime' });
  let baseUrl: string;
  const changed = (brandId: string): ServerEvent => ({ type: 'brand.changed', brandId });

  beforeAll(async () => {
    server.use((socket, next) =>
      next(socket.handshake.auth.token === 'good' ? undefined : new Error('forbidden')),
    );
    server.on('connection', (socket) => {
      socket.on('view.join', (event: { view: string }, acknowledge: (answer: object) => void) => {
        acknowledge(event.view === 'ours' ? { ok: true } : { ok: false, code: 'not_found' });
      });
    });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    baseUrl = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  it('keeps events, waits for those to come, and connects again after a loss', async () => {
    const socket = await SocketClient.connect(new ApiClient(baseUrl, 'good'));
    server.emit('brand.changed', changed('one'));
    await socket.waitFor('the first', (event) => event.brandId === 'one');
    const mark = socket.mark();
    const next = socket.waitFor('the same again', (event) => event.brandId === 'one', { after: mark });
    server.emit('brand.changed', changed('one'));
    await next;
    expect(socket.events).toHaveLength(2);
    await expect(
      socket.waitFor('another', (event) => event.brandId === 'two', { timeoutMs: 50 }),
    ).rejects.toThrow('Waited in vain for another (50 ms); seen: brand.changed, brand.changed');
    socket.drop();
    await eventually('the connection', () => socket.disconnects.length === 1 && socket.socket.connected);
    server.emit('brand.changed', changed('two'));
    await socket.waitFor('another', (event) => event.brandId === 'two');
    socket.close();
  });

  it('gives acknowledgements, and the reason of a refusal', async () => {
    const socket = await SocketClient.connect(new ApiClient(baseUrl, 'good'));
    expect(await socket.say({ type: 'view.join', view: 'ours' })).toEqual({ ok: true });
    expect(await socket.say({ type: 'view.join', view: 'closed' })).toEqual({ ok: false, code: 'not_found' });
    socket.close();
    await expect(SocketClient.connect(new ApiClient(baseUrl, 'bad'))).rejects.toThrow('forbidden');
  });
});
