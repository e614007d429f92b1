import type { Server as HttpServer } from 'node:http';
import {
  type BeforeApplicationShutdown,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { View } from '@parley/shared/conversations.js';
import type { ServerEvent } from '@parley/shared/realtime.js';
import { Server, type Socket } from 'socket.io';
import { Env } from '../platform/config/env.js';
import type { Credentials } from '../platform/http/caller.js';
import { connectAdapter } from './realtime-redis.js';
import type { Scope } from './rooms.js';
import type { Admitted } from './socket-access.service.js';

/** What is known of a socket. */
export interface SocketState {
  credentials: Credentials;
  admitted: Admitted;
  /** Scopes it may get at this moment; none while its rights are checked again. */
  scopes: ReadonlySet<Scope>;
  view: View | null;
  /** Open conversations and the scope each was let in by. */
  conversations: Map<string, Scope>;
  /** Conversations it had open when its rights were checked last, to be opened again. */
  wanted: Set<string>;
  /** The open post, if any. */
  postId: string | null;
  /** Looks at the board of who waits now. */
  now: boolean;
  /** How often its rights were checked; the newest check decides. */
  checks: number;
}

export type LiveSocket = Socket<
  Record<string, (data: unknown, ack?: unknown) => void>,
  Record<string, (event: ServerEvent) => void>,
  Record<string, (data: unknown) => void>,
  SocketState
>;

const PATH = '/realtime';
/** A client says little; what is larger is none of ours. */
const MAX_MESSAGE_BYTES = 16_384;

/**
 * Socket.IO. In a process without HTTP (a worker) it has no sockets of its own and reaches those of the others
 * through Redis. Everything that is pushed may be lost: clients refetch.
 */
@Injectable()
export class RealtimeServer implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly io: Server = new Server({
    path: PATH,
    serveClient: false,
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    // Each namespace checks in its handshake from where it is called. Without credentials: a browser shows no other
    // site what it got with a cookie.
    cors: { origin: '*' },
  });
  private endRedis: (() => void) | undefined;

  constructor(
    private readonly env: Env,
    private readonly http: HttpAdapterHost,
  ) {}

  /** Whether other processes have sockets, too. */
  get clustered(): boolean {
    return this.env.redisUrl !== undefined;
  }

  async onModuleInit(): Promise<void> {
    if (this.env.redisUrl === undefined) return;
    const { adapter, end } = await connectAdapter(this.env.redisUrl);
    this.io.adapter(adapter);
    this.endRedis = end;
  }

  onApplicationBootstrap(): void {
    const server = this.http.httpAdapter?.getHttpServer() as HttpServer | undefined;
    if (server !== undefined) this.io.attach(server);
  }

  /** Sockets of this process. */
  get sockets(): LiveSocket[] {
    return [...this.io.of('/').sockets.values()] as unknown as LiveSocket[];
  }

  /** To everybody in any of these rooms, in all processes, once. */
  emit(to: string[], event: ServerEvent, except: string[] = []): void {
    if (to.length > 0) this.io.to(to).except(except).emit(event.type, event);
  }

  /** To those in a room on this process only. */
  emitHere(room: string, event: ServerEvent): void {
    this.io.local.to(room).emit(event.type, event);
  }

  /** Whether an event for these rooms can reach anybody, as far as this process knows. */
  hasListeners(names: string[]): boolean {
    return this.clustered || names.some((name) => this.io.of('/').adapter.rooms.has(name));
  }

  /** Tells the other processes something; does nothing where there are none. */
  tellProcesses(name: string, data: unknown): void {
    if (this.clustered) this.io.of('/').serverSideEmit(name, data);
  }

  /** What another process tells this one. */
  onProcessMessage(name: string, listener: (data: never) => void): void {
    this.io.of('/').on(name, listener as (...args: unknown[]) => void);
  }

  async beforeApplicationShutdown(): Promise<void> {
    for (const namespace of this.io._nsps.values()) namespace.local.disconnectSockets(true);
    this.io.engine?.close();
    for (const namespace of this.io._nsps.values()) await namespace.adapter.close();
    this.endRedis?.();
  }
}
