import { z } from 'zod';
import { defineJob } from '../platform/queue/jobs.js';

/** Brings the picture of an identity into storage. */
export const FETCH_AVATAR = defineJob({
  name: 'fetch-avatar',
  queue: 'background',
  schema: z.object({ brandId: z.string(), identityId: z.string() }),
});
