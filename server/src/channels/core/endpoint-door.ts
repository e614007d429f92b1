import type { Readable } from 'node:stream';

/** An address platforms deliver to, with its secrets opened. */
export interface OpenEndpoint {
  id: string;
  kind: string;
  /** Null for one that delivers for channels of several brands. */
  brandId: string | null;
  /** The channel, where it serves just one. */
  channel: { id: string; brandId: string; account: string } | null;
  /** Those that are good now, newest first. */
  secrets: (now: Date) => string[];
}

/** Port for further routes a kind has at its endpoints beside its deliveries. The channels domain implements it. */
export abstract class EndpointDoor {
  /** Undefined where there is no such endpoint of this kind. */
  abstract find(kind: string, id: string): Promise<OpenEndpoint | undefined>;
}

/** Port for files that come and go through an endpoint. The conversations domain implements it. */
export abstract class EndpointFiles {
  /**
   * Keeps a file until a message names it.
   * @returns the id under which an inbound attachment names it (`uploadId`)
   */
  abstract keep(
    endpoint: { id: string; brandId: string },
    file: { filename: string; contentType: string; content: Uint8Array },
  ): Promise<string>;

  /** A file of a message of that channel; undefined where there is none, or where it is not ready. */
  abstract open(
    channel: { id: string; brandId: string },
    attachmentId: string,
  ): Promise<{ filename: string; contentType: string; size: number; content: Readable } | undefined>;
}
