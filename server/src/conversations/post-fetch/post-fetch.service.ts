import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ChannelDirectory } from '../../channels/channel-directory.service.js';
import { ChannelError } from '../../channels/core/channel-error.js';
import { ConnectorRegistry } from '../../channels/core/connector-registry.js';
import type { InboundPost } from '../../channels/core/inbound-event.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { DomainEvents } from '../../platform/events/events.js';
import { loggerFor } from '../../platform/logging/logger.js';
import { Jobs } from '../../platform/queue/jobs.js';
import { Ticker } from '../../platform/queue/ticker.js';
import { CONVERSATION_CHANGED, POST_PENDING } from '../conversations.events.js';
import { PostRepository } from '../post.repository.js';
import { FETCH_POST } from './post-fetch.jobs.js';

const SWEEP_MS = 15_000;
const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 6 * 3_600_000;
/** With the waits between them about a day: then the card stays as bare as it is. */
const MOST_TRIES = 12;
/** One look at the platform takes this long at most; for so long it is nobody else's. */
const TIMEOUT_MS = 20_000;
/** Conversations that are told of a post that was fetched, newest first; the others show it when they are next looked at. */
const TOLD = 200;

interface DuePost {
  id: string;
  brand_id: string;
  channel_id: string;
  external_id: string;
  fetch_attempts: number;
}

const log = loggerFor('posts');

/** Fetches the posts that comments stand under, each once. A failed fetch holds up nothing: the comments are there already. */
@Injectable()
export class PostFetch implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly posts: PostRepository,
    private readonly directory: ChannelDirectory,
    private readonly connectors: ConnectorRegistry,
    private readonly jobs: Jobs,
    private readonly ticker: Ticker,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(FETCH_POST, ({ brandId, postId }) => this.fetch(brandId, postId));
    this.events.afterCommit(POST_PENDING, (pending) =>
      this.jobs.enqueue(FETCH_POST, pending, { id: `fetch-post-${pending.postId}` }),
    );
    this.ticker.every('fetch-posts', SWEEP_MS, () => this.sweep());
  }

  async fetch(brandId: string, postId: string): Promise<void> {
    const now = this.clock.now();
    const due = await this.database.one<DuePost>(
      `UPDATE post SET fetch_attempts = fetch_attempts + 1, next_fetch_at = $4
       WHERE brand_id = $1 AND id = $2 AND next_fetch_at <= $3
       RETURNING id, brand_id, channel_id, external_id, fetch_attempts`,
      [brandId, postId, now, new Date(now.getTime() + 2 * TIMEOUT_MS)],
    );
    if (due === undefined) return;
    try {
      const post = await this.look(due);
      if (post === null) await this.postpone(due, null);
      else await this.save(due, post);
    } catch (error) {
      log.info({ err: error, postId, tries: due.fetch_attempts }, 'a post was not fetched');
      const never = error instanceof ChannelError && error.kind === 'rejected';
      const asked = error instanceof ChannelError ? (error.more.retryAfterMs ?? 0) : 0;
      const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (due.fetch_attempts - 1));
      await this.postpone(due, never || due.fetch_attempts >= MOST_TRIES ? null : Math.max(wait, asked));
    }
  }

  /** @returns null where nobody can be asked any more. @throws ChannelError */
  private async look(due: DuePost): Promise<InboundPost | null> {
    const channel = await this.directory.find(due.channel_id);
    if (channel === undefined || channel.removedAt !== null) return null;
    const { posts } = this.connectors.get(channel.kind);
    if (posts === undefined) return null;
    const open = await this.directory.open(channel);
    return posts.fetchPost(open, due.external_id, AbortSignal.timeout(TIMEOUT_MS));
  }

  private save(due: DuePost, post: InboundPost): Promise<void> {
    return this.database.transaction(async () => {
      await this.posts.save(
        { id: due.channel_id, brandId: due.brand_id },
        { ...post, externalId: due.external_id },
        this.clock.now(),
      );
      await this.database.run(
        'UPDATE post SET next_fetch_at = NULL, fetched_at = $3 WHERE brand_id = $1 AND id = $2',
        [due.brand_id, due.id, this.clock.now()],
      );
      const rows = await this.database.query<{ id: string }>(
        `UPDATE conversation SET version = version + 1 WHERE brand_id = $1 AND id IN (
           SELECT id FROM (SELECT id FROM conversation WHERE brand_id = $1 AND post_id = $2 ORDER BY last_at DESC LIMIT $3) newest
           ORDER BY id FOR UPDATE) RETURNING id`,
        [due.brand_id, due.id, TOLD],
      );
      for (const { id } of rows) {
        await this.events.publish(CONVERSATION_CHANGED, { brandId: due.brand_id, conversationId: id });
      }
    });
  }

  /** @param waitMs null: never again */
  private async postpone(due: DuePost, waitMs: number | null): Promise<void> {
    await this.database.run('UPDATE post SET next_fetch_at = $3 WHERE brand_id = $1 AND id = $2', [
      due.brand_id,
      due.id,
      waitMs === null ? null : new Date(this.clock.nowMs() + waitMs),
    ]);
  }

  private async sweep(): Promise<void> {
    const rows = await this.database.query<{ id: string; brand_id: string }>(
      `SELECT id, brand_id FROM post -- any brand: whatever waits is fetched
       WHERE next_fetch_at <= $1 ORDER BY next_fetch_at LIMIT 200`,
      [this.clock.now()],
    );
    await this.jobs.enqueueMany(
      FETCH_POST,
      rows.map(({ id, brand_id }) => ({ data: { brandId: brand_id, postId: id }, id: `fetch-post-${id}` })),
    );
  }
}
