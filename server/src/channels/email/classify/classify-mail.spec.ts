import { describe, expect, it } from '@jest/globals';
import { parseMail } from '../parse/parse-mail.parse.js';
import type { AttachmentSink } from '../parse/parsed-mail.js';
import { classifyMail, type MailClass, type OwnSide } from './classify-mail.parse.js';

const drain: AttachmentSink = async (_meta, content) => {
  let size = 0;
  for await (const chunk of content) size += chunk.length;
  return { size, stored: null };
};

const OWN: OwnSide = { addresses: ['support@brand.example'] };

async function classified(mail: string, own: OwnSide = OWN): Promise<MailClass> {
  const standard = /^from:/im.test(mail.split('\n\n')[0] ?? '') ? '' : 'From: Anna <anna@example.org>\n';
  return classifyMail(await parseMail(Buffer.from(`${standard}${mail}`), drain), own);
}

/** Header lines, subject and words of a mail from a person's address. */
const mail = (subject: string, words: string, ...fields: string[]) =>
  [
    'To: support@brand.example',
    `Subject: ${subject}`,
    ...fields,
    'Content-Type: text/plain; charset=utf-8',
    '',
    words,
  ].join('\n');

describe('away notes and automatic answers', () => {
  const WORDS = 'Guten Tag, ich melde mich.';

  it.each([
    ['Abwesenheitsnotiz: Ihre Bestellung 4711', WORDS],
    ['Automatische Antwort: Ihre Bestellung', WORDS],
    ['Abwesend bis 12. August: Re: Ihre Bestellung', 'Ich bin nicht im Büro.'],
    ['Abwesenheit: Ihre Bestellung', 'Ich bin ab dem 3. August wieder für Sie da.'],
    ['AUTO: Ben is out of the office (returning 05/01)', 'Your mail "Toaster?" was received.'],
    ['Out of Office: your order', 'Gone fishing.'],
    ['Automatic reply: your order', 'Thank you.'],
    ['Out of office', 'I am currently out of the office until Monday.'],
    ['Réponse automatique : votre commande', 'Bonjour'],
    ['Respuesta automática: su pedido', 'Hola'],
    ['Risposta automatica: ordine', 'Ciao'],
    ['Resposta automática: pedido', 'Olá'],
    ['Automatisch antwoord: bestelling', 'Hoi'],
    ['Autosvar: beställning', 'Hej'],
    ['Automaattinen vastaus: tilaus', 'Hei'],
    ['Odpowiedź automatyczna: zamówienie', 'Witam'],
    ['Automatická odpověď: objednávka', 'Dobrý den'],
    ['Automatikus válasz: rendelés', 'Jó napot'],
    ['Otomatik yanıt: sipariş', 'Merhaba'],
    ['Автоматический ответ: заказ', 'Здравствуйте'],
    ['自動応答: ご注文', 'よろしく'],
    ['自动回复: 订单', '您好'],
  ])('by subject: %s', async (subject, words) => {
    expect(await classified(mail(subject, words))).toMatchObject({ automatic: true, bounce: null });
  });

  it.each([
    [
      'German',
      'Vielen Dank für Ihre Nachricht.\n\nIch bin bis zum 14.8. im Urlaub und habe keinen Zugriff auf meine E-Mails.\nIhre E-Mail wird nicht weitergeleitet. In dringenden Fällen wenden Sie sich bitte an meine Kollegin.',
    ],
    [
      'German, leave',
      'Guten Tag,\nich befinde mich derzeit in Elternzeit. Ihre Nachricht wird nicht gelesen. Meine Vertretung ist Herr Beispiel.',
    ],
    [
      'English',
      'Hello,\nI am out of the office until 3 June with limited access to email. For urgent matters please contact Ben. I will respond upon my return.',
    ],
    ['English, automatic', 'I am on vacation until Friday. This is an automated reply.'],
  ])('by its words alone: %s', async (_language, words) => {
    expect(await classified(mail('Re: Ihre Bestellung', words))).toMatchObject({
      kind: 'out_of_office',
      reasonCode: 'away_text',
    });
  });

  it.each([
    ['Auto-Submitted: auto-replied', 'auto_reply'],
    ['Auto-Submitted: auto-replied; owner-email="a@b.example"', 'auto_reply'],
    ['X-Autoreply: yes', 'auto_reply'],
    ['X-Autorespond: Your order', 'auto_reply'],
    ['Precedence: auto_reply', 'auto_reply'],
    ['X-Apple-Action: VACATION', 'out_of_office'],
    ['Auto-Submitted: auto-generated', 'notification'],
    ['Auto-Submitted: auto-notified', 'notification'],
  ])('by header: %s', async (field, kind) => {
    expect(await classified(mail('Hello', 'Words.', field))).toMatchObject({ kind, automatic: true });
  });
});

