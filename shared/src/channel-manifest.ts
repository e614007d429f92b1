import { z } from 'zod';
import { mediumSchema } from './brands.js';

/** What a channel kind can do. Code outside a kind's folder keys on these and never on the kind's id. */
export const capabilities = [
  'receives_webhooks',
  'registers_webhooks',
  'polls',
  'sends',
  'replies_publicly',
  'replies_privately',
  'starts_conversations',
  'subjects',
  'recipients',
  'rich_text',
  'forwards',
  'attachments',
  'raw_source',
  'signatures',
  'typing',
  'shows_typing',
  'read_receipts',
  'backfill',
  'test_connection',
  'suggests_settings',
  'oauth',
  'delivery_log',
  'outgoing_webhook',
  'sends_system_mail',
  /** A script on the brand's own pages talks to its endpoint; people read their thread there. */
  'embeds',
  /** Somebody can be kept from writing. */
  'blocks',
  /** An answer that is not read in time can follow by mail. */
  'follows_up_by_email',
  /** Moderation: see moderation.ts for what each of them offers. */
  'likes',
  'hides',
  'approves',
  'marks_spam',
  /** Comments can be thrown away, and brought back. */
  'trashes',
  /** Comments can be deleted for good; `deletes_own`: our own replies only. */
  'deletes',
  'deletes_own',
  /** Shows what its people answer with a sign instead of words. */
  'reactions',
] as const;
export const capabilitySchema = z.enum(capabilities);
export type Capability = z.infer<typeof capabilitySchema>;

/** Localised text of a manifest. */
export const textSchema = z.object({ en: z.string(), de: z.string() });

/** One field of the connect form. `secret` fields are stored encrypted and never read back. */
export const settingsFieldSchema = z.object({
  name: z.string(),
  type: z.enum([
    'text',
    'email',
    'password',
    'number',
    'url',
    'checkbox',
    'select',
    'date',
    'list',
    'channel',
    // `#rrggbb`
    'colour',
    // Text of several lines.
    'lines',
  ]),
  label: textSchema,
  help: textSchema.optional(),
  placeholder: z.string().optional(),
  required: z.boolean(),
  secret: z.boolean(),
  /** Shown only under "advanced" (servers, ports …). */
  advanced: z.boolean(),
  defaultValue: z.union([z.string(), z.number(), z.boolean()]).optional(),
  /** Of a `channel` (its value is the id of one of the brand's): what that one can do. */
  capability: capabilitySchema.optional(),
  options: z.array(z.object({ value: z.string(), label: textSchema })).optional(),
  /** Shown only while another field has one of these values. */
  showWhen: z.object({ field: z.string(), values: z.array(z.union([z.string(), z.boolean()])) }).optional(),
});
export type SettingsField = z.infer<typeof settingsFieldSchema>;

/** What one reply may be. A channel's own (of its instance) take the place of its kind's: `channelLimits`. */
export const channelLimitsSchema = z.object({
  /** Length of one reply in `textUnit`s; null where there is no limit. */
  textLength: z.number().int().nullable(),
  /** The same for a reply that carries files, where that is less. */
  textLengthWithFiles: z.number().int().optional(),
  /**
   * What the platform counts as one: characters (the default), UTF-16 units, of which an emoji has two or more, graphemes
   * (what a reader takes for one sign), or bytes of UTF-8.
   */
  textUnit: z.enum(['characters', 'utf16', 'graphemes', 'bytes']).optional(),
  textRules: z
    .object({
      /** Every web address counts so much, however long it is. */
      urlLength: z.number().int().optional(),
      /** `@user@host` counts like `@user`. */
      mentionsWithoutHost: z.boolean().optional(),
    })
    .optional(),
  attachments: z.number().int(),
  attachmentBytes: z.number().int(),
  totalBytes: z.number().int(),
  /** Media types or prefixes such as `image/`; null allows all. */
  attachmentTypes: z.array(z.string()).nullable(),
});
export type ChannelLimits = z.infer<typeof channelLimitsSchema>;

/** The limits that hold on a channel: its kind's, and instead of them what its instance told us. */
export const channelLimits = (
  kind: ChannelLimits,
  own: Partial<ChannelLimits> | null | undefined,
): ChannelLimits => ({ ...kind, ...own });

/** One step on the platform towards connecting, in words: what to open, press or write there. */
export const connectStepSchema = z.object({
  text: textSchema,
  /** Where it is done. */
  url: z.url().optional(),
  /** A file that is needed for it: its path on this server. */
  file: z.string().startsWith('/').optional(),
  /** Shown only while a field has one of these values, like the fields themselves. */
  showWhen: z.object({ field: z.string(), values: z.array(z.union([z.string(), z.boolean()])) }).optional(),
});
export type ConnectStep = z.infer<typeof connectStepSchema>;

export const channelManifestSchema = z
  .object({
    kind: z.string(),
    name: textSchema,
    summary: textSchema,
    /** Name of an icon of the console's set. */
    icon: z.string(),
    media: z.array(mediumSchema),
    capabilities: z.array(capabilitySchema),
    limits: channelLimitsSchema,
    /** Milliseconds of quiet after which a turn settles, per medium; the medium's default where left out. */
    settleMs: z.partialRecord(mediumSchema, z.number().int()).optional(),
    /** Replies are only allowed this long after the person's last message; null means always. */
    replyWindowMs: z.number().int().nullable(),
    /** What to do on the platform before the form can be filled in, in this order. */
    steps: z.array(connectStepSchema).optional(),
    settings: z.array(settingsFieldSchema),
  })
  .meta({ id: 'ChannelManifest' });
export type ChannelManifest = z.infer<typeof channelManifestSchema>;
