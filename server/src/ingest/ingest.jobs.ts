import { z } from 'zod';
import { defineJob } from '../platform/queue/jobs.js';

/** There are deliveries or events to work on; whoever takes it works on as many as there are. */
export const PROCESS_LEDGER = defineJob({
  name: 'process-ledger',
  queue: 'ingest',
  schema: z.object({}),
});

/** There are listener tasks to run. */
export const RUN_LISTENER_TASKS = defineJob({
  name: 'run-listener-tasks',
  queue: 'background',
  schema: z.object({}),
});
