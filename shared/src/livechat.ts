import { z } from 'zod';
import { idSchema, instantSchema } from './page.js';

/**
 * The visitor's side of live chat: what the widget on a brand's website and the server say to each other. All routes
 * stand under `/hooks/livechat/:endpointId`; they need no cookie, answer only allowed origins (CORS), and, `settings`
 * aside, want `Authorization: Bearer <visitor token>`. Errors are problems (problem.ts):
 *
 * - `forbidden`: the chat does not answer on this website;
 * - `unauthenticated`: the token is not good (any more): begin a visit again with what the browser keeps;
 * - `invalid_signature`: the identity was not accepted (forged, expired, another channel's);
 * - `blocked`: the brand takes nothing more from this visitor;
 * - `too_many_requests`: again after `details.retryAfterMs` (and the header `retry-after`, in seconds);
 * - `invalid_request` with an issue at `uploadIds`: that file is gone, bring it again.
 *
 * What is said is sent one after the other, each after the answer to the one before: so the order is kept.
 *
 * | route | body → answer |
 * | --- | --- |
 * | `GET settings` | → `widgetSettingsSchema` |
 * | `POST visits` | `startVisitSchema` → `visitSchema`; the only one that works without a token, and gives one |
 * | `POST messages` | `visitorSaysSchema` → `visitorSaidSchema`, once it is on disk; the same `clientId` again is the same message |
 * | `PUT profile` | `visitorProfileSchema` → 204 |
 * | `POST files` | the bytes, `content-type`, `x-filename` (percent-encoded) → `visitorFileSchema` |
 * | `GET thread?after=` | → `visitorThreadSchema`, what changed after that cursor |
 *
 * Live: Socket.IO, path `/realtime`, namespace `/visitors`, `auth: {endpointId, token}`. Pushes may be lost: after a
 * reconnect ask for the thread after the last cursor.
 */

/** Two letters; what the widget speaks. */
export const widgetLanguageSchema = z.enum(['en', 'de']);
export type WidgetLanguage = z.infer<typeof widgetLanguageSchema>;

/** Place in a conversation. */
const seqSchema = z.coerce.number().int().min(0).max(2_147_483_647);

const localisedSchema = z.partialRecord(widgetLanguageSchema, z.string());

/** What the widget is told before anybody says anything. */
export const widgetSettingsSchema = z
  .object({
    /** Name of the website's chat as visitors see it. */
    name: z.string(),
    /** `#rrggbb`. */
    colour: z.string(),
    greeting: localisedSchema,
    /** The first is taken where the visitor speaks none of them. */
    languages: z.array(widgetLanguageSchema).min(1),
    side: z.enum(['left', 'right']),
    limits: z.object({
      textLength: z.number().int(),
      attachments: z.number().int(),
      attachmentBytes: z.number().int(),
      attachmentTypes: z.array(z.string()).nullable(),
    }),
    /**
     * How long three of four turns of the last four weeks waited at most for their answer, in ms; null where fewer
     * than ten turns can tell.
     */
    usuallyAnswersInMs: z.number().nullable(),
    /** Somebody can answer soon: within opening hours, and a member is there or answers usually come quickly. */
    answersSoon: z.boolean(),
    /** When the brand opens next, where it is closed now. */
    opensAt: instantSchema.nullable(),
    /** An answer can follow by email: asking for an address makes sense. */
    followsUpByEmail: z.boolean(),
    /** Only visitors may write for whom the brand's server vouches (`identity`). */
    needsIdentity: z.boolean().optional(),
  })
  .meta({ id: 'WidgetSettings' });
export type WidgetSettings = z.infer<typeof widgetSettingsSchema>;

export const visitedPageSchema = z.object({ url: z.string().max(2_000), title: z.string().max(300) });

export const startVisitSchema = z.object({
  /** The token this browser kept; a new one is given where there is none, or where it is not good any more. */
  token: z.string().max(4_000).nullable(),
  /** Signed by the brand's own server: a JWT (HS256) with `sub`, and if it likes `name`, `email`. */
  identity: z.string().max(4_000).nullable().default(null),
  language: z.string().max(35),
});
export type StartVisit = z.infer<typeof startVisitSchema>;

export const visitorAttachmentSchema = z.object({
  id: idSchema,
  filename: z.string(),
  contentType: z.string(),
  size: z.number().int(),
  /** Signed and short-lived: ask for the thread again when it is not good any more. Absolute path on the server. */
  url: z.string(),
});

