import { z } from 'zod';
import { moderationActions, moderationStates } from './moderation.js';
import { idSchema, instantSchema, seqQuerySchema, seqSchema } from './page.js';
import { personSummarySchema } from './people.js';

export const deliveryStateSchema = z.enum([
  'draft',
  'held',
  'queued',
  'sending',
  'sent',
  'delivered',
  'read',
  'failed',
  'cancelled',
  'unconfirmed',
]);
export type DeliveryState = z.infer<typeof deliveryStateSchema>;
export const visibilitySchema = z.enum(['public', 'private']);

export const attachmentSchema = z
  .object({
    id: idSchema,
    filename: z.string(),
    contentType: z.string(),
    size: z.number().int(),
    /** Relative to the API's root; needs the same rights as the conversation. */
    url: z.string(),
    /** Belongs into the HTML under this Content-ID. */
    contentId: z.string().nullable(),
    inline: z.boolean(),
    /** Still being fetched, ready, or why it could not be fetched. */
    state: z.enum(['pending', 'ready', 'failed']),
    reason: z.string().nullable(),
    /** What is to be seen or heard in it, as its author says. */
    description: z.string().nullable().optional(),
  })
  .meta({ id: 'Attachment' });
export type Attachment = z.infer<typeof attachmentSchema>;

export const mailFieldsSchema = z.object({
  from: z.array(z.string()),
  to: z.array(z.string()),
  cc: z.array(z.string()),
  bcc: z.array(z.string()),
  subject: z.string(),
  messageId: z.string().nullable(),
  /** The sender's own Date header: for display only. */
  date: instantSchema.nullable(),
  invitations: z.array(
    z.object({
      method: z.string(),
      summary: z.string(),
      start: z.string().nullable(),
      end: z.string().nullable(),
      allDay: z.boolean(),
      location: z.string().nullable(),
      organizer: z.string().nullable(),
    }),
  ),
});

export const moderationStateSchema = z.enum(moderationStates);
export const moderationActionSchema = z.enum(moderationActions);
/** What is to be done with a message on its platform; `moderationActionsOf` (moderation.ts) says what can be. */
export const moderateSchema = z.object({ action: moderationActionSchema });

export const messageSchema = z
  .object({
    id: idSchema,
    conversationId: idSchema,
    version: z.number().int(),
    seq: z.number().int(),
    direction: z.enum(['in', 'out', 'note']),
    visibility: visibilitySchema,
    /** The person who wrote it (`in`). */
    person: personSummarySchema.nullable(),
    /** The member who wrote it; null on an answer written outside Parley. */
    member: z.object({ memberId: idSchema, name: z.string() }).nullable(),
    outsideParley: z.boolean(),
    automatic: z.boolean(),
    /** What was written, without the quoted rest; plain text. */
    text: z.string(),
    /** The whole as sent; null when it is the same. */
    fullText: z.string().nullable(),
    /** Hostile: sanitise and frame it. The whole mail with its quotes. */
    html: z.string().nullable(),
    /** The same without the quoted rest; null when it cannot be told apart. */
    replyHtml: z.string().nullable(),
    at: instantSchema,
    editedAt: instantSchema.nullable(),
    deletedAt: instantSchema.nullable(),
    history: z.boolean(),
    inReplyToId: idSchema.nullable(),
    attachments: z.array(attachmentSchema),
    mail: mailFieldsSchema.nullable(),
    /** The page of the brand's website it was written on. */
    page: z.object({ url: z.string(), title: z.string() }).nullable().optional(),
    hasRaw: z.boolean(),
    clientId: z.string().nullable(),
    state: deliveryStateSchema.nullable(),
    /** Until then it can be taken back. */
    heldUntil: instantSchema.nullable(),
    /** The time its writer chose for it. */
    sendAt: instantSchema.nullable(),
    /** Until then it is cancelled when the person writes, or a colleague answers, first. */
    cancelIfTheyWrite: z.boolean(),
    sentAt: instantSchema.nullable(),
    deliveredAt: instantSchema.nullable(),
    readAt: instantSchema.nullable(),
    /** Why it failed or waits, in plain words, and what to do about it. */
    reason: z.object({ code: z.string(), message: z.string(), remedy: z.string().nullable() }).nullable(),
    /** Recipients the platform did not take it for, while it took it for others; why, in its own words. */
    refused: z.array(z.object({ address: z.string(), reason: z.string() })),
    /** Nobody had read it, so it went by mail, too; `unknown`: it may not have left. */
    followUp: z
      .object({
        to: z.string(),
        at: instantSchema,
        state: z.enum(['sending', 'sent', 'unknown', 'failed']),
      })
      .nullable()
      .optional(),
    /**
     * How it stands on its platform. What a member asked for shows at once: `asked` names it while it is on its way there
     * (`waiting`), or when it was refused (`failed`, with the reason; the state is then what it was before).
     */
    moderation: z.object({
      state: moderationStateSchema,
      asked: z
        .object({
          action: moderationActionSchema,
          state: z.enum(['waiting', 'failed']),
          member: z.object({ memberId: idSchema, name: z.string() }),
          reason: z
            .object({ code: z.string(), message: z.string(), remedy: z.string().nullable() })
            .nullable(),
        })
        .nullable(),
      /** We like it. */
      liked: z.boolean(),
      /** The platform knows it, so that it can be liked, hidden, … there. */
      onPlatform: z.boolean(),
    }),
    /** How many like it; null where nobody tells. */
    likes: z.number().int().nullable(),
    /** Signs people answered with, most first; `names` of the people we know who gave them (a few). */
    reactions: z.array(z.object({ emoji: z.string(), count: z.number().int(), names: z.array(z.string()) })),
    /** Its author's warning of what is in it: shown instead of it until somebody wants to read on. */
    warning: z.string().nullable(),
    /** Where it stands on its platform. */
    url: z.string().nullable(),
    /** So much of the channel's limit an answer to it needs for what is added on its way (mentions, a warning). */
    replyCosts: z.number().int(),
    closeAfter: z.boolean(),
    /** It passes another message (`inReplyToId`) on, instead of answering it. */
    forward: z.boolean(),
  })
  .meta({ id: 'Message' });
