import { z } from 'zod';
import { mediumSchema } from './brands.js';
import { channelStatusSchema } from './channels.js';
import { idSchema, instantSchema, pageOf, pageQuerySchema } from './page.js';

/** How a number of conversations stand at this moment. Each counts conversations, except `answeredToday`: turns. */
export const nowFiguresSchema = z.object({
  /** Open, and we owe an answer: the queue. */
  ours: z.number().int(),
  /** Of those, past what was promised. */
  overdue: z.number().int(),
  /** Of those, with less than a quarter of the promised time left. */
  dueSoon: z.number().int(),
  /** Of those, nobody's. */
  unassigned: z.number().int(),
  /** Put off for later while somebody waits: the clock runs on. In none of the others. */
  snoozed: z.number().int(),
  /** Turns answered since midnight by the brand's clock. */
  answeredToday: z.number().int(),
});
export type NowFigures = z.infer<typeof nowFiguresSchema>;

/** Somebody who waits. Whose it is among us is not said, only whether it is anybody's. */
export const nowWaitSchema = z.object({
  conversationId: idSchema,
  channelId: idSchema,
  medium: mediumSchema,
  person: z.object({ id: idSchema, name: z.string(), avatarUrl: z.string().nullable() }),
  subject: z.string().nullable(),
  lastWords: z.string(),
  waitingSince: instantSchema,
  answerBy: instantSchema,
  targetMs: z.number().int().nullable(),
  assigned: z.boolean(),
});
export type NowWait = z.infer<typeof nowWaitSchema>;

/** At most so many of those who have waited longest, per channel and in all. */
export const nowWaitsMost = 5;

export const nowChannelSchema = z.object({
  id: idSchema,
  name: z.string(),
  icon: z.string(),
  status: channelStatusSchema,
  media: z.array(mediumSchema),
  figures: nowFiguresSchema,
  /** Longest first. */
  waits: z.array(nowWaitSchema).max(nowWaitsMost),
});
export type NowChannel = z.infer<typeof nowChannelSchema>;

/**
 * What an alert looks at: the longest running pause, how long the first missed answer is overdue (both in ms), how many
 * conversations are ours, how many of them are overdue.
 */
export const alertMeasures = ['longest_wait', 'over_target', 'ours', 'overdue'] as const;
export const alertMeasureSchema = z.enum(alertMeasures);
export type AlertMeasure = z.infer<typeof alertMeasureSchema>;
/** Whether a measure is a length of time in ms; else it is a number of conversations. */
export const isAlertTime = (measure: AlertMeasure) => measure === 'longest_wait' || measure === 'over_target';

/** An alert that is up now. */
export const raisedAlertSchema = z.object({
  id: idSchema,
  measure: alertMeasureSchema,
  threshold: z.number().int(),
  /** Null: all channels that everybody may see. */
  channelId: idSchema.nullable(),
  medium: mediumSchema.nullable(),
  since: instantSchema,
});
export type RaisedAlert = z.infer<typeof raisedAlertSchema>;

/** What one member may see of who waits now. Channels by name; those where nobody waits are there, too. */
export const nowBoardSchema = z
  .object({
    /** When it was read. */
    at: instantSchema,
    total: nowFiguresSchema,
    waits: z.array(nowWaitSchema).max(nowWaitsMost),
    channels: z.array(nowChannelSchema),
    /** Members with a console open; never who. */
    online: z.number().int(),
    raised: z.array(raisedAlertSchema),
  })
  .meta({ id: 'NowBoard' });
export type NowBoard = z.infer<typeof nowBoardSchema>;

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
export const alertLimits = {
  /** A wait of less cannot be told from the reading's own pace. */
  leastWaitMs: 10_000,
  mostMs: 90 * DAY_MS,
  mostCount: 1_000_000,
  mostQuietMs: 7 * DAY_MS,
  /** Of one brand. */
  most: 50,
  defaultQuietMs: 30 * MINUTE_MS,
} as const;

