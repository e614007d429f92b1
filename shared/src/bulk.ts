import { z } from 'zod';
import { conversationRowSchema, prioritySchema, snoozeSchema } from './conversations.js';
import { idSchema, seqSchema } from './page.js';
import { problemCodes } from './problem.js';

/** At most so many conversations in one call. */
export const bulkLimit = 500;

/** What can be done with many conversations at once. */
export const bulkActSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('close') }),
  z.object({ kind: z.literal('reopen') }),
  z.object({ kind: z.literal('snooze'), ...snoozeSchema.shape }),
  z.object({ kind: z.literal('unsnooze') }),
  z.object({ kind: z.literal('no_answer_needed') }),
  z.object({ kind: z.literal('mark_as_ours') }),
  z.object({ kind: z.literal('assign'), memberId: idSchema.nullable() }),
  z.object({
    kind: z.literal('tag'),
    add: z.array(idSchema).max(50).default([]),
    remove: z.array(idSchema).max(50).default([]),
  }),
  z.object({ kind: z.literal('priority'), priority: prioritySchema }),
  /** Each of them goes into that one. */
  z.object({ kind: z.literal('merge'), intoId: idSchema }),
  /** Each of them, merged before, is a conversation of its own again. */
  z.object({ kind: z.literal('unmerge') }),
]);
export type BulkAct = z.infer<typeof bulkActSchema>;

export const bulkSchema = z
  .object({
    act: bulkActSchema,
    items: z
      .array(
        z.object({
          id: idSchema,
          /** The newest utterance seen: where the person has written since, nothing is closed, hidden or let go. */
          seenSeq: seqSchema.optional(),
        }),
      )
      .min(1)
      .max(bulkLimit),
  })
  .meta({ id: 'Bulk' });
export type Bulk = z.infer<typeof bulkSchema>;

/** What became of each, in the order asked for; each stands by itself. */
export const bulkResultSchema = z
  .object({
    results: z.array(
      z.discriminatedUnion('ok', [
        z.object({
          id: idSchema,
          ok: z.literal(true),
          /** What it is now; of a merged one: the conversation that remains. */
          conversation: conversationRowSchema,
        }),
        z.object({ id: idSchema, ok: z.literal(false), code: z.enum(problemCodes), message: z.string() }),
      ]),
    ),
  })
  .meta({ id: 'BulkResult' });
export type BulkResult = z.infer<typeof bulkResultSchema>;
