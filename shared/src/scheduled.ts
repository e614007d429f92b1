import { z } from 'zod';
import { conversationRowSchema } from './conversations.js';
import { messageSchema, sendMessageSchema } from './messages.js';
import { idSchema, instantSchema, pageOf, pageQuerySchema, seqSchema } from './page.js';

/** Replies that wait for the time their writer chose, the next to leave first. */
export const scheduledQuerySchema = pageQuerySchema.extend({
  /** Only the caller's own. */
  mine: z.enum(['true', 'false']).default('false'),
  conversationId: idSchema.optional(),
});
export type ScheduledQuery = z.infer<typeof scheduledQuerySchema>;

export const scheduledReplySchema = z
  .object({ message: messageSchema, conversation: conversationRowSchema })
  .meta({ id: 'ScheduledReply' });
export type ScheduledReply = z.infer<typeof scheduledReplySchema>;
export const scheduledPageSchema = pageOf(scheduledReplySchema).meta({ id: 'ScheduledPage' });

/** The whole of a reply for later as it is to be from now on; only its writer changes it, until it leaves. */
export const editScheduledSchema = sendMessageSchema
  .omit({ clientId: true, kind: true, mentions: true, forward: true, sendNow: true, inReplyToId: true })
  .extend({
    /** Of the message as the writer has it before them: another's change is not overwritten. */
    version: z.number().int(),
    seenSeq: seqSchema,
    sendAt: instantSchema,
    closeAfter: z.boolean(),
    cancelIfTheyWrite: z.boolean(),
  });
export type EditScheduled = z.infer<typeof editScheduledSchema>;

/** Another time and nothing else. */
export const rescheduleSchema = z.object({ sendAt: instantSchema });

/** `seenSeq`: the newest utterance the writer has seen. */
export const sendScheduledNowSchema = z.object({ seenSeq: seqSchema });
