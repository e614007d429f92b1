import { describe, expect, it } from '@jest/globals';
import { ADDRESS, aDelivery, anEmailChannel, emailParts } from '../../../test/email-channel.js';
import type { ThreadCandidate } from '../core/connector.js';
import type { InboundMail } from '../core/inbound-event.js';
import { emailThreads } from './email-threads.js';
import { parseMailDelivery } from './receive/mail-event.parse.js';

const channel = anEmailChannel({
  settings: { ...anEmailChannel().settings, aliases: ['info@example.test'] },
});
const { ids } = emailParts();

const read = (lines: string[]) =>
  parseMailDelivery(aDelivery(channel, `${lines.join('\r\n')}\r\n\r\nHello\r\n`), ids);

const candidate = (parts: Partial<ThreadCandidate>): ThreadCandidate => ({
  reference: '<first@example.test>',
  messageId: 'message-1',
  conversationId: 'conversation-1',
  subject: 'My parcel',
  participants: ['ben@example.test'],
  direction: 'in',
  relation: 'bears',
  ...parts,
});

describe('threads of mails', () => {
  const answer = [
    'From: Ben <ben@example.test>',
    `To: ${ADDRESS}`,
    'Subject: Re: My parcel',
    'Message-ID: <third@example.test>',
    'In-Reply-To: <second@example.test>',
    'References: <first@example.test> <second@example.test>',
  ];

  it('looks for the nearest mail first, and for its own id last', async () => {
    expect(emailThreads.candidateReferences(await read(answer))).toEqual([
      '<second@example.test>',
      '<first@example.test>',
      '<third@example.test>',
    ]);
  });

  it('joins its people, and starts anew for a stranger or another subject', async () => {
    const event = await read(answer);
    expect(emailThreads.decideThread(channel, event, [candidate({})])).toEqual({
      kind: 'join',
      conversationId: 'conversation-1',
      replyToId: 'message-1',
    });
    expect(
      emailThreads.decideThread(channel, event, [candidate({ participants: ['carla@example.test'] })]),
    ).toMatchObject({ kind: 'new', linkedTo: 'conversation-1', reason: 'stranger' });
    expect(
      emailThreads.decideThread(channel, event, [candidate({ subject: 'The invoice of May' })]),
    ).toMatchObject({ kind: 'new', linkedTo: 'conversation-1', reason: 'subject_changed' });
    expect(emailThreads.decideThread(channel, event, [])).toMatchObject({ kind: 'new', linkedTo: null });
  });

  it('goes by the person a form speaks for', async () => {
    const form = await read([
      `From: Website <${ADDRESS}>`,
      'Reply-To: Ben <ben@example.test>',
      ...answer.slice(1),
    ]);
    expect(emailThreads.decideThread(channel, form, [candidate({})])).toMatchObject({ kind: 'join' });
  });
});

describe('whom an answer goes to', () => {
  const mail = (parts: Partial<InboundMail>): InboundMail => ({
    from: ['Ben <ben@example.test>'],
    to: [`Support <${ADDRESS}>`],
    cc: [],
    bcc: [],
    subject: '',
    messageId: null,
    date: null,
    invitations: [],
    ...parts,
  });
  const recipients = (parts: Partial<InboundMail>, direction: 'in' | 'out' = 'in') =>
    emailThreads.replyRecipients(channel, { mail: mail(parts), direction });

  it('is the writer, or where they want answers to go', () => {
    expect(recipients({})).toEqual({
      to: ['Ben <ben@example.test>'],
      cc: [],
      allTo: ['Ben <ben@example.test>'],
      allCc: [],
    });
    expect(recipients({ replyTo: ['"Müller, Ben" <ben@home.test>'] }).to).toEqual([
      '"Müller, Ben" <ben@home.test>',
    ]);
    expect(recipients({ replyTo: ['noreply@example.test'] }).to).toEqual(['Ben <ben@example.test>']);
    expect(recipients({ replyTo: [ADDRESS] }).to).toEqual(['Ben <ben@example.test>']);
  });

  it('includes everyone else but us, each once, when all are answered', () => {
    expect(
      recipients({
        to: [`Support <${ADDRESS}>`, 'carla@example.test', 'BEN@example.test'],
        cc: ['Info <info@example.test>', 'Dora <dora@example.test>', 'Carla <carla@example.test>'],
      }),
    ).toMatchObject({
      to: ['Ben <ben@example.test>'],
      cc: [],
      allTo: ['Ben <ben@example.test>'],
      allCc: ['carla@example.test', 'Dora <dora@example.test>'],
    });
  });

  it('follows a mail of ours to those it went to', () => {
    expect(
      recipients({ from: [ADDRESS], to: ['ben@example.test'], cc: ['carla@example.test'] }, 'out'),
    ).toEqual({
      to: ['ben@example.test'],
      cc: ['carla@example.test'],
      allTo: ['ben@example.test'],
      allCc: ['carla@example.test'],
    });
  });

  it('knows the identity behind an address as it is typed', () => {
    expect(emailThreads.identityOf(' Ben Müller <Ben@Example.test> ')).toEqual({
      namespace: 'email',
      externalId: 'ben@example.test',
      name: 'Ben Müller',
      handle: 'Ben@example.test',
      // Nobody has shown yet that it is theirs.
      email: { address: 'ben@example.test', verified: false },
    });
    for (const none of ['', 'Ben', 'ben@', '@example.test', '<>']) {
      expect(emailThreads.identityOf(none)).toBeNull();
    }
  });
});
