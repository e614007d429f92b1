import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { type MultipartFile, multipart } from '../../platform/outbound-http/multipart.js';
import { OutboundHttp } from '../../platform/outbound-http/outbound-http.js';
import type {
  OutboundBody,
  OutboundHead,
  OutboundStream,
} from '../../platform/outbound-http/outbound-request.js';
import type { Quota } from '../core/connector.js';
import { parseExactly } from './exact-json.js';
import { type Bucket, RateBudgets } from './rate-budgets.js';

/** Whose calls these are. */
export interface Access {
  /** Origin of the instance. */
  url: string;
  /** Null for what anybody may ask. */
  token: string | null;
  /** Hears of the quota with every answer that tells it. */
  quota?: (quota: Quota) => void;
}

export interface ApiCall {
  method?: 'GET' | 'POST' | 'DELETE';
  /** With its query. */
  path: string;
  json?: object;
  form?: Record<string, string>;
  files?: readonly MultipartFile[];
  headers?: Record<string, string>;
  bucket?: Bucket;
  signal?: AbortSignal;
  timeoutMs?: number;
}

export interface ApiAnswer<T> {
  status: number;
  headers: OutboundHead['headers'];
  /** Where it came from, after redirects. */
  url: string;
  data: T;
}

/** The instance says no. `description` is its own words. */
export class MastodonApiError extends Error {
  override readonly name = 'MastodonApiError';

  constructor(
    readonly status: number,
    readonly description: string,
    /** With 429: how long it asks us to wait, in ms. */
    readonly retryAfterMs: number | null = null,
  ) {
    super(`${status} ${description}`);
  }
}

/** Something else than Mastodon's API answered. */
export const NOT_MASTODON = 599;

const MAX_ANSWER_BYTES = 20 * 1024 * 1024;
/** A stream is begun anew after this, whatever happens on it. */
const STREAM_MS = 6 * 3_600_000;
const STREAM_BYTES = 1024 * 1024 * 1024;
/** It says `:thump` every 15 s. */
const STREAM_IDLE_MS = 60_000;

/** The REST API of an instance (https://docs.joinmastodon.org/api/). */
@Injectable()
export class MastodonApi {
  constructor(
    private readonly http: OutboundHttp,
    readonly budgets: RateBudgets,
  ) {}

  /**
   * @throws MastodonApiError when the instance says no
   * @throws OutboundError when there was no answer
   */
  async call<T>(access: Access, call: ApiCall, result: z.ZodType<T>): Promise<ApiAnswer<T>> {
    const { method = 'GET', path, signal, timeoutMs = 20_000 } = call;
    const content = contentOf(call);
    const { status, headers, body, url } = await this.http.request({
      method,
      url: `${access.url}${path}`,
      ...content,
      headers: { accept: 'application/json', ...bearer(access), ...content.headers, ...call.headers },
      timeoutMs,
      maxBytes: MAX_ANSWER_BYTES,
      // Only a question may be asked elsewhere; the token stays with who it is for.
      maxRedirects: method === 'GET' && access.token === null ? 3 : 0,
      ...(signal === undefined ? {} : { signal }),
    });
    const bucket = call.bucket ?? 'requests';
    const quota = this.budgets.note(access, bucket, headers);
    if (quota !== null) access.quota?.(quota);
    const text = body.toString('utf8');
    if (status < 200 || status > 299)
      throw refusalOf(status, text, this.budgets.msUntilReset(access, bucket));
    const data = result.safeParse(jsonOf(text));
    if (!data.success) throw new MastodonApiError(NOT_MASTODON, 'The answer was not what was asked for.');
    return { status, headers, url, data: data.data };
  }

  /** Server-sent events. @throws MastodonApiError, OutboundError; the body fails with an OutboundError */
  async stream(
    access: Access,
    { url, path, signal }: { url: string; path: string; signal: AbortSignal },
  ): Promise<OutboundStream> {
    const answer = await this.http.stream({
      url: `${url}${path}`,
      headers: { accept: 'text/event-stream', ...bearer(access) },
      timeoutMs: STREAM_MS,
      idleTimeoutMs: STREAM_IDLE_MS,
      maxBytes: STREAM_BYTES,
      maxRedirects: 0,
      signal,
    });
    if (answer.status === 200) return answer;
    answer.body.on('error', () => undefined).destroy();
    throw new MastodonApiError(answer.status, 'The stream did not open.');
  }
}

const bearer = ({ token }: Access): Record<string, string> =>
  token === null ? {} : { authorization: `Bearer ${token}` };

function contentOf({ json, form, files }: ApiCall): {
  body?: OutboundBody;
  headers: Record<string, string>;
} {
  if (files !== undefined) return multipart(form ?? {}, files);
  if (json !== undefined) {
    return { body: JSON.stringify(json), headers: { 'content-type': 'application/json' } };
  }
  if (form === undefined) return { headers: {} };
  return {
    body: new URLSearchParams(form).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  };
}

function refusalOf(status: number, text: string, resetMs: number | null): MastodonApiError {
  const body = jsonOf(text) as { error?: unknown; error_description?: unknown } | undefined;
  const said = [body?.error_description, body?.error].find((one) => typeof one === 'string');
  return new MastodonApiError(status, typeof said === 'string' ? said : '', status === 429 ? resetMs : null);
}

function jsonOf(text: string): unknown {
  try {
    return parseExactly(text);
  } catch {
    return undefined;
  }
}
