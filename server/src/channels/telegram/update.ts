import { z } from 'zod';

/**
 * What is read of Telegram's objects (Bot API 10.1), and no more: fields we do not use may be anything. Ids have up to
 * 52 bits, so that a JavaScript number holds them; they are passed on as strings.
 */
const id = z.union([z.number().int(), z.string().min(1)]).transform(String);

export const userSchema = z.object({
  id,
  is_bot: z.boolean().optional(),
  first_name: z.string().optional(),
  last_name: z.string().optional(),
  username: z.string().optional(),
});
export type TelegramUser = z.output<typeof userSchema>;

const chatSchema = z.object({
  id,
  /** `private`, `group`, `supergroup` or `channel`. */
  type: z.string(),
  title: z.string().optional(),
  username: z.string().optional(),
  first_name: z.string().optional(),
  last_name: z.string().optional(),
});
export type TelegramChat = z.output<typeof chatSchema>;

const fileSchema = z.object({
  file_id: z.string().min(1),
  file_name: z.string().optional(),
  mime_type: z.string().optional(),
  file_size: z.number().optional(),
});
export type TelegramFile = z.output<typeof fileSchema>;

const photoSchema = z.array(
  fileSchema.extend({ width: z.number().optional(), height: z.number().optional() }),
);
const locationSchema = z.object({
  latitude: z.number(),
  longitude: z.number(),
  live_period: z.number().optional(),
});
/** `offset` and `length` in UTF-16 units, as JavaScript counts. */
const entitySchema = z.object({
  type: z.string(),
  offset: z.number().int(),
  length: z.number().int(),
  url: z.string().optional(),
});
export type TelegramEntity = z.output<typeof entitySchema>;

const originSchema = z.object({
  sender_user: userSchema.optional(),
  sender_user_name: z.string().optional(),
  sender_chat: chatSchema.optional(),
  chat: chatSchema.optional(),
  author_signature: z.string().optional(),
});

export const messageSchema = z.looseObject({
  message_id: id,
  /** Seconds since the epoch; 0 for a message that can no longer be read. */
  date: z.number(),
  edit_date: z.number().optional(),
  chat: chatSchema,
  from: userSchema.optional(),
  sender_chat: chatSchema.optional(),
  sender_business_bot: userSchema.optional(),
  author_signature: z.string().optional(),
  business_connection_id: z.string().optional(),
  message_thread_id: id.optional(),
  is_topic_message: z.boolean().optional(),
  direct_messages_topic: z.object({ topic_id: id }).optional(),
  is_automatic_forward: z.boolean().optional(),
  reply_to_message: z
    .looseObject({
      message_id: id,
      chat: chatSchema.optional(),
      forum_topic_created: z.object({ name: z.string() }).optional(),
    })
    .optional(),
  external_reply: z.looseObject({}).optional(),
  quote: z.object({ text: z.string(), is_manual: z.boolean().optional() }).optional(),
  forward_origin: originSchema.optional(),
  media_group_id: id.optional(),
  migrate_to_chat_id: id.optional(),
  migrate_from_chat_id: id.optional(),
  text: z.string().optional(),
  entities: z.array(entitySchema).optional(),
  caption: z.string().optional(),
  caption_entities: z.array(entitySchema).optional(),
  photo: photoSchema.optional(),
  animation: fileSchema.optional(),
  video: fileSchema.optional(),
  video_note: fileSchema.optional(),
  voice: fileSchema.optional(),
  audio: fileSchema.extend({ title: z.string().optional(), performer: z.string().optional() }).optional(),
  document: fileSchema.optional(),
  sticker: fileSchema
    .extend({
      emoji: z.string().optional(),
      is_animated: z.boolean().optional(),
      is_video: z.boolean().optional(),
    })
    .optional(),
  paid_media: z
    .object({
      paid_media: z.array(z.object({ photo: photoSchema.optional(), video: fileSchema.optional() })),
    })
    .optional(),
  location: locationSchema.optional(),
  venue: z
    .object({ location: locationSchema, title: z.string().optional(), address: z.string().optional() })
    .optional(),
  contact: z
    .object({
      phone_number: z.string(),
      first_name: z.string().optional(),
      last_name: z.string().optional(),
      vcard: z.string().optional(),
    })
    .optional(),
  poll: z
    .object({ question: z.string(), options: z.array(z.object({ text: z.string() })).default([]) })
    .optional(),
  checklist: z
    .object({ title: z.string(), tasks: z.array(z.object({ text: z.string() })).default([]) })
    .optional(),
  dice: z.object({ emoji: z.string().optional(), value: z.number() }).optional(),
  game: z.object({ title: z.string() }).optional(),
  story: z.object({ chat: chatSchema, id }).optional(),
  invoice: z.object({ title: z.string(), description: z.string().optional() }).optional(),
});
export type TelegramMessage = z.output<typeof messageSchema>;

const memberSchema = z.object({ status: z.string(), is_member: z.boolean().optional() });
const membershipSchema = z.object({
  chat: chatSchema,
  from: userSchema.optional(),
  date: z.number(),
  old_chat_member: memberSchema,
  new_chat_member: memberSchema,
});
export type TelegramMembership = z.output<typeof membershipSchema>;

const reactionsSchema = z
  .array(z.looseObject({ type: z.string(), emoji: z.string().optional() }))
  .default([]);
const reactionSchema = z.object({
  chat: chatSchema,
  message_id: id,
  date: z.number(),
  /** One of the two: who did it, or the chat on whose behalf they did. */
  user: userSchema.optional(),
  actor_chat: chatSchema.optional(),
  old_reaction: reactionsSchema,
  new_reaction: reactionsSchema,
});
export type TelegramReaction = z.output<typeof reactionSchema>;

/** Exactly one of the fields beside `update_id` is there; those we do nothing with are only known by their name. */
export const updateSchema = z.looseObject({
  update_id: id,
  message: messageSchema.optional(),
  edited_message: messageSchema.optional(),
  business_message: messageSchema.optional(),
  edited_business_message: messageSchema.optional(),
  deleted_business_messages: z
    .object({ business_connection_id: z.string(), chat: chatSchema, message_ids: z.array(id) })
    .optional(),
  my_chat_member: membershipSchema.optional(),
  message_reaction: reactionSchema.optional(),
});
export type TelegramUpdate = z.output<typeof updateSchema>;

/** What we ask Telegram for: it leaves `message_reaction` out unless it is named. */
export const ALLOWED_UPDATES = [
  'message',
  'edited_message',
  'message_reaction',
  'my_chat_member',
  'business_connection',
  'business_message',
  'edited_business_message',
  'deleted_business_messages',
] as const;
