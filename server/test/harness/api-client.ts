import type { Problem } from '@parley/shared/problem.js';

export interface ApiAnswer<T = unknown> {
  status: number;
  headers: Headers;
  /** Parsed where the answer is JSON, else its text. */
  body: T;
}

export interface RequestOptions {
  /** Sent as JSON; `Uint8Array`, string and FormData go as they are. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** An answer other than 2xx, where one was expected. */
export class UnexpectedAnswer extends Error {
  readonly status: number;
  readonly problem: Problem;

  constructor(method: string, path: string, answer: ApiAnswer) {
    super(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    this.status = answer.status;
    this.problem = answer.body as Problem;
  }
}

/** Speaks to the API as a browser session (keeps its cookies) or with an API token. */
export class ApiClient {
  /** Sent as `Parley-Brand` when set. */
  brandId: string | undefined;
  readonly #cookies = new Map<string, string>();

  constructor(
    readonly baseUrl: string,
    readonly token?: string,
  ) {}

  /** A client that has a session already. */
  static withSession(baseUrl: string, sessionToken: string): ApiClient {
    const client = new ApiClient(baseUrl);
    client.#cookies.set('parley_session', sessionToken);
    return client;
  }

  /** The same server, with nothing to show. */
  anonymous(): ApiClient {
    return new ApiClient(this.baseUrl);
  }

  /** The same server, with an API token. */
  withToken(token: string): ApiClient {
    return new ApiClient(this.baseUrl, token);
  }

  /** The `Cookie` header of this session; sockets and browsers take it over. */
  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** Cookies by name, for a browser context. */
  get cookies(): ReadonlyMap<string, string> {
    return this.#cookies;
  }

  signIn<T>(email: string, password: string): Promise<T> {
    return this.post<T>('/api/v1/session', { email, password });
  }

  get<T>(path: string): Promise<T> {
    return this.#expect<T>('GET', path);
  }
  post<T>(path: string, body?: unknown): Promise<T> {
    return this.#expect<T>('POST', path, body);
  }
  put<T>(path: string, body?: unknown): Promise<T> {
    return this.#expect<T>('PUT', path, body);
  }
  patch<T>(path: string, body?: unknown): Promise<T> {
    return this.#expect<T>('PATCH', path, body);
  }
  delete<T>(path: string, body?: unknown): Promise<T> {
    return this.#expect<T>('DELETE', path, body);
  }

  /** Any call, with whatever answer comes; only a broken connection throws. */
  async request<T = unknown>(
    method: string,
    path: string,
    options: RequestOptions = {},
  ): Promise<ApiAnswer<T>> {
    const headers: Record<string, string> = { accept: 'application/json', ...options.headers };
    if (this.token) headers.authorization ??= `Bearer ${this.token}`;
    if (this.cookie && !this.token) headers.cookie ??= this.cookie;
    if (this.brandId) headers['parley-brand'] ??= this.brandId;
    const { body } = options;
    const asItIs = typeof body === 'string' || body instanceof Uint8Array || body instanceof FormData;
    if (body !== undefined && !asItIs) headers['content-type'] ??= 'application/json';
    const response = await fetch(new URL(path, this.baseUrl), {
      method,
      headers,
      redirect: 'manual',
      body: body === undefined ? undefined : asItIs ? (body as string) : JSON.stringify(body),
    });
    this.#keepCookies(response.headers);
    const text = await response.text();
    const json = /\bjson\b/.test(response.headers.get('content-type') ?? '') && text !== '';
    return {
      status: response.status,
      headers: response.headers,
      body: (json ? JSON.parse(text) : text) as T,
    };
  }

  async #expect<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.request<T>(method, path, { body });
    if (answer.status < 200 || answer.status > 299) throw new UnexpectedAnswer(method, path, answer);
    return answer.body;
  }

  #keepCookies(headers: Headers): void {
    for (const line of headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';');
      const name = pair.slice(0, pair.indexOf('=')).trim();
      const value = pair.slice(pair.indexOf('=') + 1).trim();
      const expired = attributes.some((attribute) => {
        const [key = '', given = ''] = attribute.trim().split('=');
        if (/^max-age$/i.test(key)) return Number(given) <= 0;
        return /^expires$/i.test(key) && Date.parse(given) <= Date.now();
      });
      if (expired || value === '') this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
  }
}
