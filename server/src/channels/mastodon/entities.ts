import { z } from 'zod';

/** Ids are strings; numbers that are not too long to be exact are what some servers and old payloads have. */
export const idSchema = z.union([z.string().min(1), z.number().int().nonnegative().transform(String)]);

const textSchema = z
  .string()
  .nullish()
  .transform((value) => value ?? '');

export const accountSchema = z.object({
  id: idSchema,
  username: textSchema,
  acct: z.string().min(1),
  display_name: textSchema,
  url: z.string().nullish(),
  /** Who it is on every instance; older servers leave it out. */
  uri: z.string().nullish(),
  avatar: z.string().nullish(),
  avatar_static: z.string().nullish(),
  bot: z.boolean().nullish(),
});
export type Account = z.output<typeof accountSchema>;

const mediaSchema = z.object({
  id: idSchema.nullish(),
  type: z.string().default('unknown'),
  url: z.string().nullish(),
  remote_url: z.string().nullish(),
  preview_url: z.string().nullish(),
  description: z.string().nullish(),
});
export type Media = z.output<typeof mediaSchema>;

const mentionSchema = z.object({
  id: idSchema,
  acct: z.string(),
  username: textSchema,
  url: z.string().nullish(),
});
export type Mention = z.output<typeof mentionSchema>;

const pollSchema = z.object({
  options: z.array(z.object({ title: textSchema })).default([]),
  multiple: z.boolean().nullish(),
});

export const visibilitySchema = z.enum(['public', 'unlisted', 'private', 'direct']);
export type Visibility = z.output<typeof visibilitySchema>;

const bareStatusSchema = z.object({
  id: idSchema,
  created_at: z.string(),
  edited_at: z.string().nullish(),
  in_reply_to_id: idSchema.nullish(),
  in_reply_to_account_id: idSchema.nullish(),
  /** Forks have more (`local`, `mutuals_only`): what we do not know is treated as for few. */
  visibility: z.string().transform((value): Visibility => {
    const known = visibilitySchema.safeParse(value);
    return known.success ? known.data : 'private';
  }),
  spoiler_text: textSchema,
  language: z.string().nullish(),
  url: z.string().nullish(),
  uri: z.string().nullish(),
  content: textSchema,
  account: accountSchema,
  media_attachments: z
    .array(mediaSchema)
    .nullish()
    .transform((value) => value ?? []),
  mentions: z
    .array(mentionSchema)
    .nullish()
    .transform((value) => value ?? []),
  poll: pollSchema.nullish(),
  favourites_count: z.number().int().nullish(),
  /** Somebody else's status it passes on. */
  reblog: z.object({ id: idSchema }).nullish(),
});

export const statusSchema = bareStatusSchema.extend({
  /** 4.5: `{state, quoted_status}`; some forks give the status itself. */
  quote: z
    .unknown()
    .transform((value) => {
      const inner = value as { quoted_status?: unknown } | null | undefined;
      const found = bareStatusSchema.safeParse(inner?.quoted_status ?? value);
      return found.success ? found.data : null;
    })
    .nullish(),
});
export type Status = z.output<typeof statusSchema>;

export const notificationSchema = z.object({
  id: idSchema,
  type: z.string().min(1),
  created_at: z.string().nullish(),
  account: accountSchema.nullish(),
  status: z.unknown().optional(),
});
export type Notification = z.output<typeof notificationSchema>;

/** `GET /api/v1/conversations`, and the `conversation` event of the stream. */
export const conversationSchema = z.object({
  id: idSchema,
  accounts: z.array(accountSchema),
  last_status: z.unknown().optional(),
});

/** `GET /api/v2/notifications`: statuses and accounts stand beside the groups that name them. */
export const groupedSchema = z.object({
  accounts: z.array(z.looseObject({ id: idSchema })).default([]),
  statuses: z.array(z.looseObject({ id: idSchema })).default([]),
  notification_groups: z.array(
    z.object({
      type: z.string().min(1),
      most_recent_notification_id: idSchema,
      latest_page_notification_at: z.string().nullish(),
      sample_account_ids: z.array(idSchema).default([]),
      status_id: idSchema.nullish(),
    }),
  ),
});

/** A frame of the stream: over SSE the payload is what `data:` holds, in a WebSocket's frame a string of JSON. */
export const frameSchema = z.object({ event: z.string().min(1), payload: z.unknown().optional() });
export type Frame = z.output<typeof frameSchema>;

/** What a status says of its place in its thread: all that is kept of those before it. */
export interface ThreadStatus {
  id: string;
  visibility: Visibility;
  account: Account;
  /** Ids of those it mentions. */
  mentions: string[];
  text: string;
  imageUrl: string | null;
  url: string | null;
  createdAt: string;
}
