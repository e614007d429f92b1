import { cp, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Role } from '@parley/shared/permissions.js';
import { apiMessage } from '../builders/api-events.js';
import { ApiSender } from '../builders/api-sender.js';
import type { ApiClient } from '../harness/api-client.js';
import type { Parley } from '../harness/app.js';
import { runToEnd } from '../harness/child.js';
import { describeModes } from '../harness/describe-modes.js';
import { freePort } from '../harness/free-port.js';
import { SocketClient } from '../harness/socket-client.js';
import { removeDir, tempDir } from '../harness/temp-dir.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const PASSWORD = 'correct horse battery';

/** What a command on the server finds around it. */
const surroundings = (parley: Parley): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  HOME: process.env.HOME ?? '',
  PARLEY_DATA_DIR: parley.dataDir,
  PARLEY_PUBLIC_URL: parley.baseUrl,
  ...(parley.database && parley.redis
    ? { DATABASE_URL: parley.database.url, REDIS_URL: parley.redis.url }
    : {}),
});

describeModes('rights that are lost while somebody is connected', (start) => {
  let parley: Parley;
  let owner: ApiClient;
  let hidden: ApiSender;
  let open: ApiSender;
  let colleague: SocketClient;
  const sockets: SocketClient[] = [];

  beforeAll(async () => {
    parley = await start();
    owner = await parley.signedIn();
    hidden = await ApiSender.connect(owner);
    open = await ApiSender.connect(owner);
    colleague = await SocketClient.connect(owner);
    await colleague.say({ type: 'view.join', view: 'ours' });
  });
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.close();
  });

  let count = 0;
  /** Comes by a link, with the hidden channel among those they may see. */
  async function member(role: Role) {
    count += 1;
    const email = `member-${count}@example.test`;
    const { link } = await owner.post<{ link: string }>('/api/v1/invitations', { email, role });
    const client = parley.client();
    const token = new URL(link).searchParams.get('token');
    const path = `/api/v1/invitations/by-token/${token}/accept`;
    const { seat } = await client.post<{ seat: { memberId: string } }>(path, {
      name: email,
      password: PASSWORD,
    });
    await seeHidden([seat.memberId]);
    return { client, email, memberId: seat.memberId };
  }
  const seeHidden = (memberIds: string[]) =>
    owner.put(`/api/v1/channels/${hidden.channelId}/members`, { restricted: true, memberIds });

  /** Somebody writes in a thread; a colleague who may see everything has heard of it when this is done. */
  async function arrives(
    sender: ApiSender,
    thread: string,
  ): Promise<{ words: string; conversationId: string }> {
    count += 1;
    const words = `words-${count}`;
    const mark = colleague.mark();
    await sender.deliver(apiMessage({ conversation: thread, person: thread, message: { text: words } }));
    const event = await colleague.waitFor(
      words,
      (one) => one.type === 'conversation.changed' && one.row.lastWords === words,
      { after: mark },
    );
    return { words, conversationId: event.type === 'conversation.changed' ? event.conversationId : '' };
  }

  async function watch(
    client: ApiClient,
  ): Promise<{ socket: SocketClient; thread: string; conversationId: string }> {
    const socket = await SocketClient.connect(client);
    sockets.push(socket);
    count += 1;
    const thread = `thread-${count}`;
    await socket.say({ type: 'view.join', view: 'ours' });
    const { words, conversationId } = await arrives(hidden, thread);
    await socket.waitFor(words, (event) => JSON.stringify(event).includes(words));
    expect(await socket.say({ type: 'conversation.open', conversationId })).toEqual({ ok: true });
    return { socket, thread, conversationId };
  }

  /** It is told why, is disconnected, hears nothing more, and is not let in again. */
  async function isOver(client: ApiClient, watching: Awaited<ReturnType<typeof watch>>, reason: string) {
    const { socket, thread } = watching;
    await socket.waitFor('the end', (event) => event.type === 'session.ended' && event.reason === reason);
    const mark = socket.mark();
    await arrives(hidden, thread);
    await arrives(open, `open-${thread}`);
    expect(socket.socket.connected).toBe(false);
    expect(socket.events.slice(mark)).toEqual([]);
    await expect(SocketClient.connect(client)).rejects.toThrow(reason);
  }

  /** It is connected anew as who it is now, and hears of the open channel only. */
  async function hearsTheOpenChannelOnly({
    socket,
    thread,
    conversationId,
  }: Awaited<ReturnType<typeof watch>>) {
    const mark = socket.mark();
    const { words: secret } = await arrives(hidden, thread);
    if (!socket.socket.connected)
      await new Promise<void>((resolve) => socket.socket.once('connect', resolve));
    expect(await socket.say({ type: 'view.join', view: 'ours' })).toEqual({ ok: true });
    const opened = await socket.say({ type: 'conversation.open', conversationId });
    expect(opened).toEqual({ ok: false, code: 'not_found' });
    const { words: later } = await arrives(hidden, thread);
    const { words } = await arrives(open, `open-${thread}`);
    await socket.waitFor(words, (event) => JSON.stringify(event).includes(words), { after: mark });
    const heard = JSON.stringify(socket.events.slice(mark));
    expect(heard).not.toContain(secret);
    expect(heard).not.toContain(later);
  }

  it('a session that is revoked', async () => {
    const { client, email } = await member('agent');
    const watching = await watch(client);
    const elsewhere = await parley.signedIn(email, PASSWORD);
    const sessions = await elsewhere.get<{ id: string; current: boolean }[]>('/api/v1/profile/sessions');
    const { id } = sessions.find(({ current }) => !current)!;
    await elsewhere.delete(`/api/v1/profile/sessions/${id}`);
    await isOver(client, watching, 'unauthenticated');
    expect((await client.request('GET', '/api/v1/conversations')).status).toBe(401);
  });

  it('a password that is changed elsewhere', async () => {
    const { client, email } = await member('agent');
    const watching = await watch(client);
    const elsewhere = await parley.signedIn(email, PASSWORD);
    await elsewhere.post('/api/v1/profile/password', {
      current: PASSWORD,
      password: 'another horse battery',
    });
    await isOver(client, watching, 'unauthenticated');
    expect((await elsewhere.request('GET', '/api/v1/session')).status).toBe(200);
  });

  it('an API token that is revoked', async () => {
    const { client } = await member('agent');
    const made = await client.post<{ id: string; token: string }>('/api/v1/profile/tokens', {
      name: 'script',
    });
    const script = client.withToken(made.token);
    const watching = await watch(script);
    await client.delete(`/api/v1/profile/tokens/${made.id}`);
    await isOver(script, watching, 'unauthenticated');
  });

  it('a seat that is removed', async () => {
    const { client, memberId } = await member('agent');
    const watching = await watch(client);
    await owner.delete(`/api/v1/members/${memberId}`);
    await isOver(client, watching, 'forbidden');
    expect((await client.request('GET', '/api/v1/conversations')).status).toBe(403);
  });

  it('a channel that is for others from now on', async () => {
    const { client } = await member('agent');
    const watching = await watch(client);
    await seeHidden([]);
    await hearsTheOpenChannelOnly(watching);
  });

  it('a role that is taken away', async () => {
    const { client, memberId } = await member('owner');
    await seeHidden([]);
    const watching = await watch(client);
    await owner.patch(`/api/v1/members/${memberId}`, { role: 'agent' });
    await hearsTheOpenChannelOnly(watching);
    expect((await client.request('GET', '/api/v1/invitations')).status).toBe(403);
  });
});

