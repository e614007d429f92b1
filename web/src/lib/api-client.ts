import type { Problem, ProblemCode, ProblemIssue } from '@parley/shared/problem.js';

/** Refusals of the server by its code, and `offline` when no answer came at all. */
export type ApiErrorCode = ProblemCode | 'offline';

/** What every failed call throws: the server's problem body, or `offline` (status 0). */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: ApiErrorCode,
    message: string,
    readonly issues: ProblemIssue[] = [],
    readonly details: Record<string, unknown> = {},
    readonly requestId: string | null = null,
  ) {
    super(message);
    this.name = 'ApiError';
  }

  /** The message for one field, by its path in the request (`settings.host`). */
  issueFor(path: string): string | undefined {
    return this.issues.find((issue) => issue.path.join('.') === path)?.message;
  }
}

const root = '/api/v1';
const timeoutMs = 30_000;

type Query = Record<string, string | number | boolean | null | undefined>;
type Options = { query?: Query; body?: unknown; signal?: AbortSignal; timeoutMs?: number };

let onSignedOut: () => void = () => undefined;
/** Called when a call finds that the session is gone. */
export const setSignedOutListener = (listener: () => void) => {
  onSignedOut = listener;
};

export function apiUrl(path: string, query: Query = {}): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') params.set(name, String(value));
  }
  const search = params.toString();
  return root + path + (search ? `?${search}` : '');
}

async function call<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json' };
  const init: RequestInit = { method, headers, credentials: 'same-origin' };
  if (options.body !== undefined) {
    headers['content-type'] = 'application/json';
    init.body = JSON.stringify(options.body);
  }
  const timeout = AbortSignal.timeout(options.timeoutMs ?? timeoutMs);
  init.signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;

  let response: Response;
  let text: string;
  try {
    response = await fetch(apiUrl(path, options.query), init);
    text = await response.text();
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw new ApiError(0, 'offline', 'The server cannot be reached.');
  }
  if (response.ok) return (text ? JSON.parse(text) : undefined) as T;
  throw problemOf(response.status, text);
}

/** Reads the problem body of an answer; a proxy's own error page becomes `unavailable` or `internal`. */
export function problemOf(status: number, text: string): ApiError {
  let problem: Partial<Problem> = {};
  try {
    problem = JSON.parse(text) as Partial<Problem>;
  } catch {
    // Not our server's answer; the status says all there is to say.
  }
  const code: ApiErrorCode =
    problem.code ??
    (status === 413 ? 'too_large' : status >= 502 && status <= 504 ? 'unavailable' : 'internal');
  if (code === 'unauthenticated') onSignedOut();
  return new ApiError(
    status,
    code,
    problem.message ?? `HTTP ${status}`,
    problem.issues,
    problem.details,
    problem.requestId ?? null,
  );
}

export const api = {
  get: <T>(path: string, options?: Omit<Options, 'body'>) => call<T>('GET', path, options),
  post: <T>(path: string, body?: unknown, options?: Options) => call<T>('POST', path, { ...options, body }),
  put: <T>(path: string, body?: unknown, options?: Options) => call<T>('PUT', path, { ...options, body }),
  patch: <T>(path: string, body?: unknown, options?: Options) => call<T>('PATCH', path, { ...options, body }),
  delete: <T>(path: string, options?: Options) => call<T>('DELETE', path, options),
};

/** A short list in whole: answered bare, or as the one page there is. */
export async function getList<T>(path: string, options?: Omit<Options, 'body'>): Promise<T[]> {
  const answer = await api.get<T[] | Page<T>>(path, options);
  return Array.isArray(answer) ? answer : answer.items;
}

/** A page of rows as every long list answers it. */
export type Page<T> = { items: T[]; nextCursor: string | null };
