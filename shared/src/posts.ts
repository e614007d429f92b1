import { z } from 'zod';
import { bulkLimit } from './bulk.js';
import { conversationRowSchema, postSchema } from './conversations.js';
import { messageSchema } from './messages.js';
import { idSchema, pageQuerySchema, seqSchema } from './page.js';
import { problemCodes } from './problem.js';

/** A post with what stands under it, as far as the asking member may see its channel. */
export const postSummarySchema = z
  .object({
    ...postSchema.shape,
    channel: z.object({ id: idSchema, kind: z.string(), name: z.string(), icon: z.string() }),
    /** Something was said under it, or about it, last at this time. */
    updatedAt: z.iso.datetime(),
    counts: z.object({
      /** Threads: comments with everything beneath them. Those set aside are not among them. */
      comments: z.number().int(),
      /** Threads that are ours. */
      waiting: z.number().int(),
      /** Those of them in which something is asked. */
      questions: z.number().int(),
      setAside: z.number().int(),
    }),
    /** When the one who waits longest began to wait. */
    waitingSince: z.iso.datetime().nullable(),
  })
  .meta({ id: 'PostSummary' });
export type PostSummary = z.infer<typeof postSummarySchema>;

/** Newest activity first. */
export const postsQuerySchema = pageQuerySchema.extend({
  channelId: idSchema.optional(),
  /** All of these words in its title, excerpt or author. */
  q: z.string().trim().max(200).optional(),
});
export type PostsQuery = z.infer<typeof postsQuerySchema>;

/**
 * `waiting`: ours, the longest wait first. `questions`: those of them in which something is asked, in the same order. `liked`:
 * the most liked first. `newest`: the latest first. `set_aside`: what stands aside, the latest first.
 */
export const commentSorts = ['waiting', 'questions', 'liked', 'newest', 'set_aside'] as const;
export const commentSortSchema = z.enum(commentSorts);
export type CommentSort = z.infer<typeof commentSortSchema>;

export const commentsQuerySchema = pageQuerySchema.extend({
  sort: commentSortSchema.default('waiting'),
  /** All of these words, wherever in the thread; accents and case do not matter. */
  q: z.string().trim().max(200).optional(),
});
export type CommentsQuery = z.infer<typeof commentsQuerySchema>;

/** One comment under a post with its thread. */
export const postCommentSchema = z
  .object({
    conversation: conversationRowSchema,
    /** The comment that began the thread; null once nothing of it is left. */
    comment: messageSchema.nullable(),
    /** When it was written; what `newest` goes by. */
    openedAt: z.iso.datetime(),
    /** Something is asked that has no answer yet. */
    asks: z.boolean(),
    /** Likes of the most liked utterance of a person in the thread. */
    likes: z.number().int(),
  })
  .meta({ id: 'PostComment' });
export type PostComment = z.infer<typeof postCommentSchema>;

/** One reply to each of many threads, every text as it was shown before it was sent. */
export const bulkRepliesSchema = z
  .object({
    visibility: z.enum(['public', 'private']).optional(),
    closeAfter: z.boolean().default(false),
    items: z
      .array(
        z.object({
          conversationId: idSchema,
          /** Made by the client; the same id twice is one reply. */
          clientId: z.string().min(8).max(80),
          body: z.string().trim().min(1).max(200_000),
          /** The newest utterance its writer had seen there. */
          seenSeq: seqSchema,
          inReplyToId: idSchema.optional(),
        }),
      )
      .min(1)
      .max(bulkLimit),
  })
  .meta({ id: 'BulkReplies' });
export type BulkReplies = z.infer<typeof bulkRepliesSchema>;

const refusedSchema = z.object({
  id: idSchema,
  ok: z.literal(false),
  code: z.enum(problemCodes),
  message: z.string(),
  /** With `stale`: the newest utterance there is now. */
  utteranceSeq: z.number().int().optional(),
});
/** What became of each, in the order asked for; each stands by itself. `id`: of the conversation, or of the message. */
export const bulkMessagesResultSchema = z
  .object({
    results: z.array(
      z.discriminatedUnion('ok', [
        z.object({ id: idSchema, ok: z.literal(true), message: messageSchema }),
        refusedSchema,
      ]),
    ),
  })
  .meta({ id: 'BulkMessagesResult' });
export type BulkMessagesResult = z.infer<typeof bulkMessagesResultSchema>;

/** Held replies that are taken back before they leave. */
export const bulkUndoSchema = z.object({ messageIds: z.array(idSchema).min(1).max(bulkLimit) });
export type BulkUndo = z.infer<typeof bulkUndoSchema>;
