import { z } from 'zod';
import { defineJob } from '../platform/queue/jobs.js';

/** There are deliveries or events to work on; whoever takes it works on as many as there are. */
export const PROCESS_LEDGER = defineJob({
  name: 'process-ledger',
  queue: 'ingest',
  schema: z.object({}),
});
