import { z } from 'zod';
import { defineJob } from '../../platform/queue/jobs.js';

/** Brings a file that lies somewhere on the web into storage. */
export const FETCH_ATTACHMENT = defineJob({
  name: 'fetch-attachment',
  queue: 'background',
  schema: z.object({ brandId: z.string(), attachmentId: z.string() }),
});
