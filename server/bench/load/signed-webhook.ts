import { createHmac } from 'node:crypto';

/** Where signed webhooks go, and the secret they are signed with (Standard Webhooks, `whsec_…`). */
export interface WebhookTarget {
  port: number;
  path: string;
  secret: string;
}

/**
 * A whole HTTP request with a body signed per the Standard Webhooks specification: HMAC-SHA256 over
 * `id.timestamp.body`, keyed with the bytes behind `whsec_`.
 */
export function signedRequest(target: WebhookTarget, id: string, body: string): Buffer {
  const timestamp = Math.floor(Date.now() / 1_000);
  const signature = createHmac('sha256', keyOf(target.secret))
    .update(`${id}.${timestamp}.${body}`)
    .digest('base64');
  const head = [
    `POST ${target.path} HTTP/1.1`,
    `host: 127.0.0.1:${target.port}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    `webhook-id: ${id}`,
    `webhook-timestamp: ${timestamp}`,
    `webhook-signature: v1,${signature}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}

export const keyOf = (secret: string): Buffer => Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
