import { z } from 'zod';
import { defineJob } from '../../platform/queue/jobs.js';

/** One reading of who waits in a brand, for everybody who looks, and for its alerts. */
export const READ_NOW = defineJob({
  name: 'read-now',
  queue: 'background',
  schema: z.object({ brandId: z.string() }),
});
