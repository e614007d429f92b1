import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ChannelDetail } from '@parley/shared/channels.js';
import { InboxBench } from '../../test/builders/inbox-bench.js';
import { EchoModule } from '../../test/echo-channel/echo.module.js';
import { ChannelDirectory } from './channel-directory.service.js';
import { ChannelTelling } from './channel-telling.service.js';

let bench: InboxBench;
let id: string;
beforeAll(async () => {
  bench = await InboxBench.open({}, [EchoModule]);
  const { channel } = await bench.owner.client.post<{ channel: ChannelDetail }>('/api/v1/channels', {
    kind: 'echo',
    name: 'Valley',
    settings: { valley: 'Engadin' },
  });
  id = channel.id;
}, 60_000);
afterAll(async () => {
  await bench?.close();
});

const detail = () => bench.owner.client.get<ChannelDetail>(`/api/v1/channels/${id}`);

describe('what a connector tells of its channel', () => {
  it('of quotas is gathered, and the last word of each is on the page', async () => {
    const tell = bench.get(ChannelTelling).of(id);
    const resetsAt = new Date('2026-01-05T12:00:00Z');
    tell.quota({ name: 'requests', used: 1, limit: 300, resetsAt });
    tell.quota({ name: 'media', used: 2, limit: 30, resetsAt: null });
    tell.quota({ name: 'requests', used: 9, limit: 300, resetsAt });
    expect((await detail()).health.quotas).toEqual([]);
    await bench.get(ChannelTelling).write();
    tell.quota({ name: 'requests', used: 10, limit: 300, resetsAt });
    await bench.get(ChannelTelling).write();
    expect((await detail()).health.quotas).toMatchObject([
      { name: 'media', used: 2, limit: 30, resetsAt: null },
      { name: 'requests', used: 10, limit: 300, resetsAt: resetsAt.toISOString() },
    ]);
  });

  it('of limits and permissions holds at once, for the page, the composer and the connector', async () => {
    const tell = bench.get(ChannelTelling).of(id);
    await tell.limits({ textLength: 5_000 });
    await tell.missingPermissions(['write', 'read', 'write']);
    const { limits, health } = await detail();
    expect(limits).toMatchObject({ textLength: 5_000, attachments: 0 });
    expect(health.missingPermissions).toEqual(['read', 'write']);
    const directory = bench.get(ChannelDirectory);
    const open = await directory.open(await directory.get(bench.owner.brandId, id));
    expect(open.limits.textLength).toBe(5_000);
    await tell.missingPermissions([]);
    expect((await detail()).health.missingPermissions).toEqual([]);
  });

  it('never fails the work it was noticed at', async () => {
    const tell = bench.get(ChannelTelling).of('no-channel-at-all');
    await expect(tell.missingPermissions(['read'])).resolves.toBeUndefined();
  });
});
