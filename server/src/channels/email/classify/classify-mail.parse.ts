import type { ParsedMail } from '../parse/parsed-mail.js';
import { awaySubject, isAutomaticSubject, readsAsAwayNote, saysAway, saysMachine } from './away-phrases.js';
import { type Bounce, readDeliveryReport } from './bounce.parse.js';
import {
  domainOf,
  hasNullReturnPath,
  headerValue,
  headerValues,
  isNoReply,
  isNoReplyAddress,
  readableText,
  textAboveQuote,
} from './mail-reading.js';

export type { Bounce } from './bounce.parse.js';

/**
 * - `human`: somebody wrote it, or nothing says otherwise.
 * - `auto_reply`, `out_of_office`: a machine answered (RFC 3834, RFC 5230).
 * - `bounce`, `delay`, `delivered`: what became of a mail of ours (RFC 3464).
 * - `read_receipt`: RFC 8098. `abuse_report`: RFC 5965. `challenge`: "prove that you are human".
 * - `list`: came through a mailing list or to many (RFC 2919, RFC 2369). `notification`: a machine wrote first.
 */
export type MailKind =
  | 'human'
  | 'auto_reply'
  | 'out_of_office'
  | 'bounce'
  | 'delay'
  | 'delivered'
  | 'read_receipt'
  | 'abuse_report'
  | 'challenge'
  | 'list'
  | 'notification';

export interface MailClass {
  kind: MailKind;
  /** True for all but `human`: opens no turn, reopens nothing, is answered by no machine. */
  automatic: boolean;
  /** What gave it away; the console translates it. */
  reasonCode: string;
  /** For `bounce`, `delay` and `delivered`, else null. */
  bounce: Bounce | null;
}

export interface OwnSide {
  /** Every address of the brand's that this channel receives for. */
  addresses: readonly string[];
  /**
   * The mail answers a message we sent (found by its ids). Then only what proves a machine counts: a person whose
   * answer passed a list or an odd gateway is not set aside for that.
   */
  answersOurs?: boolean;
}

/** Tells people from machines. Pure. In doubt it says `human`: a person taken for a machine is the worse error. */
export function classifyMail(mail: ParsedMail, own: OwnSide): MailClass {
  const addresses = new Set(own.addresses.map((address) => address.toLowerCase()));
  return (
    standardReport(mail) ??
    challenge(mail) ??
    deliveryReport(mail, addresses) ??
    machineReply(mail) ??
    declaredAutomatic(mail) ??
    (own.answersOurs ? null : (listMail(mail, addresses) ?? machineNotice(mail, addresses))) ??
    HUMAN
  );
}

const HUMAN: MailClass = { kind: 'human', automatic: false, reasonCode: 'human', bounce: null };

function automatic(kind: MailKind, reasonCode: string, bounce: Bounce | null = null): MailClass {
  return { kind, automatic: true, reasonCode, bounce };
}

/** Reports that name themselves by their media type (RFC 5965, RFC 8098). */
function standardReport(mail: ParsedMail): MailClass | null {
  const types = mail.reportParts.map((part) => part.contentType);
  const reportType =
    mail.contentType === 'multipart/report' ? mail.contentTypeParams['report-type']?.toLowerCase() : '';
  if (reportType === 'feedback-report' || types.includes('message/feedback-report')) {
    return automatic('abuse_report', 'feedback_report');
  }
  if (/^complaint about message from \d/i.test(mail.subject) && types.includes('message/rfc822')) {
    return automatic('abuse_report', 'feedback_report');
  }
  if (
    reportType === 'disposition-notification' ||
    types.some((type) => /^message\/(global-)?disposition-notification$/.test(type))
  ) {
    return automatic('read_receipt', 'disposition_notification');
  }
  return null;
}

const CHALLENGE_TEXT =
  /\b(click|visit|follow|reply|confirm|verify)\b[^.]{0,120}\b(approved|allowed|accepted|safe|guest|white) ?(senders?)?( |-)?list\b|\b(account|mailbox|address|inbox) (is )?protected by\b[^.]{0,200}\b(link|verif|confirm)|\b(challenge|verification)[- ]response\b|has been (held|quarantined|delayed)[^.]{0,120}\b(verify|confirm|approve|prove)\b[^.]{0,60}\b(sender|human|yourself|address)|\bguest ?list\b[^.]{0,200}\b(verif|confirm|click|captcha)/i;