export const saveAlertSchema = z
  .object({
    measure: alertMeasureSchema,
    /** It is raised above this: ms, or conversations. */
    threshold: z.number().int().min(0),
    channelId: idSchema.nullable().default(null),
    medium: mediumSchema.nullable().default(null),
    /** Told at most once in this time, however often it is raised. */
    quietMs: z.number().int().min(0).max(alertLimits.mostQuietMs).default(alertLimits.defaultQuietMs),
    /** Whom to tell in the console and by mail; empty: all managers and owners. */
    memberIds: z.array(idSchema).max(100).default([]),
    inConsole: z.boolean().default(true),
    byMail: z.boolean().default(false),
    webhookUrl: z
      .url({ protocol: /^https?$/ })
      .max(2_000)
      .nullable()
      .default(null),
    /** Told within the brand's business hours only; what is up when they begin is told then. */
    onlyInHours: z.boolean().default(false),
    enabled: z.boolean().default(true),
  })
  .superRefine(({ measure, threshold }, context) => {
    const time = isAlertTime(measure);
    const most = time ? alertLimits.mostMs : alertLimits.mostCount;
    const least = measure === 'longest_wait' ? alertLimits.leastWaitMs : 0;
    if (threshold > most || threshold < least)
      context.addIssue({ code: 'custom', path: ['threshold'], message: `between ${least} and ${most}` });
  })
  .meta({ id: 'SaveAlert' });
export type SaveAlert = z.infer<typeof saveAlertSchema>;

/** One try after another to post a webhook; `alert.test` was asked for by a member. */
export const alertPostSchema = z.object({
  id: idSchema,
  event: z.enum(['alert.raised', 'alert.cleared', 'alert.test']),
  state: z.enum(['pending', 'delivered', 'failed']),
  attempts: z.number().int(),
  lastStatus: z.number().int().nullable(),
  lastError: z.string().nullable(),
  at: instantSchema,
});
export type AlertPost = z.infer<typeof alertPostSchema>;

export const alertSchema = z
  .object({
    id: idSchema,
    measure: alertMeasureSchema,
    threshold: z.number().int(),
    channelId: idSchema.nullable(),
    channelName: z.string().nullable(),
    medium: mediumSchema.nullable(),
    quietMs: z.number().int(),
    memberIds: z.array(idSchema),
    inConsole: z.boolean(),
    byMail: z.boolean(),
    webhookUrl: z.string().nullable(),
    onlyInHours: z.boolean(),
    enabled: z.boolean(),
    /** Since when it is up; null while it is not. */
    raisedAt: instantSchema.nullable(),
    lastPost: alertPostSchema.nullable(),
  })
  .meta({ id: 'Alert' });
export type Alert = z.infer<typeof alertSchema>;

/** `webhookSecret` is shown this once: when the address is new, or the secret was made anew. */
export const savedAlertSchema = z
  .object({ alert: alertSchema, webhookSecret: z.string().nullable() })
  .meta({ id: 'SavedAlert' });
export type SavedAlert = z.infer<typeof savedAlertSchema>;

/** Why nobody was told when an alert was raised: somebody had been told not long before, or it was outside business hours. */
export const alertSilenceSchema = z.enum(['quiet_time', 'hours']);
export type AlertSilence = z.infer<typeof alertSilenceSchema>;

/** From when to when an alert was up, and what came of telling. */
export const alertCrossingSchema = z
  .object({
    id: idSchema,
    alertId: idSchema,
    measure: alertMeasureSchema,
    threshold: z.number().int(),
    channelName: z.string().nullable(),
    medium: mediumSchema.nullable(),
    raisedAt: instantSchema,
    /** What was measured when it was raised. */
    value: z.number().int(),
    /** Null where it was told as soon as it was raised. */
    silence: alertSilenceSchema.nullable(),
    /** Null: nobody was told, for as long as it was up. */
    toldAt: instantSchema.nullable(),
    clearedAt: instantSchema.nullable(),
    posts: z.array(alertPostSchema),
  })
  .meta({ id: 'AlertCrossing' });
export type AlertCrossing = z.infer<typeof alertCrossingSchema>;
export const alertLogQuerySchema = pageQuerySchema;
export const alertLogSchema = pageOf(alertCrossingSchema).meta({ id: 'AlertLog' });
export type AlertLog = z.infer<typeof alertLogSchema>;
