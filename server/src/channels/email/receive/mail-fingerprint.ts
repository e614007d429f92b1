import { createHash } from 'node:crypto';
import { authorOf } from '../parse/mail-author.js';
import type { ParsedMail } from '../parse/parsed-mail.js';
import { isUsableId } from '../threading/candidate-ids.js';

/**
 * Names a mail, whichever folder it lies in and whatever UID it has: 64 hex digits. Copies of a mail differ in the
 * fields that servers add on the way, so these do not count. Faulty programs give many mails one Message-ID; then
 * author, date and subject tell them apart, and without a date what they say.
 */
export function mailFingerprint(mail: ParsedMail): string {
  const usable = mail.messageId !== null && isUsableId(mail.messageId) && mail.date !== null;
  const parts = [
    mail.messageId ?? '',
    authorOf(mail)?.address.toLowerCase() ?? '',
    mail.date?.toISOString() ?? '',
    mail.subject.replace(/\s+/g, ' ').trim(),
    ...(usable ? [] : contentOf(mail)),
  ];
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part);
  return hash.digest('hex');
}

function contentOf(mail: ParsedMail): string[] {
  const addresses = [...mail.to, ...mail.cc].map(({ address }) => address.toLowerCase());
  const attachments = mail.attachments.map(({ filename, size }) => `${filename}/${size}`);
  return [addresses.join(','), mail.text ?? '', mail.html ?? '', attachments.join(',')];
}
