import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { InboundEvent } from '../core/inbound-event.js';

/** How far the plugin's clock may be from ours, in ms. */
const TOLERANCE_MS = 5 * 60_000;

const hookSchema = z.object({
  event: z.enum(['created', 'edited', 'status', 'deleted']),
  comment_id: z.union([z.number().int().positive(), z.string().regex(/^[1-9]\d{0,19}$/)]).transform(String),
  /** Seconds since the epoch. */
  at: z.number().int().nonnegative(),
});
type HookBody = z.output<typeof hookSchema>;

/** Whether this is what the plugin posts, and not what a look at the site brought. */
export const isHookBody = (json: unknown): json is object =>
  typeof json === 'object' && json !== null && 'event' in json && 'comment_id' in json;

/**
 * What the plugin tells. A deletion is all there is to know of it; for anything else the look that follows brings the
 * comment itself.
 */
export function parseHook(json: object, account: string): InboundEvent {
  const read = hookSchema.safeParse(json);
  if (!read.success) throw new Error('This is not what the plugin of Parley posts.');
  const { event, comment_id, at }: HookBody = read.data;
  const base = {
    key: `hook:${event}:${comment_id}:${at}`,
    account,
    at: new Date(at * 1_000).toISOString(),
  };
  if (event === 'deleted') {
    // As a look at the site tells it, whichever comes first: people cannot delete comments there.
    return { ...base, type: 'delete', key: `gone:${comment_id}`, externalId: comment_id, by: 'brand' };
  }
  return { ...base, type: 'ignored', what: `comment_${event}` };
}

/**
 * What is wrong with a delivery of the plugin, in plain words; null when it is good. The signature is the hex HMAC-SHA256
 * over `timestamp.body`, with the endpoint's secret as it is shown.
 */
export function hookFault(
  headers: Record<string, string>,
  body: Buffer,
  secrets: readonly string[],
  now: Date,
): string | null {
  const timestamp = headers['x-parley-timestamp'] ?? '';
  const signature = /^sha256=([0-9a-f]{64})$/.exec(headers['x-parley-signature'] ?? '')?.[1];
  if (!/^\d{1,12}$/.test(timestamp) || signature === undefined) {
    return 'The headers x-parley-timestamp and x-parley-signature are needed.';
  }
  if (Math.abs(now.getTime() - Number(timestamp) * 1_000) > TOLERANCE_MS) {
    return 'x-parley-timestamp is more than five minutes off.';
  }
  const given = Buffer.from(signature, 'hex');
  const good = secrets.map((secret) => timingSafeEqual(given, digest(secret, timestamp, body)));
  return good.includes(true) ? null : 'x-parley-signature does not match.';
}

const digest = (secret: string, timestamp: string, body: Buffer): Buffer =>
  createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest();
