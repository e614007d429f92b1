import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TokenServer } from '../../server/test/harness/token-server.js';

export interface ConsentPageOptions {
  /** Addresses the client is registered with; no other is ever sent a code. */
  redirectUris: string[];
  /** Scopes the provider knows. */
  scopes: string[];
}

/**
 * A provider's page where a person says yes or no, before the token server gives out a code. It refuses what
 * providers refuse: an unknown client or redirect address is told to the person and never redirected to (RFC 6749,
 * 4.1.2.1); another response type, an unknown scope, no PKCE with S256 (RFC 7636, 4.4.1) goes back as an error.
 */
export class ConsentPage {
  /** What was refused, in order, by its OAuth error. */
  readonly refused: string[] = [];
  #server: Server;
  #asked = new Map<string, URLSearchParams>();

  private constructor(
    private readonly tokens: TokenServer,
    private readonly options: ConsentPageOptions,
  ) {
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: Error) => response.writeHead(500).end(error.message));
    });
  }

  static async start(tokens: TokenServer, options: ConsentPageOptions): Promise<ConsentPage> {
    const page = new ConsentPage(tokens, options);
    await new Promise<void>((resolve) => page.#server.listen(0, '127.0.0.1', resolve));
    return page;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/authorize`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    if (request.method === 'GET' && url.pathname === '/authorize') {
      this.#ask(url.searchParams, response);
    } else if (request.method === 'POST' && url.pathname === '/decide') {
      this.#decide(new URLSearchParams(await body(request)), response);
    } else {
      response.writeHead(404).end();
    }
  }

  #ask(asked: URLSearchParams, response: ServerResponse): void {
    const stranger = this.#strangerIn(asked);
    const fault = this.#faultIn(asked);
    if (stranger !== null) this.#page(response, stranger);
    else if (fault !== null) this.#back(response, asked, fault);
    else {
      const ticket = randomUUID();
      this.#asked.set(ticket, asked);
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(
        `<!doctype html><title>Consent</title><h1>Sign in as ${escaped(asked.get('login_hint') ?? 'somebody')}</h1>
         <p>A program wants to read and send your mail.</p>
         <form method="post" action="/decide"><input type="hidden" name="ticket" value="${ticket}">
         <button name="answer" value="yes">Allow</button> <button name="answer" value="no">Deny</button></form>`,
      );
    }
  }

  /** Who must not even be sent back. */
  #strangerIn(asked: URLSearchParams): string | null {
    if (asked.get('client_id') !== this.tokens.clientId) return 'invalid_client';
    return this.options.redirectUris.includes(asked.get('redirect_uri') ?? '')
      ? null
      : 'redirect_uri_mismatch';
  }

  #faultIn(asked: URLSearchParams): string | null {
    if (asked.get('response_type') !== 'code') return 'unsupported_response_type';
    const scopes = (asked.get('scope') ?? '').split(' ').filter(Boolean);
    if (scopes.length === 0 || !scopes.every((scope) => this.options.scopes.includes(scope)))
      return 'invalid_scope';
    const s256 = asked.get('code_challenge_method') === 'S256';
    return s256 && /^[\w-]{43}$/.test(asked.get('code_challenge') ?? '') ? null : 'invalid_request';
  }

  #decide(form: URLSearchParams, response: ServerResponse): void {
    const ticket = form.get('ticket') ?? '';
    const asked = this.#asked.get(ticket);
    this.#asked.delete(ticket);
    if (asked === undefined) this.#page(response, 'invalid_ticket');
    else if (form.get('answer') !== 'yes') this.#back(response, asked, 'access_denied');
    else {
      this.tokens.user = asked.get('login_hint') ?? this.tokens.user;
      response.writeHead(302, { location: `${this.tokens.url}/authorize?${asked}` }).end();
    }
  }

  #page(response: ServerResponse, error: string): void {
    this.refused.push(error);
    response.writeHead(400, { 'content-type': 'text/plain' }).end(`Access blocked: ${error}`);
  }

  #back(response: ServerResponse, asked: URLSearchParams, error: string): void {
    this.refused.push(error);
    const back = new URL(asked.get('redirect_uri') ?? '');
    back.searchParams.set('error', error);
    const state = asked.get('state');
    if (state !== null) back.searchParams.set('state', state);
    response.writeHead(302, { location: back.href }).end();
  }
}

const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

async function body(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
