import { z } from 'zod';
import { queueQuerySchema } from './conversations.js';
import { idSchema } from './page.js';

/** What a saved view narrows the queue to; with `q` it is a saved search instead. */
export const savedFilterSchema = queueQuerySchema
  .omit({ cursor: true, limit: true })
  .extend({ q: z.string().trim().min(1).max(500).optional() })
  .meta({ id: 'SavedFilter' });
export type SavedFilter = z.infer<typeof savedFilterSchema>;

/** Signs a view can be marked with, from the console's own set. */
export const viewIcons = [
  'list',
  'star',
  'flag',
  'bolt',
  'heart',
  'bag',
  'truck',
  'receipt',
  'bug',
  'globe',
] as const;
export const viewIconSchema = z.enum(viewIcons);
export type ViewIcon = z.infer<typeof viewIconSchema>;

export const saveViewSchema = z
  .object({
    name: z.string().trim().min(1).max(80),
    filter: savedFilterSchema,
    /** For everyone in the brand, not only for oneself: needs `workflow.manage`. */
    shared: z.boolean().default(false),
    icon: viewIconSchema.default('list'),
    color: z
      .string()
      .regex(/^#[0-9a-f]{6}$/i)
      .nullable()
      .default(null),
  })
  .meta({ id: 'SaveView' });
export type SaveView = z.infer<typeof saveViewSchema>;

export const savedViewSchema = z
  .object({
    id: idSchema,
    name: z.string(),
    filter: savedFilterSchema,
    shared: z.boolean(),
    icon: viewIconSchema,
    color: z.string().nullable(),
  })
  .meta({ id: 'SavedView' });
export type SavedView = z.infer<typeof savedViewSchema>;

/** Views in the order they are to stand in; those not named keep theirs behind them. */
export const orderViewsSchema = z.object({ ids: z.array(idSchema).min(1).max(200) });
