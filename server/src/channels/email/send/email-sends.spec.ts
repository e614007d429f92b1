import { type AddressInfo, createServer } from 'node:net';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  ADDRESS,
  anEmailChannel,
  anOutboundMessage,
  emailParts,
  mailboxSettings,
  PASSWORD,
  sendContext,
} from '../../../../test/email-channel.js';
import { CutProxy } from '../../../../test/harness/cut-proxy.js';
import { Dovecot } from '../../../../test/harness/dovecot.js';
import { Smtp } from '../../../../test/harness/smtp.js';
import { TokenServer } from '../../../../test/harness/token-server.js';
import { MovableClock } from '../../../platform/clock/clock.js';
import type { ConnectedChannel, Settings } from '../../core/connector.js';
import type { OutboundMessage } from '../../core/outbound-message.js';
import { EmailSends } from './email-sends.js';

const { access, ids } = emailParts();
const sends = new EmailSends(access, ids, new MovableClock(new Date('2024-05-04T10:00:00Z')));

let tokens: TokenServer;
let smtp: Smtp;
let dovecot: Dovecot;
let channel: ConnectedChannel;

beforeAll(async () => {
  tokens = await TokenServer.start();
  smtp = await Smtp.start({ users: { [ADDRESS]: PASSWORD }, tokens, maxBytes: 40_000_000 });
  dovecot = await Dovecot.start({ users: [{ address: ADDRESS, password: PASSWORD }], tokens });
});
afterAll(async () => {
  await dovecot.remove();
  await smtp.stop();
  await tokens.stop();
});
beforeEach(() => {
  channel = at({});
});

const at = (ports: { smtpPort?: number; imapPort?: number }, more: Settings = {}, secrets?: Settings) =>
  anEmailChannel({
    settings: mailboxSettings({ smtpPort: smtp.port, imapPort: dovecot.port, ...ports }, more),
    ...(secrets === undefined ? {} : { secrets }),
  });

const prepared = (parts: Partial<OutboundMessage> = {}, on = channel): OutboundMessage => {
  const message = anOutboundMessage({ ...parts, prepared: null });
  return { ...message, prepared: sends.prepare(on, message).prepared };
};

const send = (message: OutboundMessage, on = channel) =>
  sends.send(on, sends.format(on, message), message, sendContext(on));

const big = (size: number) => ({
  id: 'file',
  filename: 'big.bin',
  contentType: 'application/octet-stream',
  size,
  contentId: null,
  open: async () => Readable.from(zeros(size)),
});
function* zeros(size: number) {
  for (let left = size; left > 0; left -= 65_536) yield Buffer.alloc(Math.min(left, 65_536));
}

