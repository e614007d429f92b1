import { z } from 'zod';
import { mediumSchema } from './brands.js';
import { capabilitySchema, channelLimitsSchema } from './channel-manifest.js';
import { idSchema, instantSchema, pageQuerySchema } from './page.js';

export const channelStatusSchema = z.enum(['connected', 'degraded', 'disconnected', 'paused']);
export type ChannelStatus = z.infer<typeof channelStatusSchema>;

export const settingsValuesSchema = z.record(
  z.string().max(60),
  z.union([
    z.string().max(10_000),
    z.number(),
    z.boolean(),
    z.array(z.string().max(1_000)).max(200),
    z.null(),
  ]),
);

/** What lists and the queue need of a channel. */
export const channelSummarySchema = z
  .object({
    id: idSchema,
    kind: z.string(),
    name: z.string(),
    icon: z.string(),
    media: z.array(mediumSchema),
    capabilities: z.array(capabilitySchema),
    /** What one reply may be: its kind's limits, and what its instance told instead of them. */
    limits: channelLimitsSchema,
    status: channelStatusSchema,
    /** Plain words on why it is not simply `connected`, and their stable code; null when it is. */
    statusReason: z.string().nullable(),
    statusCode: z.string().nullable(),
    restricted: z.boolean(),
  })
  .meta({ id: 'ChannelSummary' });
export type ChannelSummary = z.infer<typeof channelSummarySchema>;

export const channelHealthSchema = z
  .object({
    lastEventAt: instantSchema.nullable(),
    lastReplyAt: instantSchema.nullable(),
    lastPolledAt: instantSchema.nullable(),
    /** Milliseconds since the source was last known to be read to its end; null where nothing is polled. */
    pollLagMs: z.number().nullable(),
    failedEvents: z.number().int(),
    unroutableEvents: z.number().int(),
    unconfirmedReplies: z.number().int(),
    waitingReplies: z.number().int(),
    tokenExpiresAt: instantSchema.nullable(),
    /** In the platform's own words. */
    missingPermissions: z.array(z.string()),
    /** How much of what the platform lets us do is used up, as last told (`at`); `resetsAt` null: it runs along. */
    quotas: z.array(
      z.object({
        name: z.string(),
        used: z.number(),
        limit: z.number(),
        resetsAt: instantSchema.nullable(),
        at: instantSchema,
      }),
    ),
    backfill: z
      .object({
        state: z.enum(['running', 'done', 'failed']),
        done: z.number().int(),
        total: z.number().int().nullable(),
        since: instantSchema,
        message: z.string().nullable(),
      })
      .nullable(),
  })
  .meta({ id: 'ChannelHealth' });

export const channelDetailSchema = channelSummarySchema
  .extend({
    /** Without secrets; a secret that is set appears in `secretsSet`. */
    settings: z.record(z.string(), z.unknown()),
    secretsSet: z.array(z.string()),
    /** Where the platform delivers to, if it does; absolute. */
    endpointUrl: z.string().nullable(),
    memberIds: z.array(idSchema),
    settleMs: z.partialRecord(mediumSchema, z.number().int()),
    connectedAt: instantSchema,
    health: channelHealthSchema,
  })
  .meta({ id: 'ChannelDetail' });
export type ChannelDetail = z.infer<typeof channelDetailSchema>;

export const connectChannelSchema = z.object({
  kind: z.string().min(1).max(40),
  name: z.string().trim().min(1).max(120),
  settings: settingsValuesSchema,
});
/** Connecting by consent in the browser (capability `oauth`); `channelId` renews that of a channel there is. */
export const startConsentSchema = connectChannelSchema.extend({ channelId: idSchema.optional() });
/** Where to send the browser. It comes back to the page of the channel, or to the list with `?consent=<code>`. */
export const consentStartedSchema = z.object({ url: z.url() }).meta({ id: 'ConsentStarted' });
/** Shown once: the secret of a new endpoint, where the kind has one. */
export const channelConnectedSchema = z
  .object({ channel: channelDetailSchema, endpointSecret: z.string().nullable() })
  .meta({ id: 'ChannelConnected' });
export const updateChannelSchema = z.object({
  name: z.string().trim().min(1).max(120).optional(),
  settings: settingsValuesSchema.optional(),
  settleMs: z.partialRecord(mediumSchema, z.number().int().min(0).max(600_000)).optional(),
});
export const channelMembersSchema = z.object({
  restricted: z.boolean(),
  memberIds: z.array(idSchema).max(500),
});

export const testChannelSchema = z.object({
  kind: z.string().min(1).max(40),
  settings: settingsValuesSchema,
  /** An existing channel whose stored secrets fill in what the form leaves empty. */
  channelId: idSchema.optional(),
});
/** One line per thing tried, in plain words (`IMAP`, `SMTP`). */
export const testResultSchema = z
  .object({
    ok: z.boolean(),
    checks: z.array(z.object({ name: z.string(), ok: z.boolean(), code: z.string(), message: z.string() })),
  })
  .meta({ id: 'ChannelTestResult' });

export const suggestSettingsSchema = z.object({
  kind: z.string().min(1).max(40),
  address: z.string().min(3).max(254),
});
export const suggestedSettingsSchema = z
  .object({ provider: z.string().nullable(), settings: settingsValuesSchema, notes: z.array(z.string()) })
  .meta({ id: 'SuggestedSettings' });

export const startBackfillSchema = z.object({
  since: instantSchema,
  /** Queue what is unanswered from the last so many days; such turns are marked imported. */
  queueLastDays: z.number().int().min(1).max(90).nullable().default(null),
});

/** Why something that came in was not taken in, where no words of its own say it. */
export const ledgerReasonCodeSchema = z.enum(['not_storable', 'contradicts', 'not_applied']);
/** `ignored`: nothing follows from it; `kind` is then the platform's own word for it. */
export const inboundEventStateSchema = z.enum(['pending', 'done', 'failed', 'unroutable', 'ignored']);
export const inboundEventSchema = z
  .object({
    id: idSchema,
    deliveryId: idSchema,
    channelId: idSchema.nullable(),
    kind: z.string(),
    key: z.string(),
    state: inboundEventStateSchema,
    attempts: z.number().int(),
    /** In plain words, with what to do about it. */
    reason: z.string().nullable(),
    /** For a console to say it in its own language. */
    reasonCode: ledgerReasonCodeSchema.nullable(),
    receivedAt: instantSchema,
    updatedAt: instantSchema,
  })
  .meta({ id: 'InboundEvent' });
export const inboundEventQuerySchema = pageQuerySchema.extend({
  channelId: idSchema.optional(),
  state: inboundEventStateSchema.optional(),
});

/** One outgoing webhook and its tries. */
export const webhookDeliverySchema = z
  .object({
    id: idSchema,
    webhookId: z.string(),
    event: z.string(),
    state: z.enum(['pending', 'delivered', 'failed', 'unconfirmed']),
    attempts: z.number().int(),
    lastStatus: z.number().int().nullable(),
    lastError: z.string().nullable(),
    createdAt: instantSchema,
    nextAttemptAt: instantSchema.nullable(),
    deliveredAt: instantSchema.nullable(),
    messageId: idSchema.nullable(),
  })
  .meta({ id: 'WebhookDelivery' });
