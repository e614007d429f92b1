import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  ADDRESS,
  anEmailChannel,
  emailParts,
  MemoryPollSession,
  mailboxSettings,
  PASSWORD,
} from '../../../../test/email-channel.js';
import { CutProxy } from '../../../../test/harness/cut-proxy.js';
import { Dovecot } from '../../../../test/harness/dovecot.js';
import { eventually } from '../../../../test/harness/eventually.js';
import { TokenServer } from '../../../../test/harness/token-server.js';
import { MovableClock } from '../../../platform/clock/clock.js';
import type { ConnectedChannel, Settings } from '../../core/connector.js';
import { MailboxPoller } from './mailbox-poller.js';

const NOW = new Date('2024-05-03T00:00:00Z');
const poller = new MailboxPoller(emailParts().access, new MovableClock(NOW));
const CONNECTED = new Date('2024-05-01T00:00:00Z');
const AFTER = new Date('2024-05-02T10:00:00Z');
const BEFORE = new Date('2024-04-02T10:00:00Z');

let dovecot: Dovecot;
let proxy: CutProxy;
let tokens: TokenServer;
let session: MemoryPollSession;
let running: Promise<void> | undefined;
let ended = true;

beforeAll(async () => {
  tokens = await TokenServer.start();
});
afterAll(() => tokens.stop());
beforeEach(async () => {
  dovecot = await Dovecot.start({
    users: [{ address: ADDRESS, password: PASSWORD }],
    folders: ['Team'],
    tokens,
  });
  proxy = await CutProxy.start({ port: dovecot.port });
});
afterEach(async () => {
  session.stop();
  await running?.catch(() => {});
  running = undefined;
  await proxy.stop();
  await dovecot.remove();
});

const channelAt = (port: number, more: Settings = {}, parts: Partial<ConnectedChannel> = {}) =>
  anEmailChannel({ settings: mailboxSettings({ imapPort: port }, more), connectedAt: CONNECTED, ...parts });

const mail = (subject: string, body = 'Hello') =>
  `From: Ben <ben@example.test>\r\nTo: ${ADDRESS}\r\nMessage-ID: <${encodeURIComponent(subject)}@example.test>\r\nSubject: ${subject}\r\n\r\n${body}\r\n`;

const deliver = (subject: string, receivedAt = AFTER, folder = 'INBOX') =>
  dovecot.deliver(ADDRESS, mail(subject), { receivedAt, folder });

function start(on: MemoryPollSession): MemoryPollSession {
  session = on;
  running = poller.poll(on);
  ended = false;
  running
    .catch(() => {})
    .finally(() => {
      ended = true;
    });
  return on;
}

async function untilSubjects(expected: string[]): Promise<void> {
  await eventually(`the mails ${expected.join(', ')}`, () => {
    return JSON.stringify([...session.subjects].sort()) === JSON.stringify([...expected].sort());
  }).catch(() => expect([...session.subjects].sort()).toEqual([...expected].sort()));
}

async function stop(): Promise<void> {
  session.stop();
  await running;
}

