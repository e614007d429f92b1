import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { viewSchema } from '@parley/shared/conversations.js';
import { type ClientEvent, clientEventSchema } from '@parley/shared/realtime.js';
import { io } from 'socket.io-client';
import { ApiTokensService } from '../src/auth/api-tokens.service.js';
import { CALLERS, type CallerName } from './access/access-table.js';
import { AccessWorld, BRAND_WORD, HIDDEN_WORD } from './access/access-world.js';
import { ApiClient } from './harness/api-client.js';
import { SocketClient } from './harness/socket-client.js';

/**
 * What every caller is answered on a socket, written by hand: `ok`, or the code it is refused with; `-` where there is
 * no connection to say anything on. The conversation is one of the hidden channel.
 */
const TABLE = `
                                      nobody          seatless  agent     agentOut  manager   managerOut owner     stranger
connect                               unauthenticated forbidden ok        ok        ok        ok         ok        ok
connect (to the brand by name)        unauthenticated not_found ok        ok        ok        ok         ok        not_found
view.join                             -               -         ok        ok        ok        ok         ok        ok
conversation.open                     -               -         ok        not_found ok        not_found  ok        not_found
conversation.close                    -               -         ok        ok        ok        ok         ok        ok
post.open                             -               -         ok        not_found ok        not_found  ok        not_found
post.close                            -               -         ok        ok        ok        ok         ok        ok
presence.writing                      -               -         not_found not_found not_found not_found  not_found not_found
presence.writing (once it is open)    -               -         ok        not_found ok        not_found  ok        not_found
now.join                              -               -         ok        ok        ok        ok         ok        ok
now.leave                             -               -         ok        ok        ok        ok         ok        ok
hears of it                           -               -         yes       no        yes       no         yes       no
`;

const [, header = '', ...lines] = TABLE.trimEnd().split('\n');
const columns = header.trim().split(/ +/);
const table = lines.map((line) => {
  const name = line.slice(0, 38).trim();
  const values = line.slice(38).trim().split(/ +/);
  return { name, expected: Object.fromEntries(columns.map((column, index) => [column, values[index]])) };
});

