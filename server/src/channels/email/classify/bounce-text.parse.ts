import { parseDeliveryStatus, type RecipientStatus, statusInText } from './delivery-status.parse.js';

/** A report in prose, taken apart: what the mail system says, and what it returned of the original. */
export interface ProseReport {
  told: string;
  returned: string;
}

const SEPARATOR =
  /^[-=*_\s]{0,60}\s*((this is a )?copy of (the|your) (message|original)|below this line is a copy|(the )?(header[s]? (of|from) the )?(original|returned|unsent|undelivered|failed|bounced) (message|mail)\b(?! (was|has|is|could|to))|message (header|text|body|contents?|headers) follow|your (original )?(message|mail) (follows|reads)|returned (message|mail)|original mail info|undelivered message|included is a copy|start of (returned|original)|ursprüngliche nachricht|der header der ursprünglichen|es folgt .{0,30}(kopie|nachricht)|kopie der nachricht|message d'origine|mensaje original|messaggio originale|копия .{0,20}сообщения|元のメッセージ|原始邮件)/iu;
const TRACE_HEADER =
  /^(return-path|received|delivered-to|x-originating-ip|dkim-signature|message-id|mime-version)\s*:/i;
const ANY_HEADER = /^[A-Za-z][A-Za-z0-9-]{1,40}\s*:\s?\S/;

/** Cuts a report where the returned message begins: at a separator line, or at two header lines on end. */
export function splitReport(text: string): ProseReport {
  const lines = text.split('\n');
  const end = lines.findIndex((line, index) => {
    if (index === 0) return false;
    if (SEPARATOR.test(line.trim()) && line.trim().length < 120) return true;
    const next = lines[index + 1] ?? '';
    return TRACE_HEADER.test(line) && (ANY_HEADER.test(next) || /^\s+\S/.test(next) || next.trim() === '');
  });
  if (end === -1) return { told: text, returned: '' };
  return { told: lines.slice(0, end).join('\n'), returned: lines.slice(end).join('\n') };
}

/** Characters of a report that are searched for recipients: reports are short, and what is returned may be anything. */
const MOST_SEARCHED = 128 * 1024;
/** RFC 5321, section 4.5.3.1.1, allows 64 before the `@`; return addresses that carry another are longer. */
const LOCAL = String.raw`[^\s<>()\[\]",;:'|]`;
const ADDRESS = `${LOCAL}{1,255}@[A-Za-z0-9.-]*[A-Za-z0-9](?![A-Za-z0-9])`;
const ANY_ADDRESS = new RegExp(`(?<!${LOCAL})${ADDRESS}`, 'g');
const AT_LINE_START = new RegExp(
  String.raw`^[\s*•-]*(?:(?:recipient|rcpt|address|failed recipient|e-?mail|user)\s*[:=]\s*)?[<"'«]{0,2}(${ADDRESS})[>"'»]{0,2}\s*(?::|\.{3}|$|\(|on \w{3},|-{1,2}\s|[A-Z]|;|,)`,
  'i',
);
const AFTER_MARK = [
  new RegExp(String.raw`rcpt to:\s*<?(${ADDRESS})`, 'gi'),
  new RegExp(String.raw`\b[45]\d\d[ -](?:#?\d\.\d\.\d{1,3} )?[^\n]{0,40}<(${ADDRESS})>`, 'gi'),
  new RegExp(
    String.raw`(?:deliver(?:ed|y)?(?: (?:to|for))|recipients?|address(?:\(?es\)?)?|user(?:id)?|mailbox|message to|mail to|errors?:|user)\b[^\n@]{0,60}?[<(:\s"']+(${ADDRESS})`,
    'gi',
  ),
];
const MACHINE =
  /^(mailer-?daemon|post-?master|mail-?system|no-?reply|do-?not-?reply|abuse|hostmaster|bounce[s]?)$/i;

/** Whose delivery failed, from prose. `not` are addresses that cannot be meant: our own, the reporter's. */
export function recipientsInProse(told: string, not: ReadonlySet<string>): string[] {
  const usable = (address: string) => {
    const lower = address.toLowerCase();
    return !not.has(lower) && !MACHINE.test(lower.slice(0, lower.lastIndexOf('@')));
  };
  const withoutSender = told.slice(0, MOST_SEARCHED).replace(/mail from:\s*<?[^\s>]*>?/gi, '');
  const lines = withoutSender.split('\n');
  const starting = unique(lines.flatMap((line) => AT_LINE_START.exec(line)?.[1] ?? []).filter(usable));
  if (starting.length > 0) return starting;
  for (const pattern of AFTER_MARK) {
    const found = unique(
      [...withoutSender.matchAll(pattern)].flatMap((match) => match[1] ?? []).filter(usable),
    );
    if (found.length > 0) return found;
  }
  return unique((withoutSender.match(ANY_ADDRESS) ?? []).filter(usable)).slice(0, 1);
}

function unique(addresses: string[]): string[] {
  const seen = new Set<string>();
  return addresses.filter((address) => {
    const key = address.toLowerCase();
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Per recipient, the piece of the report from its first mention to that of the next. */
export function sectionsByRecipient(told: string, recipients: string[]): RecipientStatus[] {
  const lower = told.toLowerCase();
  const starts = recipients.map((recipient) => lower.indexOf(recipient.toLowerCase()));
  return recipients.map((recipient, index) => {
    const from = starts[index] ?? -1;
    const later = starts.filter((start) => start > from);
    const section =
      recipients.length === 1 || from === -1
        ? told
        : told.slice(from, later.length ? Math.min(...later) : undefined);
    return {
      recipient,
      action: null,
      status: statusInText(section),
      diagnostic: diagnosticIn(section),
    };
  });
}

const TELLING =
  /(?<![\d.])[45]\d\d[ -]|#?\b[45]\.\d\.\d{1,3}\b|unknown|not found|exist|full|quota|reject|refused|denied|disabled|spam|blocked|expired|too (long|large|big)|timed out|unable|unavailable|not recogni[sz]ed|not listed|invalid|error|does ?n.?t|unbekannt|voll/i;

/** What mail systems say around the reason. */
const AROUND =
  /^(this is a permanent error|a message that you sent|recipients?\. this is|your message (could|was|did)|the following address|this message was created|sorry,? (we|i)|i'm (sorry|afraid)|hi\. this is|-{3,}.*-{3,}$|.{0,60}could not be delivered to( one or more| the following)?)/i;
const REPLY_CODE = /(?<![\d.])[45][0-5]\d[ -]\D/;

/** The lines in which the system gives its reason, joined; null when none stands out. At most 500 characters. */
function diagnosticIn(section: string): string | null {
  const lines = section
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !AROUND.test(line));
  const telling = lines.filter((line) => TELLING.test(line));
  // A server's own reply is worth more than what the reporter says about it.
  const replied = telling.findIndex((line) => REPLY_CODE.test(line));
  const chosen = replied === -1 ? (telling.length > 0 ? telling : lines) : telling.slice(replied);
  const text = chosen.join(' ').replace(/\s+/g, ' ').trim();
  return text === '' ? null : text.slice(0, 500);
}

/** RFC 3464 fields that a reporter wrote into its prose. */
export function fieldsInProse(told: string): RecipientStatus[] {
  if (!/^(final|original)-recipient\s*:/im.test(told) || !/^(action|status)\s*:/im.test(told)) return [];
  const start = told.search(/^(reporting-mta|final-recipient|original-recipient|action)\s*:/im);
  return parseDeliveryStatus(told.slice(start));
}
