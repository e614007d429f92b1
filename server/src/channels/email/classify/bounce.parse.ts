import type { MailReportPart, ParsedMail } from '../parse/parsed-mail.js';
import { addressIsDead, type BounceCause, bounceCause } from './bounce-cause.js';
import { fieldsInProse, recipientsInProse, sectionsByRecipient, splitReport } from './bounce-text.parse.js';
import {
  isVague,
  parseDeliveryStatus,
  type RecipientStatus,
  replyClassInText,
  typedAddress,
} from './delivery-status.parse.js';
import {
  domainOf,
  hasNullReturnPath,
  headerValue,
  headerValues,
  isNoReply,
  localPart,
  readableText,
} from './mail-reading.js';

export interface BouncedRecipient {
  address: string;
  /** RFC 3463, as the report gives it; null when it gives none. */
  status: string | null;
  diagnostic: string | null;
  cause: BounceCause;
  permanent: boolean;
}

/** What a delivery report says about a mail of ours. The top-level fields are those of the first failed recipient. */
export interface Bounce {
  /** The other side refused for good (5.x.x); false: a passing cause (4.x.x), sending again later may succeed. */
  permanent: boolean;
  /** The address or its domain does not exist (any more): writing there again is of no use. */
  addressDead: boolean;
  cause: BounceCause;
  status: string | null;
  /** The other side's own words, at most 500 characters. Not trusted, not translated. */
  diagnostic: string | null;
  recipients: string[];
  perRecipient: BouncedRecipient[];
  /** Message-ID of the mail of ours this is about, with angle brackets. */
  originalMessageId: string | null;
}

export interface DeliveryReport {
  outcome: 'failed' | 'delayed' | 'delivered';
  reasonCode: string;
  bounce: Bounce;
}

/** Characters of a returned mail's field that are looked at. */
const MOST_OF_FIELD = 2_000;

