import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { channelConnectedSchema } from '@parley/shared/channels.js';
import type { ConversationRow } from '@parley/shared/conversations.js';
import type { z } from 'zod';
import { LedgerProcessor } from '../src/ingest/ledger-processor.service.js';
import { OutboundModule } from '../src/outbound/outbound.module.js';
import { describeConnectorContract } from './builders/connector-contract.js';
import { InboxBench } from './builders/inbox-bench.js';
import { EchoConnector } from './echo-channel/echo.connector.js';
import { EchoModule } from './echo-channel/echo.module.js';

/** Made by CONTRIBUTING's "Add a channel": one folder, and one line, which is the module in the list below. */
const kinds = [EchoModule];

let bench: InboxBench;
beforeAll(async () => {
  bench = await InboxBench.open({}, [OutboundModule, ...kinds]);
}, 60_000);
afterAll(async () => {
  await bench?.close();
});

describeConnectorContract('a channel made by following the steps', () => [bench.get(EchoConnector)]);

describe('a channel of one folder and one line', () => {
  it('is a manifest, a parse, a connector and a module', async () => {
    const files = await readdir(new URL('./echo-channel', import.meta.url));
    expect(files.sort()).toEqual([
      'echo.connector.ts',
      'echo.manifest.ts',
      'echo.module.ts',
      'echo.parse.ts',
    ]);
  });

  it('is connected from its manifest, takes in what is signed, and brings the answer back', async () => {
    const { client } = bench.owner;
    const { channel, endpointSecret } = await client.post<z.infer<typeof channelConnectedSchema>>(
      '/api/v1/channels',
      { kind: 'echo', name: 'Valley', settings: { valley: 'Engadin' } },
    );
    const path = new URL(channel.endpointUrl ?? '').pathname;
    const knock = (secret: string, calls: unknown[]) =>
      fetch(bench.baseUrl + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-echo-secret': secret },
        body: JSON.stringify(calls),
      });
    const call = { id: 'c1', from: 'Heidi', words: 'Anybody there?' };
    expect((await knock('somebody else', [call])).status).toBe(401);
    const secret = endpointSecret ?? '';
    for (const calls of [[call, 'nonsense'], [call]]) expect((await knock(secret, calls)).status).toBe(200);
    await bench.get(LedgerProcessor).work();

    const { items } = await client.get<{ items: ConversationRow[] }>('/api/v1/conversations');
    expect(items).toMatchObject([
      { lastWords: 'Anybody there?', messageCount: 1, person: { name: 'Heidi' } },
    ]);
    const [{ id, utteranceSeq }] = items as [ConversationRow];
    const reply = { clientId: 'echo-reply-1', seenSeq: utteranceSeq, sendNow: true };
    expect(
      (
        await client.request('POST', `/api/v1/conversations/${id}/messages`, {
          body: { ...reply, body: 'x'.repeat(141) },
        })
      ).status,
    ).toBe(400);
    await client.post(`/api/v1/conversations/${id}/messages`, { ...reply, body: 'Here!' });
    await bench.queue.run();
    expect(bench.get(EchoConnector).called).toEqual(['Heidi: Here!']);
    expect(
      (await client.get<{ health: { failedEvents: number } }>(`/api/v1/channels/${channel.id}`)).health,
    ).toMatchObject({ failedEvents: 1 });
  });
});
