import { z } from 'zod';
import { mediumSchema } from './brands.js';
import { instantSchema } from './page.js';

const externalId = z.string().min(1).max(512);

/** The years of PostgreSQL begin with 1. */
const happenedSchema = instantSchema.refine((at) => !at.startsWith('0000'), {
  message: 'there is no year 0',
});

export const apiPersonSchema = z.object({
  /** The sending system's id of the person; the same id is the same identity. */
  id: externalId,
  name: z.string().max(200).optional(),
  /** Only an address you know to be theirs (they signed in with it, or confirmed it): people are suggested to be one by it. */
  email: z.email().max(254).optional(),
  avatarUrl: z.url().max(2_000).optional(),
});

export const apiAttachmentSchema = z.union([
  z.object({
    url: z.url().max(4_000),
    filename: z.string().max(255).optional(),
    contentType: z.string().max(127).optional(),
  }),
  /** From `POST /hooks/api/:endpointId/uploads`. */
  z.object({ uploadId: z.uuid() }),
]);

export const apiPostSchema = z.object({
  id: externalId,
  title: z.string().max(500).optional(),
  text: z.string().max(20_000).optional(),
  url: z.url().max(4_000).optional(),
  imageUrl: z.url().max(4_000).optional(),
  authorName: z.string().max(200).optional(),
  publishedAt: happenedSchema.optional(),
});

const conversationRef = z.object({
  id: externalId,
  /** Asked for with the first message; later ones may leave it out. Default `dm`. */
  medium: mediumSchema.optional(),
  subject: z.string().max(998).optional(),
});

/** Every event carries an `id`: the same id is the same happening, however often and in whatever batch it comes. */
const eventBase = { id: externalId, at: happenedSchema.optional() };

export const apiEventSchema = z.discriminatedUnion('type', [
  z.object({
    ...eventBase,
    type: z.literal('message'),
    conversation: conversationRef,
    message: z
      .object({
        id: externalId,
        text: z.string().max(200_000).default(''),
        html: z.string().max(1_000_000).optional(),
        inReplyTo: externalId.optional(),
        attachments: z.array(apiAttachmentSchema).max(50).default([]),
        /** `out`: written by the brand elsewhere (a native reply); it closes the turn. */
        direction: z.enum(['in', 'out']).default('in'),
        /** A machine wrote it: opens no turn and closes none. */
        automatic: z.boolean().default(false),
        visibility: z.enum(['public', 'private']).optional(),
      })
      .refine((m) => m.text !== '' || m.html !== undefined || m.attachments.length > 0, {
        message: 'a message needs text, html or an attachment',
        path: ['text'],
      }),
    /** Who wrote it; with `direction: "out"`, the person it was written to. */
    person: apiPersonSchema,
    post: apiPostSchema.optional(),
  }),
  z.object({
    ...eventBase,
    type: z.literal('edit'),
    conversation: conversationRef,
    message: z.object({
      id: externalId,
      text: z.string().max(200_000),
      html: z.string().max(1_000_000).optional(),
    }),
  }),
  z.object({
    ...eventBase,
    type: z.literal('delete'),
    conversation: conversationRef,
    message: z.object({ id: externalId }),
  }),
  z.object({
    ...eventBase,
    type: z.literal('typing'),
    conversation: conversationRef,
    person: z.object({ id: externalId }),
    typing: z.boolean(),
  }),
  /** The person has read (or the platform delivered) our message with this id, as given in `message.sent`. */
  z.object({
    ...eventBase,
    type: z.literal('read'),
    conversation: conversationRef,
    message: z.object({ id: externalId }),
  }),
  z.object({
    ...eventBase,
    type: z.literal('delivered'),
    conversation: conversationRef,
    message: z.object({ id: externalId }),
  }),
  /** Our message could not be brought to the person after all. */
  z.object({
    ...eventBase,
    type: z.literal('failed'),
    conversation: conversationRef,
    message: z.object({ id: externalId }),
    reason: z.string().max(1_000),
  }),
  z.object({ ...eventBase, type: z.literal('person'), person: apiPersonSchema }),
]);
export type ApiEvent = z.infer<typeof apiEventSchema>;

/** Body of `POST /hooks/api/:endpointId`: one event or up to 1,000. Entries are checked one by one. */
export const apiBatchSchema = z.union([
  z.object({ events: z.array(z.unknown()).min(1).max(1_000) }),
  z.object({ type: z.string() }).loose(),
]);

/** What leaves as a signed webhook when a member answers. The receiver answers 2xx, best with `{id}`. */
export const apiOutgoingMessageSchema = z
  .object({
    type: z.literal('message.created'),
    timestamp: instantSchema,
    data: z.object({
      /** Parley's id of the message; also the `webhook-id`, the same on every try. */
      messageId: z.uuid(),
      channelId: z.uuid(),
      conversation: z.object({ id: externalId, medium: mediumSchema, subject: z.string().nullable() }),
      inReplyTo: externalId.nullable(),
      visibility: z.enum(['public', 'private']),
      text: z.string(),
      member: z.object({ id: z.uuid(), name: z.string() }),
      to: z.array(z.object({ id: externalId, name: z.string().nullable() })),
      attachments: z.array(
        z.object({ filename: z.string(), contentType: z.string(), size: z.number().int(), url: z.string() }),
      ),
    }),
  })
  .meta({ id: 'ApiOutgoingMessage' });
export const apiOutgoingAnswerSchema = z.object({ id: externalId.optional() });
