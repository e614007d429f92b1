import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../test/harness/eventually.js';
import { TelegramPlatform } from '../../../test/platforms/telegram.js';
import { AddressGuard } from '../../platform/outbound-http/address-guard.js';
import { AddressPolicy } from '../../platform/outbound-http/address-policy.js';
import { OutboundHttp } from '../../platform/outbound-http/outbound-http.js';
import type { ChannelError } from '../core/channel-error.js';
import type { ConnectedChannel, PolledDelivery, PollSession, SendContext } from '../core/connector.js';
import { ConnectorRegistry } from '../core/connector-registry.js';
import type { OutboundAttachment, OutboundMessage } from '../core/outbound-message.js';
import { BotApi } from './bot-api.client.js';
import { BotFiles } from './bot-files.js';
import { SendPace } from './send-pace.js';
import { TelegramConnector } from './telegram.connector.js';
import { telegramManifest } from './telegram.manifest.js';
import { TelegramSends } from './telegram-sends.js';
import { UpdateSource } from './update-source.js';
import { secretToken } from './webhook-address.js';

let platform: TelegramPlatform;
let connector: TelegramConnector;
let over: AbortController;
beforeEach(async () => {
  platform = await TelegramPlatform.start();
  const api = new BotApi(new OutboundHttp(new AddressGuard(new AddressPolicy(['127.0.0.0/8']))));
  connector = new TelegramConnector(
    new ConnectorRegistry(),
    api,
    new UpdateSource(api),
    new TelegramSends(api, new SendPace()),
    new BotFiles(api),
  );
  over = new AbortController();
});
afterEach(async () => {
  over.abort();
  await platform.stop();
});

const settings = () => ({ apiUrl: platform.url });
const secrets = () => ({ token: platform.token });
const channel = (change: Partial<ConnectedChannel> = {}): ConnectedChannel => ({
  id: 'channel',
  brandId: 'brand',
  kind: 'telegram',
  name: 'Bot',
  account: '999000111',
  settings: settings(),
  secrets: secrets(),
  limits: telegramManifest.limits,
  connectedAt: new Date(0),
  endpoint: null,
  ...change,
});
const fault = async (work: Promise<unknown>) => {
  const error = (await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )) as ChannelError | undefined;
  return error === undefined ? undefined : { kind: error.kind, code: error.code, message: error.message };
};

describe('connecting', () => {
  it('takes the account from the token, and asks Telegram whose it is', async () => {
    expect(await connector.connects.identify(settings(), secrets())).toMatchObject({
      account: '999000111',
      settings: { username: 'example_support_bot' },
    });
  });

  it.each([
    ['nonsense', /no token of a bot/],
    ['999000111:AAEtokenofanotherbot-0123456789abcdefgh', /does not know/],
  ])('says of %s that it is not right', async (token, message) => {
    await expect(connector.connects.identify(settings(), { token })).rejects.toMatchObject({
      code: 'invalid_request',
      issues: [{ path: ['settings', 'token'], message: expect.stringMatching(message) }],
    });
  });

  it('works without a line to Telegram, which is told by the test', async () => {
    await platform.stop();
    expect(await connector.connects.identify(settings(), secrets())).toMatchObject({ account: '999000111' });
    expect(await connector.connects.testConnection?.(settings(), secrets())).toMatchObject([
      { name: 'Bot', ok: false, code: 'unreachable' },
    ]);
    platform = await TelegramPlatform.start();
  });

  it('says what the bot sees in groups, and who gets its messages now', async () => {
    const test = async () => {
      const checks = await connector.connects.testConnection?.(settings(), secrets());
      return checks?.map(({ ok, code }) => `${ok} ${code}`);
    };
    expect(await test()).toEqual(['true ok', 'true privacy_mode', 'true ok']);
    platform.bot.can_read_all_group_messages = true;
    platform.webhook = { url: 'https://elsewhere.example/x', secretToken: 'x', allowed: [] };
    expect(await test()).toEqual(['true ok', 'true ok', 'true delivers_to']);
    platform.bot.can_join_groups = false;
    expect((await test())?.[1]).toBe('true no_groups');
    platform.token = '999000111:AAEtokenmadeanew-0123456789abcdefghijk';
    expect(
      await connector.connects.testConnection?.(settings(), {
        token: '999000111:AAEtokenoftheexamplebot-0123456789ab',
      }),
    ).toMatchObject([{ ok: false, code: 'auth_expired' }]);
  });

  it('removed, the bot delivers here no more', async () => {
    platform.webhook = { url: 'https://here.example/x', secretToken: 'x', allowed: [] };
    await connector.connects.disconnect?.(settings(), secrets(), over.signal);
    expect(platform.webhook).toBeNull();
  });
});

