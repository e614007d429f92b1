import { z } from 'zod';
import { defineJob } from '../platform/queue/jobs.js';

/** One counting of a brand's conversations, for everybody who looks. */
export const COUNT_QUEUE = defineJob({
  name: 'count-queue',
  queue: 'background',
  schema: z.object({ brandId: z.string() }),
});
