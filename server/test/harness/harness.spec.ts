import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ImapFlow } from 'imapflow';
import nodemailer from 'nodemailer';
import { CutProxy } from './cut-proxy.js';
import { Dovecot } from './dovecot.js';
import { eventually } from './eventually.js';
import { Redis } from './redis.js';
import { Smtp } from './smtp.js';
import { TokenServer } from './token-server.js';

const mail = (subject: string) =>
  `From: Ben <ben@example.test>\r\nTo: anna@example.test\r\nSubject: ${subject}\r\n\r\nHello.\r\n`;

describe('Dovecot', () => {
  let tokens: TokenServer;
  let dovecot: Dovecot;
  const users = [{ address: 'anna@example.test', password: 'secret' }];
  const client = (auth: { pass?: string; accessToken?: string }, port = dovecot.port) => {
    const flow = new ImapFlow({
      host: dovecot.host,
      port,
      secure: false,
      logger: false,
      auth: { user: 'anna@example.test', ...auth },
    });
    flow.on('error', () => {});
    return flow;
  };

  beforeAll(async () => {
    tokens = await TokenServer.start();
    dovecot = await Dovecot.start({ users, tokens });
  });
  afterAll(async () => {
    await dovecot.remove();
    await tokens.stop();
  });

  it('has the special mailboxes and shows what was delivered, with its date', async () => {
    const receivedAt = new Date('2024-05-04T10:00:00Z');
    await dovecot.deliver('anna@example.test', mail('first'), { receivedAt });
    const imap = client({ pass: 'secret' });
    await imap.connect();
    const special = (await imap.list()).map((box) => box.specialUse).filter(Boolean);
    expect(special).toEqual(expect.arrayContaining(['\\Sent', '\\Drafts', '\\Junk', '\\Trash']));
    await imap.mailboxOpen('INBOX');
    const found = await imap.fetchOne('*', { envelope: true, internalDate: true });
    if (!found) throw new Error('The mail is not there.');
    expect(found.envelope?.subject).toBe('first');
    expect(new Date(found.internalDate ?? 0).toISOString()).toBe(receivedAt.toISOString());
    await imap.logout();
  });

  it('tells a session in IDLE about a new mail', async () => {
    const imap = client({ pass: 'secret' });
    await imap.connect();
    await imap.mailboxOpen('INBOX');
    let count = 0;
    imap.on('exists', (event: { count: number }) => {
      count = event.count;
    });
    const idling = imap.idle();
    await dovecot.deliver('anna@example.test', mail('second'));
    await eventually('the EXISTS response', () => count >= 2);
    await imap.logout();
    await idling;
  });

  it('takes valid tokens and refuses expired ones', async () => {
    const { accessToken } = tokens.issue('anna@example.test');
    const imap = client({ accessToken });
    await imap.connect();
    await imap.logout();
    tokens.expire('anna@example.test');
    await expect(client({ accessToken }).connect()).rejects.toMatchObject({ authenticationFailed: true });
    const other = tokens.issue('ben@example.test');
    await expect(client({ accessToken: other.accessToken }).connect()).rejects.toMatchObject({
      authenticationFailed: true,
    });
  });

  it('refuses a wrong password, survives being killed, changes UIDVALIDITY', async () => {
    await expect(client({ pass: 'wrong' }).connect()).rejects.toMatchObject({ authenticationFailed: true });
    const state = async () => {
      const imap = client({ pass: 'secret' });
      await imap.connect();
      const box = await imap.mailboxOpen('INBOX');
      await imap.logout();
      return { exists: box.exists, uidValidity: box.uidValidity };
    };
    const before = await state();
    await dovecot.kill();
    await dovecot.resume();
    expect(await state()).toEqual(before);
    await dovecot.changeUidValidity('anna@example.test');
    const after = await state();
    expect(after.exists).toBe(before.exists);
    expect(after.uidValidity).not.toBe(before.uidValidity);
  });

  it('loses the connection behind the proxy when told', async () => {
    const proxy = await CutProxy.start({ port: dovecot.port });
    proxy.cutAfterBytes(30);
    await expect(client({ pass: 'secret' }, proxy.port).connect()).rejects.toThrow();
    expect(proxy.cuts).toBe(1);
    const imap = client({ pass: 'secret' }, proxy.port);
    await imap.connect();
    const closed = new Promise((resolve) => imap.once('close', () => resolve('closed')));
    proxy.cutAll();
    expect(await closed).toBe('closed');
    await proxy.stop();
  });
});