const FAILURE_SUBJECT =
  /undeliver(ed|able)|could not be delivered|not delivered|(delivery|e?-?mail|message) (has |was |status notification \()?(failed|failure|rejected)|delivery.{0,30}(fail|problem|error|report)|failure notice|failure notification|returned (to sender|mail)|return(ed|ing) (message|mail) to sender|delivery status notification|delivery notification|(mail|message) (delivery|system) (failure|failed|problem|error|returned|warning|status)|non-?delivery|failed (mail|delivery)|mail failed|mail could not be|mail failure|permanent delivery|could not send|error sending your mail|message status|notify: see transcript|mail not delivered|blocked by|processing error|delayed|delay|unzustellbar|nicht (zu)?gestellt werden|nicht zustellbar|zustellung.{0,40}(fehlgeschlagen|gescheitert|verzögert)|zustellungsfehler|non remis|non distribu|échec de (la )?(remise|distribution)|no se (ha podido|pudo) entregar|no entregado|mancat(o|a) (recapito|consegna)|impossibile recapitare|não (foi )?entregue|onbestelbaar|niet bezorgd|nie (został|można) dostarczon|недоставлен|не доставлено|ошибка доставки|配信(不能|エラー|できません)|退信|未送达|반송/iu;

const FAILURE_TEXT =
  /(could|can)( ?not|n.t) be delivered|was not delivered|did not reach|(was|were|is|am|been|are) (unable|not able) to deliver|wasn't able to deliver|unable to deliver|(delivery|message) .{0,60}(failed|has failed|failure|permanently)|undeliver(able|ed)|permanent(ly)? (fatal )?error|returned (your |the )?(mail|message)|has not (yet )?been delivered|not yet been delivered|following address(es|\(es\))? (failed|had)|trouble delivering|rejected by|error (occurred )?while (trying to )?deliver|user unknown|unknown user|recipient.{0,30}(unknown|rejected|not found)|transcript of session|invalid final delivery|delivery attempts will|failure reasons|mailbox is full|konnte nicht (zu)?gestellt werden|nicht zugestellt werden|n'a pas pu être (remis|distribu)|no (se )?(ha podido|pudo) (ser )?entreg|non è stato possibile (recapitare|consegnare)|не может быть доставлено|не было доставлено|送信できません|配信できません|失敗しました/iu;

const DELAY_TEXT =
  /not yet been delivered|(?<!no (further |more )?)delivery attempts will|will (continue|keep) (to )?(be )?(try|retry|tried|made|attempt)|still being retried|will be retried|has been delayed|this is a warning message only|you do not need to resend|message .{0,40}delayed|warning.{0,20}(could not send|still)|noch nicht zugestellt/iu;
const DELAY_SUBJECT = /\b(delay(ed)?|warning|still being retried)\b|verzöger/iu;
const REPLY_PREFIX = /^\s*(re|aw|antw|sv|fw|fwd|wg|tr|rv)\s*(\[\d+\])?\s*:/i;

/** Sender names and addresses of mail systems (RFC 5321 postmaster; MAILER-DAEMON by custom). */
function daemonSender(mail: ParsedMail): 'daemon' | 'postmaster' | null {
  const locals = mail.from.map((from) => localPart(from.address));
  const written = headerValue(mail, 'from') ?? '';
  if (locals.some((local) => /^(mailer-?daemon|mail-?daemon|mdaemon|mail\.?delivery.*)$/.test(local)))
    return 'daemon';
  if (/mailer-?daemon|mail delivery (sub)?system/i.test(written)) return 'daemon';
  if (locals.some((local) => /^(post-?master\b|bounces?$|mail-?system$)/.test(local))) return 'postmaster';
  if (/^\s*(<>)?\s*$/.test(written)) return 'postmaster';
  return /system administrator|mail(er)? ?deliver|interscan|mail system|ndr administrator|antivirus/i.test(
    written,
  )
    ? 'postmaster'
    : null;
}

/**
 * Recognises and reads reports about the delivery of our mail: RFC 3464 parts where there are any, prose otherwise.
 * Null when the mail is no such report. `own` are our addresses, lower case.
 */
export function readDeliveryReport(mail: ParsedMail, own: ReadonlySet<string>): DeliveryReport | null {
  const prose = splitReport(readableText(mail));
  const structured = mail.reportParts
    .filter((part) => isStatusPart(part))
    .flatMap((part) => parseDeliveryStatus(part.text));
  const told = `${mail.subject}\n${prose.told}`;
  if (structured.length > 0) {
    return {
      ...concluded(mail, outcomeOf(structured, mail), structured, prose, own),
      reasonCode: 'delivery_status',
    };
  }
  if (!isProseReport(mail, prose.told, own)) return null;
  const written = fieldsInProse(prose.told);
  const statuses = written.length > 0 ? written : statusesInProse(mail, prose.told, own);
  const delayed =
    written.length > 0
      ? outcomeOf(written, mail) === 'delayed'
      : DELAY_TEXT.test(told) ||
        (DELAY_SUBJECT.test(mail.subject) && !/giv(en|ing) up|permanent/i.test(told));
  const report = concluded(mail, delayed ? 'delayed' : 'failed', statuses, prose, own);
  return { ...report, reasonCode: 'delivery_prose' };
}

function isStatusPart(part: MailReportPart): boolean {
  return /^message\/(x?delivery-status|global-delivery-status)$/.test(part.contentType);
}

function outcomeOf(statuses: RecipientStatus[], mail: ParsedMail): DeliveryReport['outcome'] {
  const actions = statuses.map((status) => status.action);
  if (actions.includes('failed')) return 'failed';
  if (actions.includes('delayed')) return 'delayed';
  if (actions.some((action) => action !== null)) return 'delivered';
  if (statuses.every((status) => status.status?.startsWith('2'))) return 'delivered';
  return DELAY_SUBJECT.test(mail.subject) && !/fail/i.test(mail.subject) ? 'delayed' : 'failed';
}

function isProseReport(mail: ParsedMail, told: string, own: ReadonlySet<string>): boolean {
  const subject = FAILURE_SUBJECT.test(mail.subject);
  const text = FAILURE_TEXT.test(told);
  if (headerValue(mail, 'x-failed-recipients') !== null && (subject || text)) return true;
  const report = mail.contentType === 'multipart/report';
  if (report && mail.contentTypeParams['report-type']?.toLowerCase() === 'delivery-status')
    return subject || text;
  const sender = daemonSender(mail);
  const nullPath = hasNullReturnPath(mail);
  const returned = returnedPart(mail) !== null;
  if (REPLY_PREFIX.test(mail.subject) && sender !== 'daemon' && !nullPath) return false;
  if (sender === 'daemon') return subject || text || nullPath || report;
  if (sender === 'postmaster')
    return (subject && (text || nullPath || returned)) || (text && (nullPath || returned));
  if (nullPath) return (subject && text) || (returned && text);
  if (
    /non-?delivery|undeliver|could not be delivered|delivery (failure|failed)/i.test(mail.subject) &&
    text
  ) {
    // Parcels fail to be delivered, too: it has to be about mail.
    return !isHuman(mail) && /recipient|e-?mail|(?<![\d.])[45](\d\d[ -]|\.\d\.\d)/i.test(told);
  }
  return returned && text && (isNoReply(mail) || returnsOurs(mail, own));
}

/** A name that is a person's, on an address that is not a role's: then prose about failed delivery is a person's prose. */
function isHuman(mail: ParsedMail): boolean {
  const from = mail.from[0];
  if (!from) return false;
  const role =
    /^(admin|system|root|mail-?(er|system|server|gateway|admin)|mta\b|no-?reply|notification|antivirus|symantec)|gateway|daemon/i;
  return !role.test(localPart(from.address));
}

/** The enclosed mail bears one of our addresses as its author: it came back to us. */
function returnsOurs(mail: ParsedMail, own: ReadonlySet<string>): boolean {
  const author = fieldOf(returnedPart(mail)?.text ?? '', 'from');
  const address = author ? typedAddress(author) : null;
  return address !== null && own.has(address.toLowerCase());
}

function returnedPart(mail: ParsedMail): MailReportPart | null {
  return (
    mail.reportParts.find((part) =>
      /^(message\/(rfc822|global)(-headers)?|text\/rfc822(-headers)?)$/.test(part.contentType),
    ) ?? null
  );
}

function statusesInProse(mail: ParsedMail, told: string, own: ReadonlySet<string>): RecipientStatus[] {
  const not = new Set([...own, ...mail.from.map((from) => from.address.toLowerCase())]);
  const named = headerValues(mail, 'x-failed-recipients')
    .flatMap((value) => value.split(','))
    .flatMap((value) => typedAddress(value) ?? []);
  const found = named.length > 0 ? named : recipientsInProse(told, not);
  if (found.length > 0) return sectionsByRecipient(told, found);
  const [only] = sectionsByRecipient(told, ['']);
  return only ? [{ ...only, recipient: null }] : [];
}

function concluded(
  mail: ParsedMail,
  outcome: DeliveryReport['outcome'],
  all: RecipientStatus[],
  prose: { told: string; returned: string },
  own: ReadonlySet<string>,
): Omit<DeliveryReport, 'reasonCode'> {
  const relevant = all.filter((status) => status.action === null || kindOf(status.action) === outcome);
  const statuses = relevant.length > 0 ? relevant : all;
  const returned = `${returnedPart(mail)?.text ?? ''}\n${prose.returned}`;
  const fallback = statuses.length === 1 ? writtenTo(returned, own) : null;
  const perRecipient = uniqueByAddress(
    statuses.map((status) => readRecipient(status, outcome, prose.told, statuses.length === 1, fallback)),
  );
  const first = perRecipient[0] ?? readRecipient(EMPTY, outcome, prose.told, true, fallback);
  return {
    outcome,
    bounce: {
      permanent: first.permanent,
      addressDead: outcome === 'failed' && addressIsDead(first.cause),
      cause: first.cause,
      status: first.status,
      diagnostic: first.diagnostic,
      recipients: perRecipient.map((recipient) => recipient.address).filter((address) => address !== ''),
      perRecipient,
      originalMessageId: originalMessageId(mail, returned, prose.told),
    },
  };
}

const EMPTY: RecipientStatus = { recipient: null, action: null, status: null, diagnostic: null };

function kindOf(action: NonNullable<RecipientStatus['action']>): DeliveryReport['outcome'] {
  return action === 'failed' || action === 'delayed' ? action : 'delivered';
}

function readRecipient(
  status: RecipientStatus,
  outcome: DeliveryReport['outcome'],
  told: string,
  alone: boolean,
  fallback: string | null,
): BouncedRecipient {
  let { diagnostic } = status;
  let code = status.status;
  const [section] = alone ? sectionsByRecipient(told, [status.recipient ?? '']) : [];
  if (section && (!code || isVague(code)) && section.status && !(code && section.status[0] !== code[0])) {
    code = section.status;
  }
  diagnostic ??= section?.diagnostic ?? null;
  let cause = bounceCause(code, diagnostic);
  if (cause === 'unknown' && section?.diagnostic) cause = bounceCause(code, section.diagnostic);
  const replyClass = code ? Number(code[0]) : replyClassInText(diagnostic ?? '');
  const passing = replyClass === 4 || (replyClass === null && (cause === 'expired' || cause === 'network'));
  return {
    address: status.recipient ?? fallback ?? '',
    status: code,
    diagnostic: diagnostic?.slice(0, 500) ?? null,
    cause,
    permanent: outcome === 'failed' && !passing,
  };
}

function uniqueByAddress(recipients: BouncedRecipient[]): BouncedRecipient[] {
  const seen = new Set<string>();
  return recipients.filter(({ address }) => {
    const key = address.toLowerCase();
    if (key !== '' && seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** The only recipient of the returned mail, when it had exactly one that is not ours. */
function writtenTo(returned: string, own: ReadonlySet<string>): string | null {
  const to = (fieldOf(returned, 'to') ?? '').slice(0, MOST_OF_FIELD);
  const found = (to.match(/[^\s<>()";,:]+@[^\s<>()";,:]+/g) ?? []).filter(
    (address) => !own.has(address.toLowerCase()),
  );
  return found.length === 1 && found[0] && domainOf(found[0]) !== '' ? found[0] : null;
}

/** First value of a field in raw header text, unfolded. */
function fieldOf(text: string, name: string): string | null {
  const found = new RegExp(`^${name}[ \\t]*:[ \\t]*((?:[^\\r\\n]*)(?:\\r?\\n[ \\t]+[^\\r\\n]*)*)`, 'im').exec(
    text,
  )?.[1];
  return found?.replace(/\s+/g, ' ').trim() || null;
}

function originalMessageId(mail: ParsedMail, returned: string, told: string): string | null {
  const id = /<[^<>\s]+>/;
  return (
    id.exec(fieldOf(returned, 'message-id') ?? '')?.[0] ??
    id.exec(
      headerValue(mail, 'x-original-message-id') ?? headerValue(mail, 'original-message-id') ?? '',
    )?.[0] ??
    mail.inReplyTo[0] ??
    mail.references.at(-1) ??
    id.exec(fieldOf(told, '(?:\\s*)(?:original )?message[ -]?id') ?? '')?.[0] ??
    null
  );
}
