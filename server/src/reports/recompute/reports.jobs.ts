import { z } from 'zod';
import { defineJob } from '../../platform/queue/jobs.js';

/** Counts some more of a period's turns anew; the row says how far that has come. */
export const RECOMPUTE_TURNS = defineJob({
  name: 'recompute-turns',
  queue: 'background',
  schema: z.object({ recomputationId: z.uuid() }),
});
