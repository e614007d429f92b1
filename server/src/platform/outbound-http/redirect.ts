import { OutboundError } from './outbound-error.js';
import type { OutboundBody } from './outbound-request.js';
import { parseTarget } from './target-url.js';

/** One request of a chain. */
export interface Hop {
  method: string;
  url: URL;
  /** Lower-case names. */
  headers: Record<string, string>;
  body: OutboundBody | undefined;
}

/** What may follow to another origin. Any other header might be a credential or a signature. */
const HARMLESS = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'content-encoding',
  'content-language',
  'content-type',
  'range',
  'user-agent',
]);

const FOLLOWED = new Set([301, 302, 303, 307, 308]);

/**
 * The request that follows a redirect, or undefined where the answer is not one. Methods change as browsers do it
 * (WHATWG Fetch, HTTP-redirect fetch): 303 becomes GET, as does POST on 301 and 302; 307 and 308 repeat.
 * @throws {OutboundError} `bad_redirect`, `bad_url`
 */
export function nextHop(hop: Hop, status: number, location: string | undefined): Hop | undefined {
  if (!FOLLOWED.has(status) || location === undefined) return undefined;
  const url = parseTarget(location, hop.url);
  const becomesGet =
    (status === 303 && hop.method !== 'GET' && hop.method !== 'HEAD') ||
    ((status === 301 || status === 302) && hop.method === 'POST');
  const body = becomesGet ? undefined : hop.body;
  if (body !== undefined && typeof body !== 'string' && !(body instanceof Uint8Array)) {
    throw new OutboundError('bad_redirect', `${hop.url.host} redirects a body that can be sent only once.`);
  }
  if (body !== undefined && hop.url.protocol === 'https:' && url.protocol === 'http:') {
    throw new OutboundError('bad_redirect', `${hop.url.host} redirects to an unencrypted address.`);
  }
  const headers = Object.entries(hop.headers).filter(
    ([name]) =>
      (url.origin === hop.url.origin || HARMLESS.has(name)) && !(becomesGet && name.startsWith('content-')),
  );
  return { method: becomesGet ? 'GET' : hop.method, url, headers: Object.fromEntries(headers), body };
}
