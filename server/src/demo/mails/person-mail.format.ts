import MailComposer from 'nodemailer/lib/mail-composer';
import { sampleBrand } from '../sample-brand.js';
import type { Language } from '../texts/script.js';
import type { MailProgram } from '../timeline/sample-person.js';
import type { FileContent } from './sample-file.format.js';

export interface Correspondent {
  name: string;
  address: string;
}

/** The mail a person answers, as their program quotes it. */
export interface QuotedMail {
  from: Correspondent;
  at: Date;
  subject: string;
  text: string;
}

export interface PersonMail {
  from: Correspondent;
  at: Date;
  /** With angle brackets, like those it refers to. */
  messageId: string;
  /** The whole thread so far, oldest first; the last one is answered. */
  references: readonly string[];
  subject: string;
  /** Greeting, words, closing: everything above the quote. */
  text: string;
  signature: string | null;
  language: Language;
  program: MailProgram;
  quoted: QuotedMail | null;
  attachments: readonly FileContent[];
}

const OUR_BOX: Correspondent = { name: sampleBrand.name, address: sampleBrand.mailbox };

/** What a person's mail program hands over: the bytes of one mail (RFC 5322). */
export function personMail(mail: PersonMail): Promise<Buffer> {
  const html = mail.program === 'plain' ? undefined : htmlOf(mail);
  return compose({
    from: mail.from,
    to: [OUR_BOX],
    subject: mail.subject,
    messageId: mail.messageId,
    date: mail.at,
    inReplyTo: mail.references.at(-1),
    references: mail.references.join(' ') || undefined,
    text: textOf(mail),
    html,
    attachments: mail.attachments.map((file) => ({ ...file })),
  });
}

/** What a machine sends: a newsletter, a confirmation, an absence. */
export function machineMail(mail: {
  from: Correspondent;
  at: Date;
  messageId: string;
  inReplyTo?: string;
  subject: string;
  text: string;
  headers: Readonly<Record<string, string>>;
}): Promise<Buffer> {
  return compose({
    from: mail.from,
    to: [OUR_BOX],
    subject: mail.subject,
    messageId: mail.messageId,
    date: mail.at,
    inReplyTo: mail.inReplyTo,
    references: mail.inReplyTo,
    text: mail.text,
    headers: { ...mail.headers },
  });
}

function compose(fields: ConstructorParameters<typeof MailComposer>[0]): Promise<Buffer> {
  return new MailComposer({ ...fields, disableFileAccess: true, disableUrlAccess: true }).compile().build();
}

function textOf({ text, signature, quoted, language, program }: PersonMail): string {
  const own = signature === null ? text : `${text}\n\n-- \n${signature}`;
  const mobile = program === 'phone' ? `\n\n${SENT_FROM[language]}` : '';
  if (quoted === null) return `${own}${mobile}\n`;
  if (program === 'desktop')
    return `${own}\n\n${headerBlock(quoted, language).join('\n')}\n\n${quoted.text}\n`;
  const lines = quoted.text.split('\n').map((line) => (line === '' ? '>' : `> ${line}`));
  return `${own}${mobile}\n\n${attribution(quoted, language)}\n${lines.join('\n')}\n`;
}

function htmlOf({ text, signature, quoted, language, program }: PersonMail): string {
  const own = paragraphs(text) + (signature === null ? '' : `<p>-- <br>${lines(signature)}</p>`);
  const mobile = program === 'phone' ? `<p>${SENT_FROM[language]}</p>` : '';
  if (quoted === null) return `<html><body>${own}${mobile}</body></html>`;
  if (program === 'desktop') {
    const head = headerBlock(quoted, language)
      .slice(1)
      .map((line) => line.replace(/^([^:]+:)/, '<b>$1</b>'));
    return (
      `<html><body><div class="WordSection1">${own}<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0 0 0">` +
      `<p class="MsoNormal">${head.map(escapedKeepingBold).join('<br>')}</p></div>${paragraphs(quoted.text)}</div></body></html>`
    );
  }
  if (program === 'phone') {
    return (
      `<html><body dir="auto">${own}${mobile}<div dir="ltr"><br><blockquote type="cite">${escaped(attribution(quoted, language))}` +
      `<br><br></blockquote></div><blockquote type="cite"><div dir="ltr">${paragraphs(quoted.text)}</div></blockquote></body></html>`
    );
  }
  return (
    `<div dir="ltr">${own}</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">` +
    `${escaped(attribution(quoted, language))}<br></div><blockquote class="gmail_quote" ` +
    `style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">${paragraphs(quoted.text)}</blockquote></div>`
  );
}

const SENT_FROM: Record<Language, string> = { en: 'Sent from my phone', de: 'Von meinem Handy gesendet' };

function attribution({ from, at }: QuotedMail, language: Language): string {
  const zone = sampleBrand.timezone;
  const time = new Intl.DateTimeFormat('de-DE', { hour: '2-digit', minute: '2-digit', timeZone: zone });
  if (language === 'de') {
    const date = new Intl.DateTimeFormat('de-DE', {
      weekday: 'short',
      day: 'numeric',
      month: 'long',
      year: 'numeric',
      timeZone: zone,
    }).formatToParts(at);
    const part = (type: string) => date.find((one) => one.type === type)?.value ?? '';
    return `Am ${part('weekday').replace('.', '')}., ${part('day')}. ${part('month')} ${part('year')} um ${time.format(at)} Uhr schrieb ${from.name} <${from.address}>:`;
  }
  const date = new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: zone,
  });
  return `On ${date.format(at)} at ${time.format(at)}, ${from.name} <${from.address}> wrote:`;
}

/** As the desktop programs put it above what they quote: a rule, then the head of the mail. */
function headerBlock({ from, at, subject }: QuotedMail, language: Language): string[] {
  const locale = language === 'de' ? 'de-DE' : 'en-GB';
  const date = new Intl.DateTimeFormat(locale, {
    dateStyle: 'full',
    timeStyle: 'short',
    timeZone: sampleBrand.timezone,
  }).format(at);
  const sender = `${from.name} <${from.address}>`;
  return language === 'de'
    ? [
        '-----Ursprüngliche Nachricht-----',
        `Von: ${sender}`,
        `Gesendet: ${date}`,
        `An: ${OUR_BOX.address}`,
        `Betreff: ${subject}`,
      ]
    : [
        '-----Original Message-----',
        `From: ${sender}`,
        `Sent: ${date}`,
        `To: ${OUR_BOX.address}`,
        `Subject: ${subject}`,
      ];
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const escapedKeepingBold = (line: string) => {
  const [, label = '', rest = ''] = /^<b>(.*?)<\/b>(.*)$/.exec(line) ?? [];
  return `<b>${escaped(label)}</b>${escaped(rest)}`;
};
const lines = (text: string) => escaped(text).replaceAll('\n', '<br>');
const paragraphs = (text: string) =>
  text
    .split('\n\n')
    .map((part) => `<p>${lines(part)}</p>`)
    .join('');
