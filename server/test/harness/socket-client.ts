import type { ClientEvent, ServerEvent } from '@parley/shared/realtime.js';
import { io, type Socket } from 'socket.io-client';
import type { ApiClient } from './api-client.js';

export interface SocketOptions {
  brandId?: string;
  /** Limits the way in, e.g. to `polling`. */
  transports?: ('polling' | 'websocket')[];
}

/** One console's socket: keeps every event it got, in order. */
export class SocketClient {
  readonly events: ServerEvent[] = [];
  /** Reasons of lost connections, in order. */
  readonly disconnects: string[] = [];
  readonly #waiting = new Set<() => void>();

  private constructor(readonly socket: Socket) {
    socket.onAny((_name: string, event: ServerEvent) => {
      this.events.push(event);
      for (const look of this.#waiting) look();
    });
    socket.on('disconnect', (reason) => this.disconnects.push(reason));
  }

  /**
   * Connects as the client's session or token.
   * @throws Error with the server's reason when it refuses
   */
  static connect(client: ApiClient, options: SocketOptions = {}): Promise<SocketClient> {
    const socket = io(client.baseUrl, {
      path: '/realtime',
      forceNew: true,
      autoConnect: false,
      transports: options.transports ?? ['websocket'],
      reconnectionDelay: 50,
      reconnectionDelayMax: 200,
      extraHeaders: client.token ? undefined : { cookie: client.cookie },
      auth: { token: client.token, brandId: options.brandId ?? client.brandId },
    });
    const wrapped = new SocketClient(socket);
    return new Promise((resolve, reject) => {
      socket.once('connect', () => resolve(wrapped));
      socket.once('connect_error', (error) => {
        socket.close();
        reject(error);
      });
      socket.connect();
    });
  }

  /** Sends an event and gives the server's acknowledgement. */
  async say(event: ClientEvent): Promise<{ ok: boolean; code?: string }> {
    return (await this.socket.timeout(10_000).emitWithAck(event.type, event)) as {
      ok: boolean;
      code?: string;
    };
  }

  /**
   * The first event that fits, among those already here or yet to come.
   * @param what completes "Waited in vain for …"
   * @param options.after looks only at events from this index on (see `mark`)
   */
  waitFor<E extends ServerEvent = ServerEvent>(
    what: string,
    predicate: (event: ServerEvent) => boolean,
    options: { after?: number; timeoutMs?: number } = {},
  ): Promise<E> {
    const { after = 0, timeoutMs = 15_000 } = options;
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = this.events.slice(after).find(predicate);
        if (!found) return;
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve(found as E);
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(look);
        const seen = this.events.slice(after).map((event) => event.type);
        reject(
          new Error(`Waited in vain for ${what} (${timeoutMs} ms); seen: ${seen.join(', ') || 'nothing'}`),
        );
      }, timeoutMs);
      this.#waiting.add(look);
      look();
    });
  }

  /** A place in the stream of events, for `waitFor(…, { after })`. */
  mark(): number {
    return this.events.length;
  }

  /** Loses the connection as a network would; the client connects again by itself. */
  drop(): void {
    this.socket.io.engine.close();
  }

  close(): void {
    this.socket.close();
  }
}