describe('the door', () => {
  const knock = (token: string | undefined, method: 'GET' | 'POST' = 'POST') =>
    connector.receives.verify?.(
      {
        method,
        headers: token === undefined ? {} : { 'x-telegram-bot-api-secret-token': token },
        query: {},
        body: Buffer.from('{}'),
      },
      { id: 'endpoint', secrets: ['whsec_new', 'whsec_old'], account: '999000111', now: new Date() },
    );

  it('opens to the secret token Telegram was told, the former one included, and to nothing else', () => {
    expect(knock(secretToken('whsec_new'))?.kind).toBe('accept');
    expect(knock(secretToken('whsec_old'))?.kind).toBe('accept');
    for (const token of [undefined, '', 'whsec_new', secretToken('whsec_other')]) {
      expect(knock(token)).toMatchObject({ kind: 'refuse', code: 'invalid_signature' });
    }
    expect(knock(secretToken('whsec_new'), 'GET')?.kind).toBe('refuse');
  });
});

/** A poller's session that keeps what it is given. */
class Session {
  readonly accepted: { update_id: number }[] = [];
  readonly cursors = new Map<string, unknown>();
  readonly troubles: ({ code: string } | null)[] = [];
  caughtUps = 0;
  failNextAccept = false;
  private nudge = () => {};

  start(given: Partial<ConnectedChannel> = {}): { done: Promise<void>; end: () => Promise<void> } {
    const abort = new AbortController();
    over.signal.addEventListener('abort', () => abort.abort());
    const session = {
      signal: abort.signal,
      channel: channel(given),
      cursor: async (name: string) => this.cursors.get(name) ?? null,
      accept: async (deliveries: PolledDelivery[], cursors: Record<string, unknown>) => {
        if (this.failNextAccept) {
          this.failNextAccept = false;
          throw new Error('the database is away');
        }
        for (const { body } of deliveries) {
          this.accepted.push(...(JSON.parse(body?.toString() ?? '') as { update_id: number }[]));
        }
        for (const [name, value] of Object.entries(cursors)) this.cursors.set(name, value);
      },
      caughtUp: async () => {
        this.caughtUps += 1;
      },
      degraded: async (reason: { code: string } | null) => {
        this.troubles.push(reason);
      },
      onNudge: (look: () => void) => {
        this.nudge = look;
      },
    } as unknown as PollSession;
    const done = connector.polls.poll(session);
    done.catch(() => {});
    return {
      done,
      end: async () => {
        abort.abort();
        await done;
      },
    };
  }

  look(): void {
    this.nudge();
  }

  get ids(): number[] {
    return this.accepted.map(({ update_id }) => update_id);
  }
}

