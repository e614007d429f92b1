import { z } from 'zod';
import type { StoredDelivery } from '../../core/connector.js';
import type { IdentityRef, InboundMail, MessageEvent } from '../../core/inbound-event.js';
import { classifyMail, type MailClass } from '../classify/classify-mail.parse.js';
import { readableText } from '../classify/mail-reading.js';
import { ownAddresses } from '../mailbox.settings.js';
import { writeMailbox } from '../mailbox-name.js';
import type { OwnMessageIds } from '../own-message-ids.js';
import { parseMail } from '../parse/parse-mail.parse.js';
import type { AttachmentSink, MailAddress, ParsedMail } from '../parse/parsed-mail.js';
import { extractReply } from '../reply-text/reply-text.format.js';
import { ancestorIds, isUsableId } from '../threading/candidate-ids.js';
import { isMarkedSpam, mailSides } from './mail-direction.js';
import { mailFingerprint } from './mail-fingerprint.js';
import { mailReport } from './mail-report.js';

/** What the poller knows of a mail beside its bytes. */
export const mailMetaSchema = z.object({
  folder: z.string(),
  uid: z.number(),
  /** INTERNALDATE, ISO 8601: the time that counts. */
  internalDate: z.string().nullable(),
  /** It lies in the Sent folder. */
  sent: z.boolean(),
  /** It came after reading began, whatever its date says: no history. */
  live: z.boolean().optional(),
  /** Brought by a backfill. */
  history: z.boolean().optional(),
  queueIfUnanswered: z.boolean().optional(),
});
export type MailMeta = z.infer<typeof mailMetaSchema>;

/** Where other servers note the Message-ID a mail had before they gave it one of theirs. */
const ORIGINAL_ID_HEADERS = ['x-microsoft-original-message-id', 'x-google-original-message-id'];

/** Reads a mail as it was fetched: one message, with its attachments put into storage. */
export async function parseMailDelivery(delivery: StoredDelivery, ids: OwnMessageIds): Promise<MessageEvent> {
  const { channel } = delivery;
  if (channel === null) throw new Error('A mail comes from a mailbox.');
  const meta = mailMetaSchema.parse(delivery.meta);
  const own = ownAddresses(channel);
  const mail = await readMail(delivery);
  const fingerprint = mailFingerprint(mail);
  const sides = mailSides(mail, own, meta.sent);
  const answersOurs = [...mail.inReplyTo, ...mail.references].some((id) => ids.isOurs(channel.id, id));
  const found = classifyMail(mail, { addresses: own, answersOurs: answersOurs || sides.direction === 'out' });
  const written = wordsOf(mail);
  const aside =
    sides.direction === 'out' ? null : setAside(mail, found, { answersOurs, forged: sides.forged });
  return {
    type: 'message',
    key: `mail:${fingerprint}`,
    account: channel.account,
    at: momentOf(meta.internalDate, delivery.receivedAt),
    conversation: { externalId: null, medium: 'email', subject: mail.subject },
    externalId: `mail:${fingerprint}`,
    direction: sides.direction,
    visibility: 'private',
    author:
      sides.direction === 'out'
        ? null
        : identityOf(sides.author, mail, { fingerprint, trusted: aside === null }),
    others: sides.others.map((other) => identity(other)),
    ...written,
    attachments: mail.attachments.map((one) => ({
      filename: one.filename,
      contentType: one.contentType,
      size: one.size,
      storageKey: String(one.stored),
      contentId: one.contentId,
      inline: one.inline,
    })),
    references: ancestorIds(mail),
    ownReferences: ownIds(mail),
    automatic: found.automatic ? found.kind : null,
    setAside: aside,
    reports: sides.direction === 'out' ? null : mailReport(mail, found, ids, channel.id),
    mail: mailFields(mail),
    rawKey: delivery.bodyKey,
    ...(meta.history === true ? { history: true } : meta.live === true ? { history: false } : {}),
    ...(meta.queueIfUnanswered === true ? { queueIfUnanswered: true } : {}),
  };
}

