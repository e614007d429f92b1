import { ChannelError } from '../../core/channel-error.js';
import type { ConnectedChannel } from '../../core/connector.js';
import type { OutboundAttachment, OutboundMessage } from '../../core/outbound-message.js';
import { type MailboxSettings, readMailbox } from '../mailbox.settings.js';
import { readMailboxName } from '../mailbox-name.js';
import type { MailAddress } from '../parse/parsed-mail.js';
import { buildReplyHeaders } from '../threading/reply-headers.format.js';
import { forwardSubject, replySubject } from '../threading/subject.js';
import { formattedToMail } from './formatted-to-mail.format.js';
import { forwardedMail, type MailBody, quotedHistory } from './quoted-history.format.js';
import { textToHtml } from './text-to-html.format.js';

/** A mail ready to be written: everything but the bytes of its attachments. */
export interface ComposedMail {
  from: MailAddress;
  to: MailAddress[];
  cc: MailAddress[];
  bcc: MailAddress[];
  subject: string;
  /** With angle brackets. */
  messageId: string;
  date: Date;
  inReplyTo: string | null;
  references: string[];
  text: string;
  html: string;
  attachments: OutboundAttachment[];
  headers: Record<string, string>;
}

/** What `prepare` fixes before the first try. */
export interface PreparedMail {
  messageId: string;
  /** ISO 8601; the Date field, also of later tries and of the copy in Sent. */
  date: string;
}

const MOST_RECIPIENTS = 100;

/** @throws ChannelError.rejected when it cannot be addressed */
export function composeMail(channel: ConnectedChannel, message: OutboundMessage): ComposedMail {
  const mailbox = readMailbox(channel.settings);
  const prepared = message.prepared as PreparedMail | null;
  if (prepared === null) throw new Error('a mail is formatted before it is prepared');
  const { to, cc, bcc } = addressed(message);
  const quoted = message.inReplyTo;
  const { inReplyTo, references } = buildReplyHeaders({
    messageId: message.forward ? null : (quoted?.references[0] ?? null),
    inReplyTo: [],
    references: message.forward ? [] : threadUpTo(message),
  });
  return {
    from: { name: senderName(mailbox, message), address: mailbox.address },
    to,
    cc,
    bcc,
    subject: subjectOf(message),
    messageId: prepared.messageId,
    date: new Date(prepared.date),
    inReplyTo,
    references,
    ...bodyOf(message),
    attachments: message.attachments,
    headers: {},
  };
}

function addressed(message: OutboundMessage): Pick<ComposedMail, 'to' | 'cc' | 'bcc'> {
  const seen = new Set<string>();
  const read = (list: readonly string[]) =>
    list.flatMap((text) => {
      const found = readMailboxName(text);
      if (found === null) {
        throw ChannelError.rejected(
          'invalid_recipient',
          `“${text.slice(0, 100)}” is not an email address.`,
          'Correct the address.',
        );
      }
      const key = found.address.toLowerCase();
      if (seen.has(key)) return [];
      seen.add(key);
      return [found];
    });
  const { mail } = message;
  const fromPeople = message.recipients
    .filter(({ namespace }) => namespace === 'email')
    .map(({ name, externalId }) =>
      name === null ? externalId : `"${name.replace(/["\\]/g, '')}" <${externalId}>`,
    );
  const result = { to: read(mail?.to ?? fromPeople), cc: read(mail?.cc ?? []), bcc: read(mail?.bcc ?? []) };
  if (seen.size === 0) {
    throw ChannelError.rejected('no_recipients', 'The mail is addressed to nobody.', 'Add a recipient.');
  }
  if (seen.size > MOST_RECIPIENTS) {
    throw ChannelError.rejected(
      'too_many_recipients',
      `A mail goes to at most ${MOST_RECIPIENTS} addresses.`,
      'Leave some out.',
    );
  }
  return result;
}

/** The thread's ids before the mail answered; those after it belong to other branches. */
function threadUpTo(message: OutboundMessage): string[] {
  if (message.inReplyTo === null) return [];
  const at = message.threadReferences.indexOf(message.inReplyTo.references[0] ?? '');
  return at === -1 ? message.threadReferences : message.threadReferences.slice(0, at);
}

/** A subject left as it was gets its `Re:`; one that a member wrote stays. */
function subjectOf({ mail, forward, inReplyTo, conversation }: OutboundMessage): string {
  const written = oneLine(mail?.subject ?? '');
  if (inReplyTo === null) return written;
  const known = [inReplyTo.mail?.subject, conversation.subject].map((one) => oneLine(one ?? ''));
  const before = written === '' ? known.find((one) => one !== '') : written;
  if (before === undefined || (written !== '' && !known.includes(written))) return written;
  return forward ? forwardSubject(before) : replySubject(before);
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();

function senderName({ sender }: MailboxSettings, { member, brand }: OutboundMessage): string {
  if (sender === 'brand') return brand.name;
  return sender === 'member_brand' ? `${member.name} (${brand.name})` : member.name;
}

function bodyOf(message: OutboundMessage): MailBody {
  const { inReplyTo: quoted, forward, brand } = message;
  const pictures = new Set(message.attachments.flatMap(({ contentId }) => contentId ?? []));
  const below =
    quoted === null
      ? null
      : forward
        ? forwardedMail(quoted, brand.locale, pictures)
        : quotedHistory(quoted, brand.locale);
  const signature = [message.member.signature, brand.signature]
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .join('\n');
  const written = message.text.replace(/\r\n?/g, '\n').trimEnd();
  // RFC 3676, section 4.3: readers know a signature by the line "-- ".
  const text = [
    written,
    ...(signature === '' ? [] : [`-- \n${signature}`]),
    ...(below === null ? [] : [below.text]),
  ];
  const html = [
    `<div>${message.html === null ? textToHtml(written) : formattedToMail(message.html)}</div>`,
    ...(signature === ''
      ? []
      : [
          `<div class="gmail_signature" data-smartmail="gmail_signature">-- <br>\n${textToHtml(signature)}</div>`,
        ]),
    ...(below === null ? [] : [below.html]),
  ];
  return {
    text: `${text.join('\n\n')}\n`,
    html: `<!doctype html>
<html><head><meta charset="utf-8"></head><body>
${html.join('\n<br>\n')}
</body></html>
`,
  };
}