describe('access to sockets', () => {
  let world: AccessWorld;
  let hidden: string;
  let post: { id: string; conversationId: string };
  const sockets: SocketClient[] = [];
  beforeAll(async () => {
    world = await AccessWorld.create();
    hidden = (await world.received()).conversationId;
    post = await world.post();
  });
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.close();
  });
  afterAll(() => world?.close());

  const connect = async (client: ApiClient, brandId?: string) => {
    const socket = await SocketClient.connect(client, brandId === undefined ? {} : { brandId });
    sockets.push(socket);
    return socket;
  };
  const outcome = (work: Promise<unknown>) =>
    work.then(
      () => 'ok',
      (error: Error) => error.message,
    );
  const said = async (socket: SocketClient, event: ClientEvent) => {
    const { ok, code } = await socket.say(event);
    return ok ? 'ok' : (code ?? 'no code');
  };
  /** A caller by session, and by API token where they have one. */
  const clientsOf = async (caller: CallerName): Promise<ApiClient[]> => {
    const anonymous = new ApiClient(world.baseUrl);
    if (caller === 'nobody') {
      return [anonymous, world.client(world.revokedSession), anonymous.withToken(world.revokedToken)];
    }
    const session = world.client(await world.session(caller));
    return caller === 'seatless' ? [session] : [session, anonymous.withToken(world.tokens[caller])];
  };

  it('is stated for every event there is, and every caller', () => {
    expect(columns).toEqual([...CALLERS]);
    const events = clientEventSchema.options.map((option) => option.shape.type.value);
    const stated = table.map(({ name }) => name.replace(/ \(.*\)$/, ''));
    expect(new Set(stated)).toEqual(new Set(['connect', ...events, 'hears of it']));
  });

  describe.each(CALLERS)('%s', (caller) => {
    it.each(table.map(({ name, expected }) => [name, expected[caller]] as const))(
      '%s: %s',
      async (name, expected) => {
        for (const client of await clientsOf(caller)) {
          if (name === 'connect') expect(await outcome(connect(client))).toBe(expected);
          else if (name === 'connect (to the brand by name)') {
            expect(await outcome(connect(client, world.people.owner.brandId))).toBe(expected);
          } else if (expected === '-') await expect(connect(client)).rejects.toThrow();
          else await speak(await connect(client), name, expected ?? '');
        }
      },
    );
  });

  async function speak(socket: SocketClient, name: string, expected: string): Promise<void> {
    const open: ClientEvent = { type: 'conversation.open', conversationId: hidden };
    const writing: ClientEvent = { type: 'presence.writing', conversationId: hidden, writing: true };
    switch (name) {
      case 'view.join':
        for (const view of viewSchema.options)
          expect(await said(socket, { type: 'view.join', view })).toBe(expected);
        return;
      case 'conversation.open':
        expect(await said(socket, open)).toBe(expected);
        return;
      case 'conversation.close':
        expect(await said(socket, { type: 'conversation.close', conversationId: hidden })).toBe(expected);
        return;
      case 'post.open':
      case 'post.close':
        expect(await said(socket, { type: name, postId: post.id })).toBe(expected);
        return;
      case 'presence.writing':
        expect(await said(socket, writing)).toBe(expected);
        return;
      case 'presence.writing (once it is open)':
        expect(await said(socket, open)).toBe(expected);
        expect(await said(socket, writing)).toBe(expected);
        return;
      case 'now.join':
      case 'now.leave':
        expect(await said(socket, { type: name })).toBe(expected);
        return;
      case 'hears of it':
        await said(socket, { type: 'view.join', view: 'ours' });
        await said(socket, { type: 'now.join' });
        await socket.waitFor('who waits now', (event) => event.type === 'now.changed');
        await said(socket, open);
        return hears(socket, expected === 'yes');
      default:
        throw new Error(`nothing is done for ${name}`);
    }
  }

  /** Somebody writes in the hidden conversation's channel while a colleague looks and writes. */
  async function hears(socket: SocketClient, expected: boolean): Promise<void> {
    const colleague = await connect(world.client(await world.session('owner')));
    await said(colleague, { type: 'view.join', view: 'ours' });
    await said(colleague, { type: 'conversation.open', conversationId: hidden });
    await said(colleague, { type: 'presence.writing', conversationId: hidden, writing: true });
    const { conversationId } = await world.received();
    await world
      .client(await world.session('owner'))
      .post(`/api/v1/conversations/${hidden}/priority`, { priority: 'high' });
    await world
      .client(await world.session('owner'))
      .post(`/api/v1/conversations/${hidden}/priority`, { priority: 'low' });
    const fits = (event: object) => JSON.stringify(event).includes(conversationId);
    await colleague.waitFor('the new conversation', fits);
    // What comes last to everybody: all that was to come before it has come.
    for (const brand of [world.people.owner, world.people.stranger]) {
      const owner = brand === world.people.owner ? 'owner' : 'stranger';
      await world.client(await world.session(owner)).patch('/api/v1/brand', { color: '#123456' });
    }
    await socket.waitFor('news of the brand', (event) => event.type === 'brand.changed');
    const heard = JSON.stringify(socket.events);
    expect(heard.includes(HIDDEN_WORD)).toBe(expected);
    expect(heard.includes(hidden)).toBe(expected);
    expect(heard.includes(conversationId)).toBe(expected);
  }

  it('tells a stranger nothing of the brand', async () => {
    const stranger = await connect(world.client(await world.session('stranger')));
    await said(stranger, { type: 'view.join', view: 'ours' });
    await world.received(world.open);
    const owner = world.client(await world.session('owner'));
    await owner.patch('/api/v1/brand', { signature: BRAND_WORD });
    await owner.post('/api/v1/tags', { name: `${BRAND_WORD} ${Date.now()}` });
    await world.client(await world.session('stranger')).patch('/api/v1/brand', { color: '#654321' });
    await stranger.waitFor('news of their own brand', (event) => event.type === 'brand.changed');
    const brands = new Set(stranger.events.map((event) => event.brandId));
    expect([...brands]).toEqual([world.people.stranger.brandId]);
    expect(JSON.stringify(stranger.events)).not.toContain(BRAND_WORD);
  });

  it.each([
    [{ origin: 'https://evil.example' }, 'cross_site_request'],
    [{ origin: 'null' }, 'cross_site_request'],
    [{ 'sec-fetch-site': 'cross-site' }, 'cross_site_request'],
    [{ 'sec-fetch-site': 'same-origin' }, 'connected'],
  ])('lets no page of another site use the session: %j', async (headers, expected) => {
    const cookie = AccessWorld.cookie(await world.session('owner'));
    const socket = io(world.baseUrl, {
      path: '/realtime',
      forceNew: true,
      reconnection: false,
      transports: ['websocket'],
      extraHeaders: { cookie, ...(headers as Record<string, string>) },
    });
    const answer = await new Promise((resolve) => {
      socket.once('connect', () => resolve('connected'));
      socket.once('connect_error', ({ message }) => resolve(message));
    });
    socket.close();
    expect(answer).toBe(expected);
  });

  it('keeps out a token without the right to read conversations', async () => {
    const { token } = await world
      .get(ApiTokensService)
      .create(await world.caller('owner'), { name: 'narrow', permissions: ['brand.read'] });
    expect(await outcome(connect(new ApiClient(world.baseUrl).withToken(token)))).toBe('forbidden');
  });
});