async function readMail(delivery: StoredDelivery): Promise<ParsedMail> {
  const sink: AttachmentSink = async (_, content) => {
    const { key, size } = await delivery.store(content);
    return { size, stored: key };
  };
  const mail = await parseMail(await delivery.open(), sink);
  if (!mail.faults.includes('tnef-unread')) return mail;
  // What could not be made out in Outlook's wrapping stays at hand: the wrapping itself goes along.
  const wrapped = await parseMail(await delivery.open(), sink, { tnef: 'keep' });
  const known = new Set(mail.attachments.map(({ stored }) => stored));
  const more = wrapped.attachments.filter(({ stored }) => !known.has(stored));
  return {
    ...mail,
    attachments: [...mail.attachments, ...more].map((one, index) => ({ ...one, index })),
  };
}

/**
 * INTERNALDATE knows whole seconds. The last moment of its second counts, unless the mail was here before that: else
 * an answer would come before what it answers when both fall into one second.
 */
function momentOf(internalDate: string | null, receivedAt: Date): string | null {
  if (internalDate === null) return null;
  const second = Math.floor(new Date(internalDate).getTime() / 1_000) * 1_000;
  const arrived = receivedAt.getTime();
  return new Date(arrived >= second ? Math.min(second + 999, arrived) : second).toISOString();
}

function wordsOf(mail: ParsedMail): Pick<MessageEvent, 'text' | 'fullText' | 'html' | 'replyHtml'> {
  const reply = extractReply({ text: mail.text, html: mail.html });
  // A mail passed on below the words is what they want us to read.
  const text = [reply.text, reply.forwarded]
    .filter((part) => part !== null && part !== '')
    .join('\n\n')
    .trim();
  const full = (mail.text !== null && mail.text.trim() !== '' ? mail.text : readableText(mail)).trim();
  return {
    text,
    fullText: full === text || full === '' ? null : full,
    html: mail.html,
    replyHtml: reply.forwarded === null && reply.html !== mail.html ? reply.html : null,
  };
}

/** Why it is kept apart; it still joins a conversation it belongs to. */
function setAside(
  mail: ParsedMail,
  found: MailClass,
  more: { answersOurs: boolean; forged: boolean },
): string | null {
  if (found.automatic) return found.kind;
  if (more.forged) return 'spam';
  return !more.answersOurs && isMarkedSpam(mail) ? 'spam' : null;
}

function ownIds(mail: ParsedMail): string[] {
  const originals = mail.headers
    .filter(({ name }) => ORIGINAL_ID_HEADERS.includes(name))
    .map(({ value }) => value.trim());
  return [...new Set([...(mail.messageId === null ? [] : [mail.messageId]), ...originals])].filter(
    isUsableId,
  );
}

/** A mail that names nobody is from somebody all the same, and from nobody else. */
function identityOf(
  author: MailAddress | null,
  mail: ParsedMail,
  { fingerprint, trusted }: { fingerprint: string; trusted: boolean },
): IdentityRef {
  if (author !== null) return identity(author, trusted);
  const name = mail.from[0]?.name ?? '';
  return {
    namespace: 'email',
    externalId: `unknown:${fingerprint}`,
    name: name === '' ? null : name,
    handle: null,
  };
}

/** @param wrote a mail from this address came that nothing speaks against */
function identity({ name, address }: MailAddress, wrote = false): IdentityRef {
  return {
    namespace: 'email',
    externalId: address.toLowerCase(),
    name: name === '' ? null : name,
    handle: address,
    email: { address: address.toLowerCase(), verified: wrote },
  };
}

const MOST_ADDRESSES = 500;

function mailFields(mail: ParsedMail): InboundMail {
  const written = (addresses: MailAddress[]) => addresses.slice(0, MOST_ADDRESSES).map(writeMailbox);
  return {
    from: written(mail.from),
    to: written(mail.to),
    cc: written(mail.cc),
    bcc: written(mail.bcc),
    replyTo: written(mail.replyTo),
    subject: mail.subject,
    messageId: mail.messageId,
    date: mail.date?.toISOString() ?? null,
    invitations: mail.invitations.map((one) => ({
      method: one.method,
      summary: one.summary,
      start: one.start,
      end: one.end,
      allDay: one.allDay,
      location: one.location,
      organizer: one.organizer === null ? null : writeMailbox(one.organizer),
    })),
  };
}
