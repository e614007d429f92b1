import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { PersonDetail, PersonSummary } from '@parley/shared/people.js';
import { InboxBench } from '../../test/builders/inbox-bench.js';

interface Page {
  items: PersonSummary[];
  nextCursor: string | null;
}

let bench: InboxBench;
let server: Server;
let base: string;
const asked: string[] = [];
const PNG = Buffer.from('iVBORw0KGgo=', 'base64');
beforeAll(async () => {
  bench = await InboxBench.open({ PARLEY_ALLOW_NETWORKS: '127.0.0.0/8' });
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (request.url === '/face.png') response.writeHead(200, { 'content-type': 'image/png' }).end(PNG);
    else if (request.url === '/page') response.writeHead(200, { 'content-type': 'text/html' }).end('<p>');
    else response.writeHead(503).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await bench.close();
});
beforeEach(async () => {
  asked.length = 0;
  await bench.database.run('TRUNCATE conversation, person CASCADE');
});

const list = (query = '') => bench.owner.client.get<Page>(`/api/v1/people?${query}`);
async function personOf(name: string): Promise<PersonDetail> {
  const [summary] = (await list(`q=${name}`)).items;
  return bench.owner.client.get<PersonDetail>(`/api/v1/people/${summary?.id}`);
}
const withPicture = (person: string, path: string) => ({
  author: { namespace: 'test', externalId: person, name: person, avatarUrl: `${base}${path}` },
});

describe('people', () => {
  test('come by when they were last seen, and are found by name, handle or address', async () => {
    for (const [index, person] of ['berta', 'carla', 'dora'].entries()) {
      bench.clock.advance(120_000 * index);
      await bench.received({ person });
    }
    const first = await list('limit=2');
    expect(first.items.map(({ name }) => name)).toEqual(['dora', 'carla']);
    const second = await list(`limit=2&cursor=${first.nextCursor}`);
    expect(second.items.map(({ name }) => name)).toEqual(['berta']);
    expect((await list('q=ARL')).items.map(({ name }) => name)).toEqual(['carla']);
    expect((await list('q=%40dor')).items.map(({ name }) => name)).toEqual(['dora']);
  });

  test('have all their conversations beside them, newest first', async () => {
    const first = await bench.received({ person: 'berta' });
    const second = await bench.received({ person: 'berta' });
    const person = await personOf('berta');
    expect(person).toMatchObject({
      conversationCount: 2,
      identities: [{ externalId: 'berta', handle: '@berta' }],
    });
    const { items } = await bench.owner.client.get<{ items: { id: string }[] }>(
      `/api/v1/people/${person.id}/conversations`,
    );
    expect(items.map(({ id }) => id)).toEqual([second.conversationId, first.conversationId]);
  });

  test('who are known from a hidden channel only do not exist for others', async () => {
    const agent = await bench.member('agent', 'Anton');
    const secret = await bench.aChannel({ only: [] });
    await bench.received({ person: 'hidden' }, secret);
    const { id } = await personOf('hidden');
    expect((await agent.client.get<Page>('/api/v1/people')).items).toEqual([]);
    expect((await agent.client.request('GET', `/api/v1/people/${id}`)).status).toBe(404);
    expect(
      (await agent.client.request('PATCH', `/api/v1/people/${id}`, { body: { notes: 'x' } })).status,
    ).toBe(404);
    expect((await agent.client.request('GET', `/api/v1/people/${id}/conversations`)).status).toBe(404);
  });

  test('keep the name a member gave them', async () => {
    await bench.received({ person: 'berta' });
    const { id } = await personOf('berta');
    await bench.owner.client.patch(`/api/v1/people/${id}`, { name: 'Berta Blum', notes: 'likes tea' });
    await bench.received({ author: { namespace: 'test', externalId: 'berta', name: 'B.' } });
    expect(await personOf('Blum')).toMatchObject({ name: 'Berta Blum', notes: 'likes tea' });
  });
});

describe('pictures', () => {
  test('are fetched once and shown from here', async () => {
    await bench.received(withPicture('berta', '/face.png'));
    await bench.queue.run();
    const person = await personOf('berta');
    expect(person.avatarUrl).toMatch(/^\/api\/v1\/attachments\//);
    const answer = await bench.owner.client.request('GET', person.avatarUrl ?? '');
    expect(answer).toMatchObject({ status: 200 });
    expect(answer.headers.get('content-type')).toBe('image/png');
    await bench.received(withPicture('berta', '/face.png'));
    await bench.queue.run();
    expect(asked).toEqual(['/face.png']);
  });

  test('that are none are not asked for again; those that fail are, later', async () => {
    await bench.received(withPicture('berta', '/page'));
    await bench.received(withPicture('carla', '/busy'));
    await bench.queue.run();
    await bench.chore('fetch-avatars');
    await bench.queue.run();
    expect(asked.sort()).toEqual(['/busy', '/busy', '/page']);
    expect(await personOf('berta')).toMatchObject({ avatarUrl: null });
  });
});
