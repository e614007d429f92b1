/** Queues in use. Jobs of one queue share its workers. */
export const queueNames = ['ingest', 'send', 'background'] as const;
export type QueueName = (typeof queueNames)[number];
