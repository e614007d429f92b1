import { z } from 'zod';

/** UUID of any version; Parley makes UUIDv7. */
export const idSchema = z.uuid();

/** An instant, ISO 8601 in UTC. */
export const instantSchema = z.iso.datetime();

/** Numbers of utterances go no further: what is kept as an integer. */
const SEQ_MOST = 2_147_483_647;
/** The number of an utterance in its conversation. */
export const seqSchema = z.number().int().min(0).max(SEQ_MOST);
/** The same in an address. */
export const seqQuerySchema = z.coerce.number().int().min(0).max(SEQ_MOST);

/** Keyset page request: `cursor` is opaque and comes from the page before. */
export const pageQuerySchema = z.object({
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** A page of rows and the cursor of the next one (`null` on the last page). */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/** The bare acknowledgement of an act that has nothing else to say. */
export const doneSchema = z.object({ ok: z.literal(true) });

export const idParamSchema = z.object({ id: idSchema });
