/** An instance and who is meant there, as somebody typed it. */
export interface InstanceAddress {
  /** Origin, without a slash at the end. */
  url: string;
  /** With its port, where it has one of its own. */
  host: string;
  /** The name before the host (`me` of `@me@example.social`), if one was given. */
  username: string | null;
}

/**
 * Reads what people type for "your instance": `example.social`, `https://example.social/@me`, `@me@example.social`,
 * `me@example.social`. Plain `http:` stays what it was, for instances on one's own network.
 * @returns null when there is no host in it
 */
export function readInstanceAddress(typed: string): InstanceAddress | null {
  const bare = typed.trim().replace(/^acct:/i, '');
  const handle = /^@?([\w.-]+)@([^@/\s]+)$/.exec(bare);
  if (handle !== null) return addressOf(`https://${handle[2] ?? ''}`, handle[1] ?? null);
  const url = /^https?:\/\//i.test(bare) ? bare : `https://${bare}`;
  return addressOf(url, null);
}

function addressOf(url: string, given: string | null): InstanceAddress | null {
  if (/\s/.test(url) || !URL.canParse(url)) return null;
  const { origin, host, hostname, pathname, username } = new URL(url);
  const named = hostname.includes('.') || hostname === 'localhost' || hostname.startsWith('[');
  if (!named || username !== '' || hostname.endsWith('.')) return null;
  const inPath = /^\/@([\w.-]+)\/?$/.exec(pathname)?.[1] ?? null;
  return { url: origin, host, username: given ?? inPath };
}
