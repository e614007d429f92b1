import type { Readable } from 'node:stream';

/** A stream is sent once: it cannot follow a 307 or 308, and it is destroyed when the request fails. */
export type OutboundBody = string | Uint8Array | Readable;

export interface OutboundRequest {
  /** Default: GET. */
  method?: string;
  url: string | URL;
  /** `host`, `connection` and the like are not the caller's; `content-length` only with a stream. */
  headers?: Record<string, string>;
  body?: OutboundBody;
  /** For everything: look-up, connection, redirects, answer. Default: 30 s; `stream`: 5 min. */
  timeoutMs?: number;
  /** For look-up, connection and TLS of each hop. Default: 10 s. */
  connectTimeoutMs?: number;
  /** For a pause within the answer's body. Default: 30 s. */
  idleTimeoutMs?: number;
  /** Of the decoded body. Default: 5 MiB; `stream`: 100 MiB. */
  maxBytes?: number;
  /** 0: a redirect is an answer like any other. Default: 5. */
  maxRedirects?: number;
  signal?: AbortSignal;
}

export interface OutboundHead {
  status: number;
  /** Lower-case names; repeated ones as a list. */
  headers: Record<string, string | string[] | undefined>;
  /** Where the answer came from, after redirects. */
  url: string;
}

export interface OutboundResponse extends OutboundHead {
  body: Buffer;
}

export interface OutboundStream extends OutboundHead {
  /** Read it to its end or destroy it; fails with an `OutboundError`. */
  body: Readable;
}
