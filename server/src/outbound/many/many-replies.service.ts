import { Injectable } from '@nestjs/common';
import type { BulkMessagesResult, BulkReplies } from '@parley/shared/posts.js';
import { PostsService } from '../../conversations/posts/posts.service.js';
import { AppError } from '../../platform/errors/app-error.js';
import type { Member } from '../../platform/http/caller.js';
import { loggerFor } from '../../platform/logging/logger.js';
import { RepliesService } from '../posting/replies.service.js';
import { ReplyActs } from '../posting/reply-acts.service.js';

const log = loggerFor('outbound');

/** So many at a time: each in a transaction of its own, none waiting for the whole pool. */
const AT_ONCE = 4;

type Result = BulkMessagesResult['results'][number];

/**
 * A reply to each of many threads under a post. Every one goes through the same gate as a single reply, with what its writer
 * had seen there; each is written, or refused with its reason, by itself.
 */
@Injectable()
export class ManyReplies {
  constructor(
    private readonly posts: PostsService,
    private readonly replies: RepliesService,
    private readonly acts: ReplyActs,
  ) {}

  /** @throws AppError not_found for a post one may not see, invalid_request when a thread is named twice */
  async send(
    caller: Member,
    postId: string,
    { items, visibility, closeAfter }: BulkReplies,
  ): Promise<BulkMessagesResult> {
    await this.posts.require(caller.seat, postId);
    requireOnce(items.map(({ conversationId }) => conversationId));
    const under = new Set(
      await this.posts.standingUnder(
        caller.seat.brandId,
        postId,
        items.map(({ conversationId }) => conversationId),
      ),
    );
    return each(items, async ({ conversationId, clientId, body, seenSeq, inReplyToId }) => {
      if (!under.has(conversationId))
        return refusal(conversationId, new AppError('not_found', 'It does not stand under this post.'));
      return tried(conversationId, () =>
        this.replies.post(caller, conversationId, {
          kind: 'reply',
          clientId,
          body,
          seenSeq,
          closeAfter,
          attachments: [],
          mentions: [],
          sendNow: false,
          forward: false,
          ...(inReplyToId === undefined ? {} : { inReplyToId }),
          ...(visibility === undefined ? {} : { visibility }),
        }),
      );
    });
  }

  /** Takes back those that are still held. @throws AppError invalid_request when one is named twice */
  async undo(caller: Member, messageIds: readonly string[]): Promise<BulkMessagesResult> {
    requireOnce(messageIds);
    return each(messageIds, (id) => tried(id, () => this.acts.undo(caller, id)));
  }
}

async function each<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<BulkMessagesResult> {
  const results = new Map<number, Result>();
  const rest = items.entries();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const [index, item] of rest) results.set(index, await work(item));
    }),
  );
  return { results: items.flatMap((_, index) => results.get(index) ?? []) };
}

async function tried(
  id: string,
  work: () => Promise<Extract<Result, { ok: true }>['message']>,
): Promise<Result> {
  try {
    return { id, ok: true, message: await work() };
  } catch (error) {
    if (error instanceof AppError) return refusal(id, error);
    log.error({ err: error, id }, 'one of many replies could not be written or taken back');
    return refusal(id, new AppError('internal', 'That went wrong on our side. Nothing was changed.'));
  }
}

function refusal(id: string, { code, message, issues, details }: AppError): Result {
  const seq = details?.utteranceSeq;
  return {
    id,
    ok: false,
    code,
    // What is wrong with the text says more than that something is.
    message: issues?.[0]?.message ?? message,
    ...(typeof seq === 'number' ? { utteranceSeq: seq } : {}),
  };
}

function requireOnce(ids: readonly string[]): void {
  if (new Set(ids).size === ids.length) return;
  throw new AppError('invalid_request', 'The request does not fit.', {
    issues: [{ path: ['items'], message: 'Each is named once.' }],
  });
}