describe('fetching', () => {
  it('brings every update once, and confirms what is stored', async () => {
    for (let count = 0; count < 150; count += 1) platform.says({ text: `${count}` });
    const session = new Session();
    const { end } = session.start();
    await eventually('all of them', () => session.ids.length === 150);
    await eventually('the end of the source', () => session.caughtUps > 0);
    platform.says({ text: 'one more' });
    await eventually('one more', () => session.ids.length === 151);
    expect(new Set(session.ids).size).toBe(151);
    await eventually('nothing to be left', () => platform.pending === 0);
    await end();
  });

  it('asks again for what could not be stored', async () => {
    platform.says({ text: 'a' });
    const session = new Session();
    session.failNextAccept = true;
    expect(await session.start().done.catch((error: Error) => error.message)).toBe('the database is away');
    expect(platform.pending).toBe(1);
    const { end } = session.start();
    await eventually('it', () => session.ids.length === 1);
    await end();
  });

  it('goes on where the last worker stored, if it died before it confirmed', async () => {
    const first = platform.says({ text: 'a' });
    const session = new Session();
    const stopped = session.start();
    await eventually('the first', () => session.ids.length === 1);
    await stopped.end();
    session.cursors.set('updates', (session.ids[0] ?? 0) + 1);
    platform.says({ text: 'b' });
    const { end } = session.start();
    await eventually('the second', () => session.ids.length === 2);
    expect(first.message_id).toBeGreaterThan(0);
    expect(new Set(session.ids).size).toBe(2);
    await end();
  });

  it('loses nothing when ids begin anew below those that were', async () => {
    platform.says({ text: 'before' });
    const session = new Session();
    const stopped = session.start();
    await eventually('the first', () => session.ids.length === 1);
    await eventually('the cursor to be forgotten', () => session.cursors.get('updates') === null);
    platform.idsBeginAnewAt(77);
    platform.says({ text: 'after a week' });
    await eventually('the second', () => session.ids.includes(77));
    await stopped.end();
  });

  it('takes a bot over from a webhook, and says when another program fetches', async () => {
    platform.webhook = { url: 'https://elsewhere.example/x', secretToken: 'x', allowed: [] };
    const session = new Session();
    const running = session.start();
    await eventually('the end of the source', () => session.caughtUps > 0);
    expect(platform.webhook).toBeNull();
    const rival = fetch(`${platform.url}/bot${platform.token}/getUpdates`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ timeout: 5 }),
    }).catch(() => undefined);
    expect(await fault(running.done)).toMatchObject({ kind: 'retryable', code: 'fetched_elsewhere' });
    platform.says({ text: 'ends the rival' });
    await rival;
  });

  it('says that a webhook was set elsewhere meanwhile', async () => {
    const session = new Session();
    const running = session.start();
    await eventually(
      'the long poll',
      () => platform.calls.filter((name) => name === 'getUpdates').length > 1,
    );
    await fetch(`${platform.url}/bot${platform.token}/setWebhook`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ url: 'http://127.0.0.1:9/elsewhere', secret_token: 'x' }),
    });
    expect((await fault(running.done))?.kind).toBe('retryable');
  });

  it('stops at once when its session ends', async () => {
    const { end } = new Session().start();
    await eventually('the long poll', () => platform.calls.includes('getUpdates'));
    await sleep(20);
    await end();
  });

  it('of a bot whose token was taken back says so', async () => {
    platform.token = '999000111:AAEtokenmadeanew-0123456789abcdefghijk';
    const token = '999000111:AAEtokenoftheexamplebot-0123456789ab';
    expect(await fault(new Session().start({ secrets: { token } }).done)).toMatchObject({
      kind: 'auth_expired',
    });
  });
});

describe('being delivered to', () => {
  const endpoint = (url: string) => ({ endpoint: { id: 'e', url, secrets: ['whsec_a+b/c='] } });
  const HERE = 'https://parley.shop.com/hooks/telegram/e';

  it('has Telegram know our public address and secret, and nothing is fetched', async () => {
    const session = new Session();
    const { end } = session.start(endpoint(HERE));
    await eventually('the look', () => session.caughtUps > 0);
    expect(platform.webhook).toMatchObject({ url: HERE, secretToken: secretToken('whsec_a+b/c=') });
    expect(platform.calls).not.toContain('getUpdates');
    await end();
    expect(platform.webhook).not.toBeNull();
  });

  it('puts right what another program changed', async () => {
    const session = new Session();
    const { end } = session.start(endpoint(HERE));
    await eventually('the look', () => session.caughtUps > 0);
    platform.webhook = { url: 'https://elsewhere.example/x', secretToken: 'x', allowed: [] };
    session.look();
    await eventually('our address', () => platform.webhook?.url === HERE);
    await end();
  });

  it('tells when Telegram cannot deliver, and fetches when it stays so', async () => {
    platform.reroute = () => 'http://127.0.0.1:9/nobody';
    const session = new Session();
    const { end } = session.start(endpoint(HERE));
    await eventually('the look', () => session.caughtUps > 0);
    platform.says({ text: 'a' });
    await eventually('a failure', () => platform.webhook?.error !== undefined);
    session.look();
    await eventually('the word', () => session.troubles.some((one) => one?.code === 'webhook_failing'));
    await eventually('it all the same', () => {
      session.look();
      return session.ids.length === 1;
    });
    expect(platform.webhook).toBeNull();
    await end();
  });

  it.each([
    'http://parley.shop.com/x',
    'https://localhost/x',
    'https://parley.local/x',
    'https://10.0.0.7/x',
    'https://parley.shop.com:3000/x',
  ])('is not tried at %s: we fetch', async (url) => {
    const session = new Session();
    const { end } = session.start(endpoint(url));
    await eventually('the end of the source', () => session.caughtUps > 0);
    expect(platform.calls).not.toContain('setWebhook');
    await end();
  });

  it('refused by Telegram, we fetch, unless only a webhook will do', async () => {
    platform.publicOnly = true;
    const url = 'http://parley.shop.com/x';
    const wanted = new Session().start({
      ...endpoint(url),
      settings: { ...settings(), delivery: 'webhook' },
    });
    expect(await fault(wanted.done)).toMatchObject({ kind: 'rejected', code: 'webhook_refused' });
    const session = new Session();
    const { end } = session.start({ ...endpoint(HERE), settings: { ...settings(), delivery: 'polling' } });
    await eventually('the end of the source', () => session.caughtUps > 0);
    expect(platform.webhook).toBeNull();
    await end();
  });
});