describe('people', () => {
  it.each([
    ['Re: Abwesenheitsnotiz: Angebot', 'Danke für den Hinweis, dann melde ich mich am Montag.'],
    ['AW: Automatische Antwort: Angebot', 'Es hat sich erledigt.'],
    ['Abwesenheitsnotiz', 'Wie richte ich in eurem Programm eine Abwesenheitsnotiz ein?'],
    ['Out of office message', 'How do I switch on the out of office message in your app?'],
    ['Lieferung', 'Ich bin bis Freitag im Urlaub. Können Sie die Lieferung verschieben?'],
    ['Delivery', 'I am out of the office until Monday, please deliver on Tuesday instead.'],
    ['Urlaub buchen', 'Ich möchte im Urlaub zu Ihnen kommen.'],
    ['Delivery failed', 'The courier says delivery has failed twice. Where is my parcel?'],
    ['Undelivered mail', 'My letter could not be delivered to the following address. Why?'],
    ['Mail delivery problem', 'I get "550 5.1.1 user unknown" when I write to your sales team.'],
    [
      'Fwd: Undelivered Mail Returned to Sender',
      'See below. What is wrong?\n\n> <x@example.net>: user unknown',
    ],
    ['Abwesenheit: Krankschreibung', 'Anbei meine Krankschreibung.'],
    ['Automatic reply not working', 'Your product sends no automatic reply.'],
    ['Automatische Antwort falsch eingestellt', 'Bitte ändern Sie den Text.'],
    ['Out of office', 'We are out of the office until Monday. Could you call then?'],
    ['Urlaub', 'Wir suchen ein Haus am See.'],
    ['Automatik defekt', 'Die Automatik meiner Uhr ist defekt.'],
    ['Newsletter abbestellen', 'Bitte nehmen Sie mich vom Verteiler: unsubscribe.'],
    ['Question', 'Thanks.\n\n> This is an automated message, please do not reply to this email.'],
    ['Confirm', 'Please confirm that my address is on the guest list.'],
    ['', ''],
  ])('%s', async (subject, words) => {
    expect(await classified(mail(subject, words))).toEqual({
      kind: 'human',
      automatic: false,
      reasonCode: 'human',
      bounce: null,
    });
  });

  it.each([
    'Auto-Submitted: no',
    'X-Autoreply: no',
    'Precedence: normal',
    'X-Auto-Response-Suppress: All',
    'Return-Path: <>',
    'X-Mailer: PHPMailer 6',
  ])('with %s', async (field) => {
    expect((await classified(mail('Toaster', 'It is broken.', field))).kind).toBe('human');
  });

  it('writing through a form, or as postmaster', async () => {
    const form =
      'From: shop <noreply@brand.example>\n' +
      mail('Contact form', 'Anna writes: it is broken. Do not reply to this mail.');
    expect((await classified(form)).kind).toBe('human');
    const service =
      'From: forms <no-reply@forms.example>\nReply-To: anna@example.org\n' +
      mail('Contact', 'Please do not reply to this email.');
    expect((await classified(service)).kind).toBe('human');
    const postmaster =
      'From: Ben <postmaster@tiny.example>\n' +
      mail('Re: your mail', 'The message could not be delivered to Eve.');
    expect((await classified(postmaster)).kind).toBe('human');
  });

  it('writing through a group that is the brand’s own address', async () => {
    const group = (id: string, post: string) =>
      classified(
        mail('Toaster', 'It is broken.', `List-ID: ${id}`, `List-Post: ${post}`, 'Precedence: list'),
      );
    expect((await group('<support.brand.example>', '<https://groups.example/post>')).kind).toBe('human');
    expect((await group('"Help" <x.example>', '<mailto:support@brand.example>')).kind).toBe('human');
    expect((await group('<cooks.example.org>', '<mailto:cooks@example.org>')).kind).toBe('list');
  });

  it('answering us through a list, but not a machine answering us', async () => {
    const answersOurs = { ...OWN, answersOurs: true };
    const odd = [
      'List-Id: <cooks.example.org>',
      'Precedence: bulk',
      'List-Unsubscribe: <mailto:x@example.org>',
    ];
    expect((await classified(mail('Re: Toaster', 'Thanks!', ...odd), answersOurs)).kind).toBe('human');
    expect((await classified(mail('Re: Toaster', 'Thanks!', ...odd))).kind).toBe('list');
    expect(
      (await classified(mail('Re: Toaster', 'Hi', 'Auto-Submitted: auto-replied'), answersOurs)).automatic,
    ).toBe(true);
  });
});

