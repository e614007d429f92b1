import { z } from 'zod';
import { idSchema, instantSchema, pageQuerySchema } from './page.js';

/** What to look for, and where: under one post, in one channel, or in all of the brand's. */
export const wordRuleSchema = z.object({
  words: z.array(z.string().trim().min(1).max(100)).min(1).max(100),
  /** Not within longer words. */
  wholeWords: z.boolean().default(true),
  channelId: idSchema.optional(),
  postId: idSchema.optional(),
});
/** `existing`: what stands there already, too (the newest, as far as a preview looks). */
export const createWordRuleSchema = wordRuleSchema.extend({ existing: z.boolean().default(false) });
export type CreateWordRule = z.infer<typeof createWordRuleSchema>;
export type WordRuleInput = z.infer<typeof wordRuleSchema>;

export const wordRuleViewSchema = z
  .object({
    id: idSchema,
    words: z.array(z.string()),
    wholeWords: z.boolean(),
    channelId: idSchema.nullable(),
    postId: idSchema.nullable(),
    active: z.boolean(),
    createdBy: z.string(),
    /** Owners see every channel; a rule of anybody else for all channels looks into those its maker sees. */
    byOwner: z.boolean(),
    createdAt: instantSchema,
    /** How many comments it keeps out of sight now, and with how many that did not work. */
    hits: z.number().int(),
    failed: z.number().int(),
  })
  .meta({ id: 'WordRule' });
export type WordRuleView = z.infer<typeof wordRuleViewSchema>;

export const wordRulesQuerySchema = z.object({ postId: idSchema.optional() });

/** How many of the newest comments a preview, and a rule for what stands there already, look through. */
export const wordRuleLook = 5_000;
export const wordPreviewSchema = z
  .object({
    looked: z.number().int(),
    hits: z.number().int(),
    sample: z.array(z.object({ messageId: idSchema, name: z.string(), text: z.string(), word: z.string() })),
  })
  .meta({ id: 'WordPreview' });

export const wordHitStateSchema = z.enum(['pending', 'hidden', 'set_aside', 'left', 'failed', 'undone']);
/** One comment a rule has found. `left`: nothing was done, because others speak in its thread; see `reason`. */
export const wordHitSchema = z
  .object({
    id: idSchema,
    messageId: idSchema,
    conversationId: idSchema,
    name: z.string(),
    text: z.string(),
    word: z.string(),
    state: wordHitStateSchema,
    reason: z.string().nullable(),
    at: instantSchema,
  })
  .meta({ id: 'WordHit' });
export type WordHit = z.infer<typeof wordHitSchema>;
export const wordHitsQuerySchema = pageQuerySchema;

export const setWordRuleSchema = z.object({ active: z.boolean() });
/** At most so many are brought back in one call. */
export const wordHitsUndone = 500;
/** Some of what a rule did, or all of it: then `cursor` says where the call before this one left off. */
export const undoWordHitsSchema = z.object({
  hitIds: z.array(idSchema).min(1).max(wordHitsUndone).optional(),
  cursor: pageQuerySchema.shape.cursor,
});
export const undoneWordHitsSchema = z.object({
  undone: z.number().int(),
  failed: z.number().int(),
  nextCursor: z.string().nullable(),
});
