import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { loggerFor } from '../platform/logging/logger.js';
import { LiveThreadsService } from './live-threads.service.js';
import { PlatformTyping } from './platform-typing.service.js';
import type { LiveSocket } from './realtime-server.service.js';
import { ThreadNews } from './thread-news.listener.js';

const log = loggerFor('realtime');

/** Somebody who stops without saying so is no longer writing after this. */
const WRITING_MS = 10_000;

/** Tells people who of us writes them a reply, by name. Of notes they never hear. */
@Injectable()
export class Typists implements BeforeApplicationShutdown {
  private readonly writing = new Map<LiveSocket, Map<string, NodeJS.Timeout>>();

  constructor(
    private readonly live: LiveThreadsService,
    private readonly news: ThreadNews,
    private readonly platforms: PlatformTyping,
  ) {}

  set(socket: LiveSocket, conversationId: string, replying: boolean): void {
    const known = this.writing.get(socket) ?? new Map<string, NodeJS.Timeout>();
    const before = known.get(conversationId);
    clearTimeout(before);
    known.delete(conversationId);
    if (replying) {
      const timer = setTimeout(() => this.set(socket, conversationId, false), WRITING_MS);
      timer.unref();
      known.set(conversationId, timer);
      this.writing.set(socket, known);
    } else if (known.size === 0) {
      this.writing.delete(socket);
    }
    // While it goes on it is said again: whoever has just opened the panel is to know, too.
    if (replying || before !== undefined) void this.tell(socket, conversationId, replying);
    if (replying) void this.platforms.show(socket.data.admitted.seat.brandId, conversationId);
  }

  leave(socket: LiveSocket): void {
    for (const conversationId of [...(this.writing.get(socket)?.keys() ?? [])])
      this.set(socket, conversationId, false);
  }

  private async tell(socket: LiveSocket, conversationId: string, typing: boolean): Promise<void> {
    if (!this.live.hasReaders) return;
    const { caller, seat } = socket.data.admitted;
    try {
      const place = await this.news.placeOf(seat.brandId, conversationId);
      if (place !== undefined)
        this.live.tell(place.channel, place.names, { kind: 'typing', name: caller.name, typing });
    } catch (error) {
      log.warn({ err: error }, 'nobody was told that somebody writes');
    }
  }

  beforeApplicationShutdown(): void {
    for (const timers of this.writing.values()) for (const timer of timers.values()) clearTimeout(timer);
  }
}