describe('reading a mailbox', () => {
  it('takes what arrived since the channel was connected, and what arrives', async () => {
    await deliver('old', BEFORE);
    await deliver('first');
    start(new MemoryPollSession(channelAt(dovecot.port, { pollSeconds: 3_600 })));
    await untilSubjects(['first']);
    expect(session.deliveries[0]?.meta).toEqual({
      folder: 'INBOX',
      uid: expect.any(Number),
      internalDate: AFTER.toISOString(),
      sent: false,
    });
    await eventually('the end of the mailbox', () => session.caughtUpTimes > 0);
    await deliver('second');
    await untilSubjects(['first', 'second']);
    await deliver('moved here, older than the channel', BEFORE);
    await untilSubjects(['first', 'second', 'moved here, older than the channel']);
    await stop();
    await deliver('while away');
    session.restart();
    start(session);
    await untilSubjects(['first', 'second', 'moved here, older than the channel', 'while away']);
  });

  it('hears of mail in Sent and in another folder at once', async () => {
    start(new MemoryPollSession(channelAt(dovecot.port, { folders: ['INBOX', 'Team'], pollSeconds: 3_600 })));
    await eventually('the end of the mailbox', () => session.caughtUpTimes > 0);
    await deliver('from another program', AFTER, 'Sent');
    await deliver('to the team', AFTER, 'Team');
    await untilSubjects(['from another program', 'to the team']);
  });

  it('does without a second connection where the server allows none', async () => {
    const strict = await Dovecot.start({
      users: [{ address: ADDRESS, password: PASSWORD }],
      connectionsPerUser: 1,
    });
    start(new MemoryPollSession(channelAt(strict.port, { pollSeconds: 3_600 })));
    await eventually('the end of the mailbox', () => session.caughtUpTimes > 0);
    await eventually('the refusal', async () =>
      (await strict.log()).includes('Maximum number of connections'),
    );
    await strict.deliver(ADDRESS, mail('still read'), { receivedAt: AFTER });
    await untilSubjects(['still read']);
    await stop();
    await strict.remove();
  });

  it('reads several folders and the Sent folder, when it is time or when asked', async () => {
    start(new MemoryPollSession(channelAt(dovecot.port, { folders: ['inbox', 'Team'], pollSeconds: 3_600 })));
    await eventually('the end of the mailbox', () => session.caughtUpTimes > 0);
    await deliver('to the team', AFTER, 'Team');
    await deliver('from another program', AFTER, 'Sent');
    await eventually('both', () => {
      session.look();
      return session.deliveries.length === 2;
    });
    expect(session.deliveries.map(({ meta }) => [meta.folder, meta.sent])).toEqual([
      ['Team', false],
      ['Sent', true],
    ]);
  });

  it('begins with what came after it was connected, whatever the server’s clock says', async () => {
    const channel = channelAt(dovecot.port, { pollSeconds: 3_600 }, { connectedAt: NOW });
    await deliver('long ago', BEFORE);
    await deliver('before, by a clock that is ahead', new Date(NOW.getTime() + 3_600_000));
    const { settings, secrets } = channel;
    const signal = new AbortController().signal;
    const begun = await poller.begin({ settings, secrets, known: [], signal });
    await deliver('after, by a clock that is behind', new Date(NOW.getTime() - 3_600_000));
    await deliver('moved here', BEFORE);
    await deliver('sent, by a clock that is behind', new Date(NOW.getTime() - 3_600_000), 'Sent');
    const noted = new MemoryPollSession(channel);
    await noted.accept([], begun);
    start(noted);
    await untilSubjects([
      'after, by a clock that is behind',
      'moved here',
      'sent, by a clock that is behind',
    ]);
    // What was moved here says by its date that it is history.
    expect(
      Object.fromEntries(noted.subjects.map((one, at) => [one, noted.deliveries[at]?.meta.live])),
    ).toEqual({
      'after, by a clock that is behind': true,
      'moved here': undefined,
      'sent, by a clock that is behind': true,
    });
    noted.plan = { since: new Date('2024-04-01T00:00:00Z'), queueSince: null, done: 0 };
    noted.look();
    await eventually('the end of it', () => noted.progress.at(-1)?.finished === true);
    expect(noted.progress.at(-1)).toEqual({ done: 2, total: 2, finished: true });
    expect(noted.subjects.slice(3)).toEqual(['long ago', 'before, by a clock that is ahead']);
    // Nothing to note where all is noted: not even a connection is opened.
    await expect(
      poller.begin({
        settings: { ...settings, sentFolder: 'Sent', imapPort: 1 },
        secrets,
        known: Object.keys(begun),
        signal,
      }),
    ).resolves.toEqual({});
  });

  it('begins at the end of a folder that is added later', async () => {
    await deliver('first');
    start(new MemoryPollSession(channelAt(dovecot.port, { pollSeconds: 3_600 })));
    await untilSubjects(['first']);
    await stop();
    await deliver('lay there', AFTER, 'Team');
    const more = new MemoryPollSession(
      channelAt(dovecot.port, { folders: ['INBOX', 'Team'], pollSeconds: 3_600 }),
    );
    for (const [name, cursor] of session.cursors) more.cursors.set(name, cursor);
    start(more);
    await eventually('the end of the mailbox', () => more.caughtUpTimes > 0);
    await deliver('new there', AFTER, 'Team');
    await untilSubjects(['new there']);
    more.plan = { since: new Date('2024-04-01T00:00:00Z'), queueSince: null, done: 0 };
    more.look();
    await eventually('the end of it', () => more.progress.at(-1)?.finished === true);
    expect(more.subjects).toEqual(['new there', 'lay there']);
  });

  it('forgets nothing that is asked for while it looks', async () => {
    await deliver('lay there', BEFORE);
    const asked = new MemoryPollSession(channelAt(dovecot.port, { pollSeconds: 3_600 }));
    // The look under way is past the history when it is asked for.
    asked.backfill = async () => {
      const { plan } = asked;
      if (asked.subjects.includes('new') && asked.progress.length === 0 && plan === null) {
        asked.plan = { since: new Date('2024-04-01T00:00:00Z'), queueSince: null, done: 0 };
        asked.look();
      }
      return plan;
    };
    start(asked);
    await eventually('the end of the mailbox', () => asked.caughtUpTimes > 0);
    await deliver('new');
    await eventually('the end of it', () => asked.progress.at(-1)?.finished === true);
    expect(asked.subjects).toEqual(['new', 'lay there']);
  });

  it('looks every so often where the server has no IDLE', async () => {
    const poorer = await Dovecot.start({
      users: [{ address: ADDRESS, password: PASSWORD }],
      without: ['IDLE'],
    });
    start(new MemoryPollSession(channelAt(poorer.port, { pollSeconds: 15 })));
    await eventually('the end of the mailbox', () => session.caughtUpTimes > 0);
    await poorer.deliver(ADDRESS, mail('seen late'), { receivedAt: AFTER });
    await eventually('the mail', () => {
      session.look();
      return session.deliveries.length === 1;
    });
    await stop();
    await poorer.remove();
  });

  it('says which folder is missing and reads the others', async () => {
    await deliver('first');
    start(new MemoryPollSession(channelAt(dovecot.port, { folders: ['INBOX', 'Nowhere'] })));
    await untilSubjects(['first']);
    await eventually('the word on it', () => session.degradedBy?.code === 'folder_missing');
    expect(session.degradedBy?.message).toContain('Nowhere');
  });

  it('changes nothing in the mailbox', async () => {
    await deliver('first');
    start(new MemoryPollSession(channelAt(dovecot.port)));
    await untilSubjects(['first']);
    await stop();
    expect((await dovecot.mails(ADDRESS)).map(({ flags }) => flags)).toEqual(['']);
  });
});

