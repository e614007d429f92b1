import { Injectable } from '@nestjs/common';
import { ConnectorRegistry } from '../channels/core/connector-registry.js';
import type { InboundPost } from '../channels/core/inbound-event.js';
import { Database } from '../platform/database/database.js';
import { newId } from '../platform/database/id.js';
import { DomainEvents } from '../platform/events/events.js';
import { POST_PENDING } from './conversations.events.js';

/** Without its kind nothing is fetched. */
type PostChannel = { id: string; brandId: string; kind?: string };

@Injectable()
export class PostRepository {
  constructor(
    private readonly database: Database,
    private readonly connectors: ConnectorRegistry,
    private readonly events: DomainEvents,
  ) {}

  /**
   * Several of one channel, as if one after the other; each post is written once, in one order whoever writes them, so
   * that two workers with the same posts wait instead of deadlocking.
   * @returns ids by the platform's
   */
  async saveAll(
    channel: PostChannel,
    seen: readonly { post: InboundPost; at: Date }[],
  ): Promise<Map<string, string>> {
    const latest = new Map<string, { post: InboundPost; at: Date }>();
    for (const { post, at } of seen) {
      const told = Object.fromEntries(Object.entries(post).filter(([, value]) => value != null));
      latest.set(post.externalId, { post: { ...(latest.get(post.externalId)?.post ?? post), ...told }, at });
    }
    const ids = new Map<string, string>();
    for (const externalId of [...latest.keys()].sort()) {
      const one = latest.get(externalId);
      if (one !== undefined) ids.set(externalId, await this.save(channel, one.post, one.at));
    }
    return ids;
  }

  /**
   * Makes the post or brings it up to date; what the platform leaves out stays. A new one of which too little is told is
   * fetched, where that can be. @returns its id
   */
  async save(channel: PostChannel, post: InboundPost, at: Date): Promise<string> {
    const id = newId();
    const fetch = this.isFetched(channel) && !isTold(post);
    const row = await this.database.one<{ id: string }>(
      `INSERT INTO post AS p (id, brand_id, channel_id, external_id, title, excerpt, url, image_url, author_name, published_at, updated_at,
         next_fetch_at)
       VALUES ($1, $2, $3, $4, $5, coalesce($6, ''), $7, $8, $9, $10, $11, CASE WHEN $12 THEN $11::timestamptz END)
       ON CONFLICT (channel_id, external_id) DO UPDATE SET
         title = coalesce(excluded.title, p.title), excerpt = coalesce($6, p.excerpt), url = coalesce(excluded.url, p.url),
         image_url = coalesce(excluded.image_url, p.image_url), author_name = coalesce(excluded.author_name, p.author_name),
         published_at = coalesce(excluded.published_at, p.published_at), updated_at = excluded.updated_at
       RETURNING id`,
      [
        id,
        channel.brandId,
        channel.id,
        post.externalId,
        post.title ?? null,
        post.excerpt ?? null,
        post.url ?? null,
        post.imageUrl ?? null,
        post.authorName ?? null,
        post.publishedAt ?? null,
        at,
        fetch,
      ],
    );
    if (row === undefined) throw new Error('the post was not saved');
    if (fetch && row.id === id)
      await this.events.publish(POST_PENDING, { brandId: channel.brandId, postId: id });
    return row.id;
  }

  private isFetched({ kind }: PostChannel): boolean {
    return this.connectors.all().some(({ manifest, posts }) => manifest.kind === kind && posts !== undefined);
  }
}

/** Enough for a card: its words, and where it stands. */
const isTold = ({ title, excerpt, url, partial }: InboundPost): boolean =>
  partial !== true && url != null && ((title ?? '') !== '' || (excerpt ?? '') !== '');
