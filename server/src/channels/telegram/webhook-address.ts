import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import type { ConnectedChannel } from '../core/connector.js';
import type { DeliveryWay } from './telegram.settings.js';

/** The ports Telegram connects to. */
const PORTS = new Set(['', '443', '80', '88', '8443']);
const NOT_PUBLIC =
  /(?:^|\.)(?:localhost|local|localdomain|lan|home|internal|intranet|test|example|invalid)$/i;

export interface WebhookTarget {
  url: string;
  secretToken: string;
}

/** Where Telegram is to deliver; undefined where it cannot, and we fetch. */
export function webhookTarget(
  { endpoint }: Pick<ConnectedChannel, 'endpoint'>,
  delivery: DeliveryWay,
): WebhookTarget | undefined {
  const [secret] = endpoint?.secrets ?? [];
  if (endpoint == null || secret === undefined || delivery === 'polling') return undefined;
  if (delivery === 'auto' && !isReachable(endpoint.url)) return undefined;
  return { url: endpoint.url, secretToken: secretToken(secret) };
}

/** Telegram allows A-Z, a-z, 0-9, _ and - in it; what endpoints have holds other signs too. */
export const secretToken = (secret: string): string =>
  createHash('sha256').update(`telegram ${secret}`).digest('hex');

function isReachable(address: string): boolean {
  const { protocol, hostname, port } = new URL(address);
  if (protocol !== 'https:' || !PORTS.has(port)) return false;
  // Certificates for bare addresses are rare: whoever has one says so in the settings.
  return hostname.includes('.') && isIP(hostname) === 0 && !NOT_PUBLIC.test(hostname);
}
