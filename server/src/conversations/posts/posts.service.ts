import { Injectable } from '@nestjs/common';
import type { ConversationRow } from '@parley/shared/conversations.js';
import type { CommentsQuery, PostComment, PostSummary, PostsQuery } from '@parley/shared/posts.js';
import { ChannelAccess } from '../../channels/channel-access.service.js';
import { AppError, notFound } from '../../platform/errors/app-error.js';
import type { CallerSeat } from '../../platform/http/caller.js';
import { decodeCursor, pageOfRows } from '../../platform/http/cursor.js';
import { presentPost } from '../detail/detail.presenter.js';
import { MessagesService } from '../messages/messages.service.js';
import { RowPresenter } from '../queue/row.presenter.js';
import { type Looker, type QueueRow, RowRepository } from '../queue/row.repository.js';
import { type PostRow, PostsRepository } from './posts.repository.js';

/** More words than anybody types. */
const MOST_WORDS = 8;

/** Where a post stands: whoever may see that channel may see the post and what is said under it. */
export interface PostPlace {
  channelId: string;
  restricted: boolean;
  imageUrl: string | null;
}

/** A thread under a post, with the row that says who may get it. */
export interface PlacedComment {
  postId: string;
  row: QueueRow;
  comment: PostComment;
}

/** Posts and the comments under them, as one member may see them. */
@Injectable()
export class PostsService {
  constructor(
    private readonly posts: PostsRepository,
    private readonly rows: RowRepository,
    private readonly presenter: RowPresenter,
    private readonly messages: MessagesService,
    private readonly access: ChannelAccess,
  ) {}

  async page(seat: CallerSeat, { cursor, limit, channelId, q }: PostsQuery) {
    const channels = await this.access.visibleChannelIds(seat);
    const found = await this.posts.page(
      seat.brandId,
      channels,
      { channelId, words: wordsOf(q) },
      { after: decodeCursor(cursor), limit },
    );
    return pageOfRows(found, limit, (row) => ({ id: row.id, at: row.updated_at }), this.present);
  }

  /** @throws AppError not_found */
  async get(seat: CallerSeat, postId: string): Promise<PostSummary> {
    const row = await this.posts.find(seat.brandId, postId);
    if (row === undefined) throw notFound('The post');
    if (row.restricted && !(await this.access.isVisible(seat, row.channel_id))) throw notFound('The post');
    return this.present(row);
  }

  /** @throws AppError not_found: a post of another brand, or in a channel one may not see, does not exist */
  async require(seat: CallerSeat, postId: string): Promise<PostPlace> {
    const place = await this.posts.place(seat.brandId, postId);
    if (place === undefined) throw notFound('The post');
    if (place.restricted && !(await this.access.isVisible(seat, place.channel_id)))
      throw notFound('The post');
    return { channelId: place.channel_id, restricted: place.restricted, imageUrl: place.image_url };
  }

  /** @throws AppError not_found */
  async comments(seat: CallerSeat, postId: string, { cursor, limit, sort, q }: CommentsQuery) {
    await this.require(seat, postId);
    const after = decodeCursor(cursor);
    if (sort === 'liked' && after !== null && after.at.getTime() > MOST_LIKES) throw strangeCursor();
    const found = await this.posts.comments(
      seat.brandId,
      postId,
      { sort, words: wordsOf(q) },
      { after, limit },
    );
    const page = pageOfRows(
      found,
      limit,
      // Of likes the cursor keeps their number where the others keep milliseconds.
      ({ id, place, opened_at: openedAt }) => ({
        id,
        at: typeof place === 'number' ? new Date(place) : (place ?? openedAt),
      }),
      (row) => row,
    );
    const shown = await this.placed(
      { brandId: seat.brandId, memberId: seat.memberId, channels: 'all' },
      page.items.map((row) => ({ ...row, post_id: postId })),
    );
    const byId = new Map(shown.map(({ comment }) => [comment.conversation.id, comment]));
    return { items: page.items.flatMap(({ id }) => byId.get(id) ?? []), nextCursor: page.nextCursor };
  }

  /** Those of the threads that stand under the post. */
  standingUnder(brandId: string, postId: string, ids: readonly string[]): Promise<string[]> {
    return this.posts.standingUnder(brandId, postId, ids);
  }

  /** For pushing: nobody's in particular. Those under no post are left out. */
  async byIds(brandId: string, ids: readonly string[]): Promise<PlacedComment[]> {
    const found = await this.posts.byIds(brandId, ids);
    return this.placed({ brandId, memberId: null, channels: 'all' }, found);
  }

  /** Those of them that stood under a post and were merged into another thread. */
  async mergedAway(
    brandId: string,
    ids: readonly string[],
  ): Promise<{ id: string; postId: string; channelId: string; restricted: boolean }[]> {
    return this.posts.mergedAway(brandId, ids);
  }

  private async placed(
    looker: Looker,
    found: readonly { id: string; post_id: string; opened_at: Date; asks: boolean; likes: number }[],
  ): Promise<PlacedComment[]> {
    const ids = found.map(({ id }) => id);
    if (ids.length === 0) return [];
    const [rows, openings] = await Promise.all([
      this.rows.byIds(looker, ids),
      this.posts.openings(looker.brandId, ids),
    ]);
    const messages = await this.messages.byIds(looker.brandId, [...openings.values()]);
    const byId = new Map(messages.map((message) => [message.id, message]));
    const rowOf = new Map(rows.map((row) => [row.id, row]));
    return found.flatMap(({ id, post_id: postId, opened_at: openedAt, asks, likes }) => {
      const row = rowOf.get(id);
      if (row === undefined) return [];
      const conversation: ConversationRow = this.presenter.present(row);
      const comment = byId.get(openings.get(id) ?? '') ?? null;
      return [
        { postId, row, comment: { conversation, comment, openedAt: openedAt.toISOString(), asks, likes } },
      ];
    });
  }

  private present = (row: PostRow): PostSummary => ({
    ...presentPost(row),
    channel: {
      id: row.channel_id,
      kind: row.channel_kind,
      name: row.channel_name,
      icon: this.presenter.iconOf(row.channel_kind),
    },
    updatedAt: row.updated_at.toISOString(),
    counts: {
      comments: row.comments,
      waiting: row.waiting,
      questions: row.questions,
      setAside: row.set_aside,
    },
    waitingSince: row.waiting_since?.toISOString() ?? null,
  });
}

/** Likes are kept as an integer. */
const MOST_LIKES = 2_147_483_647;

const strangeCursor = () =>
  new AppError('invalid_request', 'The request does not fit.', {
    issues: [{ path: ['cursor'], message: 'This is not a cursor of an earlier page.' }],
  });

const wordsOf = (q: string | undefined): string[] =>
  (q ?? '')
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, MOST_WORDS);
