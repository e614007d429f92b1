import { Injectable } from '@nestjs/common';
import type { CommentSort } from '@parley/shared/posts.js';
import { checkedBrand } from '../../platform/database/checked-brand.js';
import { Database } from '../../platform/database/database.js';
import type { InstantCursor } from '../../platform/http/cursor.js';

export interface PostRow {
  id: string;
  channel_id: string;
  channel_kind: string;
  channel_name: string;
  restricted: boolean;
  title: string | null;
  excerpt: string;
  url: string | null;
  image_url: string | null;
  author_name: string | null;
  published_at: Date | null;
  updated_at: Date;
  comments: number;
  waiting: number;
  questions: number;
  set_aside: number;
  waiting_since: Date | null;
}

/** A thread under a post, by what it is sorted by. */
export interface CommentRow {
  id: string;
  opened_at: Date;
  asks: boolean;
  likes: number;
  /** Milliseconds, or likes. */
  place: Date | number;
}

type Channels = readonly string[] | 'all';
type Page = { after: InstantCursor | null; limit: number };

const SHOWN = `p.id, p.channel_id, ch.kind AS channel_kind, ch.name AS channel_name, ch.restricted, p.title, p.excerpt, p.url,
  p.image_url, p.author_name, p.published_at, p.updated_at, n.comments, w.waiting, q.questions, a.set_aside, w.waiting_since`;

/** `$1` is the brand. Each count is a scan of one partial index. */
const COUNTED = `
  CROSS JOIN LATERAL (SELECT count(*)::int AS comments FROM conversation c WHERE c.brand_id = $1 AND c.post_id = p.id
    AND c.set_aside IS NULL AND c.merged_into_id IS NULL) n
  CROSS JOIN LATERAL (SELECT count(*)::int AS waiting, min(c.waiting_since) AS waiting_since FROM conversation c WHERE c.brand_id = $1
    AND c.post_id = p.id AND c.side = 'ours' AND c.status = 'open' AND c.set_aside IS NULL AND c.merged_into_id IS NULL) w
  CROSS JOIN LATERAL (SELECT count(*)::int AS questions FROM conversation c WHERE c.brand_id = $1 AND c.post_id = p.id AND c.asks
    AND c.side = 'ours' AND c.status = 'open' AND c.set_aside IS NULL AND c.merged_into_id IS NULL) q
  CROSS JOIN LATERAL (SELECT count(*)::int AS set_aside FROM conversation c WHERE c.brand_id = $1 AND c.post_id = p.id
    AND c.set_aside IS NOT NULL AND c.merged_into_id IS NULL) a`;

/** Word for word the predicates of the partial indexes, and their order. */
const SORTS: Record<CommentSort, { where: string; column: string; down: boolean }> = {
  waiting: {
    where: `c.side = 'ours' AND c.status = 'open' AND c.set_aside IS NULL`,
    column: 'waiting_since',
    down: false,
  },
  questions: {
    where: `c.asks AND c.side = 'ours' AND c.status = 'open' AND c.set_aside IS NULL`,
    column: 'waiting_since',
    down: false,
  },
  liked: { where: 'c.set_aside IS NULL', column: 'likes', down: true },
  newest: { where: 'c.set_aside IS NULL', column: 'opened_at', down: true },
  set_aside: { where: 'c.set_aside IS NOT NULL', column: 'opened_at', down: true },
};

/** Reads posts and the order of what stands under them. */
@Injectable()
export class PostsRepository {
  constructor(private readonly database: Database) {}

  /** The latest activity first; one more than `limit`, where there is one. */
  page(
    brandId: string,
    channels: Channels,
    filter: { channelId?: string | undefined; words: readonly string[] },
    { after, limit }: Page,
  ): Promise<PostRow[]> {
    const params: unknown[] = [brandId];
    const param = (value: unknown) => `$${params.push(value)}`;
    const where = [
      ...(channels === 'all' ? [] : [`p.channel_id = ANY(${param(channels)}::uuid[])`]),
      ...(filter.channelId === undefined ? [] : [`p.channel_id = ${param(filter.channelId)}`]),
      ...filter.words.map(
        (word) =>
          `strpos(plain_text(concat_ws(' ', p.title, p.excerpt, p.author_name)), plain_text(${param(word)})) > 0`,
      ),
      ...(after === null
        ? []
        : [`(p.updated_at, p.id) < (${param(after.at)}::timestamptz, ${param(after.id)}::uuid)`]),
    ];
    return this.database.query<PostRow>(
      `SELECT ${SHOWN} FROM (
         SELECT p.* FROM post p WHERE p.brand_id = $1${where.map((part) => ` AND ${part}`).join('')}
         ORDER BY p.updated_at DESC, p.id DESC LIMIT ${param(limit + 1)}
       ) p JOIN channel ch ON ch.brand_id = $1 AND ch.id = p.channel_id ${COUNTED} ORDER BY p.updated_at DESC, p.id DESC`,
      params,
    );
  }