/** The correspondent's spam filter wants proof of a sender. */
function challenge(mail: ParsedMail): MailClass | null {
  const known = mail.headers.some(({ name }) =>
    /^x-(bluebottle-request|challenge|boxbe|spamarrest|captcha)/.test(name),
  );
  const text = readableText(mail);
  const hint =
    /^re:|confirm|verif|action required|approv/i.test(mail.subject) &&
    (hasNullReturnPath(mail) || isNoReply(mail) || mail.contentType === 'multipart/report');
  return known || (hint && CHALLENGE_TEXT.test(text)) || /\bboxbe\b/i.test(headerValue(mail, 'from') ?? '')
    ? automatic('challenge', 'challenge')
    : null;
}

function deliveryReport(mail: ParsedMail, own: ReadonlySet<string>): MailClass | null {
  const report = readDeliveryReport(mail, own);
  if (!report) return null;
  const kind = report.outcome === 'failed' ? 'bounce' : report.outcome === 'delayed' ? 'delay' : 'delivered';
  return automatic(kind, report.reasonCode, report.bounce);
}

const AUTORESPONDER_HEADERS = [
  'x-autoreply',
  'x-autorespond',
  'x-autoresponder',
  'x-auto-reply',
  'x-autoreply-from',
  'x-mail-autoreply',
  'x-vacation',
  'x-ms-exchange-inbox-rules-loop-autoreply',
];

/** Answers of vacation programs and other responders. */
function machineReply(mail: ParsedMail): MailClass | null {
  const words = textAboveQuote(readableText(mail));
  return declaredReply(mail, words) ?? replyByItsForm(mail, words);
}

/** Marked by its sender: RFC 3834, and the fields that programs used before and use beside it. */
function declaredReply(mail: ParsedMail, words: string): MailClass | null {
  const submitted = autoSubmitted(mail);
  const away = awaySubject(mail.subject) !== null || saysAway(words);
  const asReply = (code: string) => automatic(away ? 'out_of_office' : 'auto_reply', code);
  if (submitted === 'auto-replied') return asReply('auto_submitted');
  if (submitted?.startsWith('auto-') && (away || isAutomaticSubject(mail.subject)))
    return asReply('auto_submitted');
  if (AUTORESPONDER_HEADERS.some((name) => isYes(headerValue(mail, name))))
    return asReply('autoresponder_header');
  if (headerValue(mail, 'delivered-to')?.toLowerCase() === 'autoresponder')
    return asReply('autoresponder_header');
  if (/VACATION/i.test(headerValue(mail, 'x-apple-action') ?? ''))
    return automatic('out_of_office', 'autoresponder_header');
  return /auto[-_]?reply/i.test(headerValue(mail, 'precedence') ?? '') ? asReply('precedence') : null;
}

/** Unmarked, but in the form such answers have. Words that a person might use need a second sign. */
function replyByItsForm(mail: ParsedMail, words: string): MailClass | null {
  const subject = awaySubject(mail.subject);
  if (subject === 'program') return automatic('out_of_office', 'away_subject');
  if (isAutomaticSubject(mail.subject)) {
    return automatic(saysAway(words) ? 'out_of_office' : 'auto_reply', 'reply_subject');
  }
  if (hasListHeader(mail)) return null;
  const nullPath = hasNullReturnPath(mail);
  const marked = [nullPath, /^(bulk|junk)$/i.test(headerValue(mail, 'precedence') ?? ''), saysMachine(words)];
  const marks = marked.filter(Boolean).length;
  const asks = /[?？]/.test(words);
  if (subject === 'words' && !asks && (marks > 0 || saysAway(words))) {
    return automatic('out_of_office', 'away_subject');
  }
  if (readsAsAwayNote(words) || (saysAway(words) && marks > 0 && !asks)) {
    return automatic('out_of_office', 'away_text');
  }
  // No person's mail leaves without a return path (RFC 5321, section 4.5.5).
  const suppresses = headerValue(mail, 'x-auto-response-suppress') !== null;
  return nullPath && (marks > 1 || suppresses) ? automatic('auto_reply', 'null_sender') : null;
}

const GENERATED_HEADERS = ['x-auto-generated', 'x-autogenerated'];

/** RFC 3834, section 5: any value but `no` says that no person sent it. */
function declaredAutomatic(mail: ParsedMail): MailClass | null {
  const submitted = autoSubmitted(mail);
  if (submitted?.startsWith('auto-')) return automatic('notification', 'auto_submitted');
  return GENERATED_HEADERS.some((name) => isYes(headerValue(mail, name)))
    ? automatic('notification', 'auto_submitted')
    : null;
}

