import { OutboundError } from '../../platform/outbound-http/outbound-error.js';
import { ChannelError } from '../core/channel-error.js';
import { MastodonApiError, NOT_MASTODON } from './mastodon-api.client.js';

/** What a failed act means: without an answer, or with an error of the instance's own, nobody knows whether it was done. */
export function channelErrorOf(error: unknown): ChannelError {
  if (error instanceof ChannelError) return error;
  if (error instanceof OutboundError) {
    return error.mayHaveLeft
      ? ChannelError.ambiguous(`The instance did not answer: ${error.message}`, error)
      : ChannelError.retryable('unreachable', `The instance cannot be reached: ${error.message}`, error);
  }
  if (!(error instanceof MastodonApiError)) throw error;
  const { status, description, retryAfterMs } = error;
  if (status === 429) {
    return ChannelError.rateLimited(retryAfterMs ?? 60_000, 'The instance asks us to slow down.');
  }
  if (status === 401) return ChannelError.authExpired(NO_LONGER, error);
  if (status === 403 && SCOPES.test(description)) return ChannelError.authExpired(FEWER, error);
  if (status === NOT_MASTODON || status >= 500) {
    return ChannelError.ambiguous(`The instance had an error of its own (${said(error)}).`, error);
  }
  const known = REFUSALS.find(
    (one) => one.status === status && (one.sign === undefined || one.sign.test(description)),
  );
  if (known === undefined) {
    return ChannelError.rejected('refused', `The instance refused it: ${said(error)}`, undefined, error);
  }
  if (known.code === 'media_not_ready') return ChannelError.retryable(known.code, known.message, error);
  return ChannelError.rejected(known.code, known.message, known.remedy, error);
}

/** The same for what only asks: asking again is always safe. */
export function readErrorOf(error: unknown): ChannelError {
  const meant = channelErrorOf(error);
  return meant.kind === 'ambiguous' ? ChannelError.retryable('unreachable', meant.message, error) : meant;
}

/** Doorkeeper's words for a token that may not. */
export const SCOPES = /outside the authorized scopes/i;

export const isGone = (error: unknown): boolean =>
  error instanceof MastodonApiError && (error.status === 404 || error.status === 410);

const NO_LONGER = 'The instance no longer accepts our access. Sign in there again.';
const FEWER =
  'The access we were given does not cover this. Sign in again and allow everything that is asked for.';

const said = ({ status, description }: MastodonApiError) =>
  description === '' ? `it answered ${status}.` : description.slice(0, 300);

interface Refusal {
  status: number;
  sign?: RegExp;
  code: string;
  message: string;
  remedy?: string;
}

const REFUSALS: readonly Refusal[] = [
  {
    status: 404,
    code: 'status_gone',
    message: 'What this answers no longer exists on Mastodon, or may no longer be seen by us.',
    remedy: 'It was deleted, or its author has blocked the account.',
  },
  { status: 410, code: 'status_gone', message: 'What this answers no longer exists on Mastodon.' },
  {
    status: 403,
    code: 'not_allowed',
    message: 'The instance does not allow this account to do that.',
    remedy: 'Sign in on the instance and look whether the account was limited.',
  },
  {
    status: 422,
    sign: /not finished processing/i,
    code: 'media_not_ready',
    message: 'The instance is still working on the files.',
  },
  {
    status: 422,
    sign: /character limit|too long/i,
    code: 'too_long',
    message: 'The reply is longer than this instance takes.',
    remedy: 'Make it shorter, or send it in two.',
  },
  {
    status: 413,
    code: 'file_too_large',
    message: 'A file is larger than this instance takes.',
    remedy: 'Send a link to it instead.',
  },
];
