import { z } from 'zod';
import { mediumSchema, tagSchema } from './brands.js';
import { channelSummarySchema } from './channels.js';
import { idSchema, instantSchema, pageQuerySchema, seqSchema } from './page.js';
import { personSummarySchema } from './people.js';

export const conversationStatusSchema = z.enum(['open', 'snoozed', 'closed']);
export const sideSchema = z.enum(['ours', 'theirs']);
export const prioritySchema = z.enum(['low', 'normal', 'high', 'urgent']);
export type Priority = z.infer<typeof prioritySchema>;
export const viewSchema = z.enum(['ours', 'mine', 'unassigned', 'theirs', 'snoozed', 'closed', 'set_aside']);
export type View = z.infer<typeof viewSchema>;

/**
 * How somebody waits: past what was promised, with less than a quarter of the promised time left, or at all (in views
 * whose conversations need not be ours).
 */
export const waitsSchema = z.enum(['overdue', 'due_soon', 'any']);
export type Waits = z.infer<typeof waitsSchema>;

/** Rows of `ours`, `mine` and `unassigned` come by `answerBy`, all others newest first. */
export const queueQuerySchema = pageQuerySchema.extend({
  view: viewSchema.default('ours'),
  channelId: idSchema.optional(),
  medium: mediumSchema.optional(),
  tagId: idSchema.optional(),
  /** Assignee. */
  memberId: idSchema.optional(),
  postId: idSchema.optional(),
  priority: prioritySchema.optional(),
  waits: waitsSchema.optional(),
});
export type QueueQuery = z.infer<typeof queueQuerySchema>;

export const memberRefSchema = z.object({ memberId: idSchema, name: z.string() }).meta({ id: 'MemberRef' });

export const postSchema = z
  .object({
    id: idSchema,
    title: z.string().nullable(),
    excerpt: z.string(),
    url: z.string().nullable(),
    imageUrl: z.string().nullable(),
    authorName: z.string().nullable(),
    publishedAt: instantSchema.nullable(),
  })
  .meta({ id: 'Post' });

/** One row of the queue. */
export const conversationRowSchema = z
  .object({
    id: idSchema,
    brandId: idSchema,
    /** Grows with every change: an older version never overwrites a newer one. */
    version: z.number().int(),
    medium: mediumSchema,
    channel: z.object({ id: idSchema, kind: z.string(), name: z.string(), icon: z.string() }),
    person: personSummarySchema,
    /** Mail subject, or the post's title or excerpt; null for direct messages. */
    subject: z.string().nullable(),
    postId: idSchema.nullable(),
    status: conversationStatusSchema,
    side: sideSchema,
    /** Why it is set aside (`bounce`, `auto_reply`, `list`, …), else null. */
    setAside: z.string().nullable(),
    priority: prioritySchema,
    assignee: memberRefSchema.nullable(),
    tags: z.array(tagSchema),
    lastWords: z.string(),
    lastWordsBy: z.enum(['person', 'brand']),
    lastAt: instantSchema,
    /** When the longest-waiting open turn opened, what it has as target, and when its answer is due. */
    waitingSince: instantSchema.nullable(),
    answerBy: instantSchema.nullable(),
    targetMs: z.number().nullable(),
    /** The person is still within the settle window until then. */
    settlesAt: instantSchema.nullable(),
    snoozedUntil: instantSchema.nullable(),
    /** A reply of ours waits for its outcome. */
    unconfirmed: z.boolean(),
    messageCount: z.number().int(),
    /** The newest utterance's number: send it back as `seenSeq`. */
    utteranceSeq: z.number().int(),
    unread: z.boolean(),
  })
  .meta({ id: 'ConversationRow' });
export type ConversationRow = z.infer<typeof conversationRowSchema>;

export const turnOutcomeSchema = z.enum(['answered', 'no_answer_needed', 'closed_unanswered', 'withdrawn']);
export const turnSchema = z
  .object({
    id: idSchema,
    personId: idSchema,
    openedAt: instantSchema,
    openedByMessageId: idSchema.nullable(),
    closedAt: instantSchema.nullable(),
    outcome: turnOutcomeSchema.nullable(),
    answeredAt: instantSchema.nullable(),
    /** Null: outside Parley. */
    answeredBy: memberRefSchema.nullable(),
    answeredByMessageId: idSchema.nullable(),
    inboundCount: z.number().int(),
    lastInboundAt: instantSchema,
    waitMs: z.number().nullable(),
    waitBusinessMs: z.number().nullable(),
    targetMs: z.number(),
    answerBy: instantSchema,
    imported: z.boolean(),
    inFigures: z.boolean(),
  })
  .meta({ id: 'Turn' });
export type Turn = z.infer<typeof turnSchema>;