describe('nothing lost, nothing twice', () => {
  it('when the connection breaks anywhere', async () => {
    const expected = Array.from({ length: 30 }, (_, index) => `mail ${index}`);
    for (const [index, subject] of expected.entries())
      await deliver(subject, new Date(AFTER.getTime() + index * 1_000));
    const broken = new MemoryPollSession(channelAt(proxy.port, { pollSeconds: 3_600 }));
    let runs = 0;
    for (let bytes = 400; bytes < 40_000 && broken.deliveries.length < 30; bytes += 1_700) {
      proxy.cutAfterBytes(bytes);
      broken.restart();
      start(broken);
      runs += 1;
      await eventually('the end of this connection', () => ended || session.deliveries.length === 30);
    }
    expect(proxy.cuts).toBeGreaterThan(3);
    expect(runs).toBeGreaterThan(3);
    expect(broken.subjects).toEqual(expected);
  });

  it('tells that the server is away, to be tried again', async () => {
    await dovecot.stop();
    start(new MemoryPollSession(channelAt(dovecot.port)));
    await expect(running).rejects.toMatchObject({ kind: 'retryable', code: 'imap_connection_refused' });
  });

  it('ends when the connection is lost while it waits', async () => {
    start(new MemoryPollSession(channelAt(proxy.port, { pollSeconds: 3_600 })));
    await eventually('the end of the mailbox', () => session.caughtUpTimes > 0);
    proxy.cutAll();
    await expect(running).rejects.toMatchObject({ kind: 'retryable' });
  });

  it('when UIDs mean something else all of a sudden', async () => {
    await deliver('first');
    await deliver('second', new Date(AFTER.getTime() + 1_000));
    start(new MemoryPollSession(channelAt(dovecot.port, { pollSeconds: 3_600 })));
    await untilSubjects(['first', 'second']);
    await stop();
    await dovecot.changeUidValidity(ADDRESS);
    await deliver('third', new Date(AFTER.getTime() + 2_000));
    session.restart();
    start(session);
    // The ledger knows the first two again by what they say.
    await untilSubjects(['first', 'second', 'first', 'second', 'third']);
    expect(new Set(session.deliveries.map(({ bodyKey }) => bodyKey)).size).toBe(3);
  });

  it('when a mail is deleted while it is fetched', async () => {
    for (const [index, subject] of ['first', 'second', 'third'].entries()) {
      await deliver(subject, new Date(AFTER.getTime() + index * 1_000));
    }
    await dovecot.deliver(ADDRESS, mail('large', 'x'.repeat(3_000_000)), {
      receivedAt: new Date(AFTER.getTime() + 10_000),
    });
    await dovecot.deliver(ADDRESS, mail('last'), { receivedAt: new Date(AFTER.getTime() + 20_000) });
    const deleting = new MemoryPollSession(channelAt(dovecot.port, { pollSeconds: 3_600 }));
    let stores = 0;
    deleting.beforeStore = async () => {
      stores += 1;
      if (stores !== 1) return;
      const [, , third, large] = await dovecot.mails(ADDRESS);
      if (third === undefined || large === undefined) throw new Error('the mails are not there');
      await dovecot.discard(third);
      await dovecot.discard(large);
    };
    start(deleting);
    await eventually('the last mail', () => session.subjects.includes('last'));
    expect(session.subjects.filter((one) => ['first', 'second', 'last'].includes(one))).toEqual([
      'first',
      'second',
      'last',
    ]);
    // What was deleted is either whole or not there.
    for (const [index, { bodyKey }] of session.deliveries.entries()) {
      const size = session.stored.get(bodyKey ?? '')?.size ?? 0;
      expect(size).toBe(
        mail(
          session.subjects[index] ?? '',
          session.subjects[index] === 'large' ? 'x'.repeat(3_000_000) : 'Hello',
        ).length,
      );
    }
  });
});

