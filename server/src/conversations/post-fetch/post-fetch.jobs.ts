import { z } from 'zod';
import { defineJob } from '../../platform/queue/jobs.js';

/** Asks the platform what is in the post that comments stand under. */
export const FETCH_POST = defineJob({
  name: 'fetch-post',
  queue: 'background',
  schema: z.object({ brandId: z.string(), postId: z.string() }),
});
