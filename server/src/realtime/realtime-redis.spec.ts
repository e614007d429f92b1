import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HttpAdapterHost } from '@nestjs/core';
import type { ServerEvent } from '@parley/shared/realtime.js';
import { InboxBench } from '../../test/builders/inbox-bench.js';
import { eventually } from '../../test/harness/eventually.js';
import { Redis } from '../../test/harness/redis.js';
import { SocketClient } from '../../test/harness/socket-client.js';
import { Env, envSchema } from '../platform/config/env.js';
import { RealtimeServer } from './realtime-server.service.js';
import { rooms } from './rooms.js';

let redis: Redis;
let bench: InboxBench;
/** What a process without HTTP, a worker, has. */
let worker: RealtimeServer;
let socket: SocketClient;
beforeAll(async () => {
  redis = await Redis.start();
  bench = await InboxBench.open({ REDIS_URL: redis.url });
  worker = new RealtimeServer(new Env(envSchema.parse({ REDIS_URL: redis.url })), new HttpAdapterHost());
  await worker.onModuleInit();
  worker.onApplicationBootstrap();
  socket = await SocketClient.connect(bench.owner.client);
  await socket.say({ type: 'view.join', view: 'ours' });
});
afterAll(async () => {
  socket?.close();
  await worker?.beforeApplicationShutdown();
  await bench?.close();
  await redis?.remove();
});

const brandChanged = (): ServerEvent => ({ type: 'brand.changed', brandId: bench.owner.brandId });
const heard = (after: number) =>
  socket.waitFor('the push', (event) => event.type === 'brand.changed', { after, timeoutMs: 1_000 });

/** A reader has to be there before what is written reaches it: told again until it is. */
async function reaches(): Promise<void> {
  const after = socket.mark();
  await eventually('a push to arrive', async () => {
    worker.emit([rooms.brand(bench.owner.brandId)], brandChanged());
    return heard(after);
  });
}

describe('several processes', () => {
  test("a worker reaches another process's sockets, and its own event is not doubled", async () => {
    await reaches();
    const after = socket.mark();
    const { conversationId } = await bench.received();
    await socket.waitFor('the row', (event) => event.type === 'conversation.changed', { after });
    worker.emit([rooms.brand(bench.owner.brandId)], brandChanged());
    await heard(after);
    const rows = socket.events
      .slice(after)
      .filter((event) => event.type === 'conversation.changed' && event.conversationId === conversationId);
    expect(rows).toHaveLength(1);
  });

  test('presence of one process is seen on the others', async () => {
    const { conversationId } = await bench.received();
    const told: unknown[] = [];
    worker.onProcessMessage('presence', (news: unknown) => told.push(news));
    await socket.say({ type: 'conversation.open', conversationId });
    await eventually('the news', () =>
      told.some((news) => (news as { conversationId: string }).conversationId === conversationId),
    );
    const after = socket.mark();
    const member = { memberId: bench.owner.memberId, name: 'Elsewhere', writing: true };
    worker.tellProcesses('presence', {
      process: 'another',
      conversationId,
      brandId: bench.owner.brandId,
      scope: 'open',
      members: [member],
    });
    await socket.waitFor(
      'the colleague elsewhere',
      (event) => event.type === 'presence.changed' && event.members.some(({ writing }) => writing),
      { after },
    );
  });

  test('a revocation in one process ends the sockets of all', async () => {
    const agent = await bench.member('agent', 'Anna');
    const other = await SocketClient.connect(agent.client);
    await bench.database.run('UPDATE member SET removed_at = now() WHERE brand_id = $1 AND id = $2', [
      agent.brandId,
      agent.memberId,
    ]);
    worker.tellProcesses('recheck', { rooms: [rooms.member(agent.memberId)] });
    await other.waitFor('the end', (event) => event.type === 'session.ended');
    other.close();
  });

  test('pushes go on when Redis was killed and is back', async () => {
    await redis.kill();
    // Said into the dark: neither process may fall over it.
    worker.emit([rooms.brand(bench.owner.brandId)], brandChanged());
    worker.tellProcesses('recheck', { rooms: [] });
    await redis.resume();
    await reaches();
  });
});
