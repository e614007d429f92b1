import { createHmac, timingSafeEqual } from 'node:crypto';

/** Standard Webhooks: how far a timestamp may be from our clock, in ms. */
const TOLERANCE_MS = 5 * 60_000;
const PREFIX = 'whsec_';

export interface SignatureHeaders {
  id: string | undefined;
  timestamp: string | undefined;
  signature: string | undefined;
}

/**
 * One `v1` signature: base64 of HMAC-SHA-256 over `id.timestamp.body`.
 * @param secret `whsec_` and base64
 * @param timestamp whole seconds since the epoch
 * @see https://www.standardwebhooks.com
 */
export function sign(secret: string, id: string, timestamp: number | string, body: string | Buffer): string {
  return `v1,${digest(secret, id, String(timestamp), body).toString('base64')}`;
}

/** The headers of an outgoing webhook; with an old secret still good, one signature for each. */
export function signedHeaders(
  secrets: readonly string[],
  id: string,
  at: Date,
  body: string,
): Record<string, string> {
  const timestamp = Math.floor(at.getTime() / 1_000);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': secrets.map((secret) => sign(secret, id, timestamp, body)).join(' '),
  };
}

/**
 * What is wrong with a signature, in plain words; null when it is good. Any of the signatures may match any of the
 * secrets, so that either side can rotate.
 */
export function signatureFault(
  headers: SignatureHeaders,
  body: Buffer,
  secrets: readonly string[],
  now: Date,
): string | null {
  const { id, timestamp, signature } = headers;
  if (!id || !timestamp || !signature) {
    return 'The headers webhook-id, webhook-timestamp and webhook-signature are needed.';
  }
  if (!/^\d{1,12}$/.test(timestamp)) return 'webhook-timestamp is not a time in whole seconds.';
  if (Math.abs(now.getTime() - Number(timestamp) * 1_000) > TOLERANCE_MS) {
    return 'webhook-timestamp is more than five minutes off.';
  }
  const given = signature
    .split(' ')
    .filter((one) => one.startsWith('v1,'))
    .slice(0, 10)
    .map((one) => Buffer.from(one.slice(3), 'base64'));
  const good = secrets.some((secret) => {
    const expected = digest(secret, id, timestamp, body);
    return given.some((one) => one.length === expected.length && timingSafeEqual(one, expected));
  });
  return good ? null : 'webhook-signature does not match.';
}

function digest(secret: string, id: string, timestamp: string, body: string | Buffer): Buffer {
  const key = Buffer.from(secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret, 'base64');
  return createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
}