describe('sending', () => {
  const file = (content: string, contentType = 'image/jpeg', filename = 'a.jpg'): OutboundAttachment => ({
    id: filename,
    filename,
    contentType,
    size: Buffer.byteLength(content),
    contentId: null,
    open: async () => Readable.from([Buffer.from(content)]),
  });
  const send = async (
    given: { thread?: string; words?: string; files?: OutboundAttachment[]; signal?: AbortSignal } = {},
  ) => {
    const {
      thread = '23',
      words = 'Good morning!',
      files = [],
      signal = new AbortController().signal,
    } = given;
    const message = {
      conversation: { externalId: thread },
      text: words,
      attachments: files,
      inReplyTo: null,
    } as unknown as OutboundMessage;
    const { sends } = connector;
    return sends.send(channel(), sends.format(channel(), message), message, {
      signal,
      timeoutMs: 3_000,
    } as SendContext);
  };
  beforeEach(() => {
    platform.knows('23');
    platform.knows('-100').topics.add(4);
  });

  it('arrives once, and its id comes back', async () => {
    expect(await send()).toEqual({ externalId: '23:101', at: null, references: [] });
    expect(platform.taken).toMatchObject([{ chatId: '23', fields: { text: 'Good morning!' } }]);
  });

  it('brings files along, an album as one reply with every id', async () => {
    await send({ thread: '-100/topic:4', words: '123', files: [file('one')] });
    expect(platform.taken[0]).toMatchObject({
      method: 'sendPhoto',
      fields: { caption: '123', message_thread_id: 4 },
      files: [{ name: 'photo', filename: 'a.jpg', type: 'image/jpeg', content: Buffer.from('one') }],
    });
    const album = await send({ files: [file('one'), file('two', 'image/png', 'zwei "2".png')] });
    expect(album).toMatchObject({ externalId: '23:101', references: ['23:102'] });
    expect(platform.taken[1]?.files.map(({ filename }) => filename)).toEqual(['a.jpg', 'zwei "2".png']);
  });

  it('shows that somebody writes, where the reply will stand', async () => {
    const { signal } = new AbortController();
    await connector.typing.showTyping(channel(), '-100/topic:4', signal);
    await connector.typing.showTyping(channel(), 'nonsense', signal);
    expect(platform.shownTyping).toEqual(['-100']);
    await expect(connector.typing.showTyping(channel(), '404', signal)).rejects.toThrow('chat not found');
  });

  it('takes for a file what Telegram does not take for a picture', async () => {
    await send({ files: [file('very wide')] });
    expect(platform.taken).toMatchObject([{ method: 'sendDocument', files: [{ name: 'document' }] }]);
  });

  it('follows a group that moved', async () => {
    platform.knows('-599').movedTo = '-100';
    expect(await send({ thread: '-599' })).toMatchObject({ externalId: '-100:101' });
    // Another group, for which the pace of the first one does not count.
    platform.knows('-101');
    platform.knows('-598').movedTo = '-101';
    expect(await send({ thread: '-598', files: [file('very wide')] })).toMatchObject({
      externalId: '-101:101',
    });
    expect(platform.taken).toHaveLength(2);
  });

  it.each([
    [401, 'Unauthorized', 'auth_expired', 'auth_expired'],
    [403, 'Forbidden: bot was blocked by the user', 'rejected', 'blocked'],
    [403, 'Forbidden: user is deactivated', 'rejected', 'gone'],
    [403, 'Forbidden: bot was kicked from the supergroup chat', 'rejected', 'not_in_group'],
    [400, 'Bad Request: chat not found', 'rejected', 'chat_gone'],
    [400, 'Bad Request: message thread not found', 'rejected', 'topic_gone'],
    [400, 'Bad Request: something of next year', 'rejected', 'refused'],
    [429, 'Too Many Requests: retry after 7', 'rate_limited', 'rate_limited'],
    [500, 'Internal Server Error', 'ambiguous', 'ambiguous'],
  ])('%i %s is %s', async (code, description, kind, said) => {
    platform.script = [{ kind: 'refuse', code, description, parameters: { retry_after: 7 } }];
    expect(await fault(send())).toMatchObject({ kind, code: said });
    expect(platform.taken).toEqual([]);
  });

  it('waits as long as Telegram says', async () => {
    platform.script = [{ kind: 'refuse', code: 429, description: 'x', parameters: { retry_after: 7 } }];
    await expect(send()).rejects.toMatchObject({ more: { retryAfterMs: 7_000 } });
  });

  it('without an answer is of unknown outcome, before a byte has left it is not', async () => {
    platform.script = [{ kind: 'take-and-cut' }];
    expect(await fault(send())).toMatchObject({ kind: 'ambiguous' });
    platform.script = [{ kind: 'take-and-keep-silent' }];
    expect(await fault(send({ signal: AbortSignal.timeout(1_500) }))).toMatchObject({ kind: 'ambiguous' });
    await platform.stop();
    expect(await fault(send({ thread: '-100' }))).toMatchObject({ kind: 'retryable', code: 'unreachable' });
    platform = await TelegramPlatform.start();
  });

  it('keeps below the rates of a group by itself', async () => {
    const files = Array.from({ length: 10 }, (_, index) => file('x', 'image/jpeg', `${index}.jpg`));
    await send({ thread: '-100', files });
    await send({ thread: '-100', files });
    await expect(send({ thread: '-100' })).rejects.toMatchObject({
      kind: 'rate_limited',
      more: { scope: 'conversation' },
    });
    await send({ thread: '23' });
    expect(platform.taken).toHaveLength(3);
  });

  it('names no token in any error', async () => {
    platform.script = [{ kind: 'take-and-cut' }];
    const error = await send().catch((thrown: Error) => thrown);
    expect(JSON.stringify([String(error), (error as Error).cause, (error as Error).stack])).not.toContain(
      'AAEtoken',
    );
  });
});

describe('a file', () => {
  const open = (id: string, maxBytes = 1_000) => connector.files.openFile(channel(), id, { maxBytes });

  it('is found by its name', async () => {
    platform.files.set('F', { path: 'photos/file 1.jpg', content: Buffer.from('bytes') });
    expect(await text((await open('F')).content)).toBe('bytes');
  });

  it('that Telegram does not have is asked for again, one it never gives to bots is not', async () => {
    expect(await fault(open('?'))).toMatchObject({ kind: 'retryable', code: 'file_unavailable' });
    platform.files.set('L', { path: 'x', content: Buffer.from(''), size: 30 * 1024 * 1024 });
    expect(await fault(open('L'))).toMatchObject({ kind: 'rejected', code: 'file_too_large' });
  });

  it('that is larger than allowed is not read to its end', async () => {
    platform.files.set('F', { path: 'x', content: Buffer.alloc(2_000) });
    await expect(open('F').then(({ content }) => text(content))).rejects.toMatchObject({ kind: 'too_large' });
  });
});