  find(brandId: string, postId: string): Promise<PostRow | undefined> {
    return this.database.one<PostRow>(
      `SELECT ${SHOWN} FROM post p JOIN channel ch ON ch.brand_id = $1 AND ch.id = p.channel_id ${COUNTED}
       WHERE p.brand_id = $1 AND p.id = $2`,
      [brandId, postId],
    );
  }

  /** Where a post stands, without counting anything. */
  place(
    brandId: string,
    postId: string,
  ): Promise<{ channel_id: string; restricted: boolean; image_url: string | null } | undefined> {
    return this.database.one(
      `SELECT p.channel_id, ch.restricted, p.image_url FROM post p JOIN channel ch ON ch.brand_id = $1 AND ch.id = p.channel_id
       WHERE p.brand_id = $1 AND p.id = $2`,
      [brandId, postId],
    );
  }

  /** Threads under a post; one more than `limit`, where there is one. Merged ones are not among them. */
  comments(
    brandId: string,
    postId: string,
    { sort, words }: { sort: CommentSort; words: readonly string[] },
    { after, limit }: Page,
  ): Promise<CommentRow[]> {
    const { where, column, down } = SORTS[sort];
    const params: unknown[] = [brandId, postId];
    const param = (value: unknown) => `$${params.push(value)}`;
    const parts = [where];
    if (after !== null) {
      const place =
        column === 'likes' ? `${param(after.at.getTime())}::int` : `${param(after.at)}::timestamptz`;
      parts.push(`(c.${column}, c.id) ${down ? '<' : '>'} (${place}, ${param(after.id)}::uuid)`);
    }
    for (const word of words)
      parts.push(
        `EXISTS (SELECT 1 FROM message m WHERE m.brand_id = $1 AND m.conversation_id = c.id AND m.deleted_at IS NULL
           AND m.direction <> 'note' AND strpos(plain_text(m.text), plain_text(${param(word)})) > 0)`,
      );
    const order = down ? `c.${column} DESC, c.id DESC` : `c.${column}, c.id`;
    return this.database.query<CommentRow>(
      `SELECT c.id, coalesce(c.opened_at, c.created_at) AS opened_at, c.asks, c.likes, c.${column} AS place FROM conversation c
       WHERE c.brand_id = $1 AND c.post_id = $2 AND c.merged_into_id IS NULL AND ${parts.join(' AND ')}
       ORDER BY ${order} LIMIT ${param(limit + 1)}`,
      params,
    );
  }

  /** The same of some, in no particular order; those that stand under no post, or were merged, are left out. */
  byIds(
    brandId: string,
    ids: readonly string[],
  ): Promise<(Omit<CommentRow, 'place'> & { post_id: string })[]> {
    return this.database.query(
      `SELECT c.id, c.post_id, coalesce(c.opened_at, c.created_at) AS opened_at, c.asks, c.likes FROM conversation c
       WHERE c.id = ANY($2::uuid[]) AND ${checkedBrand('c')} AND c.post_id IS NOT NULL AND c.merged_into_id IS NULL`,
      [brandId, ids],
    );
  }

  async standingUnder(brandId: string, postId: string, ids: readonly string[]): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT c.id FROM conversation c WHERE c.id = ANY($2::uuid[]) AND ${checkedBrand('c')} AND c.post_id = $3`,
      [brandId, ids, postId],
    );
    return rows.map(({ id }) => id);
  }

  mergedAway(
    brandId: string,
    ids: readonly string[],
  ): Promise<{ id: string; postId: string; channelId: string; restricted: boolean }[]> {
    return this.database.query(
      `SELECT c.id, c.post_id AS "postId", c.channel_id AS "channelId", ch.restricted FROM conversation c
         JOIN channel ch ON ch.brand_id = $1 AND ch.id = c.channel_id
       WHERE c.id = ANY($2::uuid[]) AND ${checkedBrand('c')} AND c.post_id IS NOT NULL AND c.merged_into_id IS NOT NULL`,
      [brandId, ids],
    );
  }

  /** What each began with: a person's first utterance, else the first of all. By conversation. */
  async openings(brandId: string, conversationIds: readonly string[]): Promise<Map<string, string>> {
    const rows = await this.database.query<{ conversation_id: string; id: string }>(
      `SELECT c.id AS conversation_id, m.id FROM unnest($2::uuid[]) AS c(id) CROSS JOIN LATERAL (
         SELECT m.id FROM message m WHERE m.conversation_id = c.id AND ${checkedBrand('m')} AND m.direction <> 'note'
         ORDER BY (m.direction = 'in') DESC, m.occurred_at, m.arrival LIMIT 1) m`,
      [brandId, conversationIds],
    );
    return new Map(rows.map((row) => [row.conversation_id, row.id]));
  }
}