describe('signing in', () => {
  it('stops when the password is no longer good', async () => {
    start(new MemoryPollSession(channelAt(dovecot.port, {}, { secrets: { password: 'wrong' } })));
    await expect(running).rejects.toMatchObject({ kind: 'auth_expired' });
  });

  it('renews an expired token and goes on', async () => {
    await deliver('first');
    const { accessToken, refreshToken } = tokens.issue(ADDRESS);
    tokens.expire(ADDRESS);
    start(
      new MemoryPollSession(
        channelAt(
          dovecot.port,
          {
            login: 'oauth2',
            oauthAuthorizeUrl: `${tokens.url}/authorize`,
            oauthTokenUrl: `${tokens.url}/token`,
            oauthClientId: tokens.clientId,
          },
          { secrets: { accessToken, refreshToken, oauthClientSecret: tokens.clientSecret } },
        ),
      ),
    );
    await untilSubjects(['first']);
    expect(tokens.userOf(String(session.channel.secrets.accessToken))).toBe(ADDRESS);
  });
});

describe('what was said before', () => {
  it('comes as history, with progress, oldest first, while new mail is read as ever', async () => {
    for (let day = 1; day <= 9; day += 1) await deliver(`day ${day}`, new Date(`2024-04-0${day}T10:00:00Z`));
    await deliver('sent then', new Date('2024-04-05T11:00:00Z'), 'Sent');
    const past = new MemoryPollSession(channelAt(dovecot.port, { pollSeconds: 3_600 }));
    past.plan = {
      since: new Date('2024-04-03T00:00:00Z'),
      queueSince: new Date('2024-04-08T00:00:00Z'),
      done: 0,
    };
    start(past);
    await eventually('the end of it', () => past.progress.at(-1)?.finished === true);
    expect(past.subjects).toEqual([...[3, 4, 5, 6, 7, 8, 9].map((day) => `day ${day}`), 'sent then']);
    expect(past.deliveries.every(({ meta }) => meta.history === true)).toBe(true);
    expect(past.deliveries.filter(({ meta }) => meta.queueIfUnanswered === true)).toHaveLength(2);
    expect(past.deliveries.at(-1)?.meta.sent).toBe(true);
    expect(past.progress.at(-1)).toEqual({ done: 8, total: 8, finished: true });
    await deliver('new');
    await untilSubjects([...past.subjects, 'new']);
    expect(past.deliveries.at(-1)?.meta.history).toBeUndefined();
    // Asked for again, it comes again; the ledger knows what it has.
    past.plan = { since: new Date('2024-04-09T00:00:00Z'), queueSince: null, done: 0 };
    past.look();
    await eventually(
      'the end of the second',
      () => past.progress.at(-1)?.finished === true && past.plan === null,
    );
    expect(past.subjects.at(-1)).toBe('day 9');
  });

  it('ends now when the channel was connected a moment ago', async () => {
    const connectedAt = new Date();
    await deliver('of last week', new Date(connectedAt.getTime() - 7 * 86_400_000));
    const past = new MemoryPollSession(channelAt(dovecot.port, { pollSeconds: 3_600 }, { connectedAt }));
    past.plan = { since: new Date(connectedAt.getTime() - 30 * 86_400_000), queueSince: null, done: 0 };
    start(past);
    await eventually('the end of it', () => past.progress.at(-1)?.finished === true);
    expect(past.subjects).toEqual(['of last week']);
  });

  it('goes on where it stood after the connection broke', async () => {
    for (let index = 0; index < 30; index += 1) {
      await deliver(`old ${index}`, new Date(BEFORE.getTime() + index * 60_000));
    }
    const past = new MemoryPollSession(channelAt(proxy.port, { pollSeconds: 3_600 }));
    past.plan = { since: new Date('2024-04-01T00:00:00Z'), queueSince: null, done: 0 };
    for (let bytes = 1_500; bytes < 60_000 && past.plan !== null; bytes += 4_000) {
      proxy.cutAfterBytes(bytes);
      past.restart();
      start(past);
      await eventually('the end of this connection', () => ended || past.plan === null);
    }
    expect(proxy.cuts).toBeGreaterThan(1);
    expect(past.subjects).toEqual(Array.from({ length: 30 }, (_, index) => `old ${index}`));
  });
});
