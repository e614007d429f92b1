import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { SecureContextOptions } from 'node:tls';
import { Client } from 'undici';
import type { AddressGuard } from './address-guard.js';
import { connectChecked } from './checked-connection.js';
import { Deadline } from './deadline.js';
import { OutboundError } from './outbound-error.js';
import type { OutboundHead, OutboundRequest, OutboundResponse, OutboundStream } from './outbound-request.js';
import { type Hop, nextHop } from './redirect.js';
import { limitedBody, tooLarge } from './response-body.js';
import { parseTarget } from './target-url.js';

/** Of the connection, which is this file's business (RFC 9110, 7.6.1). */
const NOT_THE_CALLERS = new Set([
  'connection',
  'expect',
  'host',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * The only way to the outside over HTTP. Every hop is resolved once and checked (see `AddressGuard`), and connected
 * to at the address that was checked. An answer of any status is an answer, not an error.
 *
 * Connections are not reused: a kept one can die under a request, and whether that request arrived would then be
 * unknown, which for a message to a person is worse than a handshake.
 */
export class OutboundHttp {
  constructor(
    private readonly guard: AddressGuard,
    private readonly options: { tls?: SecureContextOptions } = {},
  ) {}

  /** @throws {OutboundError} read its `mayHaveLeft` before repeating anything */
  async request(request: OutboundRequest): Promise<OutboundResponse> {
    const { body, ...head } = await this.stream({
      timeoutMs: 30_000,
      maxBytes: 5 * 1024 * 1024,
      ...defined(request),
    });
    return { ...head, body: await buffer(body) };
  }

  /** Like `request`, for what should not be held in memory. @throws {OutboundError} */
  async stream(request: OutboundRequest): Promise<OutboundStream> {
    const exchange = new Exchange(this.guard, this.options.tls, {
      timeoutMs: 300_000,
      connectTimeoutMs: 10_000,
      idleTimeoutMs: 30_000,
      maxBytes: 100 * 1024 * 1024,
      maxRedirects: 5,
      ...defined(request),
    });
    try {
      return await exchange.run(request);
    } catch (error) {
      exchange.end();
      if (request.body instanceof Readable) request.body.on('error', () => {}).destroy();
      throw exchange.explain(error);
    }
  }
}

type Limits = Required<
  Pick<OutboundRequest, 'timeoutMs' | 'connectTimeoutMs' | 'idleTimeoutMs' | 'maxBytes' | 'maxRedirects'>
> & { signal?: AbortSignal };

/** One request with its redirects, until the answer's body has been read. */
class Exchange {
  readonly #deadline: Deadline;
  #client: Client | undefined;
  #host = '';
  /** From the moment a connection is handed to the HTTP client, bytes may be on their way. */
  #mayHaveLeft = false;
  #status: number | undefined;
  #bodyError: Error | undefined;

  constructor(
    private readonly guard: AddressGuard,
    private readonly tls: SecureContextOptions | undefined,
    private readonly limits: Limits,
  ) {
    this.#deadline = new Deadline(limits.timeoutMs, limits.signal);
    this.#deadline.signal.addEventListener('abort', () =>
      this.#closeClient(new Error('The exchange ended.')),
    );
  }

  async run(request: OutboundRequest): Promise<OutboundStream> {
    let hop: Hop | undefined = {
      method: (request.method ?? 'GET').toUpperCase(),
      url: parseTarget(request.url),
      headers: headersOf(request),
      body: request.body,
    };
    if (hop.body instanceof Readable) hop.body.once('error', (error) => (this.#bodyError = error));
    for (let redirects = 0; ; redirects += 1) {
      const answer = await this.#send(hop);
      const location = answer.headers.location;
      const next: Hop | undefined =
        this.limits.maxRedirects > 0
          ? nextHop(hop, answer.statusCode, Array.isArray(location) ? location[0] : location)
          : undefined;
      if (next === undefined) return this.#answer(hop, answer);
      if (redirects === this.limits.maxRedirects) {
        throw new OutboundError('bad_redirect', `${hop.url.host} redirects too often.`);
      }
      answer.body.on('error', () => {}).destroy();
      this.#closeClient();
      hop = next;
    }
  }

  end(): void {
    this.#deadline.clear();
    this.#closeClient();
  }

  /** What a failure means to the caller. */
  explain(error: unknown): OutboundError {
    const more = { mayHaveLeft: this.#mayHaveLeft, status: this.#status, cause: error };
    if (this.#deadline.cause !== undefined) {
      const timeUp = this.#deadline.cause === 'time';
      const message = timeUp ? `${this.#host} took too long.` : `The request to ${this.#host} was given up.`;
      const before = timeUp ? 'timeout_before_send' : 'aborted_before_send';
      return new OutboundError(this.#mayHaveLeft ? 'ambiguous' : before, message, more);
    }
    if (error instanceof OutboundError) {
      if (error.mayHaveLeft || !this.#mayHaveLeft) return error;
      // After a redirect the first request has left.
      const kind = error.kind.endsWith('_before_send') ? 'ambiguous' : error.kind;
      return new OutboundError(kind, error.message, more);
    }
    if (this.#mayHaveLeft) return new OutboundError('ambiguous', this.#brokenOff(error), more);
    return new OutboundError(
      'bad_request',
      `The request is not valid: ${String((error as Error).message)}`,
      more,
    );
  }

  #brokenOff(error: unknown): string {
    if (this.#bodyError !== undefined) return 'The body could not be read to its end while it was sent.';
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'UND_ERR_BODY_TIMEOUT') return `${this.#host} stopped in the middle of its answer.`;
    return `${this.#host} broke off before its answer was complete (${code ?? 'unreadable'}).`;
  }

  #send(hop: Hop): ReturnType<Client['request']> {
    if (this.#deadline.cause !== undefined) throw new Error('The exchange ended.');
    this.#host = hop.url.host;
    this.#status = undefined;
    const client = new Client(hop.url.origin, {
      pipelining: 1,
      headersTimeout: 0, // the deadline covers it
      bodyTimeout: this.limits.idleTimeoutMs,
      connect: (target, callback) => {
        connectChecked(this.guard, {
          host: target.hostname,
          port: Number(target.port) || (target.protocol === 'https:' ? 443 : 80),
          secure: target.protocol === 'https:',
          timeoutMs: this.limits.connectTimeoutMs,
          signal: this.#deadline.signal,
          tls: this.tls,
        }).then(
          (socket) => {
            if (!client.destroyed) this.#mayHaveLeft = true;
            callback(null, socket);
          },
          (error: Error) => callback(error, null),
        );
      },
    });
    this.#client = client;
    return client.request({
      method: hop.method,
      path: hop.url.pathname + hop.url.search,
      headers: hop.headers,
      body: hop.body instanceof Uint8Array && !Buffer.isBuffer(hop.body) ? Buffer.from(hop.body) : hop.body,
      reset: true,
    });
  }

  #answer(hop: Hop, answer: Awaited<ReturnType<Client['request']>>): OutboundStream {
    const status = answer.statusCode;
    this.#status = status;
    const headers: OutboundHead['headers'] = { ...answer.headers };
    const bodiless = hop.method === 'HEAD' || status === 204 || status === 304;
    if (!bodiless && Number(headers['content-length'] ?? 0) > this.limits.maxBytes) {
      answer.body.on('error', () => {}).destroy();
      throw tooLarge(this.limits.maxBytes, status);
    }
    const body = limitedBody(answer.body, {
      encoding: bodiless ? undefined : String(headers['content-encoding'] ?? ''),
      maxBytes: this.limits.maxBytes,
      status,
      explain: (error) => this.explain(error),
      release: () => this.end(),
    });
    return { status, headers, url: hop.url.href, body };
  }

  #closeClient(reason: Error | null = null): void {
    const client = this.#client;
    this.#client = undefined;
    if (client !== undefined) void client.destroy(reason);
  }
}

function headersOf(request: OutboundRequest): Record<string, string> {
  const headers: Record<string, string> = { 'user-agent': 'Parley', 'accept-encoding': 'identity' };
  for (const [name, value] of Object.entries(request.headers ?? {})) {
    const key = name.toLowerCase();
    const lengthOfBytes = key === 'content-length' && !(request.body instanceof Readable);
    if (NOT_THE_CALLERS.has(key) || lengthOfBytes) {
      throw new OutboundError('bad_request', `The header ${key} is set by the connection.`);
    }
    headers[key] = value;
  }
  return headers;
}

/** Without the settings that were passed as undefined, so that the defaults stand. */
function defined<T extends object>(request: T): T {
  return Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined)) as T;
}
