import { convert } from 'html-to-text';
import type { ParsedMail } from '../parse/parsed-mail.js';

/** Reports and away notes are short; what comes after this many characters is enclosed material. */
const READ_LIMIT = 64 * 1024;

/** First value of a header field, trimmed; null when the mail has no such field. `name` in lower case. */
export function headerValue(mail: ParsedMail, name: string): string | null {
  return mail.headers.find((header) => header.name === name)?.value.trim() ?? null;
}

/** Every value of a header field, in order. */
export function headerValues(mail: ParsedMail, name: string): string[] {
  return mail.headers.filter((header) => header.name === name).map((header) => header.value.trim());
}

/** The mail as readable text, at most 64 Ki characters: its plain text, or its HTML turned into text. */
export function readableText(mail: ParsedMail): string {
  const plain = mail.text?.slice(0, READ_LIMIT) ?? '';
  if (plain.trim() !== '' || !mail.html) return plain.replace(/\r\n?/g, '\n');
  return convert(mail.html.slice(0, READ_LIMIT), {
    wordwrap: false,
    selectors: [
      { selector: 'a', options: { ignoreHref: true } },
      { selector: 'img', format: 'skip' },
    ],
    limits: { maxDepth: 60, maxChildNodes: 2000, ellipsis: '' },
  });
}

const QUOTE_START =
  /^(>|-{2,}\s*(original|ursprüngliche|weitergeleitete|forwarded|message d'origine|mensaje original|messaggio originale)|_{10,}|(von|from|de|da|van|från|fra|od|от|差出人|发件人)\s?[:：]\s*\S|(on|am|le|el|il|em|op|den|w dniu)\s.{6,120}(wrote|schrieb|écrit|escribió|scritto|escreveu|schreef|skrev|napisał[^:]*)\s?[:：]?\s*$)/iu;

/** The text above the first quotation: a rough cut that errs towards short, for recognising forms only. */
export function textAboveQuote(text: string): string {
  const lines = text.split('\n');
  const end = lines.findIndex((line, index) => index > 0 && QUOTE_START.test(line.trim()));
  return (end === -1 ? lines : lines.slice(0, end)).join('\n').trim();
}

/** Lower-case local part of an address, without a `+detail`. */
export function localPart(address: string): string {
  const at = address.lastIndexOf('@');
  return (at === -1 ? address : address.slice(0, at)).toLowerCase().split('+')[0] ?? '';
}

/** Lower-case domain of an address; empty when it has none. */
export function domainOf(address: string): string {
  const at = address.lastIndexOf('@');
  return at === -1 ? '' : address.slice(at + 1).toLowerCase();
}

const NO_REPLY =
  /^(no|not|do-?not|dont|keine|nicht|ne|nepas)[-_.]?(reply|respond|response|antwort\w*|replay|repondre|repondez)/i;

/** An address that says of itself that nobody reads it. */
export function isNoReplyAddress(address: string): boolean {
  return NO_REPLY.test(localPart(address));
}

export function isNoReply(mail: ParsedMail): boolean {
  return mail.from.some((from) => isNoReplyAddress(from.address));
}

/** A null reverse-path (RFC 5321, section 4.5.5), as the delivering server noted it. */
export function hasNullReturnPath(mail: ParsedMail): boolean {
  const value = headerValue(mail, 'return-path') ?? headerValue(mail, 'envelope-from');
  return value !== null && /^<\s*(mailer-daemon(@[^>]*)?)?\s*>/i.test(value);
}
