import { type BeforeApplicationShutdown, Injectable, type OnModuleInit } from '@nestjs/common';
import type { PostComment } from '@parley/shared/posts.js';
import { CONVERSATION_CHANGED, MESSAGE_CHANGED } from '../conversations/conversations.events.js';
import { type PlacedComment, PostsService } from '../conversations/posts/posts.service.js';
import { DomainEvents } from '../platform/events/events.js';
import { loggerFor } from '../platform/logging/logger.js';
import { RealtimeServer } from './realtime-server.service.js';
import { rooms, scopeOf } from './rooms.js';

const log = loggerFor('realtime');

/** Changes within this time are read and pushed together: nobody reads a hundred comments a second one by one. */
const GATHER_MS = 200;
/** So many in one push; more are several. */
const MOST_AT_ONCE = 100;

/**
 * Pushes threads to whoever has their post open. It reads them as they are now, after the commit; what is lost on the way is
 * fetched when the console looks again.
 */
@Injectable()
export class PostNews implements OnModuleInit, BeforeApplicationShutdown {
  /** Conversations by brand. */
  private readonly due = new Map<string, Set<string>>();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly server: RealtimeServer,
    private readonly events: DomainEvents,
    private readonly posts: PostsService,
  ) {}

  onModuleInit(): void {
    this.events.afterCommit(CONVERSATION_CHANGED, ({ brandId, conversationId }) =>
      this.gather(brandId, conversationId),
    );
    this.events.afterCommit(MESSAGE_CHANGED, ({ brandId, conversationId }) =>
      this.gather(brandId, conversationId),
    );
  }

  private gather(brandId: string, conversationId: string): void {
    if (!this.server.hasListeners([rooms.anyPost(brandId)])) return;
    const due = this.due.get(brandId) ?? new Set();
    this.due.set(brandId, due.add(conversationId));
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.running = this.running.then(() => this.flush());
    }, GATHER_MS);
  }

  /** One after the other: a push never overtakes the one before it. */
  private async flush(): Promise<void> {
    const gathered = [...this.due];
    this.due.clear();
    for (const [brandId, ids] of gathered) {
      try {
        const all = [...ids];
        for (let at = 0; at < all.length; at += MOST_AT_ONCE)
          await this.push(brandId, all.slice(at, at + MOST_AT_ONCE));
      } catch (error) {
        log.warn({ err: error }, 'comments were not pushed; consoles see them when they look again');
      }
    }
  }

  private async push(brandId: string, ids: readonly string[]): Promise<void> {
    const byRoom = new Map<string, PlacedComment[]>();
    for (const placed of await this.posts.byIds(brandId, ids)) {
      const scope = scopeOf({ id: placed.row.channel_id, restricted: placed.row.restricted });
      const room = rooms.post(placed.postId, scope);
      if (!this.server.hasListeners([room])) continue;
      byRoom.set(room, [...(byRoom.get(room) ?? []), placed]);
    }
    for (const [room, placed] of byRoom) {
      const [first] = placed;
      if (first === undefined) continue;
      this.tell(
        room,
        brandId,
        first.postId,
        placed.map(({ comment }) => comment),
      );
    }
    for (const { id, postId, channelId, restricted } of await this.posts.mergedAway(brandId, ids))
      this.tell(rooms.post(postId, scopeOf({ id: channelId, restricted })), brandId, postId, [], [id]);
  }

  private tell(
    room: string,
    brandId: string,
    postId: string,
    comments: PostComment[],
    gone: string[] = [],
  ): void {
    this.server.emit([room], { type: 'post.changed', brandId, postId, comments, gone });
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    await this.running;
  }
}
