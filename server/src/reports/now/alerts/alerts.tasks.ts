import { z } from 'zod';
import { defineTask } from '../../../platform/queue/tasks.js';

/** Posts one webhook of an alert; the subject is its row. */
export const POST_ALERT = defineTask({ name: 'post-alert', schema: z.object({}) });
