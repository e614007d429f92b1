import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADDRESS, emailParts, mailboxSettings, PASSWORD } from '../../../test/email-channel.js';
import { Dovecot } from '../../../test/harness/dovecot.js';
import { Smtp } from '../../../test/harness/smtp.js';
import type { Settings } from '../core/connector.js';
import { connectionFault } from './connection/connection-fault.js';
import { MailboxTest } from './test-mailbox.js';

const nowhere = () => Promise.reject(Object.assign(new Error('x'), { code: 'ENOTFOUND' }));
const { guard, oauth } = emailParts(nowhere);
const test = new MailboxTest(guard, oauth);

let dovecot: Dovecot;
let smtp: Smtp;
let relay: Server;
let rude: Server;

beforeAll(async () => {
  dovecot = await Dovecot.start({ users: [{ address: ADDRESS, password: PASSWORD }] });
  smtp = await Smtp.start({ users: { [ADDRESS]: PASSWORD } });
  relay = createServer((socket) => {
    socket.write('220 relay.test\r\n');
    socket.on('data', () => socket.write('250 relay.test\r\n')).on('error', () => {});
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  rude = createServer((socket) => socket.end());
  await new Promise<void>((resolve) => rude.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await dovecot.remove();
  await smtp.stop();
  await new Promise((resolve) => relay.close(resolve));
  await new Promise((resolve) => rude.close(resolve));
});

const run = (more: Settings = {}, secrets: Settings = { password: PASSWORD }) =>
  test.run(mailboxSettings({ imapPort: dovecot.port, smtpPort: smtp.port }, more), secrets);

describe('testing a mailbox', () => {
  it('says that both ways work', async () => {
    expect(await run()).toEqual([
      { name: 'IMAP', ok: true, code: 'ok', message: 'Reading works.' },
      { name: 'SMTP', ok: true, code: 'ok', message: 'Sending works.' },
    ]);
  });

  it('tells a wrong password from a missing server, for each way by itself', async () => {
    const [imap, mail] = await run({ smtpHost: 'smtp.nowhere.test' }, { password: 'wrong' });
    expect(imap).toMatchObject({ ok: false, code: 'auth_failed' });
    expect(imap?.message).toContain('does not accept the user name or password');
    expect(mail).toEqual({
      name: 'SMTP',
      ok: false,
      code: 'dns',
      message: 'There is no host called smtp.nowhere.test.',
    });
  });

  it('finds a closed port, the wrong encryption, and a server that hangs up', async () => {
    expect(await run({ imapPort: 1, smtpPort: 1 })).toMatchObject([
      { ok: false, code: 'connection_refused' },
      { ok: false, code: 'connection_refused' },
    ]);
    expect(await run({ imapSecurity: 'tls', smtpSecurity: 'tls' })).toMatchObject([
      { ok: false, code: 'no_tls' },
      { ok: false, code: 'no_tls' },
    ]);
    expect(await run({ imapSecurity: 'starttls', smtpSecurity: 'starttls' })).toMatchObject([
      { ok: false, code: 'no_tls' },
      { ok: false, code: 'no_tls' },
    ]);
    const { port } = rude.address() as AddressInfo;
    expect(await run({ imapPort: port, smtpPort: port })).toMatchObject([
      { ok: false, code: 'closed' },
      { ok: false, code: 'closed' },
    ]);
  });

  it('refuses addresses inside private networks', async () => {
    const [imap, mail] = await run({ imapHost: '10.0.0.1', smtpHost: '169.254.169.254' });
    expect(imap).toMatchObject({ ok: false, code: 'refused_address' });
    expect(mail).toMatchObject({ ok: false, code: 'refused_address' });
  });

  it('names a folder that is not there, and those that are', async () => {
    const [imap] = await run({ folders: ['INBOX', 'Nowhere'] });
    expect(imap).toMatchObject({ ok: false, code: 'folder_missing' });
    expect(imap?.message).toMatch(/no folder Nowhere.*INBOX/);
  });

  it('mentions a server that wants no sign-in', async () => {
    const [, mail] = await run({ smtpPort: (relay.address() as AddressInfo).port });
    expect(mail).toMatchObject({ ok: true, code: 'no_auth' });
  });

  it('asks for the consent first where one is needed', async () => {
    expect(await run({ login: 'microsoft' }, {})).toMatchObject([
      { ok: false, code: 'oauth_not_configured' },
    ]);
    const own = {
      login: 'oauth2',
      oauthAuthorizeUrl: 'https://id.test/a',
      oauthTokenUrl: 'https://id.test/t',
      oauthClientId: 'id',
    };
    expect(await run(own, {})).toMatchObject([{ ok: false, code: 'sign_in_needed' }]);
  });
});

describe('an error in plain words', () => {
  const server = { host: 'mail.test', port: 993, security: 'tls' as const };
  const explained = (error: object) => connectionFault('IMAP', server, Object.assign(new Error('x'), error));

  it.each([
    [{ code: 'CERT_HAS_EXPIRED' }, 'certificate', 'The certificate of mail.test has expired.'],
    [{ code: 'ESOCKET', originalCode: 'ERR_TLS_CERT_ALTNAME_INVALID' }, 'certificate', 'is for another name'],
    [{ code: 'GREETING_TIMEOUT' }, 'timeout', 'does not answer'],
    [{ code: 'EHOSTUNREACH' }, 'unreachable', 'cannot be reached'],
    [
      { authenticationFailed: true, responseText: 'Application-specific password required' },
      'app_password',
      'app password',
    ],
    [
      { authenticationFailed: true, serverResponseCode: 'UNAVAILABLE', responseText: 'Try later' },
      'busy',
      'Try later',
    ],
    [
      { code: 'EAUTH', responseCode: 454, response: '454 4.7.0 Temporary failure' },
      'busy',
      'Temporary failure',
    ],
    [{ responseStatus: 'NO', responseText: 'Too many simultaneous connections' }, 'busy', 'Too many'],
  ])('%j', (error, code, words) => {
    const fault = explained(error);
    expect(fault.code).toBe(code);
    expect(fault.message).toContain(words);
    expect(fault.auth).toBe(code === 'app_password');
  });
});
