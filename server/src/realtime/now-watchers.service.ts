import { Injectable } from '@nestjs/common';
import { type LiveSocket, RealtimeServer } from './realtime-server.service.js';
import { rooms } from './rooms.js';

type Listener = (socket: LiveSocket) => void;

/** Sockets of this process that look at the board of who waits now. What they get is decided above. */
@Injectable()
export class NowWatchers {
  private readonly listeners: Listener[] = [];

  constructor(private readonly server: RealtimeServer) {}

  /** Somebody has begun to look, or may see other channels than before. */
  onJoin(listener: Listener): void {
    this.listeners.push(listener);
  }

  async join(socket: LiveSocket): Promise<void> {
    await socket.join(rooms.now(socket.data.admitted.seat.brandId));
    for (const listener of this.listeners) listener(socket);
  }

  async leave(socket: LiveSocket): Promise<void> {
    await socket.leave(rooms.now(socket.data.admitted.seat.brandId));
  }

  of(brandId: string): LiveSocket[] {
    const room = rooms.now(brandId);
    if (!this.areAny(brandId)) return [];
    return this.server.sockets.filter((socket) => socket.rooms.has(room));
  }

  areAny(brandId: string): boolean {
    return this.server.io.of('/').adapter.rooms.has(rooms.now(brandId));
  }

  /** Brands whose board is looked at here. */
  brands(): string[] {
    const brands = this.server.sockets
      .filter(({ data }) => data.now)
      .map(({ data }) => data.admitted.seat.brandId);
    return [...new Set(brands)];
  }
}
