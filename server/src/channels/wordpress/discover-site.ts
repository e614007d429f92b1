import { z } from 'zod';
import { OutboundError } from '../../platform/outbound-http/outbound-error.js';
import type { OutboundHttp } from '../../platform/outbound-http/outbound-http.js';
import { type SiteApi, SiteError } from './site.client.js';
import { foldersAbove, siteCandidates } from './site-address.js';

const REL = 'https://api.w.org/';

const indexSchema = z.looseObject({
  name: z.string().default(''),
  home: z.string().nullish(),
  url: z.string().nullish(),
  timezone_string: z.string().nullish(),
  gmt_offset: z.union([z.number(), z.string()]).nullish(),
  namespaces: z.array(z.string()),
  /** An empty list, where nothing is offered. */
  authentication: z.unknown(),
});

const offeredSchema = z.looseObject({
  'application-passwords': z.looseObject({
    endpoints: z.looseObject({ authorization: z.string().nullish() }).nullish(),
  }),
});

/** What a site tells everybody about itself. */
export interface FoundSite {
  apiUrl: string;
  name: string;
  /** Where its visitors go. */
  home: string;
  /** The site's clock less UTC, in minutes. */
  offsetMinutes: number;
  applicationPasswords: boolean;
  /** Where its users give consent; null where it does not say. */
  authorizeUrl: string | null;
}

export type Discovery =
  | { kind: 'found'; site: FoundSite }
  /** `not_an_address`, `unreachable`, `no_api`: no REST API of WordPress there. */
  | { kind: 'not_found'; code: 'not_an_address' | 'unreachable' | 'no_api'; message: string };

/**
 * Finds the API of a site, whatever form its address was typed in: by the `Link` header of its pages, else at
 * `/wp-json/` and `?rest_route=/` of that folder and those above.
 * @see https://developer.wordpress.org/rest-api/using-the-rest-api/discovery/
 */
export async function discoverSite(
  { http, api }: { http: OutboundHttp; api: SiteApi },
  typed: string,
  signal?: AbortSignal,
): Promise<Discovery> {
  const candidates = siteCandidates(typed);
  if (candidates === null) {
    return { kind: 'not_found', code: 'not_an_address', message: 'this is not the address of a site' };
  }
  let reached = false;
  let fault = '';
  const tried = new Set<string>();
  for (const home of candidates) {
    const page = await pageOf(http, home, signal);
    if (page.kind === 'unreachable') {
      fault ||= page.message;
      continue;
    }
    reached = true;
    for (const apiUrl of [...page.apiUrls, ...usualPlaces(page.url), ...usualPlaces(home)]) {
      if (tried.has(apiUrl)) continue;
      tried.add(apiUrl);
      const site = await indexAt(api, apiUrl, signal);
      if (site !== undefined) return { kind: 'found', site };
    }
  }
  return reached
    ? { kind: 'not_found', code: 'no_api', message: NO_API }
    : { kind: 'not_found', code: 'unreachable', message: `the site cannot be reached: ${fault}` };
}

const NO_API =
  'no REST API of WordPress was found there: either it is no WordPress site, or a plugin or the host has closed the API';

type Page = { kind: 'page'; url: URL; apiUrls: string[] } | { kind: 'unreachable'; message: string };

async function pageOf(http: OutboundHttp, home: URL, signal: AbortSignal | undefined): Promise<Page> {
  try {
    const { body, headers, url } = await http.stream({
      url: home,
      timeoutMs: 15_000,
      headers: { accept: 'text/html' },
      ...(signal === undefined ? {} : { signal }),
    });
    // Only the head of the answer is of interest.
    body.on('error', () => {}).destroy();
    return { kind: 'page', url: new URL(url), apiUrls: apiLinks(headers.link, url) };
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    return { kind: 'unreachable', message: error.message };
  }
}

/** Addresses of the relation `https://api.w.org/` in `Link` headers (RFC 8288). */
export function apiLinks(header: string | string[] | undefined, base: string): string[] {
  const values = header === undefined ? [] : Array.isArray(header) ? header : [header];
  return values
    .flatMap((value) => [...value.matchAll(/<([^>]*)>([^<]*)/g)])
    .filter(([, , parameters = '']) => relationsOf(parameters).includes(REL))
    .flatMap(([, target = '']) => (URL.canParse(target, base) ? [new URL(target, base).href] : []));
}

const relationsOf = (parameters: string): string[] =>
  (/;\s*rel=(?:"([^"]*)"|([^;,\s]+))/i.exec(parameters)?.slice(1).join('') ?? '').split(/\s+/);

const usualPlaces = (from: URL): string[] =>
  foldersAbove(withoutFile(from)).flatMap((folder) => [
    new URL('wp-json/', folder).href,
    `${folder.href}?rest_route=/`,
  ]);

function withoutFile(url: URL): URL {
  const folder = new URL(url);
  folder.search = '';
  folder.hash = '';
  folder.pathname = folder.pathname.replace(/\/[^/]*\.[^/]*$/, '/').replace(/\/*$/, '/');
  return folder;
}

async function indexAt(
  api: SiteApi,
  apiUrl: string,
  signal: AbortSignal | undefined,
): Promise<FoundSite | undefined> {
  try {
    const { data } = await api.call(
      apiUrl,
      null,
      { route: '', timeoutMs: 15_000, ...(signal === undefined ? {} : { signal }) },
      indexSchema,
    );
    if (!data.namespaces.includes('wp/v2')) return undefined;
    const offered = offeredSchema.safeParse(data.authentication);
    const offset = Number(data.gmt_offset ?? 0);
    return {
      apiUrl,
      name: data.name,
      home: data.home ?? data.url ?? apiUrl,
      offsetMinutes: Number.isFinite(offset) ? Math.round(offset * 60) : 0,
      applicationPasswords: offered.success,
      authorizeUrl: offered.success
        ? (offered.data['application-passwords'].endpoints?.authorization ?? null)
        : null,
    };
  } catch (error) {
    if (error instanceof SiteError || error instanceof OutboundError) return undefined;
    throw error;
  }
}
