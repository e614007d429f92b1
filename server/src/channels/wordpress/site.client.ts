import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { OutboundHttp } from '../../platform/outbound-http/outbound-http.js';
import { routeUrl } from './site-address.js';

const errorSchema = z.looseObject({
  code: z.union([z.string(), z.number()]).transform(String),
  message: z.string().default(''),
});

/** The site says no. `description` is its own words, in its language, without tags. */
export class SiteError extends Error {
  override readonly name = 'SiteError';

  constructor(
    readonly status: number,
    /** WordPress's code (`rest_comment_closed`); `not_wordpress` when something else answered, `moved` for a redirect. */
    readonly code: string,
    readonly description: string,
    readonly more: { retryAfterMs?: number; location?: string } = {},
  ) {
    super(`${status} ${code}`);
  }
}

export interface SiteLogin {
  apiUrl: string;
  username: string;
  password: string;
}

export interface SiteCall {
  method?: 'GET' | 'POST';
  route: string;
  query?: Record<string, string>;
  body?: Record<string, unknown>;
  signal?: AbortSignal;
  timeoutMs?: number;
}

export interface SiteAnswer<T> {
  data: T;
  /** How many there are in all, and on how many pages; 1 and 1 where that is not said. */
  total: number;
  pages: number;
  /** The site's clock less ours, in ms; 0 where it does not say. */
  clockAheadMs: number;
}

const MAX_ANSWER_BYTES = 20 * 1024 * 1024;

/** The REST API of a site. Redirects are not followed: a POST would lose its body, and the password may not travel. */
@Injectable()
export class SiteApi {
  constructor(private readonly http: OutboundHttp) {}

  /**
   * @param login null: as a stranger
   * @throws SiteError when the site says no, or something else than its API answers
   * @throws OutboundError when there was no answer
   */
  async call<T>(
    apiUrl: string,
    login: Pick<SiteLogin, 'username' | 'password'> | null,
    { method = 'GET', route, query, body, signal, timeoutMs = 30_000 }: SiteCall,
    result: z.ZodType<T>,
  ): Promise<SiteAnswer<T>> {
    const answer = await this.http.request({
      method,
      url: routeUrl(apiUrl, route, query),
      headers: {
        accept: 'application/json',
        ...(login === null ? {} : { authorization: basic(login) }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      timeoutMs,
      maxRedirects: 0,
      maxBytes: MAX_ANSWER_BYTES,
      ...(signal === undefined ? {} : { signal }),
    });
    const header = (name: string) => one(answer.headers[name]);
    const json = parseJson(answer.body);
    if (answer.status >= 300) throw refusalOf(answer.status, json, header);
    const read = result.safeParse(json);
    if (!read.success) throw new SiteError(answer.status, 'not_wordpress', '');
    return {
      data: read.data,
      total: count(header('x-wp-total')),
      pages: count(header('x-wp-totalpages')),
      clockAheadMs: aheadOf(header('date')),
    };
  }
}

const basic = ({ username, password }: Pick<SiteLogin, 'username' | 'password'>) =>
  `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;

const one = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

const count = (value: string | undefined) => (/^\d{1,9}$/.test(value ?? '') ? Number(value) : 1);

function aheadOf(date: string | undefined): number {
  const time = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(time) ? 0 : time - Date.now();
}

function refusalOf(status: number, json: unknown, header: (name: string) => string | undefined): SiteError {
  const location = header('location');
  if (status < 400) return new SiteError(status, 'moved', '', location === undefined ? {} : { location });
  const retryAfter = Number(header('retry-after'));
  const more = retryAfter > 0 ? { retryAfterMs: retryAfter * 1_000 } : {};
  const said = errorSchema.safeParse(json);
  if (!said.success) return new SiteError(status, 'not_wordpress', '', more);
  return new SiteError(status, said.data.code, plain(said.data.message), more);
}

const plain = (message: string) =>
  message
    .replace(/<[^>]*>/g, '')
    .replace(/&#8217;|&rsquo;/g, '’')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&')
    .trim()
    .slice(0, 300);

/** Some hosts write warnings of PHP, or a byte order mark, in front of the answer. */
function parseJson(body: Buffer): unknown {
  const text = body
    .toString('utf8')
    .replace(/^\u{feff}/u, '')
    .trim();
  for (const candidate of [text, text.slice(Math.max(0, text.search(/[[{]["\]}{[]/)))]) {
    try {
      return JSON.parse(candidate) as unknown;
    } catch {
      // Not from here, either.
    }
  }
  return undefined;
}
