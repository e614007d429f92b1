import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ChannelDetail } from '@parley/shared/channels.js';
import type { ConversationRow } from '@parley/shared/conversations.js';
import { memberInbox } from '../builders/member-inbox.js';
import type { ApiClient } from '../harness/api-client.js';
import type { Parley } from '../harness/app.js';
import { CutProxy } from '../harness/cut-proxy.js';
import { describeModes } from '../harness/describe-modes.js';
import { Dovecot } from '../harness/dovecot.js';
import { eventually } from '../harness/eventually.js';
import { type ReceivedMail, Smtp } from '../harness/smtp.js';
import { TokenServer } from '../harness/token-server.js';

const SUPPORT = 'support@brand.test';
const SALES = 'sales@brand.test';
const PASSWORD = 'secret';
const PATIENCE = { timeoutMs: 110_000 };

interface MailParts {
  from?: string;
  to?: string;
  cc?: string;
  subject: string;
  id?: string;
  inReplyTo?: string;
  body?: string;
  fields?: string[];
}

function mail(parts: MailParts): string {
  const lines = [
    `From: ${parts.from ?? 'Ben <ben@person.test>'}`,
    `To: ${parts.to ?? SUPPORT}`,
    ...(parts.cc === undefined ? [] : [`Cc: ${parts.cc}`]),
    `Subject: ${parts.subject}`,
    `Date: ${new Date().toUTCString()}`,
    `Message-ID: ${parts.id ?? `<${randomUUID()}@person.test>`}`,
    ...(parts.inReplyTo === undefined
      ? []
      : [`In-Reply-To: ${parts.inReplyTo}`, `References: ${parts.inReplyTo}`]),
    ...(parts.fields ?? []),
    '',
    parts.body ?? 'Hello?',
    '',
  ];
  return lines.join('\r\n');
}

const idOf = ({ raw }: ReceivedMail) => /^Message-ID:\s*(<[^>]+>)/im.exec(raw.toString())?.[1] ?? '';

