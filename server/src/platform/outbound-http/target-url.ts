import { OutboundError } from './outbound-error.js';

/**
 * An address to request: http or https, and no user in it (`https://bank.example@evil.example` reads like the
 * former; credentials belong in a header). Numeric hosts come out canonical (WHATWG URL: `0x7f.1` is 127.0.0.1).
 * @throws {OutboundError} `bad_url`
 */
export function parseTarget(url: string | URL, base?: URL): URL {
  let target: URL;
  try {
    target = new URL(url, base);
  } catch (cause) {
    throw new OutboundError('bad_url', 'This is not a web address.', { cause });
  }
  if (target.protocol !== 'http:' && target.protocol !== 'https:') {
    throw new OutboundError('bad_url', 'A web address starts with https:// or http://.');
  }
  if (target.username !== '' || target.password !== '') {
    throw new OutboundError('bad_url', 'A web address must not hold a user name or password.');
  }
  target.hash = '';
  return target;
}
