import type { MailAddress, ParsedMail } from './parsed-mail.js';

/** Who a mail is from: the first From with an address, else Sender, else Reply-To; null where nobody can be named. */
export function authorOf(mail: Pick<ParsedMail, 'from' | 'sender' | 'replyTo'>): MailAddress | null {
  const candidates = [...mail.from, ...(mail.sender === null ? [] : [mail.sender]), ...mail.replyTo];
  return candidates.find(({ address }) => address !== '') ?? mail.from[0] ?? null;
}