const LIST_HEADERS = [
  'list-id',
  'list-post',
  'x-mailing-list',
  'mailing-list',
  'x-mailman-version',
  'x-beenthere',
];
const BULK_HEADERS = [
  'list-unsubscribe',
  'list-unsubscribe-post',
  'x-campaign',
  'x-campaignid',
  'x-mc-user',
  'x-csa-complaints',
];

function hasListHeader(mail: ParsedMail): boolean {
  return mail.headers.some(({ name }) => LIST_HEADERS.includes(name));
}

/** Mailing lists and mail to many, unless the list is the brand's own address: a group that hands us what people wrote. */
function listMail(mail: ParsedMail, own: ReadonlySet<string>): MailClass | null {
  const precedence = headerValue(mail, 'precedence')?.toLowerCase().trim() ?? '';
  const bulk = BULK_HEADERS.some((name) => headerValue(mail, name) !== null);
  if (isOwnList(mail, own)) return null;
  if (hasListHeader(mail)) return automatic('list', 'list_header');
  if (bulk) return automatic('list', 'unsubscribe_header');
  return /^(bulk|list|junk)\b/.test(precedence) ? automatic('list', 'precedence') : null;
}

/**
 * Brands often receive through a distribution group of theirs (`support@` of a hosted suite), which marks everything
 * people write as list mail. Its List-Id is our address with the `@` as a dot, or its List-Post is our address.
 */
function isOwnList(mail: ParsedMail, own: ReadonlySet<string>): boolean {
  const ids = headerValues(mail, 'list-id').map((id) =>
    (/<([^<>]+)>/.exec(id)?.[1] ?? id).trim().toLowerCase(),
  );
  const posts = [
    ...headerValues(mail, 'list-post'),
    ...headerValues(mail, 'mailing-list'),
    ...headerValues(mail, 'x-beenthere'),
  ]
    .join(' ')
    .toLowerCase();
  return [...own].some(
    (address) =>
      ids.includes(address.replace('@', '.')) ||
      new RegExp(`(^|[\\s<:])${literally(address)}($|[\\s>;?,])`).test(posts),
  );
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

const ASKS_NO_ANSWER =
  /\b(please )?(do not|don't|don’t) (reply|respond|answer)( directly)? to (this|the)\b|\b(this|the) (e-?mail )?(mailbox|address|inbox|account) is (not|un)[ -]?monitored|\breplies to this (e-?mail|message|address) (are|will) not\b|\bcannot (accept|receive) (incoming )?(replies|e-?mail)|\bsent from (a|an) (unmonitored|notification-only|no-?reply)|\b(bitte )?antworten sie (bitte )?nicht (direkt )?auf diese|\bauf diese (e-?mail|nachricht|mail) (kann|können|bitte)?\s?[^.]{0,30}(nicht (geantwortet|antworten)|keine antwort)|\bne (pas répondre|répondez pas) à ce|\bno (responda|conteste) (a )?este|\bnon rispond(ere|a) a quest|\bnão responda a est|\bbeantwoord deze|не отвечайте на это|このメールに(は)?返信/iu;
const CAN_STOP =
  /\bunsubscribe\b|\bnewsletter (abbestellen|abmelden)|\bopt[- ]?out\b|\bstop receiving\b|\babbestellen\b|\bse désabonner\b|\bdarse de baja\b|\bannulla(re)? (l')?iscrizione/i;

/** A machine that wrote first and marked nothing: a sender nobody can answer, and words that say so. */
function machineNotice(mail: ParsedMail, own: ReadonlySet<string>): MailClass | null {
  if (!isNoReply(mail)) return null;
  const from = mail.from[0]?.address.toLowerCase() ?? '';
  // A form on the brand's own site sends from its own domain and carries a person's words.
  if ([...own].some((address) => domainOf(address) === domainOf(from))) return null;
  // Replies lead to somebody: again a form, or a service that speaks for a person.
  if (mail.replyTo.some((reply) => reply.address !== '' && !isNoReplyAddress(reply.address))) return null;
  const text = readableText(mail);
  const said = ASKS_NO_ANSWER.test(text) || saysMachine(text) || CAN_STOP.test(text);
  return said || hasNullReturnPath(mail) ? automatic('notification', 'no_reply_sender') : null;
}

/** The keyword of `Auto-Submitted` without its parameters and comments, lower case. */
function autoSubmitted(mail: ParsedMail): string | null {
  const value = headerValue(mail, 'auto-submitted');
  return value === null ? null : (/^[a-z-]+/i.exec(value)?.[0].toLowerCase() ?? null);
}

function isYes(value: string | null): boolean {
  return value !== null && !/^(no|false|0|none)?$/i.test(value);
}