/** An act in the conversation's history: who did what, when. */
export const actSchema = z
  .object({
    id: idSchema,
    at: instantSchema,
    kind: z.string(),
    member: memberRefSchema.nullable(),
    details: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Act' });
export type Act = z.infer<typeof actSchema>;

export const conversationDetailSchema = conversationRowSchema
  .extend({
    channelDetail: channelSummarySchema,
    post: postSchema.nullable(),
    participants: z.array(personSummarySchema),
    turns: z.array(turnSchema),
    acts: z.array(actSchema),
    /** This member had read up to here before opening it now. */
    readSeq: z.number().int(),
    linked: z.array(z.object({ id: idSchema, subject: z.string().nullable(), relation: z.string() })),
    mergedIntoId: idSchema.nullable(),
    /** Nothing more is taken from its person (`blocks` is a capability of the channel), and how often they tried since. */
    blocked: z
      .object({
        at: instantSchema,
        by: memberRefSchema.nullable(),
        reason: z.string(),
        refused: z.number().int(),
      })
      .nullable()
      .optional(),
    /** A part of it can become a conversation of its own: replies to it find their way by what they refer to. */
    splits: z.boolean(),
    replyWindowEndsAt: instantSchema.nullable(),
    /** For mail: whom a reply and a reply to all would go to. */
    replyTo: z
      .object({
        to: z.array(z.string()),
        cc: z.array(z.string()),
        allTo: z.array(z.string()),
        allCc: z.array(z.string()),
      })
      .nullable(),
  })
  .meta({ id: 'ConversationDetail' });
export type ConversationDetail = z.infer<typeof conversationDetailSchema>;

export const countsSchema = z
  .object({
    ours: z.number().int(),
    mine: z.number().int(),
    unassigned: z.number().int(),
    theirs: z.number().int(),
    snoozed: z.number().int(),
    setAside: z.number().int(),
  })
  .meta({ id: 'Counts' });

export const closeSchema = z.object({
  seenSeq: seqSchema.optional(),
  /** Stands in the history; the person is not told. */
  reason: z.string().trim().max(500).optional(),
});
/** Why nothing more is taken from this person on this channel; stands in the history. */
export const blockSchema = z.object({ reason: z.string().trim().max(500).default('') });
/** `until: null` snoozes until the person writes. */
export const snoozeSchema = z.object({ until: instantSchema.nullable() });
export const assignSchema = z.object({ memberId: idSchema.nullable() });
export const setTagsSchema = z.object({ tagIds: z.array(idSchema).max(50) });
export const setPrioritySchema = z.object({ priority: prioritySchema });
/** The open turns of one person, or of everyone when left out. */
export const turnActSchema = z.object({ personId: idSchema.optional() });
/** The conversation named in the path is merged into this one. */
export const mergeSchema = z.object({ intoId: idSchema });
/** What is said from this message on, or `only` this message, becomes a conversation of its own. */
export const splitSchema = z.object({
  messageId: idSchema,
  only: z.boolean().default(false),
  subject: z.string().trim().min(1).max(998).optional(),
});
export const markReadSchema = z.object({ seq: seqSchema });

export const draftSchema = z
  .object({
    body: z.string().max(200_000),
    /** The same, formatted, as the editor wrote it; it is made clean when it is sent. */
    html: z.string().max(400_000).optional(),
    visibility: z.enum(['public', 'private', 'note']),
    to: z.array(z.string().max(320)).max(100).optional(),
    cc: z.array(z.string().max(320)).max(100).optional(),
    bcc: z.array(z.string().max(320)).max(100).optional(),
    subject: z.string().max(998).optional(),
    attachmentIds: z.array(idSchema).max(50).default([]),
    /** The message it answers, or passes on. */
    inReplyToId: idSchema.optional(),
    forward: z.boolean().optional(),
    /** Members mentioned so far (notes). */
    mentions: z
      .array(z.object({ id: idSchema, name: z.string().max(200) }))
      .max(50)
      .optional(),
  })
  .meta({ id: 'Draft' });
export type Draft = z.infer<typeof draftSchema>;
export const draftViewSchema = z.object({
  draft: draftSchema.nullable(),
  /** The files behind `attachmentIds`, as far as they are still there. */
  files: z.array(
    z.object({ id: idSchema, name: z.string(), size: z.number().int(), contentType: z.string() }),
  ),
  updatedAt: instantSchema.nullable(),
});

export const searchQuerySchema = pageQuerySchema.extend({
  /** Words and operators; see search-query.parse.ts. */
  q: z
    .string()
    .trim()
    .min(1)
    .max(500)
    .describe(
      'Words, "words in a row", -without, and from: channel: tag: is: in: before: after: has:attachment; what is no operator is words.',
    ),
});
/** One conversation, at the newest message that was found in it; newest first. */
export const searchHitSchema = z
  .object({
    conversation: conversationRowSchema,
    /** What matched, with the found words between U+E000 and U+E001. */
    excerpt: z.string(),
    /** The message that was found; null where the conversation was, by its person, tags or filters. */
    messageId: idSchema.nullable(),
    /** When that was said; the conversation's newest message where no message was found. */
    at: instantSchema,
  })
  .meta({ id: 'SearchHit' });
