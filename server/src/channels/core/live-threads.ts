import type { IncomingHttpHeaders } from 'node:http';
import type { SharedNews, ThreadRef } from './shared-threads.js';

/** What a socket shows when it connects. */
export interface LiveHandshake {
  headers: IncomingHttpHeaders;
  auth: Record<string, unknown>;
  /** Network address of the other side, proxies that are believed left out. */
  address: string;
}

/** Who reads a thread live, and what they say. A kind implements it for its people. */
export interface LiveReaders<Reader = unknown> {
  /** Socket.IO namespace, e.g. `/visitors`. */
  namespace: string;
  /** @throws AppError when this one may not */
  admit(handshake: LiveHandshake): Promise<{ thread: ThreadRef; reader: Reader }>;
  /** Whether one who was let in may go on reading. @throws AppError when not */
  stay(reader: Reader): Promise<void>;
  /** The event's name is its `type`. @throws AppError; the socket is told its code */
  take(reader: Reader, type: string, data: unknown): Promise<void>;
  /** Names of what `take` takes. */
  signals: readonly string[];
  /** News as this kind's people get it; null: not told. */
  present(
    channel: { id: string; endpointId: string | null; name: string },
    news: SharedNews,
  ): { type: string } | null;
}

/** Port for kinds whose people read their thread live. The realtime domain implements it. */
export abstract class LiveThreads {
  /** Called once per kind, while modules start. */
  abstract open<Reader>(kind: string, readers: LiveReaders<Reader>): void;
}