/** One utterance as the visitor sees it; notes never appear. */
export const visitorMessageSchema = z
  .object({
    id: idSchema,
    /** Place in the conversation; grows. */
    seq: z.number().int(),
    /** Grows with every change of this message: an older one never overwrites a newer one. */
    version: z.number().int(),
    from: z.enum(['visitor', 'brand']),
    /** The visitor's own id of it; null on what the brand said. */
    clientId: z.string().nullable(),
    /** Who of the brand said it; null on the visitor's own. */
    author: z.object({ name: z.string(), avatarUrl: z.string().nullable() }).nullable(),
    text: z.string(),
    at: instantSchema,
    deleted: z.boolean(),
    attachments: z.array(visitorAttachmentSchema),
    /** Of the visitor's own words: a member has seen them. */
    seenByBrand: z.boolean(),
  })
  .meta({ id: 'VisitorMessage' });
export type VisitorMessage = z.infer<typeof visitorMessageSchema>;

export const visitorThreadSchema = z
  .object({
    messages: z.array(visitorMessageSchema),
    /** Send it back as `after`; opaque. */
    cursor: z.string(),
    /** Older messages are left out (`before` a seq asks for them). */
    hasOlder: z.boolean(),
    /** Up to this seq the visitor has read (on any device). */
    readSeq: z.number().int(),
    /** The conversation was closed by the brand, with its reason where one was given to the visitor. */
    closed: z.boolean(),
  })
  .meta({ id: 'VisitorThread' });
export type VisitorThread = z.infer<typeof visitorThreadSchema>;
export const threadQuerySchema = z.object({
  after: z.string().max(200).optional(),
  before: seqSchema.optional(),
});

/** Who the visitor is to us, the token for all further calls, and what was said before. */
export const visitSchema = z
  .object({
    token: z.string(),
    visitor: z.object({
      name: z.string().nullable(),
      email: z.string().nullable(),
      /** The brand's own server vouches for who this is. */
      signed: z.boolean(),
      /** The brand does not take messages of this visitor any more. */
      blocked: z.boolean(),
    }),
    thread: visitorThreadSchema,
  })
  .meta({ id: 'Visit' });
export type Visit = z.infer<typeof visitSchema>;

export const visitorSaysSchema = z.object({
  clientId: z.string().min(8).max(80),
  text: z.string().max(10_000),
  /** Ids of files brought before. */
  uploadIds: z.array(idSchema).max(10).default([]),
  /** The page it was written on; nothing else is told. */
  page: visitedPageSchema.nullable(),
  language: z.string().max(35).default('en'),
});
export type VisitorSays = z.infer<typeof visitorSaysSchema>;
export const visitorSaidSchema = z
  .object({ clientId: z.string(), acceptedAt: instantSchema })
  .meta({ id: 'VisitorSaid' });

/** What a visitor says of themselves; nothing of it is asked for. */
export const visitorProfileSchema = z.object({
  name: z.string().trim().max(200).nullable(),
  email: z.email().max(254).nullable(),
});
export const visitorFileSchema = z.object({ uploadId: idSchema }).meta({ id: 'VisitorFile' });

/** Server → visitor; the event's name is its `type`. */
export const visitorPushSchema = z.discriminatedUnion('type', [
  /** New or changed; `cursor` as of the thread. */
  z.object({ type: z.literal('message'), message: visitorMessageSchema, cursor: z.string() }),
  z.object({ type: z.literal('message.removed'), id: idSchema, seq: z.number().int() }),
  /** A member writes to this visitor; one by name at a time. */
  z.object({ type: z.literal('typing'), name: z.string(), typing: z.boolean() }),
  /** Members have seen the visitor's words up to this seq. */
  z.object({ type: z.literal('seen'), seq: z.number().int() }),
  /** Another tab or device of this visitor has read up to here. */
  z.object({ type: z.literal('read'), seq: z.number().int() }),
  z.object({ type: z.literal('closed'), closed: z.boolean() }),
  z.object({ type: z.literal('blocked'), blocked: z.boolean() }),
]);
export type VisitorPush = z.infer<typeof visitorPushSchema>;

/** Visitor → server, each acknowledged with `{ok: true}` or `{ok: false, code}`. */
export const visitorSignalSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('typing'), typing: z.boolean() }),
  /** Arrived in this browser, up to this seq. */
  z.object({ type: z.literal('delivered'), seq: seqSchema }),
  /** Seen in an open panel, up to this seq. */
  z.object({ type: z.literal('read'), seq: seqSchema }),
]);
export type VisitorSignal = z.infer<typeof visitorSignalSchema>;