export type Message = z.infer<typeof messageSchema>;

export const messageQuerySchema = z.object({
  /** Messages before this seq, newest page first; the newest page when left out. */
  before: seqQuerySchema.optional(),
  after: seqQuerySchema.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(100),
  /** A message of this conversation the page reaches back to, with a few before it, though it be longer for that (500). */
  until: idSchema.optional(),
});
export const messagePageSchema = z
  .object({ items: z.array(messageSchema), hasMore: z.boolean() })
  .meta({ id: 'MessagePage' });

const addressList = z.array(z.string().trim().min(3).max(320)).max(100);

export const sendMessageSchema = z.object({
  /** Made by the client; the same id twice is one reply. */
  clientId: z.string().min(8).max(80),
  kind: z.enum(['reply', 'note']).default('reply'),
  body: z.string().max(200_000),
  /**
   * The same, formatted: bold, italic, underline, strike, links, lists, quotes, code, and pictures among `attachments`
   * as `cid:<attachment id>@parley`. Only on channels with `rich_text`. It is made clean and `body` is made from it.
   */
  html: z.string().max(400_000).optional(),
  attachments: z.array(idSchema).max(50).default([]),
  visibility: visibilitySchema.optional(),
  /** The newest utterance the writer had seen (`utteranceSeq`). Required for a reply. */
  seenSeq: seqSchema.optional(),
  /** The message answered; for comments and groups it decides whose turn is answered. */
  inReplyToId: idSchema.optional(),
  /** Hold until then; at most a year ahead. */
  sendAt: instantSchema.optional(),
  /** With `sendAt`: cancelled, with a notice, when the person writes or a colleague answers before; so when left out. */
  cancelIfTheyWrite: z.boolean().optional(),
  closeAfter: z.boolean().default(false),
  /** Skip the undo window of this member. */
  sendNow: z.boolean().default(false),
  /** Mentioned members (notes). */
  mentions: z.array(idSchema).max(50).default([]),
  to: addressList.optional(),
  cc: addressList.optional(),
  bcc: addressList.optional(),
  subject: z.string().max(998).optional(),
  /** Pass the message on to others instead of answering it: its text and attachments go along. */
  forward: z.boolean().default(false),
});
export type SendMessage = z.infer<typeof sendMessageSchema>;

export const startConversationSchema = sendMessageSchema
  .omit({ seenSeq: true, inReplyToId: true, kind: true, forward: true })
  .extend({ channelId: idSchema, to: addressList.min(1), subject: z.string().max(998).default('') });

/** `details` of a `stale` problem. */
export const staleDetailsSchema = z.object({ utteranceSeq: z.number().int(), news: z.array(messageSchema) });

/** A member's word on a reply whose outcome is unknown. */
export const resolveUnconfirmedSchema = z.object({ outcome: z.enum(['sent', 'not_sent', 'send_again']) });

/** A failed reply goes its way again; `seenSeq` as for a new one, what stood before the reply when left out. */
export const sendAgainSchema = z.object({ seenSeq: seqSchema.optional() });
