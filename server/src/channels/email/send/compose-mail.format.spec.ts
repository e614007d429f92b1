import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { anEmailChannel, anOutboundMessage } from '../../../../test/email-channel.js';
import type { OutboundAttachment, OutboundMessage, QuotedMessage } from '../../core/outbound-message.js';
import { parseMail } from '../parse/parse-mail.parse.js';
import { keep } from '../parse/sample-mail.js';
import { extractReply } from '../reply-text/reply-text.format.js';
import { composeMail } from './compose-mail.format.js';
import { estimatedSize, mailBytes, recipientsOf } from './mail-bytes.js';

const channel = anEmailChannel();

const quoted = (parts: Partial<QuotedMessage> = {}): QuotedMessage => ({
  id: 'quoted',
  externalId: 'mail:abc',
  direction: 'in',
  references: ['<second@example.test>'],
  authorName: 'Ben Müller',
  at: new Date('2024-05-03T08:30:00Z'),
  text: 'Hello,\n\nwhere is my parcel?\n> older words',
  html: null,
  visibility: 'private',
  details: null,
  mail: {
    from: ['Ben Müller <ben@example.test>'],
    to: ['anna@example.test'],
    cc: [],
    bcc: [],
    subject: 'My parcel',
    messageId: '<second@example.test>',
    date: null,
    invitations: [],
  },
  ...parts,
});

const attachment = (parts: Partial<OutboundAttachment> & { content?: string }): OutboundAttachment => ({
  id: 'file',
  filename: 'file.txt',
  contentType: 'text/plain',
  size: (parts.content ?? 'content').length,
  contentId: null,
  open: async () => Readable.from([Buffer.from(parts.content ?? 'content')]),
  ...parts,
});

/** Composed, written to bytes, and read again as its recipient would. */
async function received(message: OutboundMessage, keepBcc = false) {
  const raw = await buffer(mailBytes(composeMail(channel, message), { keepBcc }));
  return { raw: raw.toString('latin1'), mail: await parseMail(raw, keep) };
}

