import { z } from 'zod';
import { defineJob } from '../platform/queue/jobs.js';

/** Ends a hold that is over, and sends what is queued and next in its conversation. */
export const SEND_MESSAGE = defineJob({
  name: 'send-message',
  queue: 'send',
  schema: z.object({ brandId: z.uuid(), messageId: z.uuid() }),
});

/** Does on its platform what members asked for with a message. */
export const MODERATE_MESSAGE = defineJob({
  name: 'moderate-message',
  queue: 'send',
  schema: z.object({ brandId: z.uuid(), messageId: z.uuid() }),
});