describe('SMTP server', () => {
  let smtp: Smtp;
  let tokens: TokenServer;
  const delivered: string[] = [];
  const send = (auth: object = { user: 'anna@example.test', pass: 'secret' }) =>
    nodemailer
      .createTransport({ host: smtp.host, port: smtp.port, secure: false, auth })
      .sendMail({ from: 'anna@example.test', to: 'ben@example.test', subject: 'Hi', text: 'Hello' });

  beforeAll(async () => {
    tokens = await TokenServer.start();
    smtp = await Smtp.start({
      users: { 'anna@example.test': 'secret' },
      tokens,
      deliver: async (recipient) => {
        delivered.push(recipient);
      },
    });
  });
  afterAll(async () => {
    await smtp.stop();
    await tokens.stop();
  });

  it('takes, keeps and passes on a mail', async () => {
    await send();
    expect(smtp.to('ben@example.test')).toHaveLength(1);
    expect(smtp.received[0]).toMatchObject({ user: 'anna@example.test', answered: true });
    expect(delivered).toEqual(['ben@example.test']);
  });

  it('refuses wrong passwords and expired tokens', async () => {
    await expect(send({ user: 'anna@example.test', pass: 'wrong' })).rejects.toMatchObject({ code: 'EAUTH' });
    const { accessToken } = tokens.issue('anna@example.test');
    const auth = { type: 'OAuth2', user: 'anna@example.test', accessToken };
    await send(auth);
    tokens.expire('anna@example.test');
    await expect(send(auth)).rejects.toMatchObject({ code: 'EAUTH' });
  });

  it('fails at each point it is told to', async () => {
    smtp.next({ at: 'sender', code: 421, message: '4.3.2 Try later' });
    await expect(send()).rejects.toMatchObject({ responseCode: 421 });
    smtp.next({ at: 'recipient', code: 550, message: '5.1.1 No such user' });
    await expect(send()).rejects.toMatchObject({ responseCode: 550 });
    smtp.next({ at: 'data', code: 554, message: '5.7.1 Spam' });
    await expect(send()).rejects.toMatchObject({ responseCode: 554 });
    const before = smtp.received.length;
    smtp.next({ at: 'drop_in_data' });
    await expect(send()).rejects.toThrow();
    expect(smtp.received).toHaveLength(before);
    smtp.next({ at: 'drop_after_data' });
    await expect(send()).rejects.toThrow();
    expect(smtp.received).toHaveLength(before + 1);
    expect(smtp.received.at(-1)?.answered).toBe(false);
    await send();
    expect(smtp.received).toHaveLength(before + 2);
  });

  it('opens the same port again', async () => {
    const { port } = smtp;
    await smtp.stop();
    await expect(send()).rejects.toThrow();
    await smtp.resume();
    expect(smtp.port).toBe(port);
    await send();
  });
});

describe('token server', () => {
  it('gives new tokens for a refresh token once, and revokes on reuse', async () => {
    const tokens = await TokenServer.start();
    const refresh = (token: string) =>
      fetch(`${tokens.url}/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'refresh_token',
          refresh_token: token,
          client_id: tokens.clientId,
          client_secret: tokens.clientSecret,
        }),
      });
    const first = tokens.issue('anna@example.test', 0);
    expect(tokens.userOf(first.accessToken)).toBeNull();
    const answer = await refresh(first.refreshToken);
    const pair = (await answer.json()) as { access_token: string };
    expect(tokens.userOf(pair.access_token)).toBe('anna@example.test');
    expect((await refresh(first.refreshToken)).status).toBe(400);
    expect(tokens.userOf(pair.access_token)).toBeNull();
    await tokens.stop();
  });
});

describe('Redis', () => {
  it('keeps what it acknowledged over SIGKILL, on the same port', async () => {
    const { Redis: Client } = await import('ioredis');
    const redis = await Redis.start();
    const client = new Client(redis.url, { retryStrategy: () => 50 });
    client.on('error', () => {});
    await client.set('word', 'kept');
    await redis.kill();
    await redis.resume();
    expect(await eventually('the value', () => client.get('word'))).toBe('kept');
    client.disconnect();
    await redis.remove();
  });
});
