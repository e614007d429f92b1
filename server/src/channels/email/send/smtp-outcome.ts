import { ChannelError } from '../../core/channel-error.js';
import { connectionFault } from '../connection/connection-fault.js';
import type { SmtpReceipt, SmtpSendError } from '../connection/smtp.client.js';
import type { MailServer } from '../mailbox.settings.js';

const SLOW_DOWN = /\b(rate|throttl\w*|sending limit|too many (messages|e?-?mails)|quota|hourly|daily)\b/i;
const SLOW_DOWN_MS = 10 * 60_000;
/** Limits per day are refused with 5yz by some (Gmail: 550 5.4.5), and are gone tomorrow all the same. */
const LIMIT_REACHED =
  /\b5\.4\.5\b|(daily|hourly|user) (user )?(sending|message|sending message) (limit|quota)/i;
const LIMIT_REACHED_MS = 60 * 60_000;

/**
 * What may happen after a mail did not go through. Without an answer to the whole mail its fate is unknown
 * (`ambiguous`); before that it was surely not taken (RFC 5321, section 4.1.1.4).
 */
export function smtpOutcome(server: MailServer, error: SmtpSendError): ChannelError {
  const { cause } = error;
  const { responseCode } = cause;
  const said = wordsOf(cause.response);
  if (responseCode === undefined) {
    if (error.handedOver) {
      return ChannelError.ambiguous(
        `${server.host} had the whole mail, but the connection ended before it said whether it took it.`,
        cause,
        refusals(error.refused),
      );
    }
    if (/size larger than allowed/i.test(cause.message)) return tooLarge(server, cause);
    if (cause.code === 'EENVELOPE') {
      return ChannelError.rejected(
        'invalid_recipient',
        `The mail cannot be addressed like this: ${cause.message}.`,
        'Check the addresses.',
        cause,
      );
    }
    if (cause.code === 'ESTREAM') {
      return ChannelError.retryable('attachment_unreadable', 'An attachment could not be read.', cause);
    }
    const fault = connectionFault('SMTP', server, cause);
    return ChannelError.retryable(`smtp_${fault.code}`, fault.message, cause);
  }
  if ([530, 534, 535, 538].includes(responseCode)) {
    return ChannelError.authExpired(`${server.host} wants a new sign-in: ${said}`, cause);
  }
  if (LIMIT_REACHED.test(cause.response ?? '')) {
    return ChannelError.rateLimited(LIMIT_REACHED_MS, `${server.host} takes no more mails for now: ${said}`);
  }
  // 503 tells of a session out of step, not of the mail.
  if (responseCode < 500 || responseCode === 503) {
    return SLOW_DOWN.test(said)
      ? ChannelError.rateLimited(SLOW_DOWN_MS, `${server.host} asks to slow down: ${said}`)
      : ChannelError.retryable('smtp_deferred', `${server.host} does not take the mail now: ${said}`, cause);
  }
  if (responseCode === 552 || /\b5\.3\.4\b/.test(cause.response ?? '')) return tooLarge(server, cause);
  return refusal(server, cause, said);
}

function refusal(server: MailServer, cause: SmtpSendError['cause'], said: string): ChannelError {
  switch (cause.command) {
    case 'RCPT TO':
      return ChannelError.rejected(
        'recipient_refused',
        `${server.host} does not deliver to the recipient: ${said}`,
        'Check the address.',
        cause,
      );
    case 'MAIL FROM':
      return ChannelError.rejected(
        'sender_refused',
        `${server.host} does not let this mailbox send from its address: ${said}`,
        'An owner can check the address and user name in the channel’s settings.',
        cause,
      );
    default:
      return ChannelError.rejected(
        'mail_refused',
        `${server.host} refused the mail: ${said}`,
        'Change what the server objects to, and send it again.',
        cause,
      );
  }
}

/** With each address why it was refused, in the server's words. */
export const refusals = (refused: SmtpReceipt['refused']) =>
  refused.map(({ address, response }) => ({ address, reason: wordsOf(response) }));

const tooLarge = (server: MailServer, cause: Error) =>
  ChannelError.rejected(
    'too_large',
    `The mail is larger than ${server.host} takes.`,
    'Send smaller or fewer attachments.',
    cause,
  );

/** The server's words without codes, on one line, at most 300 characters. */
export function wordsOf(response: string | undefined): string {
  return (response ?? '')
    .replace(/^\d{3}[ -](?:\d\.\d{1,3}\.\d{1,3}[ -]?)?/gm, '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 300);
}
