import { Injectable } from '@nestjs/common';
import { type LiveReaders, LiveThreads } from '../channels/core/live-threads.js';
import type { SharedNews, ThreadRef } from '../channels/core/shared-threads.js';
import { Env } from '../platform/config/env.js';
import { AppError } from '../platform/errors/app-error.js';
import { clientAddress } from '../platform/http/client-address.js';
import { RateLimiter } from '../platform/http/rate-limit/rate-limiter.js';
import { loggerFor } from '../platform/logging/logger.js';
import { RealtimeServer } from './realtime-server.service.js';

const log = loggerFor('realtime');

/** What a reader may say: far more than hands can do. */
const SIGNAL_RATE = { limit: 60, windowMs: 10_000 };

interface ReaderSocket {
  id: string;
  data: { reader?: unknown; channelId?: string };
  handshake: {
    headers: Record<string, string | string[] | undefined>;
    auth: Record<string, unknown>;
    address: string;
  };
  disconnect(close: true): unknown;
  join(room: string): Promise<void> | void;
  on(type: string, listener: (data: unknown, ack?: unknown) => void): void;
}

const roomOf = (channelId: string, externalId: string) => `thread:${channelId}:${externalId}`;

/** Sockets of the people on the other side, each in the room of their one thread; a namespace for each kind that has any. */
@Injectable()
export class LiveThreadsService extends LiveThreads {
  private readonly kinds = new Map<string, LiveReaders>();
  private readonly limiter = new RateLimiter();

  constructor(
    private readonly server: RealtimeServer,
    private readonly env: Env,
  ) {
    super();
  }

  open<Reader>(kind: string, readers: LiveReaders<Reader>): void {
    if (this.kinds.has(kind)) throw new Error(`The kind ${kind} has its readers already.`);
    this.kinds.set(kind, readers as LiveReaders);
    const namespace = this.server.io.of(readers.namespace);
    namespace.use((socket, next) => {
      this.letIn(readers as LiveReaders, socket as unknown as ReaderSocket).then(
        () => next(),
        (error: unknown) => next(refusal(error)),
      );
    });
    namespace.on('connection', (socket) =>
      this.welcome(readers as LiveReaders, socket as unknown as ReaderSocket),
    );
  }

  /** Kinds that have readers. */
  get kindNames(): string[] {
    return [...this.kinds.keys()];
  }

  /** Whether anybody may be there to be told, as far as this process knows. */
  get hasReaders(): boolean {
    if (this.kinds.size === 0) return false;
    if (this.server.clustered) return true;
    return [...this.kinds.values()].some(({ namespace }) => this.server.io.of(namespace).sockets.size > 0);
  }

  /** Tells the readers of a thread, in all processes. @param names the thread's, for it may have several */
  tell(
    channel: { id: string; kind: string; endpointId: string | null; name: string },
    names: readonly string[],
    news: SharedNews,
  ): void {
    const readers = this.kinds.get(channel.kind);
    const pushed = readers?.present(channel, news) ?? null;
    if (readers === undefined || pushed === null || names.length === 0) return;
    const rooms = names.map((name) => roomOf(channel.id, name));
    this.server.io.of(readers.namespace).to(rooms).emit(pushed.type, pushed);
  }

  /** Ends sockets of this process whose readers may not read any more. @param channelId null: of every channel */
  async recheck(channelId: string | null): Promise<void> {
    for (const readers of this.kinds.values()) {
      const sockets = [...this.server.io.of(readers.namespace).sockets.values()] as unknown as ReaderSocket[];
      for (const socket of sockets) {
        if (channelId !== null && socket.data.channelId !== channelId) continue;
        await this.letStay(readers, socket);
      }
    }
  }

  private async letStay(readers: LiveReaders, socket: ReaderSocket): Promise<void> {
    try {
      await readers.stay(socket.data.reader);
    } catch (error) {
      if (error instanceof AppError) socket.disconnect(true);
      else log.warn({ err: error }, 'whether a reader may stay is asked again soon');
    }
  }

  private async letIn(readers: LiveReaders, socket: ReaderSocket): Promise<void> {
    const { headers, auth, address } = socket.handshake;
    const { thread, reader } = await readers.admit({
      headers,
      auth,
      address: clientAddress(address, headers['x-forwarded-for'], this.env.trustProxy),
    });
    socket.data.reader = reader;
    socket.data.channelId = thread.channelId;
    await socket.join(roomOfThread(thread));
  }

  private welcome(readers: LiveReaders, socket: ReaderSocket): void {
    for (const type of readers.signals) {
      socket.on(type, (data, ack) => void this.answer(readers, socket, { type, data }, ack));
    }
  }

  private async answer(
    readers: LiveReaders,
    socket: ReaderSocket,
    { type, data }: { type: string; data: unknown },
    ack: unknown,
  ): Promise<void> {
    const reply = typeof ack === 'function' ? (ack as (answer: unknown) => void) : () => {};
    try {
      if (!this.limiter.hit(socket.id, SIGNAL_RATE).allowed)
        throw new AppError('too_many_requests', 'Too many signals.');
      await readers.take(socket.data.reader, type, data);
      reply({ ok: true });
    } catch (error) {
      if (!(error instanceof AppError))
        log.error({ err: error, signal: type }, 'a signal of a reader failed');
      reply({ ok: false, code: error instanceof AppError ? error.code : 'internal' });
    }
  }
}

const roomOfThread = ({ channelId, externalId }: ThreadRef) => roomOf(channelId, externalId);

/** The other side sees `message` and `data`; nothing else leaves the house. */
function refusal(error: unknown): Error {
  const known = error instanceof AppError;
  if (!known) log.error({ err: error }, 'a reader could not be let in');
  const code = known ? error.code : 'internal';
  return Object.assign(new Error(code), { data: { code } });
}
