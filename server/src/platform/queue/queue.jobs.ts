import { z } from 'zod';
import { defineJob } from './jobs.js';

/** Does a row of `task` that is due. */
export const DO_TASK = defineJob({
  name: 'do-task',
  queue: 'background',
  schema: z.object({ brandId: z.uuid(), taskId: z.uuid() }),
});
