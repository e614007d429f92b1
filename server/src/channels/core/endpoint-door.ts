import type { Readable } from 'node:stream';
import type { ChannelStatus } from '@parley/shared/channels.js';
import type { Settings } from './connector.js';
import type { TypingSignal } from './inbound-event.js';

/** An address platforms deliver to, with its secrets opened. */
export interface OpenEndpoint {
  id: string;
  kind: string;
  /** Null for one that delivers for channels of several brands. */
  brandId: string | null;
  /** The channel, where it serves just one. */
  channel: {
    id: string;
    brandId: string;
    account: string;
    name: string;
    status: ChannelStatus;
    settings: Settings;
  } | null;
  /** Those that are good now, newest first. */
  secrets: (now: Date) => string[];
}

/** Port for further routes a kind has at its endpoints beside its deliveries. The channels domain implements it. */
export abstract class EndpointDoor {
  /** Undefined where there is no such endpoint of this kind. */
  abstract find(kind: string, id: string): Promise<OpenEndpoint | undefined>;
}

/** Port for kinds that let people in themselves: what was checked goes the way of every webhook. The ingest domain implements it. */
export abstract class EndpointLedger {
  /**
   * Stores a delivery; `parse` reads it later. Resolves once it is on disk.
   * @throws when it is not, or when nobody can tell
   */
  abstract store(
    endpoint: { id: string; kind: string; channel: { id: string; brandId: string } },
    delivery: { body: Buffer; meta: Record<string, unknown>; receivedAt: Date },
  ): Promise<void>;

  /** Whether anything stored there since then, with all of this in its meta, still has to be worked on. */
  abstract isUnderWay(
    channel: { id: string; brandId: string },
    meta: Record<string, unknown>,
    since: Date,
  ): Promise<boolean>;

  /** Passed on at once, never stored. */
  abstract typing(channel: { id: string; brandId: string }, signal: TypingSignal): Promise<void>;
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

  /** Of these ids those that no message has taken yet. */
  abstract loose(endpoint: { id: string; brandId: string }, ids: readonly string[]): Promise<string[]>;

  /**
   * A file of a reply on that channel; undefined where there is none, or where it is not ready.
   * @param whose `both`: of what people wrote there, too
   */
  abstract open(
    channel: { id: string; brandId: string },
    attachmentId: string,
    whose?: 'ours' | 'both',
  ): Promise<{ filename: string; contentType: string; size: number; content: Readable } | undefined>;
}
