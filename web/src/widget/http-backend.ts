import type { StartVisit, VisitorSays } from '@parley/shared/livechat.js';
import { type Backend, type LiveListener, type Profile, Refused, type UploadOptions } from './backend.js';
import { fromJson, toJson } from './natives.js';
import { SocketLine } from './socket-line.js';

const TIMEOUT_MS = 20_000;
type Call = { token?: string; body?: unknown };

export class HttpBackend implements Backend {
  readonly #root: string;

  /** @param origin of the Parley server, without a slash at its end */
  constructor(
    readonly origin: string,
    readonly endpointId: string,
  ) {
    this.#root = `${origin}/hooks/livechat/${encodeURIComponent(endpointId)}/`;
  }

  settings = () => this.#call<never>('GET', 'settings');
  visit = (body: StartVisit) => this.#call<never>('POST', 'visits', { body });
  say = (token: string, body: VisitorSays) => this.#call<never>('POST', 'messages', { token, body });
  profile = (token: string, body: Profile) => this.#call<never>('PUT', 'profile', { token, body });
  thread = (token: string, { after, before }: { after?: string; before?: number }) => {
    const query =
      before !== undefined ? `?before=${before}` : after ? `?after=${encodeURIComponent(after)}` : '';
    return this.#call<never>('GET', `thread${query}`, { token });
  };
  live = (token: string, listener: LiveListener) =>
    new SocketLine(
      `${this.origin.replace(/^http/, 'ws')}/realtime/`,
      { endpointId: this.endpointId, token },
      listener,
    );

  /** By XMLHttpRequest: fetch tells nothing about what is on its way. */
  upload = (token: string, file: File, { onProgress, signal }: UploadOptions) =>
    new Promise<{ uploadId: string }>((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open('POST', `${this.#root}files`);
      request.setRequestHeader('authorization', `Bearer ${token}`);
      request.setRequestHeader('content-type', file.type || 'application/octet-stream');
      request.setRequestHeader('x-filename', encodeURIComponent(file.name));
      request.upload.onprogress = ({ lengthComputable, loaded, total }) => {
        if (lengthComputable) onProgress(loaded / total);
      };
      request.onload = () => {
        if (request.status >= 200 && request.status < 300) resolve(fromJson(request.responseText));
        else
          reject(refusalOf(request.status, request.responseText, request.getResponseHeader('retry-after')));
      };
      request.onerror = () => reject(new Refused('offline'));
      request.onabort = () => reject(new Refused('aborted'));
      signal.addEventListener('abort', () => request.abort());
      request.send(file);
    });

  async #call<T>(method: string, path: string, { token, body }: Call = {}): Promise<T> {
    let response: Response;
    let text: string;
    try {
      response = await fetch(this.#root + path, {
        method,
        headers: {
          accept: 'application/json',
          ...(token && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: toJson(body) }),
        // No cookies go out and none are kept.
        credentials: 'omit',
        cache: 'no-store',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      text = await response.text();
    } catch {
      throw new Refused('offline');
    }
    if (!response.ok) throw refusalOf(response.status, text, response.headers.get('retry-after'));
    return (text ? fromJson(text) : undefined) as T;
  }
}

/** Reads the problem of an answer; a proxy's own error page has none, then the status speaks. */
function refusalOf(status: number, text: string, retryAfter: string | null): Refused {
  let problem: { code?: string; message?: string } = {};
  try {
    problem = fromJson<typeof problem>(text) ?? {};
  } catch {
    // Not our server's answer.
  }
  const code =
    problem.code ??
    (status === 413
      ? 'too_large'
      : status === 429
        ? 'too_many_requests'
        : status >= 500
          ? 'unavailable'
          : 'forbidden');
  const seconds = Number(retryAfter);
  return new Refused(code, retryAfter && seconds >= 0 ? seconds * 1_000 : null, problem.message);
}
