import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ChannelDetail } from '@parley/shared/channels.js';
import type { ConversationDetail, ConversationRow } from '@parley/shared/conversations.js';
import { memberInbox } from '../builders/member-inbox.js';
import { type Chat, connectChat, VisitorBrowser } from '../builders/visitor.js';
import type { ApiClient } from '../harness/api-client.js';
import type { Parley } from '../harness/app.js';
import { describeModes } from '../harness/describe-modes.js';
import { Dovecot } from '../harness/dovecot.js';
import { eventually } from '../harness/eventually.js';
import { type ReceivedMail, Smtp } from '../harness/smtp.js';

const SUPPORT = 'support@brand.test';
const PASSWORD = 'secret';
const PATIENCE = { timeoutMs: 60_000 };
/** Minutes until an answer follows; the server takes a few seconds, too. */
const SOON = 0.05;

const idOf = ({ raw }: ReceivedMail) => /^Message-ID:\s*(<[^>]+>)/im.exec(raw.toString())?.[1] ?? '';
const headOf = ({ raw }: ReceivedMail, name: string) =>
  new RegExp(`^${name}:\\s*(.+)$`, 'im').exec(raw.toString())?.[1]?.trim();

describeModes('answers of a chat that follow by mail', (start, mode) => {
  let parley: Parley;
  let owner: ApiClient;
  let dovecot: Dovecot;
  let smtp: Smtp;
  let chat: Chat;
  const address = `${mode}@person.test`;

  beforeAll(async () => {
    dovecot = await Dovecot.start({ users: [{ address: SUPPORT, password: PASSWORD }] });
    smtp = await Smtp.start({ users: { [SUPPORT]: PASSWORD } });
    parley = await start();
    owner = await parley.signedIn();
    const { channel } = await owner.post<{ channel: ChannelDetail }>('/api/v1/channels', {
      kind: 'email',
      name: 'Support',
      settings: {
        address: SUPPORT,
        password: PASSWORD,
        imapHost: '127.0.0.1',
        imapPort: dovecot.port,
        imapSecurity: 'none',
        smtpHost: '127.0.0.1',
        smtpPort: smtp.port,
        smtpSecurity: 'none',
        pollSeconds: 3_600,
      },
    });
    await eventually(
      'the mailbox to be read',
      async () =>
        (await owner.get<ChannelDetail>(`/api/v1/channels/${channel.id}`)).health.pollLagMs !== null,
      PATIENCE,
    );
    chat = await connectChat(owner, { followUpChannel: channel.id, followUpMinutes: SOON });
  });
  afterAll(async () => {
    await dovecot.remove();
    await smtp.stop();
  });

  const asked = async (words: string): Promise<{ browser: VisitorBrowser; row: ConversationRow }> => {
    const browser = await VisitorBrowser.visiting(chat);
    await browser.say(words);
    return { browser, row: await inView(words) };
  };
  const { inView, messages, post } = memberInbox(() => owner, PATIENCE);
  const reply = (id: string, body: string, seenSeq: number) => post(id, { body, seenSeq });
  const sentTo = (to: string) => smtp.received.filter((mail) => headOf(mail, 'To')?.includes(to) === true);

  it('come in one mail, and what is answered there joins the same conversation', async () => {
    const { browser, row } = await asked(`Do you ship to Austria? ${randomUUID()}`);
    const named = await browser.call('PUT', 'profile', { name: 'Berta', email: address });
    expect(named.status).toBe(204);
    await eventually('her name', async () => (await browser.visit()).visitor.email === address);
    await reply(row.id, 'Yes, we do.', 1);
    await reply(row.id, 'It takes two days.', 1);
    const mail = await eventually('the mail', () => sentTo(address)[0], PATIENCE);
    const text = mail.raw.toString();
    expect(text).toContain('Yes, we do.');
    expect(text).toContain('It takes two days.');
    expect(headOf(mail, 'From')).toContain(SUPPORT);
    await eventually(
      'it to be noted',
      async () => (await messages(row.id)).filter(({ followUp }) => followUp?.state === 'sent').length === 2,
    );
    await eventually(
      'the copy in Sent',
      async () => (await dovecot.mails(SUPPORT, 'Sent')).length === 1,
      PATIENCE,
    );

    await dovecot.deliver(
      SUPPORT,
      [
        `From: Berta <${address}>`,
        `To: ${SUPPORT}`,
        `Subject: Re: ${headOf(mail, 'Subject') ?? ''}`,
        `Date: ${new Date().toUTCString()}`,
        `Message-ID: <${randomUUID()}@person.test>`,
        `In-Reply-To: ${idOf(mail)}`,
        `References: ${idOf(mail)}`,
        '',
        'And to Italy?',
        '',
      ].join('\r\n'),
    );
    const after = await eventually(
      'her answer',
      async () => {
        const all = await messages(row.id);
        return all.some(({ text: words }) => words.trim() === 'And to Italy?') ? all : undefined;
      },
      PATIENCE,
    );
    // The copy in the mailbox is the same reply, not another one.
    expect(after).toHaveLength(4);
    const detail = await owner.get<ConversationDetail>(`/api/v1/conversations/${row.id}`);
    expect(detail).toMatchObject({ side: 'ours', medium: 'chat', person: { name: 'Berta' } });
    expect(new Set(detail.participants.map(({ id }) => id)).size).toBe(1);
    expect(detail.turns.map(({ outcome }) => outcome)).toEqual(['answered', null]);
    expect((await browser.thread()).messages.map(({ text: words }) => words.trim())).toContain(
      'And to Italy?',
    );

    // She is at her mails now: the next answer goes there at once, in the same thread, and once.
    await reply(row.id, 'To Italy, too.', after.at(-1)?.seq ?? 0);
    const second = await eventually('the second mail', () => sentTo(address)[1], PATIENCE);
    expect(headOf(second, 'Subject')).toMatch(/^Re: /);
    expect(second.raw.toString()).toContain(idOf(mail));
    expect(second.raw.toString()).not.toContain('It takes two days.');
    await eventually(
      'the turn to be answered',
      async () => (await owner.get<ConversationDetail>(`/api/v1/conversations/${row.id}`)).side === 'theirs',
    );
    expect(sentTo(address)).toHaveLength(2);
  });

  it('do not come when they were read in the chat, nor where no address is known', async () => {
    const other = `other-${address}`;
    const { browser, row } = await asked(`A question ${randomUUID()}`);
    await browser.call('PUT', 'profile', { name: null, email: other });
    await eventually('the address', async () => (await browser.visit()).visitor.email === other);
    await browser.connect();
    const answer = await reply(row.id, 'An answer.', 1);
    const push = await browser.pushed('message', ({ message }) => message.id === answer.id);
    await browser.signal({ type: 'read', seq: push.message.seq });
    browser.close();
    const nameless = await asked(`Nobody in particular ${randomUUID()}`);
    await reply(nameless.row.id, 'An answer to nobody.', 1);
    // Both have been looked at once their tasks are gone.
    await eventually(
      'nothing left to do',
      async () => (await parley.query(`SELECT 1 FROM task WHERE name = 'follow-up-by-mail'`)).length === 0,
      PATIENCE,
    );
    expect(sentTo(other)).toEqual([]);
    expect(smtp.received.map(({ raw }) => raw.toString()).join()).not.toContain('An answer to nobody.');
    // An address that is left later is not too late.
    await nameless.browser.call('PUT', 'profile', { name: null, email: `late-${address}` });
    await eventually('the late mail', () => sentTo(`late-${address}`)[0], PATIENCE);
  });
});
