import { describe, expect, it } from '@jest/globals';
import { classifyMail } from '../../channels/email/classify/classify-mail.parse.js';
import { parseMail } from '../../channels/email/parse/parse-mail.parse.js';
import { extractReply } from '../../channels/email/reply-text/reply-text.format.js';
import { sampleBrand } from '../sample-brand.js';
import { awayNotes, machineMails } from '../texts/machine-mails.js';
import { bounceMail } from './bounce-mail.format.js';
import { machineMail, type PersonMail, personMail } from './person-mail.format.js';
import { sampleFile } from './sample-file.format.js';

const read = async (raw: Buffer) => parseMail(raw, async () => ({ size: 0, stored: null }));
const at = new Date('2026-03-04T09:30:00Z');
const mail: PersonMail = {
  from: { name: 'Jürgen Groß', address: 'juergen.gross@example.com' },
  at,
  messageId: '<two@example.com>',
  references: ['<zero@example.com>', '<one@brand.example>'],
  subject: 'Re: Mühle',
  text: 'Hallo,\n\ndanke, die Schraube sitzt & hält.\n\nViele Grüße\nJürgen',
  signature: null,
  language: 'de',
  program: 'plain',
  quoted: {
    from: { name: 'Mia Torres', address: sampleBrand.mailbox },
    at: new Date('2026-03-03T15:00:00Z'),
    subject: 'Mühle',
    text: 'Hallo Jürgen,\n\neine neue Schraube ist unterwegs.\n\nMia',
  },
  attachments: [],
};

describe('mails of people', () => {
  it.each(['plain', 'webmail', 'desktop', 'phone'] as const)(
    'as a %s program writes them: headers whole, own words found above the quote',
    async (program) => {
      for (const language of ['de', 'en'] as const) {
        const parsed = await read(await personMail({ ...mail, program, language }));
        expect(parsed).toMatchObject({ subject: 'Re: Mühle', messageId: '<two@example.com>' });
        expect(parsed.from).toEqual([mail.from]);
        expect(parsed.references).toEqual(mail.references);
        expect(parsed.text).toContain('neue Schraube ist unterwegs');
        const { text } = extractReply({ text: parsed.text, html: parsed.html });
        expect(text).toContain('danke, die Schraube sitzt & hält.');
        expect(text).not.toContain('unterwegs');
        expect(classifyMail(parsed, { addresses: [sampleBrand.mailbox] }).automatic).toBe(false);
      }
    },
  );

  it('carry files', async () => {
    const parsed = await read(await personMail({ ...mail, attachments: [sampleFile('photo', '')] }));
    expect(parsed.attachments).toMatchObject([{ filename: 'IMG_2041.png', contentType: 'image/png' }]);
  });
});

describe('mails of machines', () => {
  it.each(machineMails)('$subject is taken for one', async ({ from, subject, text, headers }) => {
    const raw = await machineMail({ from, subject, text, headers, at, messageId: '<m@example.net>' });
    expect(classifyMail(await read(raw), { addresses: [sampleBrand.mailbox] }).automatic).toBe(true);
  });

  it.each(['en', 'de'] as const)('an absence (%s) is taken for one', async (language) => {
    const { subject, text } = awayNotes[language];
    const raw = await machineMail({
      from: mail.from,
      at,
      messageId: '<away@example.com>',
      inReplyTo: '<one@brand.example>',
      subject,
      text,
      headers: { 'Auto-Submitted': 'auto-replied' },
    });
    expect(
      classifyMail(await read(raw), { addresses: [sampleBrand.mailbox], answersOurs: true }).automatic,
    ).toBe(true);
  });

  it('a bounce names the mail it is about', async () => {
    const raw = bounceMail({
      messageId: '<one@brand.example>',
      to: 'a@example.com',
      subject: 'Grüße',
      at,
      id: '1',
    });
    const found = classifyMail(await read(raw), { addresses: [sampleBrand.mailbox] });
    expect(found).toMatchObject({ automatic: true, kind: 'bounce' });
    expect(JSON.stringify(found)).toContain('<one@brand.example>');
  });
});