describeModes('what is done on the server', (start) => {
  const command = (parley: Parley, ...args: string[]) => commandIn(ROOT, parley, ...args);
  const commandIn = (root: string, parley: Parley, ...args: string[]) =>
    runToEnd({
      name: 'reset-password',
      command: process.execPath,
      args: [join(root, 'scripts/run.mjs'), 'reset-password', ...args],
      cwd: root,
      env: surroundings(parley),
    });

  let parley: Parley;
  beforeAll(async () => {
    parley = await start();
  });

  it('a command in a container image, where there is nothing to build from', async () => {
    const image = await tempDir('image');
    for (const part of [
      'package.json',
      'scripts',
      'server/dist',
      'server/package.json',
      'shared/package.json',
    ]) {
      await cp(join(ROOT, part), join(image, part), { recursive: true });
    }
    await symlink(join(ROOT, 'node_modules'), join(image, 'node_modules'));
    try {
      expect(await commandIn(image, parley, parley.owner.email)).toContain(`${parley.baseUrl}/reset?token=`);
    } finally {
      await removeDir(image);
    }
  });

  it('a link to choose a new password, also while Parley runs', async () => {
    const session = await parley.signedIn();
    const reset = async (password: string) => {
      const output = await command(parley, parley.owner.email);
      const [, token = ''] = /\/reset\?token=([\w-]{43})$/m.exec(output) ?? [];
      const path = `/api/v1/password-resets/${token}`;
      return { path, complete: () => parley.client().request('POST', path, { body: { password } }) };
    };
    const { path, complete } = await reset('a password of my own');
    expect(await parley.client().get(path)).toEqual({ email: parley.owner.email });
    expect((await complete()).status).toBe(200);
    expect((await complete()).status).toBe(410);
    expect((await session.request('GET', '/api/v1/session')).status).toBe(401);
    await parley.signedIn(parley.owner.email, 'a password of my own');
    await expect(command(parley, 'nobody@example.test')).rejects.toThrow(
      'There is no account with the address nobody@example.test.',
    );
    await parley.stop();
    const later = await reset('and yet another one');
    await parley.resume('api');
    expect((await later.complete()).status).toBe(200);
  });

  it('a start with another secret, which is refused in one sentence', async () => {
    await parley.stop();
    const other = runToEnd({
      name: 'parley with another secret',
      command: process.execPath,
      args: [join(ROOT, 'server/dist/parley.js')],
      cwd: ROOT,
      env: {
        ...surroundings(parley),
        PORT: String(await freePort()),
        PARLEY_SECRET: 'not the secret it was made with',
        PARLEY_LOG_LEVEL: 'error',
      },
    });
    const refusal: string = await other.then(String, ({ message }: Error) => message);
    expect(refusal).toMatch(/failed with exit code 1:\n(?:.*\n)*PARLEY_SECRET is not the secret .+\.\n?$/);
    expect(refusal).not.toMatch(/^\s+at /m);
    await parley.resume('api');
    await parley.signedIn(parley.owner.email, 'and yet another one');
  });
});
