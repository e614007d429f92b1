import { z } from 'zod';
import { idSchema, instantSchema, pageOf, pageQuerySchema } from './page.js';

/** What a member is told, in the order in which settings show it. */
export const notificationKinds = [
  'mentioned',
  'assigned',
  'reply_failed',
  /** A reply for later did not leave: they wrote, a colleague answered, or somebody took it back. */
  'reply_cancelled',
  /** A snooze of a conversation of theirs is over. */
  'snooze_ended',
  /** For owners. */
  'channel_degraded',
  /** An alert of the Now board is up, or over; for those it names. */
  'alert_raised',
  'alert_cleared',
] as const;
export const notificationKindSchema = z.enum(notificationKinds);
export type NotificationKind = z.infer<typeof notificationKindSchema>;

export const notificationSchema = z
  .object({
    id: idSchema,
    kind: notificationKindSchema,
    at: instantSchema,
    readAt: instantSchema.nullable(),
    /** What it is about: a conversation, and the message in it; or a channel. */
    conversationId: idSchema.nullable(),
    messageId: idSchema.nullable(),
    channelId: idSchema.nullable(),
    /** One sentence in the language of whom it is for. */
    text: z.string(),
    /** The beginning of the message it is about. */
    words: z.string().nullable(),
  })
  .meta({ id: 'Notification' });
export type Notification = z.infer<typeof notificationSchema>;

export const notificationQuerySchema = pageQuerySchema.extend({
  unread: z.enum(['true', 'false']).default('false'),
});
export type NotificationQuery = z.infer<typeof notificationQuerySchema>;
export const notificationPageSchema = pageOf(notificationSchema).meta({ id: 'NotificationPage' });

/** At most `unreadLimit` are counted. */
export const unreadLimit = 100;
export const unreadSchema = z
  .object({ count: z.number().int(), conversationIds: z.array(idSchema) })
  .meta({ id: 'UnreadNotifications' });
export type Unread = z.infer<typeof unreadSchema>;

/** Which are read now: some, those of a conversation, or one and all that are older. */
export const markNotificationsSchema = z.union([
  z.object({ ids: z.array(idSchema).min(1).max(200) }),
  z.object({ conversationId: idSchema }),
  z.object({ upToId: idSchema }),
]);
export type MarkNotifications = z.infer<typeof markNotificationsSchema>;

/** Kinds the member does not want, in this brand. */
export const notificationSettingsSchema = z
  .object({ unwanted: z.array(notificationKindSchema).max(notificationKinds.length) })
  .meta({ id: 'NotificationSettings' });
export type NotificationSettings = z.infer<typeof notificationSettingsSchema>;
