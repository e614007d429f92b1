import type { MessageEvent } from '../../core/inbound-event.js';
import type { BounceCause } from '../classify/bounce-cause.js';
import type { Bounce, MailClass } from '../classify/classify-mail.parse.js';
import type { OwnMessageIds } from '../own-message-ids.js';
import type { ParsedMail } from '../parse/parsed-mail.js';

type Reports = NonNullable<MessageEvent['reports']>;

const WHY: Record<BounceCause, string> = {
  address_unknown: 'this address does not exist',
  host_unknown: 'no mail server is known for this address',
  mailbox_full: 'the mailbox is full',
  mailbox_disabled: 'the mailbox takes no mail',
  too_large: 'the mail is too large for it',
  spam: 'the mail was taken for spam',
  virus: 'the mail was taken for malware',
  authentication: 'our mail could not be proved to come from us (SPF, DKIM or DMARC)',
  blocked: 'our mail server is blocked there',
  policy: 'the rules of the receiving server forbid it',
  relay_denied: 'the receiving server does not take mail for this address',
  expired: 'it could not be delivered in time',
  network: 'the receiving server could not be reached',
  system: 'the receiving server has a fault',
  unknown: 'the report gives no reason',
};

/** What a bounce, delay, delivery or read report says about a reply of ours; null for other mails. */
export function mailReport(
  mail: ParsedMail,
  found: MailClass,
  ids: OwnMessageIds,
  channelId: string,
): Reports | null {
  const told = [mail.text ?? '', ...mail.reportParts.map(({ text }) => text)].join('\n');
  const references = (original: string | null) => [
    ...new Set([
      ...ids.named(channelId, told),
      ...(original === null ? [] : [original]),
      ...mail.inReplyTo,
      ...[...mail.references].reverse(),
    ]),
  ];
  if (found.bounce !== null) {
    const { bounce } = found;
    const outcome = found.kind === 'bounce' ? 'failed' : found.kind === 'delay' ? 'delayed' : 'delivered';
    return {
      references: references(bounce.originalMessageId),
      outcome,
      code: outcome === 'delivered' ? 'delivered' : bounce.cause,
      reason: reasonOf(outcome, bounce),
      ...(outcome === 'failed' ? { recipients: refusedIn(bounce) } : {}),
    };
  }
  if (found.kind !== 'read_receipt') return null;
  const disposition = /^disposition:[^;\n]*;\s*([a-z-]+)/im.exec(told)?.[1]?.toLowerCase();
  // RFC 8098, section 3.2.6: `deleted`, `dispatched` and the like do not say that anybody read it.
  if (disposition !== 'displayed') return null;
  const original = /^original-message-id:\s*(<[^<>\s]+>)/im.exec(told)?.[1] ?? null;
  return {
    references: references(original),
    outcome: 'read',
    code: 'read',
    reason: 'The recipient opened it.',
  };
}

/** Whom it did not reach, each with why; at most 100. */
const refusedIn = ({ perRecipient }: Bounce) =>
  perRecipient
    .filter(({ address }) => address !== '')
    .slice(0, 100)
    .map(({ address, cause, diagnostic }) => ({ address, reason: diagnostic || WHY[cause] }));

function reasonOf(outcome: Reports['outcome'], bounce: Bounce): string {
  const who = bounce.recipients.length === 0 ? 'the recipient' : bounce.recipients.slice(0, 5).join(', ');
  const said = bounce.diagnostic === null || bounce.diagnostic === '' ? '' : ` (“${bounce.diagnostic}”)`;
  switch (outcome) {
    case 'failed':
      return `Not delivered to ${who}: ${WHY[bounce.cause]}${said}.`;
    case 'delayed':
      return `Not delivered to ${who} yet, the mail server goes on trying: ${WHY[bounce.cause]}${said}.`;
    default:
      return `Delivered to ${who}.`;
  }
}
