import type { OutboundError } from './outbound-error.js';

/** What becomes of a file that could not be fetched. */
export type FetchVerdict =
  /** Worth another try later. */
  | { kind: 'again'; reason: string }
  /** It stays so; `reason` is plain words. */
  | { kind: 'never'; reason: string };

/** Statuses that may change by themselves: time-outs, too early, too many, the server's own trouble. */
export function verdictOnStatus(status: number): FetchVerdict {
  const reason = `The server with the file answered ${status}.`;
  const passing = status >= 500 || status === 408 || status === 425 || status === 429;
  return { kind: passing ? 'again' : 'never', reason };
}

export function verdictOnError(error: OutboundError): FetchVerdict {
  const lasting = ['bad_url', 'bad_request', 'refused_address', 'bad_redirect', 'too_large'];
  return { kind: lasting.includes(error.kind) ? 'never' : 'again', reason: error.message };
}
