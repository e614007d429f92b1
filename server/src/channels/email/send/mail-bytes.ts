import { Readable } from 'node:stream';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { OutboundAttachment } from '../../core/outbound-message.js';
import type { MailAddress } from '../parse/parsed-mail.js';
import type { ComposedMail } from './compose-mail.format.js';

/** The mail as it goes over the wire; attachments are opened one after the other, as they are written. */
export function mailBytes(mail: ComposedMail, options: { keepBcc: boolean }): Readable {
  const node = new MailComposer({
    from: boxes([mail.from]),
    to: boxes(mail.to),
    cc: boxes(mail.cc),
    bcc: boxes(mail.bcc),
    subject: mail.subject,
    messageId: mail.messageId,
    date: mail.date,
    inReplyTo: mail.inReplyTo ?? undefined,
    references: mail.references.join(' ') || undefined,
    text: mail.text,
    html: mail.html,
    headers: mail.headers,
    attachments: mail.attachments.map((one) => ({
      filename: one.filename,
      contentType: mediaType(one.contentType),
      ...(isShownInside(one, mail.html)
        ? { cid: one.contentId as string, contentDisposition: 'inline' }
        : {}),
      content: lazily(one),
    })),
    // Whatever stands in a file name or an address, nothing is read from disk or network for it.
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile();
  // On one line: programs that read mails badly stumble over a folded Message-ID.
  node.setHeader('Message-ID', { prepared: true, value: mail.messageId });
  node.keepBcc = options.keepBcc;
  return node.createReadStream();
}

/** About as many bytes as it will have: text as it is, attachments in base64 with line breaks. */
export function estimatedSize(mail: ComposedMail): number {
  const attachments = mail.attachments.reduce((sum, { size }) => sum + Math.ceil(size * 1.37) + 500, 0);
  return Buffer.byteLength(mail.text) + Buffer.byteLength(mail.html) + attachments + 4_000;
}

/** Every address it goes to, each once. */
export const recipientsOf = (mail: ComposedMail): string[] => [
  ...new Set([...mail.to, ...mail.cc, ...mail.bcc].map(({ address }) => address)),
];

const boxes = (list: MailAddress[]) => list.map(({ name, address }) => ({ name, address }));

const isShownInside = ({ contentId }: OutboundAttachment, html: string) =>
  contentId !== null && html.includes(`cid:${contentId}`);

function lazily(attachment: OutboundAttachment): Readable {
  async function* content(): AsyncGenerator<Uint8Array> {
    yield* (await attachment.open()) as AsyncIterable<Uint8Array>;
  }
  return Readable.from(content(), { objectMode: false });
}

/** `message/*` parts cannot be encoded (RFC 2046, section 5.2.1): what we do not write ourselves goes as a file. */
function mediaType(contentType: string): string {
  const type = contentType.toLowerCase();
  return /^[\w.+-]+\/[\w.+-]+$/.test(type) && !/^(message|multipart)\//.test(type)
    ? type
    : 'application/octet-stream';
}