describe('mail to many', () => {
  it.each([
    'List-Unsubscribe: <mailto:u@shop.example>',
    'Precedence: bulk',
    'Precedence: list',
    'List-Id: <a.b.example>',
  ])('%s', async (field) => {
    expect((await classified(mail('News', 'Buy.', field))).kind).toBe('list');
  });

  it('is a notification from a sender who takes no answers and says so', async () => {
    const from = 'From: Shop <no-reply@shop.example>\n';
    const said = from + mail('Ihre Bestellung', 'Bitte antworten Sie nicht auf diese E-Mail.');
    expect(await classified(said)).toMatchObject({ kind: 'notification', reasonCode: 'no_reply_sender' });
    expect((await classified(from + mail('Hello', 'It is me, Anna.'))).kind).toBe('human');
  });
});

const dsn = (
  groups: string,
  returned = 'Message-ID: <reply@brand.example>\nFrom: support@brand.example\nTo: anna@example.org',
) =>
  `From: Mail Delivery System <MAILER-DAEMON@mx.example>
To: support@brand.example
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Something went wrong.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

${groups}

--b
Content-Type: text/rfc822-headers

${returned}

--b--
`;

describe('reports about what we sent', () => {
  it('reads a bounce', async () => {
    const groups =
      'Final-Recipient: rfc822; anna@example.org\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 5.1.1 <anna@example.org>:\n  User unknown';
    expect(await classified(dsn(groups))).toEqual({
      kind: 'bounce',
      automatic: true,
      reasonCode: 'delivery_status',
      bounce: {
        permanent: true,
        addressDead: true,
        cause: 'address_unknown',
        status: '5.1.1',
        diagnostic: '550 5.1.1 <anna@example.org>: User unknown',
        recipients: ['anna@example.org'],
        perRecipient: [
          {
            address: 'anna@example.org',
            status: '5.1.1',
            diagnostic: '550 5.1.1 <anna@example.org>: User unknown',
            cause: 'address_unknown',
            permanent: true,
          },
        ],
        originalMessageId: '<reply@brand.example>',
      },
    });
  });

  it('keeps recipients apart, and those that were reached out', async () => {
    const groups = [
      'Final-Recipient: rfc822; a@x.example\nAction: failed\nStatus: 5.2.2\nDiagnostic-Code: smtp; 552 5.2.2 Mailbox full',
      'Final-Recipient: rfc822; b@x.example\nAction: delivered\nStatus: 2.0.0',
      'Final-Recipient: rfc822; c@x.example\nAction: failed\nStatus: 4.4.1\nDiagnostic-Code: smtp; 421 4.4.1 Connection timed out',
    ].join('\n\n');
    const { bounce } = await classified(dsn(groups));
    expect(bounce?.perRecipient.map(({ address, cause, permanent }) => [address, cause, permanent])).toEqual([
      ['a@x.example', 'mailbox_full', true],
      ['c@x.example', 'network', false],
    ]);
    expect(bounce).toMatchObject({ status: '5.2.2', addressDead: false });
  });

  it('tells a delay and a success from a failure', async () => {
    const delayed = await classified(
      dsn('Final-Recipient: rfc822; a@x.example\nAction: delayed\nStatus: 4.4.1'),
    );
    expect([delayed.kind, delayed.bounce?.permanent]).toEqual(['delay', false]);
    const done = await classified(
      dsn('Final-Recipient: rfc822; a@x.example\nAction: relayed\nStatus: 2.0.0'),
    );
    expect([done.kind, done.bounce?.addressDead]).toEqual(['delivered', false]);
  });

  it('names the address we wrote to, not where it was forwarded', async () => {
    const groups =
      'Original-Recipient: rfc822;info@x.example\nFinal-Recipient: rfc822;box7@y.example\nAction: failed\nStatus: 5.1.1';
    expect((await classified(dsn(groups))).bounce?.recipients).toEqual(['info@x.example']);
  });

  it('reads a bounce in prose', async () => {
    const prose = `From: MAILER-DAEMON@mx.example
To: support@brand.example
Subject: failure notice

I was not able to deliver your message.

<anna@example.org>:
192.0.2.4 failed after I sent the message.
Remote host said: 552 5.2.2 Mailbox is over quota

--- Below this line is a copy of the message.

Received: from x
Message-ID: <reply@brand.example>
To: anna@example.org
`;
    expect((await classified(prose)).bounce).toMatchObject({
      cause: 'mailbox_full',
      status: '5.2.2',
      permanent: true,
      addressDead: false,
      recipients: ['anna@example.org'],
      originalMessageId: '<reply@brand.example>',
    });
  });

  it('takes failed recipients from their header, and German words for what they are', async () => {
    const prose = `From: Mail Delivery System <mailer-daemon@mx.example>
To: support@brand.example
X-Failed-Recipients: anna@example.org, ben@example.org
Subject: Ihre Nachricht konnte nicht zugestellt werden

Ihre Nachricht konnte nicht zugestellt werden.
`;
    const got = await classified(prose);
    expect([got.kind, got.bounce?.recipients]).toEqual(['bounce', ['anna@example.org', 'ben@example.org']]);
  });

  it('knows read receipts and complaints', async () => {
    const report = (type: string, part: string) =>
      `To: support@brand.example\nSubject: Read: Toaster\nContent-Type: multipart/report; report-type=${type}; boundary="b"\n\n--b\nContent-Type: text/plain\n\nx\n\n--b\nContent-Type: message/${part}\n\nUser-Agent: x\n\n--b--\n`;
    expect((await classified(report('disposition-notification', 'disposition-notification'))).kind).toBe(
      'read_receipt',
    );
    expect((await classified(report('feedback-report', 'feedback-report'))).kind).toBe('abuse_report');
  });

  it('knows a demand to prove oneself', async () => {
    const words =
      'Your message is waiting. Please click this link to have your address added to my allowed list.';
    expect((await classified('From: no-reply@guard.example\n' + mail('Re: Toaster', words))).kind).toBe(
      'challenge',
    );
  });
});

it('gets through hostile text', async () => {
  const pieces = [
    'a@',
    'user unknown ',
    '550 ',
    '<',
    'I am ',
    'automatisch ',
    ': ',
    'deliver ',
    '-',
    ' ',
    '1.',
    'x\n',
  ];
  for (const piece of pieces) {
    const long = piece.repeat(Math.ceil(60_000 / piece.length));
    const daemon = `From: MAILER-DAEMON@mx.example\n${mail(long.slice(0, 900), long)}`;
    expect([piece, (await classified(daemon)).kind]).toEqual([
      piece,
      expect.stringMatching(/^(bounce|delay|human)$/),
    ]);
    expect([piece, (await classified(mail('Toaster', long))).kind]).toEqual([piece, 'human']);
  }
});
