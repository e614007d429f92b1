import { readAddresses } from './address-list.js';
import { bytesOf, decodeText } from './charset.js';
import { decodeHeaderText } from './encoded-words.js';
import type { RawField } from './header-fields.js';
import { readMailDate } from './mail-date.js';
import { readMessageId, readMessageIds } from './message-ids.js';
import type { MailAddress, ParsedMail } from './parsed-mail.js';

type MailHead = Pick<
  ParsedMail,
  | 'headers'
  | 'messageId'
  | 'inReplyTo'
  | 'references'
  | 'from'
  | 'sender'
  | 'replyTo'
  | 'to'
  | 'cc'
  | 'bcc'
  | 'subject'
  | 'date'
>;

/** Reads a mail's header. `hint` is the charset its body names, for raw eight-bit values that name none. */
export function readMailHead(fields: readonly RawField[], hint: string | null): MailHead {
  const all = (name: string): string[] =>
    fields.filter((field) => field.name === name && field.binary !== '').map((field) => field.binary);
  /** Of fields that may stand once the first one that says something counts; later ones are often forged or added. */
  const firstOf = <T>(name: string, read: (binary: string) => T | null): T | null => {
    for (const binary of all(name)) {
      const value = read(binary);
      if (value !== null) return value;
    }
    return null;
  };
  const addresses = (binary: string): MailAddress[] | null => {
    const list = readAddresses(binary, hint);
    return list.length === 0 ? null : list;
  };
  /** A forged or broken From without any address stands back behind one that has one. */
  const addressed = (binary: string): MailAddress[] | null =>
    addresses(binary)?.some(({ address }) => address !== '') ? addresses(binary) : null;
  const joined = (name: string): MailAddress[] => all(name).flatMap((binary) => readAddresses(binary, hint));
  const ids = (name: string): string[] => [...new Set(all(name).flatMap((binary) => readMessageIds(binary)))];
  return {
    headers: fields.map(({ name, binary }) => ({
      name,
      value: decodeHeaderText(binary, hint),
      raw: decodeText(bytesOf(binary), null, hint).text,
    })),
    messageId: firstOf('message-id', readMessageId),
    inReplyTo: ids('in-reply-to'),
    references: ids('references'),
    from: firstOf('from', addressed) ?? firstOf('from', addresses) ?? [],
    sender: firstOf('sender', addresses)?.[0] ?? null,
    replyTo: firstOf('reply-to', addresses) ?? [],
    to: joined('to'),
    cc: joined('cc'),
    bcc: joined('bcc'),
    subject: clean(firstOf('subject', (binary) => clean(decodeHeaderText(binary, hint)) || null) ?? ''),
    date: firstOf('date', readMailDate),
  };
}

function clean(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').trim();
}
