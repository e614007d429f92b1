import { z } from 'zod';
import { localeSchema } from './auth.js';
import { idSchema, instantSchema } from './page.js';
import { roleSchema } from './permissions.js';

export const mediumSchema = z.enum(['comment', 'email', 'dm', 'chat']);
export type Medium = z.infer<typeof mediumSchema>;

const colorSchema = z.string().regex(/^#[0-9a-f]{6}$/i);

export const brandSchema = z
  .object({
    id: idSchema,
    name: z.string(),
    color: z.string(),
    locale: localeSchema,
    timezone: z.string(),
    /** Put under every mail, below the member's own signature; plain text. */
    signature: z.string(),
    /** True for the brand the demo feeds. */
    sample: z.boolean(),
  })
  .meta({ id: 'Brand' });
export type Brand = z.infer<typeof brandSchema>;
export const createBrandSchema = z.object({
  name: z.string().trim().min(1).max(120),
  color: colorSchema.optional(),
  locale: localeSchema.optional(),
  timezone: z.string().max(64).optional(),
});
export const updateBrandSchema = createBrandSchema
  .extend({ signature: z.string().max(5_000).optional() })
  .partial();

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/);
/** From `from` to `to` in local time; `to` earlier than `from` runs past midnight. */
export const intervalSchema = z.object({ from: clockTime, to: clockTime });
export const weekSchema = z.object({
  mon: z.array(intervalSchema).max(6),
  tue: z.array(intervalSchema).max(6),
  wed: z.array(intervalSchema).max(6),
  thu: z.array(intervalSchema).max(6),
  fri: z.array(intervalSchema).max(6),
  sat: z.array(intervalSchema).max(6),
  sun: z.array(intervalSchema).max(6),
});
export const holidaySchema = z.object({
  /** Local date, YYYY-MM-DD. */
  date: z.iso.date(),
  name: z.string().max(80).default(''),
  /** Open at these hours on that day all the same; closed when empty. */
  hours: z.array(intervalSchema).max(6).default([]),
});
/** Business hours. `week: null` means none: time is counted by the wall clock. */
export const calendarInputSchema = z.object({
  timezone: z.string().min(1).max(64),
  week: weekSchema.nullable(),
  holidays: z.array(holidaySchema).max(400),
});
export const calendarSchema = z
  .object({
    id: idSchema,
    /** Turns opened from this instant on are counted by this version. */
    validFrom: instantSchema,
    timezone: z.string(),
    week: weekSchema.nullable(),
    holidays: z.array(z.object({ date: z.string(), name: z.string(), hours: z.array(intervalSchema) })),
  })
  .meta({ id: 'Calendar' });

/** Milliseconds promised per medium: business time when the brand has hours. */
export const targetsSchema = z
  .object({
    chat: z.number().int().min(1_000).max(31_536_000_000),
    dm: z.number().int().min(1_000).max(31_536_000_000),
    comment: z.number().int().min(1_000).max(31_536_000_000),
    email: z.number().int().min(1_000).max(31_536_000_000),
  })
  .meta({ id: 'Targets' });

export const memberSchema = z
  .object({
    id: idSchema,
    userId: idSchema,
    name: z.string(),
    email: z.string(),
    role: roleSchema,
    createdAt: instantSchema,
  })
  .meta({ id: 'Member' });
export type Member = z.infer<typeof memberSchema>;
export const updateMemberSchema = z.object({ role: roleSchema });

export const snippetSchema = z
  .object({
    id: idSchema,
    name: z.string(),
    /** What finds it at once after `/`; unique among the shared ones, and among one's own. */
    shortcut: z.string().nullable(),
    /** Plain text, with placeholders such as `{{person.firstName|there}}`. */
    body: z.string(),
    /** The same formatted, where it is. */
    html: z.string().nullable(),
    /** Everyone's in the brand; otherwise only the caller's own. */
    shared: z.boolean(),
    updatedAt: instantSchema,
  })
  .meta({ id: 'Snippet' });
export type Snippet = z.infer<typeof snippetSchema>;
export const saveSnippetSchema = z.object({
  name: z.string().trim().min(1).max(80),
  shortcut: z
    .string()
    .trim()
    .toLowerCase()
    .max(32)
    .regex(/^[\p{L}\p{N}_.-]*$/u, 'Letters, digits, dots and dashes only.')
    .nullable()
    .default(null),
  body: z.string().max(20_000),
  /** Formatted as in a reply, without pictures. It is made clean, and `body` is made from it. */
  html: z.string().max(60_000).nullable().default(null),
  shared: z.boolean(),
});
export type SaveSnippet = z.infer<typeof saveSnippetSchema>;

export const tagSchema = z.object({ id: idSchema, name: z.string(), color: z.string() }).meta({ id: 'Tag' });
export type Tag = z.infer<typeof tagSchema>;
export const saveTagSchema = z.object({
  name: z.string().trim().min(1).max(60),
  color: colorSchema.optional(),
});