describeModes('email, from mailbox to mailbox', (start) => {
  let parley: Parley;
  let owner: ApiClient;
  let tokens: TokenServer;
  let dovecot: Dovecot;
  let smtp: Smtp;
  let imapProxy: CutProxy;
  let smtpProxy: CutProxy;
  let channel: ChannelDetail;

  const settings = (more: Record<string, unknown> = {}) => ({
    address: SUPPORT,
    password: PASSWORD,
    imapHost: '127.0.0.1',
    imapPort: imapProxy.port,
    imapSecurity: 'none',
    smtpHost: '127.0.0.1',
    smtpPort: smtpProxy.port,
    smtpSecurity: 'none',
    // Nothing here waits for the next look: what is new is heard of.
    pollSeconds: 3_600,
    ...more,
  });

  beforeAll(async () => {
    tokens = await TokenServer.start();
    dovecot = await Dovecot.start({
      users: [
        { address: SUPPORT, password: PASSWORD },
        { address: SALES, password: PASSWORD },
      ],
      folders: ['Old'],
      tokens,
    });
    smtp = await Smtp.start({ users: { [SUPPORT]: PASSWORD }, tokens });
    imapProxy = await CutProxy.start({ port: dovecot.port });
    smtpProxy = await CutProxy.start({ port: smtp.port });
    parley = await start({ workers: 2 });
    owner = await parley.signedIn();
    await dovecot.deliver(SUPPORT, mail({ subject: 'Said before' }), {
      receivedAt: new Date(Date.now() - 5 * 86_400_000),
    });
    await dovecot.deliver(SUPPORT, mail({ subject: 'By a clock that is ahead' }), {
      receivedAt: new Date(Date.now() + 600_000),
    });
    const connected = await owner.post<{ channel: ChannelDetail }>('/api/v1/channels', {
      kind: 'email',
      name: 'Support',
      settings: settings(),
    });
    channel = connected.channel;
    await dovecot.deliver(SUPPORT, mail({ subject: 'By a clock that is behind' }), {
      receivedAt: new Date(Date.now() - 600_000),
    });
  }, 180_000);
  afterAll(async () => {
    await parley.remove();
    await imapProxy.stop();
    await smtpProxy.stop();
    await smtp.stop();
    await dovecot.remove();
    await tokens.stop();
  });

  const look = (id = channel.id) => owner.post(`/api/v1/channels/${id}/check`);
  const { rows, detail, messages, post, until } = memberInbox(() => owner, PATIENCE);
  const inView = (view: string, subject: string) =>
    eventually(
      `“${subject}” in ${view}`,
      async () => (await rows(view)).find((row) => row.subject === subject),
      PATIENCE,
    );

  /** A person writes; the conversation it becomes. */
  async function asked(subject: string, parts: Partial<MailParts> = {}): Promise<ConversationRow> {
    await dovecot.deliver(SUPPORT, mail({ subject, ...parts }));
    return inView('ours', subject);
  }

  const reply = (id: string, seenSeq: number, more: Record<string, unknown> = {}) =>
    post(id, { body: 'Good morning Ben!', seenSeq, ...more });

  const arrived = (recipient: string, subject: string) =>
    eventually(
      `“${subject}” at ${recipient}`,
      () => smtp.to(recipient).find(({ raw }) => raw.includes(`Subject: ${subject}`)),
      PATIENCE,
    );

  it('tells which of reading and sending fails, and why', async () => {
    const test = (more: Record<string, unknown>) =>
      owner.post<{ ok: boolean; checks: { name: string; ok: boolean; code: string }[] }>(
        '/api/v1/channel-kinds/test',
        { kind: 'email', settings: settings(more) },
      );
    expect(await test({})).toMatchObject({ ok: true });
    expect(await test({ password: 'wrong' })).toMatchObject({
      ok: false,
      checks: [
        { name: 'IMAP', ok: false, code: 'auth_failed' },
        { name: 'SMTP', ok: false, code: 'auth_failed' },
      ],
    });
    expect(await test({ smtpPort: 1 })).toMatchObject({
      checks: [
        { name: 'IMAP', ok: true },
        { name: 'SMTP', ok: false, code: 'connection_refused' },
      ],
    });
  });

  it('takes what came after connecting, and nothing before, whatever the server’s clock says', async () => {
    await inView('ours', 'By a clock that is behind');
    await asked('By the right clock');
    const subjects = (await rows('ours')).map(({ subject }) => subject);
    expect(subjects).not.toContain('By a clock that is ahead');
    expect(subjects).not.toContain('Said before');
  });

  it('brings what was said before as history: in no queue', async () => {
    await owner.post(`/api/v1/channels/${channel.id}/backfill`, {
      since: new Date(Date.now() - 30 * 86_400_000).toISOString(),
    });
    const done = await eventually(
      'the end of the backfill',
      async () => {
        const { health } = await owner.get<ChannelDetail>(`/api/v1/channels/${channel.id}`);
        return health.backfill?.state === 'done' && health.backfill;
      },
      PATIENCE,
    );
    expect(done).toMatchObject({ done: 2, total: 2 });
    for (const subject of ['Said before', 'By a clock that is ahead']) {
      const row = await inView('theirs', subject);
      expect(row.waitingSince).toBeNull();
      expect(await messages(row.id)).toMatchObject([{ history: true }]);
    }
  });

  it('a mail is answered, the answer arrives in its thread, and the person’s answer opens the next turn', async () => {
    const first = '<first-of-ben@person.test>';
    const row = await asked('Where is my parcel', { id: first });
    expect(row).toMatchObject({
      side: 'ours',
      medium: 'email',
      person: { name: 'Ben' },
      lastWords: 'Hello?',
    });
    const sent = await reply(row.id, 1);
    await until(sent, 'sent');
    const outside = await arrived('ben@person.test', 'Re: Where is my parcel');
    expect(outside.raw.toString()).toContain(`In-Reply-To: ${first}`);
    expect(outside.raw.toString()).toContain('> Hello?');
    expect(await detail(row.id)).toMatchObject({
      side: 'theirs',
      turns: [{ outcome: 'answered', answeredByMessageId: sent.id }],
    });
    await eventually(
      'the copy in Sent',
      async () => (await dovecot.mails(SUPPORT, 'Sent')).some(({ raw }) => raw.includes(idOf(outside))),
      PATIENCE,
    );
    await dovecot.deliver(
      SUPPORT,
      mail({
        subject: 'Re: Where is my parcel',
        inReplyTo: idOf(outside),
        body: 'Thank you!\r\n\r\nOn Monday, Support wrote:\r\n> Good morning Ben!',
      }),
    );
    const again = await inView('ours', 'Where is my parcel');
    expect(again.id).toBe(row.id);
    const said = await messages(row.id);
    expect(said.map(({ direction, text }) => [direction, text])).toEqual([
      ['in', 'Hello?'],
      ['out', 'Good morning Ben!'],
      ['in', 'Thank you!'],
    ]);
    expect(said[2]?.fullText).toContain('> Good morning Ben!');
  });

  it('an answer written in another mail program closes the turn', async () => {
    const id = `<${randomUUID()}@person.test>`;
    const row = await asked('Answered elsewhere', { id });
    await dovecot.deliver(
      SUPPORT,
      mail({
        from: SUPPORT,
        to: 'ben@person.test',
        subject: 'Re: Answered elsewhere',
        inReplyTo: id,
        body: 'By phone.',
      }),
      { folder: 'Sent', seen: true },
    );
    await eventually('the turn to close', async () => (await detail(row.id)).side === 'theirs', PATIENCE);
    expect((await detail(row.id)).turns).toMatchObject([{ outcome: 'answered', answeredBy: null }]);
    expect((await messages(row.id)).at(-1)).toMatchObject({
      direction: 'out',
      outsideParley: true,
      text: 'By phone.',
    });
  });

  it('a bounce marks the reply failed, and the turn is open again', async () => {
    const row = await asked('To a dead address', { from: 'Gone <gone@person.test>' });
    const opened = (await detail(row.id)).turns[0]?.openedAt;
    const sent = await reply(row.id, 1);
    await until(sent, 'sent');
    const outside = await arrived('gone@person.test', 'Re: To a dead address');
    await dovecot.deliver(
      SUPPORT,
      [
        'From: MAILER-DAEMON@mx.brand.test',
        `To: ${SUPPORT}`,
        'Subject: Undelivered Mail Returned to Sender',
        'Auto-Submitted: auto-replied',
        `Message-ID: <${randomUUID()}@mx.brand.test>`,
        'MIME-Version: 1.0',
        'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
        '',
        '--b',
        '',
        'Your mail could not be delivered.',
        '--b',
        'Content-Type: message/delivery-status',
        '',
        'Reporting-MTA: dns; mx.brand.test',
        '',
        'Final-Recipient: rfc822; gone@person.test',
        'Action: failed',
        'Status: 5.1.1',
        '--b',
        'Content-Type: message/rfc822',
        '',
        `Message-ID: ${idOf(outside)}`,
        'Subject: Re: To a dead address',
        '',
        'Good morning',
        '--b--',
        '',
      ].join('\r\n'),
    );
    const failed = await until(sent, 'failed');
    expect(failed.reason).toMatchObject({ message: expect.stringContaining('this address does not exist') });
    const after = await detail(row.id);
    expect(after.side).toBe('ours');
    expect(after.turns.find(({ outcome }) => outcome === null)?.openedAt).toBe(opened);
    expect((await messages(row.id)).at(-1)).toMatchObject({ automatic: true });
  });

  it('a reply refused for one of two answers the other, and says so', async () => {
    const id = `<${randomUUID()}@person.test>`;
    const row = await asked('To both of us', { id, cc: 'Carl <carl@person.test>' });
    await dovecot.deliver(
      SUPPORT,
      mail({
        from: 'Carl <carl@person.test>',
        cc: 'ben@person.test',
        subject: 'Re: To both of us',
        inReplyTo: id,
      }),
    );
    await eventually('the second mail', async () => (await messages(row.id)).length === 2, PATIENCE);
    smtp.next({
      at: 'recipient',
      code: 550,
      message: '5.2.1 Mailbox disabled',
      addresses: ['carl@person.test'],
    });
    const sent = await reply(row.id, 2, { to: ['ben@person.test', 'carl@person.test'] });
    const after = await until(sent, 'sent');
    expect(after.refused).toEqual([{ address: 'carl@person.test', reason: 'Mailbox disabled' }]);
    const { side, turns, participants } = await detail(row.id);
    const outcomes = turns.map(({ personId, outcome }) => [
      participants.find((one) => one.id === personId)?.name,
      outcome,
    ]);
    expect(side).toBe('ours');
    expect(Object.fromEntries(outcomes)).toEqual({ Ben: 'answered', Carl: null });
  });

  it('mail of machines is set aside and opens nothing', async () => {
    await dovecot.deliver(
      SUPPORT,
      mail({
        from: 'News <news@shop.test>',
        subject: 'Our offers',
        fields: ['List-Id: <news.shop.test>', 'List-Unsubscribe: <mailto:stop@shop.test>'],
      }),
    );
    expect(await inView('set_aside', 'Our offers')).toMatchObject({ setAside: 'list', side: 'theirs' });
  });

  it('nothing is lost or doubled when the connections break', async () => {
    const subjects = Array.from({ length: 12 }, (_, index) => `Broken ${index}`);
    for (const [index, subject] of subjects.entries()) {
      await dovecot.deliver(SUPPORT, mail({ subject, body: 'x'.repeat(3_000) }));
      if (index % 4 === 1) {
        imapProxy.cutAfterBytes(4_000);
        imapProxy.cutAll();
      }
    }
    imapProxy.heal();
    await eventually(
      'every mail in the queue',
      async () => {
        const found = (await rows('ours')).map(({ subject }) => subject);
        return subjects.every((subject) => found.filter((one) => one === subject).length === 1);
      },
      PATIENCE,
    );
    expect(imapProxy.cuts).toBeGreaterThan(0);
    const row = await inView('ours', 'Broken 0');
    // The server takes the mail, and its answer is lost.
    smtp.next({ at: 'drop_after_data' });
    const sent = await reply(row.id, 1, { body: 'Sent once.' });
    await until(sent, 'unconfirmed');
    const outside = await arrived('ben@person.test', 'Re: Broken 0');
    // A mail program files it; found there, it is confirmed.
    await dovecot.deliver(SUPPORT, outside.raw, { folder: 'Sent', seen: true });
    await until(sent, 'sent');
    expect(smtp.to('ben@person.test').filter(({ raw }) => raw.includes('Re: Broken 0'))).toHaveLength(1);
    expect((await detail(row.id)).side).toBe('theirs');
  });

  it('new UIDs bring nothing twice, and what arrived meanwhile', async () => {
    const before = (await rows('ours')).length;
    await dovecot.changeUidValidity(SUPPORT);
    await asked('After the restore');
    await look();
    expect((await rows('ours')).length).toBe(before + 1);
    const twice = (await messages((await inView('ours', 'Where is my parcel')).id)).length;
    expect(twice).toBe(3);
  });

  it('goes on when the worker that reads the mailbox dies', async () => {
    await parley.kill('worker');
    await dovecot.deliver(SUPPORT, mail({ subject: 'While nobody looked' }));
    // The time the dead one's lease lasts, without waiting for it.
    const held = await parley.query(
      `UPDATE channel_lease SET expires_at = clock_timestamp() - interval '1 second'
       WHERE channel_id = $1 AND name = 'poll' AND owner IS NOT NULL AND expires_at > clock_timestamp() RETURNING owner`,
      [channel.id],
    );
    expect(held).toHaveLength(1);
    await parley.resume('worker');
    await inView('ours', 'While nobody looked');
    await asked('And as ever');
    expect((await rows('ours')).filter(({ subject }) => subject === 'While nobody looked')).toHaveLength(1);
  });

  it('signs in with consent, and renews its token when the servers refuse it', async () => {
    tokens.user = SALES;
    const begun = await owner.post<{ url: string }>('/api/v1/channel-kinds/consent', {
      kind: 'email',
      name: 'Sales',
      settings: {
        ...settings({ address: SALES, login: 'oauth2', password: null }),
        oauthAuthorizeUrl: `${tokens.url}/authorize`,
        oauthTokenUrl: `${tokens.url}/token`,
        oauthClientId: tokens.clientId,
        oauthClientSecret: tokens.clientSecret,
      },
    });
    const consent = await fetch(begun.url, { redirect: 'manual' });
    const back = new URL(consent.headers.get('location') ?? '');
    const answer = await owner.request('GET', `${back.pathname}${back.search}`);
    expect(answer.status).toBe(302);
    const path = answer.headers.get('location') ?? '';
    expect(path).toMatch(/^\/channels\/[0-9a-f-]{36}$/);
    await dovecot.deliver(SALES, mail({ to: SALES, subject: 'An offer, please' }));
    const row = await inView('ours', 'An offer, please');
    const refreshes = tokens.refreshes;
    tokens.expire(SALES);
    const sent = await reply(row.id, 1);
    await until(sent, 'sent');
    expect(tokens.refreshes).toBeGreaterThan(refreshes);
    expect((await arrived('ben@person.test', 'Re: An offer, please')).user).toBe(SALES);
    // Consent taken back: the owner is told, and what waits is kept.
    tokens.revoke(SALES);
    const waiting = await reply(row.id, 1, { body: 'One more thing.', seenSeq: 2 });
    const id = path.split('/').at(-1) ?? '';
    await eventually(
      'the word on it',
      async () => (await owner.get<ChannelDetail>(`/api/v1/channels/${id}`)).status === 'degraded',
      PATIENCE,
    );
    expect(['queued', 'sending']).toContain(
      (await messages(row.id)).find((one) => one.id === waiting.id)?.state,
    );
  });
});
