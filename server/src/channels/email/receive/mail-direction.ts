import { headerValue, headerValues, isNoReplyAddress } from '../classify/mail-reading.js';
import { authorOf } from '../parse/mail-author.js';
import type { MailAddress, ParsedMail } from '../parse/parsed-mail.js';

export interface MailSides {
  direction: 'in' | 'out';
  /** Who wrote it, of an inbound mail; null where it names nobody. */
  author: MailAddress | null;
  /** Everyone else it names who is not us, each once. */
  others: MailAddress[];
  /** It claims to be from us and is not. */
  forged: boolean;
}

/** 64 for the local part, 255 for the domain (RFC 5321, 4.5.3.1), and the @: what is longer is nobody's. */
const LONGEST_ADDRESS = 320;

/**
 * Who speaks to whom. What lies in the Sent folder, or comes from an address of ours and goes to others, was written
 * by us in another program. A form on the brand's own site writes from our address to our address, and names the
 * person in Reply-To.
 */
export function mailSides(mail: ParsedMail, own: readonly string[], inSentFolder: boolean): MailSides {
  const ours = (one: MailAddress | null) => one !== null && own.includes(one.address.toLowerCase());
  const from = authorOf(mail);
  const recipients = notOurs([...mail.to, ...mail.cc, ...mail.bcc], own);
  if ((inSentFolder || ours(from)) && recipients.length > 0) {
    if (inSentFolder || !failsAuthentication(mail)) {
      return { direction: 'out', author: null, others: recipients, forged: false };
    }
    return { direction: 'in', author: from, others: recipients, forged: true };
  }
  const answersGoTo = notOurs(mail.replyTo, own).filter(({ address }) => !isNoReplyAddress(address));
  const speaksForAnother = ours(from) || (from !== null && isNoReplyAddress(from.address));
  const author = speaksForAnother && answersGoTo.length === 1 ? (answersGoTo[0] as MailAddress) : from;
  return {
    direction: 'in',
    author:
      author === null || author.address === '' || author.address.length > LONGEST_ADDRESS ? null : author,
    others: recipients.filter(({ address }) => address.toLowerCase() !== author?.address.toLowerCase()),
    forged: ours(from) && failsAuthentication(mail),
  };
}

/**
 * Whether the server that received it says that its From address is forged (RFC 8601, RFC 7489). Only the first field
 * counts: those below came with the mail.
 */
function failsAuthentication(mail: ParsedMail): boolean {
  const result = headerValues(mail, 'authentication-results')[0] ?? '';
  return /\bdmarc\s*=\s*fail\b/i.test(result);
}

/** The receiving server's spam filter marked it. */
export function isMarkedSpam(mail: ParsedMail): boolean {
  return (
    /^yes\b/i.test(headerValue(mail, 'x-spam-flag') ?? '') ||
    /^yes\b/i.test(headerValue(mail, 'x-spam-status') ?? '')
  );
}

function notOurs(addresses: MailAddress[], own: readonly string[]): MailAddress[] {
  const seen = new Set(own);
  return addresses.filter(({ address }) => {
    const key = address.toLowerCase();
    if (key.length > LONGEST_ADDRESS || !/^[^\s@]+@[^\s@]+$/.test(key) || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
