import { ChannelError } from '../../channels/core/channel-error.js';
import type { SendReceipt } from '../../channels/core/outbound-message.js';
import { OutboundError } from '../../platform/outbound-http/outbound-error.js';
import type { ReplyReason } from './reply.js';

/** What became of one try. Everything but `accepted` and `ambiguous` is surely not sent. */
export type SendOutcome =
  | { kind: 'accepted'; receipt: SendReceipt }
  | { kind: 'retryable'; reason: ReplyReason }
  | { kind: 'rate_limited'; reason: ReplyReason; retryAfterMs: number; wholeChannel: boolean }
  | { kind: 'auth_expired'; reason: ReplyReason }
  | { kind: 'suspended'; reason: ReplyReason; until: Date | null }
  | { kind: 'rejected'; reason: ReplyReason }
  | { kind: 'ambiguous'; reason: ReplyReason; details?: SendReceipt['details'] };

const UNCONFIRMED = 'Nobody knows whether it arrived: the answer of the platform is missing.';

/**
 * What an error of a connector means for the reply.
 * @param bytesMayHaveLeft false for what failed before `send` was called
 */
export function outcomeOf(
  error: unknown,
  bytesMayHaveLeft: boolean,
): Exclude<SendOutcome, { kind: 'accepted' }> {
  if (error instanceof ChannelError) return ofChannelError(error);
  if (error instanceof OutboundError && !error.mayHaveLeft) {
    return { kind: 'retryable', reason: waiting(error.kind, error.message) };
  }
  // Whatever broke, from here the bytes may be on their way: better to ask than to say it twice.
  if (bytesMayHaveLeft) return { kind: 'ambiguous', reason: unconfirmed(UNCONFIRMED) };
  return { kind: 'retryable', reason: waiting('internal', 'Parley could not prepare the reply.') };
}

function ofChannelError(error: ChannelError): Exclude<SendOutcome, { kind: 'accepted' }> {
  const { kind, code, message, more } = error;
  switch (kind) {
    case 'retryable':
      return { kind, reason: waiting(code, message) };
    case 'rate_limited':
      return {
        kind,
        reason: waiting(code, message),
        retryAfterMs: Math.min(Math.max(more.retryAfterMs ?? 0, 1_000), 24 * 3_600_000),
        wholeChannel: more.scope !== 'conversation',
      };
    case 'auth_expired':
      return {
        kind,
        reason: {
          code,
          message,
          remedy: more.remedy ?? 'Reconnect the channel: the reply then leaves by itself.',
        },
      };
    case 'suspended':
      return { kind, reason: waiting(code, message), until: more.until ?? null };
    case 'rejected':
      return { kind, reason: { code, message, remedy: more.remedy ?? null } };
    case 'ambiguous':
      return {
        kind,
        reason: unconfirmed(message === '' ? UNCONFIRMED : message),
        details: more.refused === undefined ? undefined : { refused: more.refused },
      };
  }
}

const waiting = (code: string, message: string): ReplyReason => ({
  code,
  message,
  remedy: 'Parley tries again by itself.',
});

const unconfirmed = (message: string): ReplyReason => ({
  code: 'unconfirmed',
  message,
  remedy: 'Look whether it arrived, then say so here. Later replies in this conversation wait for that.',
});
