import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a browser says that a call comes from a page of another site (Fetch Metadata, Origin). What is no browser
 * says nothing, and then the answer is no.
 * @param publicUrl where people reach Parley, whatever host a proxy names
 */
export function isFromAnotherSite(headers: IncomingHttpHeaders, publicUrl: string): boolean {
  const site = first(headers['sec-fetch-site']);
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  const origin = first(headers.origin);
  if (origin === undefined) return false;
  const own = new URL(publicUrl);
  const given = URL.canParse(origin) ? new URL(origin) : null;
  if (given === null || (given.host !== headers.host && given.host !== own.host)) return true;
  // A page that came over plain http may have been written by anyone on the way.
  return own.protocol === 'https:' && given.protocol !== 'https:';
}

const first = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value;
