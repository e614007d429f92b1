import { z } from 'zod';
import { tagSchema } from './brands.js';
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
    /** A mail address it is known by; for `email` the id itself. */
    email: z.string().nullable(),
    /**
     * Whether the address is certainly theirs: they wrote to us by mail from it, or the brand's own system says so. An
     * address that a visitor merely typed is not.
     */
    emailVerified: z.boolean(),
    /** Channels they spoke on as this one, as far as the asking member may see them. */
    channels: z.array(z.object({ id: idSchema, name: z.string(), kind: z.string(), icon: z.string() })),
    firstSeenAt: instantSchema,
    lastSeenAt: instantSchema,
  })
  .meta({ id: 'Identity' });
export type Identity = z.infer<typeof identitySchema>;

export const personFieldKindSchema = z.enum(['text', 'number', 'date', 'select', 'checkbox', 'url']);
export type PersonFieldKind = z.infer<typeof personFieldKindSchema>;

const fieldName = z.string().trim().min(1).max(60);
/** So many fields a brand may have for its people. */
export const MOST_PERSON_FIELDS = 50;
export const MOST_FIELD_OPTIONS = 100;

/** What the brand wants to know of its people. */
export const personFieldSchema = z
  .object({
    id: idSchema,
    name: z.string(),
    kind: personFieldKindSchema,
    /** Of a `select`; a value is the option's id. */
    options: z.array(z.object({ id: idSchema, name: z.string() })),
    /** Shown beside conversations, not only on the person's page. */
    beside: z.boolean(),
  })
  .meta({ id: 'PersonField' });
export type PersonField = z.infer<typeof personFieldSchema>;

/** A field keeps its kind. An option without an id is new; one that is left out goes, with the values that chose it. */
export const savePersonFieldSchema = z.object({
  name: fieldName,
  beside: z.boolean().default(true),
  options: z
    .array(z.object({ id: idSchema.optional(), name: fieldName }))
    .max(MOST_FIELD_OPTIONS)
    .default([]),
});
export type SavePersonField = z.infer<typeof savePersonFieldSchema>;
export const createPersonFieldSchema = savePersonFieldSchema.extend({ kind: personFieldKindSchema });
export const orderPersonFieldsSchema = z.object({ ids: z.array(idSchema).max(MOST_PERSON_FIELDS) });

/** Text, number, `YYYY-MM-DD`, an option's id, yes or no, an http(s) address: as the field's kind says. */
export const fieldValueSchema = z.union([z.string().max(2_000), z.number(), z.boolean()]);
export type FieldValue = z.infer<typeof fieldValueSchema>;
const fieldValues = z.record(idSchema, fieldValueSchema);

export const personSummarySchema = z
  .object({ id: idSchema, name: z.string(), avatarUrl: z.string().nullable(), handle: z.string().nullable() })
  .meta({ id: 'PersonSummary' });
export type PersonSummary = z.infer<typeof personSummarySchema>;

export const personRowSchema = personSummarySchema
  .extend({ lastSeenAt: instantSchema, tags: z.array(tagSchema) })
  .meta({ id: 'PersonRow' });
export type PersonRow = z.infer<typeof personRowSchema>;

/** Somebody who was merged into this person and can be taken out again. */
export const personMergeSchema = z.object({
  id: idSchema,
  /** As they were, and will be again. */
  person: personSummarySchema,
  mergedAt: instantSchema,
  /** The member who did it. */
  mergedBy: z.string().nullable(),
});
export type PersonMerge = z.infer<typeof personMergeSchema>;

export const personDetailSchema = personSummarySchema
  .extend({
    identities: z.array(identitySchema),
    firstSeenAt: instantSchema,
    lastSeenAt: instantSchema,
    conversationCount: z.number().int(),
    notes: z.string(),
    /** By field; a field without a value is left out. */
    fields: fieldValues,
    tags: z.array(tagSchema),
    /** The member who answered this person most. */
    usuallyTalksWith: z.object({ memberId: idSchema, name: z.string() }).nullable(),
    /** The last one first. */
    merges: z.array(personMergeSchema),
  })
  .meta({ id: 'PersonDetail' });
export type PersonDetail = z.infer<typeof personDetailSchema>;

export const updatePersonSchema = z.object({
  name: z.string().trim().min(1).max(200).optional(),
  notes: z.string().max(20_000).optional(),
  /** Only those that change; null takes the value away. */
  fields: z.record(idSchema, fieldValueSchema.nullable()).optional(),
  /** All tags the person has from now on. */
  tagIds: z.array(idSchema).max(50).optional(),
});
export type UpdatePerson = z.infer<typeof updatePersonSchema>;

export const peopleSortSchema = z.enum(['seen', 'name']);
export type PeopleSort = z.infer<typeof peopleSortSchema>;
export const peopleQuerySchema = pageQuerySchema.extend({
  q: z.string().max(200).optional(),
  tagId: idSchema.optional(),
  sort: peopleSortSchema.default('seen'),
});
export type PeopleQuery = z.infer<typeof peopleQuerySchema>;

const side = z.enum(['into', 'from']);
/** Where both have something, whose stays. Left out: the name and the values of the one who stays. */
export const mergeChoicesSchema = z.object({
  name: side.optional(),
  fields: z.record(idSchema, side).optional(),
});
export type MergeChoices = z.infer<typeof mergeChoicesSchema>;
export const mergePersonSchema = mergeChoicesSchema.extend({
  /** Who goes: everything of theirs becomes the other's. */
  fromId: idSchema,
});
export const mergePreviewQuerySchema = z.object({ fromId: idSchema });
export const mergePreviewSchema = z
  .object({
    into: personRowSchema,
    from: personRowSchema,
    /** What moves, as far as the asking member may see it. */
    identities: z.array(identitySchema),
    conversationCount: z.number().int(),
    /** Conversations in which both take part: there they count as one from now on. */
    togetherCount: z.number().int(),
    /** Fields for which both have another value. */
    conflicts: z.array(
      z.object({ field: personFieldSchema, into: fieldValueSchema, from: fieldValueSchema }),
    ),
    /** Fields that are filled in. */
    filled: z.array(z.object({ field: personFieldSchema, value: fieldValueSchema })),
    addedTags: z.array(tagSchema),
    /** The notes as they will be. */
    notes: z.string(),
    notesChange: z.boolean(),
  })
  .meta({ id: 'MergePreview' });
export type MergePreview = z.infer<typeof mergePreviewSchema>;

/** Somebody who is certainly the same human: both have the same verified address. */
export const mergeSuggestionSchema = z
  .object({
    person: personRowSchema,
    evidence: z.array(
      z.object({
        email: z.string(),
        /** Whether they wrote from it by mail, or the brand's system vouches for it; of this person and of the other. */
        own: z.enum(['wrote', 'vouched']),
        other: z.enum(['wrote', 'vouched']),
      }),
    ),
  })
  .meta({ id: 'MergeSuggestion' });
export type MergeSuggestion = z.infer<typeof mergeSuggestionSchema>;
