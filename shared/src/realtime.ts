import { z } from 'zod';
import { conversationRowSchema, countsSchema, viewSchema } from './conversations.js';
import { messageSchema } from './messages.js';
import { notificationKindSchema } from './notifications.js';
import { nowBoardSchema } from './now.js';
import { idSchema } from './page.js';
import { postCommentSchema } from './posts.js';

/**
 * Socket.IO, path `/realtime`, authenticated by the session cookie (or `auth: { token }` with an API token);
 * `auth: { brandId }` chooses the brand, else the session's. Every event goes out under its `type` as the
 * event name with the whole object as the only argument. Pushes may be lost: after a reconnect, refetch.
 */
export const serverEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('conversation.changed'),
    brandId: idSchema,
    conversationId: idSchema,
    version: z.number().int(),
    /** `unread` in it is not the receiver's own: compare seqs instead. */
    row: conversationRowSchema,
    utteranceSeq: z.number().int(),
  }),
  z.object({
    type: z.literal('conversation.removed'),
    brandId: idSchema,
    conversationId: idSchema,
    version: z.number().int(),
  }),
  z.object({
    type: z.literal('message.changed'),
    brandId: idSchema,
    conversationId: idSchema,
    version: z.number().int(),
    message: messageSchema,
  }),
  z.object({
    type: z.literal('message.removed'),
    brandId: idSchema,
    conversationId: idSchema,
    messageId: idSchema,
  }),
  z.object({
    type: z.literal('counts.changed'),
    brandId: idSchema,
    counts: countsSchema.omit({ mine: true }),
  }),
  z.object({
    type: z.literal('presence.changed'),
    brandId: idSchema,
    conversationId: idSchema,
    /** Who looks at it, and who of them is writing; without the receiver's own seat nothing is left out. */
    members: z.array(z.object({ memberId: idSchema, name: z.string(), writing: z.boolean() })),
  }),
  z.object({
    type: z.literal('typing.changed'),
    brandId: idSchema,
    conversationId: idSchema,
    personId: idSchema,
    typing: z.boolean(),
  }),
  z.object({
    type: z.literal('read.changed'),
    brandId: idSchema,
    conversationId: idSchema,
    memberId: idSchema,
    seq: z.number().int(),
  }),
  z.object({
    type: z.literal('draft.changed'),
    brandId: idSchema,
    conversationId: idSchema,
    memberId: idSchema,
  }),
  z.object({
    type: z.literal('person.changed'),
    brandId: idSchema,
    /** Several when they were merged or taken apart. Told to whoever may see a channel they speak on. */
    personIds: z.array(idSchema),
  }),
  /**
   * Threads under an open post appeared or changed: gathered for a moment, so that a hundred comments a second are a few
   * pushes. `unread` in them is not the receiver's own. `gone`: they stand under it no more.
   */
  z.object({
    type: z.literal('post.changed'),
    brandId: idSchema,
    postId: idSchema,
    comments: z.array(postCommentSchema),
    gone: z.array(idSchema),
  }),
  z.object({ type: z.literal('channel.changed'), brandId: idSchema, channelId: idSchema }),
  z.object({ type: z.literal('brand.changed'), brandId: idSchema }),
  z.object({
    type: z.literal('notification'),
    id: idSchema,
    brandId: idSchema,
    /** What it is about: a conversation, or a channel (`channel_degraded`, for owners). */
    conversationId: idSchema.nullable(),
    messageId: idSchema.nullable(),
    channelId: idSchema.nullable(),
    kind: notificationKindSchema,
    text: z.string(),
  }),
  /** The receiver has read some, here or elsewhere. */
  z.object({ type: z.literal('notifications.read'), brandId: idSchema }),
  /** A reply for later was put on, changed, or has left the list. */
  z.object({
    type: z.literal('schedule.changed'),
    brandId: idSchema,
    conversationId: idSchema,
    messageId: idSchema,
  }),
  /** Who waits now, as far as the receiver may see it; to those who joined, when something changed. */
  z.object({ type: z.literal('now.changed'), brandId: idSchema, board: nowBoardSchema }),
  /** Rights or session are gone: sign in again or reload. */
  z.object({ type: z.literal('session.ended'), brandId: idSchema.nullable(), reason: z.string() }),
]);
export type ServerEvent = z.infer<typeof serverEventSchema>;
export type ServerEventOf<T extends ServerEvent['type']> = Extract<ServerEvent, { type: T }>;

/**
 * Client → server, each acknowledged with `{ok: true}` or `{ok: false, code}`.
 * Rooms: `view.join` (one at a time; leaves the one before), `conversation.open` / `conversation.close`, `post.open` (one at
 * a time) / `post.close`.
 */
export const clientEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('view.join'), view: viewSchema }),
  z.object({ type: z.literal('conversation.open'), conversationId: idSchema }),
  z.object({ type: z.literal('conversation.close'), conversationId: idSchema }),
  z.object({ type: z.literal('post.open'), postId: idSchema }),
  z.object({ type: z.literal('post.close'), postId: idSchema }),
  z.object({
    type: z.literal('presence.writing'),
    conversationId: idSchema,
    writing: z.boolean(),
    /** Of a reply the person is told where the channel can; of a note, and where it is left out, only colleagues. */
    what: z.enum(['reply', 'note']).optional(),
  }),
  /** The board of who waits now; the last one comes at once. */
  z.object({ type: z.literal('now.join') }),
  z.object({ type: z.literal('now.leave') }),
]);
export type ClientEvent = z.infer<typeof clientEventSchema>;
