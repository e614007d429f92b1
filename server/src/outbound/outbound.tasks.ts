import { z } from 'zod';
import { defineTask } from '../platform/queue/tasks.js';

/** Ask the platform whether an unconfirmed reply arrived; the subject is the reply. */
export const LOOK_UP_REPLY = defineTask({ name: 'look-up-reply', schema: z.object({}) });

/** What the sender does on its own side after acceptance (a copy in Sent); the subject is the reply. */
export const COPY_SENT_REPLY = defineTask({ name: 'copy-sent-reply', schema: z.object({}) });

/** A mail of the house (invitation, password reset). */
export const SEND_SYSTEM_MAIL = defineTask({
  name: 'send-system-mail',
  schema: z.object({
    /** Its links are secrets. */
    sealed: z.string(),
    /** Set before the first byte leaves: whoever finds it set does not know whether the mail left. */
    handedOver: z.boolean().default(false),
    /** In ms since it was asked for. */
    worthMs: z.number().optional(),
  }),
});

/** Replies nobody has read in the chat go by mail; the subject is the conversation. */
export const FOLLOW_UP_BY_MAIL = defineTask({ name: 'follow-up-by-mail', schema: z.object({}) });
