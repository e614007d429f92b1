import { z } from 'zod';
import { idSchema, instantSchema, pageQuerySchema } from './page.js';

export const identitySchema = z
  .object({
    id: idSchema,
    /** What the id is unique in: `email`, or a platform and account. */
    namespace: z.string(),
    externalId: z.string(),
    displayName: z.string().nullable(),
    /** An address, handle or number fit to be shown. */
    handle: z.string().nullable(),
    avatarUrl: z.string().nullable(),
    firstSeenAt: instantSchema,
    lastSeenAt: instantSchema,
  })
  .meta({ id: 'Identity' });

export const personSummarySchema = z
  .object({ id: idSchema, name: z.string(), avatarUrl: z.string().nullable(), handle: z.string().nullable() })
  .meta({ id: 'PersonSummary' });
export type PersonSummary = z.infer<typeof personSummarySchema>;

export const personDetailSchema = personSummarySchema
  .extend({
    identities: z.array(identitySchema),
    firstSeenAt: instantSchema,
    lastSeenAt: instantSchema,
    conversationCount: z.number().int(),
    notes: z.string(),
    /** The member who answered this person most. */
    usuallyTalksWith: z.object({ memberId: idSchema, name: z.string() }).nullable(),
  })
  .meta({ id: 'PersonDetail' });
export type PersonDetail = z.infer<typeof personDetailSchema>;

export const updatePersonSchema = z.object({
  name: z.string().trim().min(1).max(200).optional(),
  notes: z.string().max(20_000).optional(),
});
export const peopleQuerySchema = pageQuerySchema.extend({ q: z.string().max(200).optional() });