describe('a reply as a mail', () => {
  it('carries the human’s name with the brand’s address, and hangs in its thread', async () => {
    const { mail } = await received(
      anOutboundMessage({
        inReplyTo: quoted(),
        threadReferences: ['<first@example.test>', '<second@example.test>', '<other-branch@example.test>'],
        mail: {
          to: ['Ben Müller <ben@example.test>', 'ben@example.test'],
          cc: ['carla@example.test'],
          bcc: ['dora@example.test'],
          subject: 'My parcel',
        },
      }),
    );
    expect(mail.from).toEqual([{ name: 'Anna Schmidt', address: 'anna@example.test' }]);
    expect(mail.to).toEqual([{ name: 'Ben Müller', address: 'ben@example.test' }]);
    expect(mail.cc).toMatchObject([{ address: 'carla@example.test' }]);
    expect(mail.bcc).toEqual([]);
    expect(mail.subject).toBe('Re: My parcel');
    expect(mail.messageId).toBe('<prepared@example.test>');
    expect(mail.inReplyTo).toEqual(['<second@example.test>']);
    expect(mail.references).toEqual(['<first@example.test>', '<second@example.test>']);
    expect(mail.date?.toISOString()).toBe('2024-05-04T10:00:00.000Z');
  });

  it('shows Bcc in our own copy only, and sends to them all the same', async () => {
    const message = anOutboundMessage({
      mail: { to: ['ben@example.test'], cc: [], bcc: ['Dora <dora@example.test>'], subject: 'x' },
    });
    expect((await received(message)).raw).not.toContain('dora@example.test');
    expect((await received(message, true)).mail.bcc).toMatchObject([{ address: 'dora@example.test' }]);
    expect(recipientsOf(composeMail(channel, message))).toEqual(['ben@example.test', 'dora@example.test']);
  });

  it.each(['en', 'de'])(
    'quotes the mail answered so that mail programs can fold it away (%s)',
    async (locale) => {
      for (const html of [null, '<p>Hello,</p><p>where is my <b>parcel</b>?</p>']) {
        const message = anOutboundMessage({
          inReplyTo: quoted({ html }),
          text: 'It is on its way.\nBest wishes',
        });
        message.brand.locale = locale;
        const { mail } = await received(message);
        expect(mail.text).toContain(
          locale === 'de' ? 'schrieb Ben Müller <ben@example.test>:' : 'Ben Müller <ben@example.test> wrote:',
        );
        expect(mail.text).toContain('\n> where is my parcel?\n>> older words');
        expect(mail.html).toContain('<blockquote type="cite"');
        for (const one of [{ text: mail.text }, { html: mail.html }]) {
          expect(extractReply(one).text).toBe('It is on its way.\nBest wishes');
        }
      }
    },
  );

  it('signs with the member’s signature, then the brand’s', async () => {
    const message = anOutboundMessage({ inReplyTo: quoted() });
    message.member.signature = 'Anna, Support';
    message.brand.signature = 'Example Ltd\nhttps://example.test/help.';
    const { mail } = await received(message);
    expect(mail.text).toContain('Here is the answer.\n\n-- \nAnna, Support\nExample Ltd\n');
    expect(mail.html).toContain('<a href="https://example.test/help">https://example.test/help</a>.');
    expect(extractReply({ text: mail.text }).text).toBe('Here is the answer.');
  });

  it('writes text as HTML without letting any of it become HTML', async () => {
    const { mail } = await received(
      anOutboundMessage({ text: '<script>alert(1)</script> & "you"\n  two  spaces, mail me@example.test' }),
    );
    expect(mail.html).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;you&quot;<br>');
    expect(mail.html).toContain('&nbsp;two &nbsp;spaces');
    expect(mail.html).toContain('<a href="mailto:me@example.test">me@example.test</a>');
  });

  it('says in HTML what its writer formatted, in lines as they saw them, and the same in plain text', async () => {
    const html =
      '<p>Dear <strong>Ben</strong>,</p><p></p><ul><li><p>one</p></li></ul><p><img src="cid:pic@parley" alt="cat"></p>';
    const { mail } = await received(
      anOutboundMessage({
        text: 'Dear Ben,\n\n- one\n[cat]',
        html,
        inReplyTo: quoted(),
        attachments: [attachment({ contentId: 'pic@parley', filename: 'cat.png', contentType: 'image/png' })],
      }),
    );
    expect(mail.html).toContain('<div>Dear <strong>Ben</strong>,</div><div><br></div><ul style=');
    expect(mail.html).toContain('<li>one</li>');
    expect(mail.html).toContain('<blockquote type="cite"');
    expect(mail.text).toContain('Dear Ben,\n\n- one\n[cat]\n');
    expect(mail.attachments).toMatchObject([{ filename: 'cat.png', contentId: 'pic@parley', inline: true }]);
    expect(extractReply({ html: mail.html }).text).toMatch(/^Dear Ben,\n+ \* one$/);
    expect(extractReply({ text: mail.text }).text).toBe('Dear Ben,\n\n- one\n[cat]');
  });

  it('passes nothing on of a quoted mail that runs, loads or submits', async () => {
    const html = `<html><head><style>p{}</style><base href="https://evil.test"></head><body onload="x()">
      <p style="position:fixed" onclick="x()">Words</p><script>bad()</script><iframe src="https://evil.test"></iframe>
      <img src="https://evil.test/pixel.gif"><img src="cid:pic@x"><section onfocus="x()"><b>kept</b></section><form action="https://evil.test"><input name="a"></form>
      <a href="javascript:bad()">one</a> <a href="https://example.test/?a=1&amp;b=2">two</a>
      <div style="background:url(https://evil.test/x)">three</div><svg><a xlink:href="javascript:x"/></svg></body></html>`;
    const { mail } = await received(anOutboundMessage({ inReplyTo: quoted({ html }) }));
    for (const harmful of [
      'script',
      'onload',
      'onclick',
      'evil.test',
      'iframe',
      'position',
      'javascript',
      '<svg',
      'cid:',
    ]) {
      expect(mail.html).not.toContain(harmful);
    }
    expect(mail.html).toContain('Words');
    expect(mail.html).toContain('<b>kept</b>');
    expect(mail.html).toContain('href="https://example.test/?a=1&amp;b=2"');
  });

  it('forwards the mail with its fields, its words and its pictures, in a thread of its own', async () => {
    const { mail } = await received(
      anOutboundMessage({
        forward: true,
        text: 'Please have a look.',
        inReplyTo: quoted({ html: '<p>See <img src="cid:pic@x"></p>' }),
        threadReferences: ['<second@example.test>'],
        mail: { to: ['carla@example.test'], cc: [], bcc: [], subject: '' },
        attachments: [attachment({ contentId: 'pic@x', filename: 'pic.png', contentType: 'image/png' })],
      }),
    );
    expect(mail.subject).toBe('Fwd: My parcel');
    expect(mail.references).toEqual([]);
    expect(mail.text).toContain('Forwarded message');
    expect(mail.text).toContain('From: Ben Müller <ben@example.test>');
    expect(mail.text).toContain('where is my parcel?\n> older words');
    expect(mail.attachments).toMatchObject([{ filename: 'pic.png', contentId: 'pic@x', inline: true }]);
    expect(extractReply({ text: mail.text }).text).toBe('Please have a look.');
  });

  it('keeps a subject a member wrote', () => {
    const subject = (written: string, inReplyTo: QuotedMessage | null) =>
      composeMail(
        channel,
        anOutboundMessage({
          inReplyTo,
          mail: { to: ['ben@example.test'], cc: [], bcc: [], subject: written },
          conversation: { id: 'c', externalId: null, medium: 'email', subject: 'My parcel', post: null },
        }),
      ).subject;
    expect(subject('About your parcel', quoted())).toBe('About your parcel');
    expect(subject('', quoted())).toBe('Re: My parcel');
    expect(subject('My parcel', null)).toBe('My parcel');
    expect(subject('Hello\r\nBcc: evil@example.test', null)).toBe('Hello Bcc: evil@example.test');
  });

  it('sends attachments of any name and size as they are', async () => {
    const files = [
      attachment({
        filename: 'Rechnung für Müller, "neu".pdf',
        contentType: 'application/pdf',
        content: 'a'.repeat(200_000),
      }),
      attachment({ filename: 'mail.eml', contentType: 'message/rfc822', content: 'Subject: x\r\n\r\nhello' }),
      attachment({ filename: 'empty.bin', contentType: 'nonsense\r\nX-Evil: 1', content: '' }),
    ];
    const message = anOutboundMessage({ attachments: files });
    const { mail, raw } = await received(message);
    expect(mail.attachments.map(({ filename, size }) => [filename, size])).toEqual([
      ['Rechnung für Müller, "neu".pdf', 200_000],
      ['mail.eml', 19],
      ['empty.bin', 0],
    ]);
    expect(raw).not.toMatch(/^X-Evil/m);
    const estimate = estimatedSize(composeMail(channel, message));
    expect(estimate).toBeGreaterThanOrEqual(raw.length * 0.95);
    expect(estimate).toBeLessThan(raw.length * 1.2);
  });

  it('is refused when it goes to nobody, to too many, or to no address', () => {
    const to = (list: string[]) => () =>
      composeMail(channel, anOutboundMessage({ mail: { to: list, cc: [], bcc: [], subject: '' } }));
    expect(to([])).toThrow(expect.objectContaining({ kind: 'rejected', code: 'no_recipients' }));
    expect(to(['nobody'])).toThrow(expect.objectContaining({ kind: 'rejected', code: 'invalid_recipient' }));
    expect(to(Array.from({ length: 101 }, (_, index) => `p${index}@example.test`))).toThrow(
      expect.objectContaining({ code: 'too_many_recipients' }),
    );
  });

  it('shows the sender as the channel wants it', () => {
    const from = (sender: string) =>
      composeMail(anEmailChannel({ settings: { ...channel.settings, sender } }), anOutboundMessage()).from
        .name;
    expect(from('member_brand')).toBe('Anna Schmidt (Example Ltd)');
    expect(from('brand')).toBe('Example Ltd');
  });
});
