import { apiOutgoingAnswerSchema } from '@parley/shared/api-channel.js';
import { signedHeaders } from '../../platform/crypto/webhook-signature.js';
import { OutboundError } from '../../platform/outbound-http/outbound-error.js';
import type { OutboundHttp } from '../../platform/outbound-http/outbound-http.js';
import { ChannelError } from '../core/channel-error.js';

export const WEBHOOK_TIMEOUT_MS = 20_000;
const MOST_ANSWER_BYTES = 256 * 1024;
const LONGEST_WAIT_MS = 3_600_000;
const DEFAULT_WAIT_MS = 60_000;

export interface Webhook {
  url: string;
  id: string;
  body: string;
  secrets: readonly string[];
  at: Date;
  signal?: AbortSignal;
  /** The receiver ignores a webhook-id it has seen: a try without an answer may be repeated. */
  receiverDeduplicates: boolean;
}

export interface WebhookAnswer {
  status: number;
  /** The receiver's own id of the message, where it gives one. */
  externalId: string | null;
}

/** Why a webhook did not go through, with the status the log keeps. */
export class WebhookFailure {
  constructor(
    readonly error: ChannelError,
    readonly status: number | null,
  ) {}
}

/**
 * Posts a signed webhook.
 *
 * By the Standard Webhooks contract a receiver recognises a repeat by its webhook-id, which is the same on every try,
 * so a try of unknown outcome (a 5xx, a lost answer) is `retryable`. A receiver that cannot do so is said to
 * (`receiverDeduplicates: false`), and then such a try is `ambiguous`.
 * @throws WebhookFailure
 */
export async function postWebhook(http: OutboundHttp, webhook: Webhook): Promise<WebhookAnswer> {
  let answer: { status: number; headers: Record<string, string | string[] | undefined>; body: Buffer };
  try {
    answer = await http.request({
      method: 'POST',
      url: webhook.url,
      headers: {
        'content-type': 'application/json',
        ...signedHeaders(webhook.secrets, webhook.id, webhook.at, webhook.body),
      },
      body: webhook.body,
      timeoutMs: WEBHOOK_TIMEOUT_MS,
      maxBytes: MOST_ANSWER_BYTES,
      maxRedirects: 0,
      ...(webhook.signal === undefined ? {} : { signal: webhook.signal }),
    });
  } catch (error) {
    return onBrokenOff(error, webhook);
  }
  const { status } = answer;
  if (status >= 200 && status < 300) return { status, externalId: idIn(answer.body) };
  throw new WebhookFailure(refusal(status, answer.headers, webhook.receiverDeduplicates), status);
}

function onBrokenOff(error: unknown, { receiverDeduplicates }: Webhook): WebhookAnswer {
  if (!(error instanceof OutboundError)) throw error;
  const status = error.status ?? null;
  // The answer had begun, and it said yes: only its body was cut off or is of no use.
  if (status !== null && status >= 200 && status < 300) return { status, externalId: null };
  switch (error.kind) {
    case 'bad_url':
    case 'bad_request':
    case 'refused_address':
      throw new WebhookFailure(
        ChannelError.rejected(
          'webhook_address',
          `The webhook address cannot be used: ${error.message}`,
          'Correct the webhook address in the settings of the channel, then send again.',
          error,
        ),
        status,
      );
    case 'dns':
    case 'connect':
    case 'tls':
    case 'timeout_before_send':
    case 'aborted_before_send':
    case 'bad_redirect':
      throw new WebhookFailure(ChannelError.retryable('webhook_unreachable', error.message, error), status);
    case 'too_large':
    case 'ambiguous':
      throw new WebhookFailure(unknownOutcome(error.message, receiverDeduplicates, error), status);
  }
}

function refusal(
  status: number,
  headers: Record<string, string | string[] | undefined>,
  receiverDeduplicates: boolean,
): ChannelError {
  if (status === 429) return ChannelError.rateLimited(retryAfter(headers['retry-after']));
  if (status === 408 || status === 425) {
    return ChannelError.retryable('webhook_busy', `The other system asks to try again (${status}).`);
  }
  if (status >= 500) {
    return unknownOutcome(`The other system had an error of its own (${status}).`, receiverDeduplicates);
  }
  const [code, message] = reasons[status] ?? [
    'webhook_refused',
    status < 400
      ? `The webhook address leads elsewhere (${status}); answers are not sent on.`
      : `The other system refused the answer (${status}).`,
  ];
  return ChannelError.rejected(
    code,
    message,
    'Ask whoever runs that system, or correct the webhook address, then send again.',
  );
}

const reasons: Record<number, [code: string, message: string]> = {
  401: ['webhook_unauthorized', 'The other system did not accept our signature (401).'],
  403: ['webhook_unauthorized', 'The other system does not let us in (403).'],
  404: ['webhook_gone', 'There is nothing at the webhook address (404).'],
  410: ['webhook_gone', 'The other system takes no more answers at this address (410).'],
  413: ['webhook_too_large', 'The answer is too large for the other system (413).'],
};

function unknownOutcome(message: string, receiverDeduplicates: boolean, cause?: unknown): ChannelError {
  return receiverDeduplicates
    ? ChannelError.retryable('webhook_no_answer', message, cause)
    : ChannelError.ambiguous(message, cause);
}

/** Seconds or a date (RFC 9110, 10.2.3); at most an hour. @returns milliseconds */
function retryAfter(header: string | string[] | undefined): number {
  const value = (Array.isArray(header) ? header[0] : header)?.trim() ?? '';
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 1_000), LONGEST_WAIT_MS) : DEFAULT_WAIT_MS;
}

function idIn(body: Buffer): string | null {
  try {
    return apiOutgoingAnswerSchema.parse(JSON.parse(body.toString('utf8'))).id ?? null;
  } catch {
    return null;
  }
}
