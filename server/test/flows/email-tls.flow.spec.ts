import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ChannelDetail } from '@parley/shared/channels.js';
import type { ConversationRow } from '@parley/shared/conversations.js';
import type { ApiClient } from '../harness/api-client.js';
import type { Parley } from '../harness/app.js';
import { describeModes } from '../harness/describe-modes.js';
import { Dovecot } from '../harness/dovecot.js';
import { eventually } from '../harness/eventually.js';
import { Smtp } from '../harness/smtp.js';
import { ThrowawayCa } from '../harness/throwaway-ca.js';

const SUPPORT = 'support@brand.test';
const PASSWORD = 'secret';
const PATIENCE = { timeoutMs: 60_000 };

describeModes('mail servers that speak TLS', (start) => {
  let dir: string;
  let parley: Parley;
  let owner: ApiClient;
  let dovecot: Dovecot;
  let stranger: Dovecot;
  let implicit: Smtp;
  let upgraded: Smtp;
  let unknown: Smtp;
  let channel: ChannelDetail;

  beforeAll(async () => {
    const ca = new ThrowawayCa();
    const tls = ca.certify('127.0.0.1', 'mail.brand.test');
    const forged = new ThrowawayCa('Somebody else').certify('127.0.0.1');
    dir = await mkdtemp(join(tmpdir(), 'parley-tls-'));
    await writeFile(join(dir, 'ca.pem'), ca.cert);
    const users = [{ address: SUPPORT, password: PASSWORD }];
    const logins = { [SUPPORT]: PASSWORD };
    [dovecot, stranger, implicit, upgraded, unknown, parley] = await Promise.all([
      Dovecot.start({ users, tls }),
      Dovecot.start({ users, tls: forged }),
      Smtp.start({ users: logins, tls: { ...tls, implicit: true } }),
      Smtp.start({ users: logins, tls }),
      Smtp.start({ users: logins, tls: forged }),
      // As an operator trusts an authority of their own: see "Troubleshooting" in the README.
      start({ env: { NODE_EXTRA_CA_CERTS: join(dir, 'ca.pem') } }),
    ]);
    owner = await parley.signedIn();
  }, 180_000);
  afterAll(async () => {
    await parley.remove();
    await Promise.all([implicit.stop(), upgraded.stop(), unknown.stop()]);
    await Promise.all([dovecot.remove(), stranger.remove()]);
    await rm(dir, { recursive: true, force: true });
  });

  const settings = (security: 'tls' | 'starttls', more: Record<string, unknown> = {}) => ({
    address: SUPPORT,
    password: PASSWORD,
    imapHost: '127.0.0.1',
    imapPort: security === 'tls' ? dovecot.tlsPort : dovecot.port,
    imapSecurity: security,
    smtpHost: '127.0.0.1',
    smtpPort: (security === 'tls' ? implicit : upgraded).port,
    smtpSecurity: security,
    pollSeconds: 3_600,
    ...more,
  });
  const test = async (given: Record<string, unknown>) =>
    (
      await owner.post<{ checks: { name: string; ok: boolean; code: string; message: string }[] }>(
        '/api/v1/channel-kinds/test',
        { kind: 'email', settings: given },
      )
    ).checks;

  /** A mail comes in over IMAP, its answer goes out over SMTP. */
  async function thereAndBack(subject: string, smtp: Smtp): Promise<void> {
    await dovecot.deliver(
      SUPPORT,
      `From: Ben <ben@person.test>\r\nTo: ${SUPPORT}\r\nSubject: ${subject}\r\nMessage-ID: <${randomUUID()}@person.test>\r\n\r\nHello?\r\n`,
    );
    const row = await eventually(
      `“${subject}” in the queue`,
      async () =>
        (
          await owner.get<{ items: ConversationRow[] }>('/api/v1/conversations?view=ours&limit=50')
        ).items.find((one) => one.subject === subject),
      PATIENCE,
    );
    await owner.post(`/api/v1/conversations/${row.id}/messages`, {
      clientId: randomUUID(),
      body: 'Good morning Ben!',
      seenSeq: 1,
      sendNow: true,
    });
    await eventually(
      `the answer to “${subject}”`,
      () => smtp.to('ben@person.test').some(({ raw }) => raw.includes(`Subject: Re: ${subject}`)),
      PATIENCE,
    );
    await eventually(
      'its copy in Sent',
      async () =>
        (await dovecot.mails(SUPPORT, 'Sent')).some(({ raw }) => raw.includes(`Subject: Re: ${subject}`)),
      PATIENCE,
    );
  }

  it('are used from the first byte, and with STARTTLS, once their authority is trusted', async () => {
    for (const security of ['tls', 'starttls'] as const) {
      expect(await test(settings(security))).toMatchObject([
        { name: 'IMAP', ok: true },
        { name: 'SMTP', ok: true },
      ]);
    }
    const connected = await owner.post<{ channel: ChannelDetail }>('/api/v1/channels', {
      kind: 'email',
      name: 'Support',
      settings: settings('tls'),
    });
    channel = connected.channel;
    await thereAndBack('From the first byte', implicit);
    await owner.patch(`/api/v1/channels/${channel.id}`, { settings: settings('starttls') });
    await thereAndBack('With STARTTLS', upgraded);
    expect([implicit.received.length, upgraded.received.length]).toEqual([1, 1]);
  });

  it('are refused when nobody vouches for them, in plain words', async () => {
    for (const more of [
      { imapPort: stranger.tlsPort, imapSecurity: 'tls' },
      { imapPort: stranger.port, imapSecurity: 'starttls' },
    ]) {
      const [imap, smtp] = await test(
        settings('starttls', { ...more, smtpPort: unknown.port, smtpSecurity: 'starttls' }),
      );
      for (const check of [imap, smtp]) {
        expect(check).toMatchObject({ ok: false, code: 'certificate' });
        expect(check?.message).toMatch(/certificate of 127\.0\.0\.1 .*(nobody vouches for|would prove it)/);
        expect(check?.message).toContain('NODE_EXTRA_CA_CERTS');
      }
    }
    expect(unknown.received).toEqual([]);
    expect(unknown.refusedLogins).toBe(0);
  });

  it('are refused under another name than their own, in plain words', async () => {
    for (const security of ['tls', 'starttls'] as const) {
      const checks = await test(settings(security, { imapHost: 'localhost', smtpHost: 'localhost' }));
      for (const check of checks) {
        expect(check).toMatchObject({ ok: false, code: 'certificate' });
        expect(check.message).toContain('The certificate of localhost is for another name');
      }
    }
  });
});