describe('sending over SMTP', () => {
  it('keeps the Message-ID it fixed beforehand, on every try', async () => {
    const message = prepared();
    const again = sends.prepare(channel, { ...message, prepared: null });
    expect(again.externalId).toBe(message.prepared?.messageId);
    const receipt = await send(message);
    expect(receipt).toMatchObject({ externalId: message.prepared?.messageId });
    const mail = smtp.received.at(-1);
    expect(mail).toMatchObject({ from: ADDRESS, to: ['ben@example.test'], user: ADDRESS });
    expect(mail?.raw.toString()).toContain(`Message-ID: ${message.prepared?.messageId}`);
    expect(ids.isOurs(channel.id, String(message.prepared?.messageId))).toBe(true);
  });

  it('is surely not sent, and may be tried again, when nothing was handed over', async () => {
    const before = smtp.received.length;
    await expect(send(prepared(), at({ smtpPort: 1 }))).rejects.toMatchObject({
      kind: 'retryable',
      code: 'smtp_connection_refused',
    });
    smtp.next({ at: 'sender', code: 451, message: '4.3.0 Try again later' });
    await expect(send(prepared())).rejects.toMatchObject({ kind: 'retryable', code: 'smtp_deferred' });
    smtp.next({ at: 'data', code: 451, message: '4.3.0 Disk trouble' });
    await expect(send(prepared())).rejects.toMatchObject({ kind: 'retryable' });
    expect(smtp.received).toHaveLength(before);
  });

  it('waits when it is asked to slow down', async () => {
    smtp.next({ at: 'sender', code: 452, message: '4.7.1 Too many messages, sending limit reached' });
    await expect(send(prepared())).rejects.toMatchObject({ kind: 'rate_limited' });
    smtp.next({ at: 'data', code: 550, message: '5.4.5 Daily user sending limit exceeded.' });
    await expect(send(prepared())).rejects.toMatchObject({ kind: 'rate_limited' });
  });

  it('is refused for good, in plain words', async () => {
    smtp.next({ at: 'recipient', code: 550, message: '5.1.1 No such user here' });
    await expect(send(prepared())).rejects.toMatchObject({
      kind: 'rejected',
      code: 'recipient_refused',
      message: expect.stringContaining('No such user here'),
    });
    smtp.next({ at: 'data', code: 554, message: '5.7.1 Looks like spam' });
    await expect(send(prepared())).rejects.toMatchObject({ kind: 'rejected', code: 'mail_refused' });
    smtp.next({ at: 'sender', code: 553, message: '5.7.1 Not your address' });
    await expect(send(prepared())).rejects.toMatchObject({ kind: 'rejected', code: 'sender_refused' });
    await expect(send(prepared({ attachments: [{ ...big(10), size: 40_000_000 }] }))).rejects.toMatchObject({
      kind: 'rejected',
      code: 'too_large',
    });
  });

  it('reports recipients who were refused while others were not', async () => {
    smtp.next({
      at: 'recipient',
      code: 550,
      message: '5.1.1 No such user',
      addresses: ['gone@example.test'],
    });
    const receipt = await send(
      prepared({ mail: { to: ['ben@example.test', 'gone@example.test'], cc: [], bcc: [], subject: 'x' } }),
    );
    expect(receipt.details).toMatchObject({
      refused: [{ address: 'gone@example.test', reason: 'No such user' }],
    });
    expect(smtp.received.at(-1)?.to).toEqual(['ben@example.test']);
  });

  it('is unknown once all of it was handed over and no answer came', async () => {
    const before = smtp.received.length;
    smtp.next({ at: 'drop_after_data' });
    await expect(send(prepared())).rejects.toMatchObject({ kind: 'ambiguous' });
    expect(smtp.received).toHaveLength(before + 1);
  });

  it('still says who was refused when the answer about the rest never came', async () => {
    smtp.next(
      { at: 'recipient', code: 550, message: '5.1.1 No such user', addresses: ['gone@example.test'] },
      { at: 'drop_after_data' },
    );
    const mail = { to: ['ben@example.test', 'gone@example.test'], cc: [], bcc: [], subject: 'x' };
    await expect(send(prepared({ mail }))).rejects.toMatchObject({
      kind: 'ambiguous',
      more: { refused: [{ address: 'gone@example.test', reason: 'No such user' }] },
    });
  });

  it('waits for the server as long as it may, and no longer', async () => {
    // A mail is given up within the time, which a lease outlasts (RFC 5321 has no bound for the whole).
    expect(sends.timeoutFor(2_000)).toBeLessThan(96_000);
    expect(sends.timeoutFor(25_000_000)).toBeGreaterThan(300_000);
    expect(sends.timeoutFor(10 ** 12)).toBe(900_000);
    for (const [silentAfter, kind] of [
      ['DATA', 'retryable'],
      ['the end', 'ambiguous'],
    ] as const) {
      const server = createServer((socket) => {
        let body = false;
        socket.on('error', () => {}).write('220 slow.test\r\n');
        socket.on('data', (bytes) => {
          const said = bytes.toString();
          if (body || (said.startsWith('DATA') && silentAfter === 'DATA')) return;
          body = said.startsWith('DATA');
          socket.write(body ? '354 go on\r\n' : '250 slow.test\r\n');
        });
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const slow = at({ smtpPort: (server.address() as AddressInfo).port });
      const message = prepared({}, slow);
      await expect(
        sends.send(slow, sends.format(slow, message), message, {
          ...sendContext(slow),
          timeoutMs: 3_500,
        }),
      ).rejects.toMatchObject({ kind });
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it('is surely not sent when the connection broke in the middle of it', async () => {
    const proxy = await CutProxy.start({ port: smtp.port });
    const cut = at({ smtpPort: proxy.port });
    const before = smtp.received.length;
    proxy.cutAfterBytes(200_000, { direction: 'to_server' });
    // More than the buffers in between can hold, so that the end has not been handed over.
    await expect(send(prepared({ attachments: [big(24_000_000)] }, cut), cut)).rejects.toMatchObject({
      kind: 'retryable',
    });
    expect(proxy.cuts).toBe(1);
    expect(smtp.received).toHaveLength(before);
    await send(prepared({ attachments: [big(1_000_000)] }, cut), cut);
    expect(smtp.received).toHaveLength(before + 1);
    await proxy.stop();
  });

  it('is never taken for sent, and never for unsent without proof, wherever the connection breaks', async () => {
    const proxy = await CutProxy.start({ port: smtp.port });
    const cut = at({ smtpPort: proxy.port });
    const outcomes = new Set<string>();
    // A session is about 1,200 bytes to the server; of the few hundred to the client the last word takes some 40.
    const cuts = { to_server: { upTo: 1_300, every: 100 }, to_client: { upTo: 480, every: 20 } };
    for (const direction of ['to_server', 'to_client'] as const) {
      for (let bytes = 5; bytes < cuts[direction].upTo; bytes += cuts[direction].every) {
        const before = smtp.received.length;
        proxy.cutAfterBytes(bytes, { direction });
        const outcome = await send(prepared({}, cut), cut).then(
          () => 'sent',
          (error: { kind: string }) => error.kind,
        );
        proxy.heal();
        const arrived = smtp.received.length - before;
        outcomes.add(outcome);
        expect({ direction, bytes, outcome, arrived }).toEqual({
          direction,
          bytes,
          outcome: expect.stringMatching(arrived === 1 ? /^(sent|ambiguous)$/ : /^(retryable|ambiguous)$/),
          arrived: arrived === 1 ? 1 : 0,
        });
      }
    }
    expect(outcomes).toContain('retryable');
    expect(outcomes).toContain('ambiguous');
    await proxy.stop();
  });

  it('stops the channel when the password is no longer good', async () => {
    await expect(send(prepared(), at({}, {}, { password: 'wrong' }))).rejects.toMatchObject({
      kind: 'auth_expired',
      message: expect.stringContaining('does not accept the user name or password'),
    });
  });

  it('gives up what is not handed over when its time is over', async () => {
    const abort = new AbortController();
    const message = prepared({
      attachments: [
        {
          ...big(10),
          open: async () => {
            abort.abort();
            return new Readable({ read() {} });
          },
        },
      ],
    });
    const failed = sends.send(
      channel,
      sends.format(channel, message),
      message,
      sendContext(channel, abort.signal),
    );
    await expect(failed).rejects.toMatchObject({ kind: 'retryable' });
  });

  it('does not pretend when an attachment cannot be read', async () => {
    const before = smtp.received.length;
    const broken = {
      ...big(10),
      open: async () => {
        throw new Error('gone');
      },
    };
    await expect(send(prepared({ attachments: [broken] }))).rejects.toMatchObject({ kind: 'retryable' });
    expect(smtp.received).toHaveLength(before);
  });
});

describe('signing in with OAuth', () => {
  const oauthChannel = (pair: { accessToken: string; refreshToken: string }, more: Settings = {}) =>
    at(
      {},
      {
        login: 'oauth2',
        oauthAuthorizeUrl: `${tokens.url}/authorize`,
        oauthTokenUrl: `${tokens.url}/token`,
        oauthClientId: tokens.clientId,
      },
      { ...pair, oauthClientSecret: tokens.clientSecret, ...more },
    );

  it('uses the token, and renews it when the server refuses it', async () => {
    const on = oauthChannel(tokens.issue(ADDRESS));
    await send(prepared({}, on), on);
    const refreshes = tokens.refreshes;
    tokens.expire(ADDRESS);
    await send(prepared({}, on), on);
    expect(tokens.refreshes).toBe(refreshes + 1);
    expect(tokens.userOf(String(on.secrets.accessToken))).toBe(ADDRESS);
    expect(on.secrets.oauthClientSecret).toBe(tokens.clientSecret);
  });

  it('renews a token that is about to end before it is used', async () => {
    const refused = smtp.refusedLogins;
    const on = oauthChannel(tokens.issue(ADDRESS, 1), {
      tokenExpiresAt: new Date(Date.now() + 1_000).toISOString(),
    });
    await send(prepared({}, on), on);
    expect(smtp.refusedLogins).toBe(refused);
  });

  it('says so when the sign-in was taken back', async () => {
    const on = oauthChannel(tokens.issue(ADDRESS));
    tokens.revoke(ADDRESS);
    await expect(send(prepared({}, on), on)).rejects.toMatchObject({ kind: 'auth_expired' });
  });

  it('tries again later when no token is to be had now', async () => {
    const on = oauthChannel(tokens.issue(ADDRESS));
    tokens.expire(ADDRESS);
    tokens.refuse('temporarily_unavailable', 503);
    await expect(send(prepared({}, on), on)).rejects.toMatchObject({ kind: 'retryable' });
    tokens.refuse();
    await send(prepared({}, on), on);
  });
});

describe('the Sent folder', () => {
  const copies = async () =>
    (await dovecot.mails(ADDRESS, 'Sent')).map(({ raw, flags }) => ({ raw: raw.toString(), flags }));

  it('gets one copy, however often it is asked for', async () => {
    const message = prepared({
      mail: { to: ['ben@example.test'], cc: [], bcc: ['dora@example.test'], subject: 'x' },
    });
    const mail = sends.format(channel, message);
    for (let times = 0; times < 2; times += 1)
      await sends.afterSent(channel, mail, message, sendContext(channel));
    const filed = (await copies()).filter(({ raw }) => raw.includes(String(message.prepared?.messageId)));
    expect(filed).toHaveLength(1);
    expect(filed[0]?.flags).toContain('S');
    expect(filed[0]?.raw).toMatch(/^Bcc: dora@example.test/m);
  });

  it('is left alone where the provider or the owner wants it so', async () => {
    const before = (await copies()).length;
    const none = at({}, { sentCopy: 'never' });
    const message = prepared({}, none);
    await sends.afterSent(none, sends.format(none, message), message, sendContext(none));
    expect(await copies()).toHaveLength(before);
  });

  it('tells whether an unconfirmed reply arrived; its absence proves nothing', async () => {
    const message = prepared();
    expect(await sends.lookup(channel, message, sendContext(channel))).toEqual({
      found: false,
      certain: false,
    });
    await sends.afterSent(channel, sends.format(channel, message), message, sendContext(channel));
    expect(await sends.lookup(channel, message, sendContext(channel))).toMatchObject({
      found: true,
      receipt: { externalId: message.prepared?.messageId, at: new Date('2024-05-04T10:00:00Z') },
    });
  });

  it('may be tried again when the mailbox cannot be reached', async () => {
    const away = at({ imapPort: 1 });
    const message = prepared({}, away);
    await expect(
      sends.afterSent(away, sends.format(away, message), message, sendContext(away)),
    ).rejects.toMatchObject({ kind: 'retryable', code: 'imap_connection_refused' });
  });
});

it('sends mail of the house marked as a machine’s', async () => {
  await sends.sendSystemMail(
    channel,
    { id: 'mail-1', to: 'new@example.test', subject: 'Invitation', text: 'Come in', html: '<p>Come in</p>' },
    sendContext(channel),
  );
  const mail = smtp.to('new@example.test').at(-1)?.raw.toString() ?? '';
  expect(mail).toMatch(/^Auto-Submitted: auto-generated/m);
  expect(mail).toContain('Subject: Invitation');
  expect(mail).toMatch(/^Message-ID: <mail-1\.system@/m);
});
