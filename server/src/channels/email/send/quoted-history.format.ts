import type { QuotedMessage } from '../../core/outbound-message.js';
import { quotableHtml } from './quotable-html.format.js';
import { escapeHtml, textToHtml } from './text-to-html.format.js';

export interface MailBody {
  text: string;
  html: string;
}

const LONGEST_QUOTE = 200_000;

/** The mail answered, below the answer, in the form that mail programs fold away. */
export function quotedHistory(quoted: QuotedMessage, locale: string): MailBody {
  const from = authorOf(quoted);
  const line = isGerman(locale)
    ? `Am ${dateOf(quoted.at, 'de-DE')} UTC schrieb ${from}:`
    : `On ${dateOf(quoted.at, 'en-GB')} UTC, ${from} wrote:`;
  const text = cut(quoted.text)
    .replace(/\r\n?/g, '\n')
    .trimEnd()
    .split('\n')
    .map((one) => (one.startsWith('>') ? `>${one}` : `> ${one}`).trimEnd())
    .join('\n');
  const html = htmlOf(quoted, new Set());
  return {
    text: `${line}\n\n${text}`,
    html: `<div class="gmail_quote"><div class="gmail_attr">${escapeHtml(line)}</div>
<blockquote type="cite" class="gmail_quote" style="margin:0 0 0 .8ex;border-left:2px solid #ccc;padding-left:1ex">${html}</blockquote></div>`,
  };
}

/** The mail passed on, under the fields a reader wants to see of it. */
export function forwardedMail(
  quoted: QuotedMessage,
  locale: string,
  pictures: ReadonlySet<string>,
): MailBody {
  const german = isGerman(locale);
  const fields: [string, string][] = [
    [german ? 'Von' : 'From', quoted.mail?.from.join(', ') || quoted.authorName],
    [german ? 'Datum' : 'Date', `${dateOf(quoted.at, german ? 'de-DE' : 'en-GB')} UTC`],
    [german ? 'Betreff' : 'Subject', quoted.mail?.subject ?? ''],
    [german ? 'An' : 'To', quoted.mail?.to.join(', ') ?? ''],
    [german ? 'Kopie' : 'Cc', quoted.mail?.cc.join(', ') ?? ''],
  ];
  const head = `---------- ${german ? 'Weitergeleitete Nachricht' : 'Forwarded message'} ---------`;
  const lines = fields
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}: ${oneLine(value)}`);
  return {
    text: [head, ...lines, '', cut(quoted.text).trimEnd()].join('\n'),
    html: `<div class="gmail_quote">${[head, ...lines].map(escapeHtml).join('<br>\n')}<br><br>
${htmlOf(quoted, pictures)}</div>`,
  };
}

function htmlOf(quoted: QuotedMessage, pictures: ReadonlySet<string>): string {
  const own = quoted.html === null ? null : quotableHtml(quoted.html, pictures);
  return own ?? textToHtml(cut(quoted.text).trimEnd());
}

function authorOf({ authorName, mail, direction }: QuotedMessage): string {
  const [from] = mail?.from ?? [];
  return oneLine(direction === 'in' && from !== undefined ? from : authorName);
}

function dateOf(at: Date, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' }).format(
    at,
  );
}

const isGerman = (locale: string) => /^de\b/i.test(locale);
const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();
const cut = (text: string) => (text.length <= LONGEST_QUOTE ? text : `${text.slice(0, LONGEST_QUOTE)}\n[…]`);
